import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

/** "על ידך", "על ידי Dana": passive, so that nothing depends on whether a person is a man or a woman. */
const by = ({ name, isYou }: Named) => (isYou ? 'על ידך' : `על ידי ${name}`);

/** Hebrew; the reader is addressed in the plural. */
const words = ({ number, plural, form }: Counting<'he'>): AllStrings => ({
  language: 'he',
  comma: ', ',
  gap: ' ',

  openChat: 'פתיחת הצ׳אט',
  openChatUnread: (n) =>
    n > 99
      ? 'פתיחת הצ׳אט, יותר מ-99 הודעות שלא נקראו'
      : plural(n, {
          one: 'פתיחת הצ׳אט, הודעה אחת שלא נקראה',
          two: 'פתיחת הצ׳אט, שתי הודעות שלא נקראו',
          other: 'פתיחת הצ׳אט, # הודעות שלא נקראו',
        }),
  openChatWaiting: (n) =>
    plural(n, {
      one: 'פתיחת הצ׳אט, הודעה אחת ממתינה לשליחה',
      two: 'פתיחת הצ׳אט, שתי הודעות ממתינות לשליחה',
      other: 'פתיחת הצ׳אט, # הודעות ממתינות לשליחה',
    }),
  writeAhead: 'בטעינה… אפשר כבר לכתוב',
  loadFailed: 'לא ניתן היה לטעון את הצ׳אט.',
  closeChat: 'סגירת הצ׳אט',
  chat: 'צ׳אט',
  tryAgain: 'ניסיון נוסף',
  reloadPage: 'טעינת העמוד מחדש',

  nobodyHere: 'אין כאן אף אחד אחר כרגע',
  you: 'את/ה',
  someone: 'מישהו',
  assistant: 'העוזר',
  roles: { user: 'לקוח', agent: 'צוות', admin: 'צוות', bot: 'בוט', system: '' },

  messages: 'הודעות',
  today: 'היום',
  yesterday: 'אתמול',
  newMessages: (n) => plural(n, { one: 'הודעה חדשה אחת', two: 'שתי הודעות חדשות', other: '# הודעות חדשות' }),
  loadingOlder: 'טוען הודעות קודמות…',
  jumpNew: (n) => plural(n, { one: 'אחת חדשה', two: 'שתיים חדשות', other: '# חדשות' }),
  jump: 'לאחרונה',
  jumpLabel: 'מעבר להודעה האחרונה',

  joined: (name) => `${name} כאן עכשיו`,
  left: (name) => `${name} כבר לא כאן`,
  events: {
    participant_added: (actor, who, self) => {
      if (self) return who.isYou ? 'הצטרפת לשיחה' : `הצטרפות לשיחה: ${who.name}`;
      return who.isYou ? `הוספת לשיחה ${by(actor)}` : `נוסף לשיחה ${by(actor)}: ${who.name}`;
    },
    participant_removed: (actor, who, self) => {
      if (self) return who.isYou ? 'יצאת מהשיחה' : `יציאה מהשיחה: ${who.name}`;
      return who.isYou ? `הוסרת מהשיחה ${by(actor)}` : `הסרה מהשיחה ${by(actor)}: ${who.name}`;
    },
    assigned: (actor, who, self) => {
      if (self) return `השיחה נלקחה ${by(who)}`;
      return who.isYou ? `השיחה הוקצתה לך ${by(actor)}` : `השיחה הוקצתה אל ${who.name} ${by(actor)}`;
    },
    unassigned: (actor) => `השיחה הוחזרה ${by(actor)}`,
    closed: (actor) => `השיחה נסגרה ${by(actor)}`,
    reopened: (actor) => `השיחה נפתחה מחדש ${by(actor)}`,
    handed_over: (_actor, who, _self, bot) => `השיחה עברה אל ${who.name} במקום ${bot}`,
  },

  waiting: 'ממתינה לשליחה',
  sending: 'בשליחה…',
  sentAt: (time) => `נשלחה ${time}`,
  readAt: (time) => (time ? `נקראה ${time}` : 'נקראה'),
  readBy: (names) => `נקראה על ידי ${names}`,
  andMore: (n) => plural(n, { one: 'עוד אחד', two: 'עוד שניים', other: 'עוד #' }),
  edited: '(נערכה)',
  deleted: 'ההודעה נמחקה',
  youDeleted: 'מחקת את ההודעה הזו',
  note: 'הערה, גלויה רק לצוות שלך',
  notSent: (reason) => `לא נשלחה. ${reason}`,
  soon: (seconds) =>
    plural(seconds, {
      one: 'הקצב מהיר מדי. היא תישלח בעוד שנייה.',
      two: 'הקצב מהיר מדי. היא תישלח בעוד שתי שניות.',
      other: 'הקצב מהיר מדי. היא תישלח בעוד # שניות.',
    }),
  reasons: {
    text_too_long: (limit) =>
      plural(limit, {
        one: 'היא ארוכה מתו אחד.',
        two: 'היא ארוכה משני תווים.',
        other: 'היא ארוכה מ-# תווים.',
      }),
    conversation_closed: 'השיחה הזו סגורה.',
    forbidden: 'אין לך הרשאה לכתוב כאן.',
    subject_not_allowed: 'אין לך הרשאה לכתוב על הרשומה הזו.',
    not_found: 'השיחה הזו אינה זמינה לך.',
    too_large: 'היא גדולה מדי.',
    message_deleted: 'ההודעה הזו נמחקה.',
    upload_failed: 'ההעלאה נכשלה חמש פעמים.',
    file_type_refused: 'קבצים מסוג זה אינם מתקבלים.',
    attachment_gone: 'אחד הקבצים שלה כבר אינו קיים.',
  },
  reasonOther: 'שירות הצ׳אט דחה אותה.',
  notChanged: (reason) => `לא שונתה. ${reason}`,
  notDeleted: (reason) => `לא נמחקה. ${reason}`,
  notReacted: (reason) => `התגובה לא נשלחה. ${reason}`,
  edit: 'עריכה',
  discard: 'ביטול ההודעה',
  messageTools: 'ההודעה',
  copy: 'העתקה',
  copied: 'הועתק',
  copyFailed: 'ההעתקה לא הצליחה.',
  copyMessage: 'העתקת ההודעה',
  code: 'קוד',
  table: 'טבלה',
  done: 'בוצע',
  toDo: 'לביצוע',
  choices: 'אפשרויות',
  chosen: 'נבחר',
  choose: 'בחירה…',
  optional: 'לא חובה',
  required: 'יש למלא את השדה.',
  notANumber: 'זה אינו מספר.',
  notADate: 'זה אינו תאריך.',
  sendAnswers: 'שליחת התשובות',
  answeredBy: (name: string) => `נענה על ידי ${name}`,
  react: 'הוספת אימוג׳י',
  reply: 'מענה',
  remove: 'מחיקה',
  askRemove: 'למחוק את ההודעה הזו?',
  cancel: 'ביטול',
  save: 'שמירה',
  editMessage: 'עריכת הודעה',
  replyTo: (name) => `מענה אל ${name}`,
  original: 'ההודעה המקורית',
  replies: (n) => plural(n, { one: 'תגובה אחת', two: 'שתי תגובות', other: '# תגובות' }),
  thread: 'שרשור',
  closeThread: 'חזרה לשיחה',
  people: 'אנשים',
  noteForTeam: 'הערה לצוות שלך',
  writeNote: 'כתיבת הערה לצוות שלך',

  writing: (name) => `תשובה נכתבת: ${name}`,
  typing: (names, and) =>
    names.length > 2
      ? 'כמה אנשים מקלידים'
      : form(names.length, {
          one: `מתבצעת הקלדה: ${and(names)}`,
          two: `${and(names)} מקלידים`,
          other: `${and(names)} מקלידים`,
        }),
  stop: 'עצירה',
  stopped: 'עצרת את התשובה',
  cutOff: 'התשובה נקטעה.',
  askAgain: 'לשאול שוב',

  hello: (name) => `שלום ${name}.`,
  whatCanWeDo: 'איך אפשר לעזור?',
  nothingYet: 'עדיין לא נכתב דבר.',
  writeFirst: 'כתבו את ההודעה הראשונה.',
  here: (names, n) => form(n, { one: `${names} כאן עכשיו.`, two: `${names} כאן עכשיו.`, other: `${names} כאן עכשיו.` }),
  botFirst: (bot) => `התשובה הראשונה תגיע מאת ${bot}.`,
  botOnly: (bot) => `תשובה מיידית מאת ${bot}.`,
  comeBack: 'כתבו לנו. התשובה תחכה לכם כאן, גם אם תחזרו מאוחר יותר.',
  startWith: 'אפשר להתחיל כך',

  message: 'הודעה',
  write: 'כתבו הודעה',
  orWrite: 'או כתבו הודעה',
  send: 'שליחה',
  charactersLeft: (n) => plural(n, { one: 'נותר תו אחד', two: 'נותרו שני תווים', other: 'נותרו # תווים' }),
  charactersOver: (n) => plural(n, { one: 'תו אחד יותר מדי', two: 'שני תווים יותר מדי', other: '# תווים יותר מדי' }),
  storageFull: 'אין בדפדפן הזה מקום להודעות נוספות. המתינו עד שחלקן יישלחו.',
  sendFailed: 'לא ניתן היה לשמור את ההודעה. נסו שוב.',
  sentHeard: 'נשלחה',
  keptHeard: 'נשמרה במכשיר הזה, ממתינה לשליחה',
  says: (name, text) => `${name}: ${text}`,

  more: 'עוד',
  sound: 'צליל',
  notifications: 'התראות',
  notificationsBlocked: 'חסומות בהגדרות הדפדפן הזה',
  conversations: 'שיחות',
  backToList: 'חזרה לשיחות',
  newConversation: 'שיחה חדשה',
  searchConversations: 'חיפוש בשיחות',
  aboutRecord: 'על הרשומה הזו',
  others: 'שיחות אחרות',
  draft: 'טיוטה:',
  noConversations: 'אין עדיין שיחות.',
  listFailed: 'לא ניתן היה לטעון את השיחות.',
  loadingList: 'טוען שיחות…',
  showMore: 'הצגת עוד',
  nothingFound: (query) => `לא נמצא דבר עבור ”${query}“.`,
  found: (n) => plural(n, { one: 'נמצאה אחת', two: 'נמצאו שתיים', other: 'נמצאו #' }),
  unread: (n) => plural(n, { one: 'הודעה אחת שלא נקראה', two: 'שתי הודעות שלא נקראו', other: '# הודעות שלא נקראו' }),
  files: {
    attach: 'צירוף קבצים',
    attached: 'קבצים מצורפים',
    remove: (file) => `הסרת ${file}`,
    drop: 'שחררו כאן כדי לצרף',
    dropLimits: (n, size) =>
      plural(n, {
        one: `קובץ אחד, עד ${size}`,
        two: `עד שני קבצים, ${size} לכל קובץ`,
        other: `עד # קבצים, ${size} לכל קובץ`,
      }),
    tooLarge: (file, size, max) => `הגודל של „${file}” הוא ${size}. גודל קובץ מרבי: ${max}.`,
    empty: (file) => `הקובץ „${file}” ריק.`,
    kind: (file) => `קבצים מסוג זה אינם מתקבלים: ${file}.`,
    max: (n) =>
      plural(n, {
        one: 'אפשר לצרף להודעה קובץ אחד לכל היותר.',
        two: 'אפשר לצרף להודעה שני קבצים לכל היותר.',
        other: 'אפשר לצרף להודעה # קבצים לכל היותר.',
      }),
    uploading: (file) => `מתבצעת העלאה של ${file}`,
    cancel: 'ביטול ההעלאה',
    download: (file) => `הורדת ${file}`,
    gone: 'הקובץ כבר אינו זמין.',
    removed: 'הקובץ הוסר',
    open: (file) => `פתיחת ${file}`,
    missing: 'לא ניתן היה לטעון את התמונה.',
    position: (at, of) => `תמונה ${number(at)} מתוך ${number(of)}`,
    close: 'סגירת התמונה',
    previous: 'התמונה הקודמת',
    next: 'התמונה הבאה',
  },

  notices: {
    connecting: 'מתחבר…',
    reconnecting: 'מתחבר מחדש. אפשר להמשיך לכתוב.',
    offlineLead: 'אין חיבור.',
    offline: (waiting) =>
      waiting === 0
        ? 'המשיכו לכתוב: מה שתשלחו נשמר במכשיר הזה ויישלח כשהחיבור יחזור.'
        : plural(waiting, {
            one: 'המשיכו לכתוב: הודעה אחת שמורה במכשיר הזה ותישלח כשהחיבור יחזור.',
            two: 'המשיכו לכתוב: שתי הודעות שמורות במכשיר הזה ויישלחו כשהחיבור יחזור.',
            other: 'המשיכו לכתוב: # הודעות שמורות במכשיר הזה ויישלחו כשהחיבור יחזור.',
          }),
    backLead: 'החיבור חזר.',
    back: (at, of) =>
      plural(of, {
        one: 'הודעה אחת בשליחה…',
        two: `הודעה ${number(at)} מתוך שתיים בשליחה…`,
        other: `הודעה ${number(at)} מתוך # בשליחה…`,
      }),
    allSent: 'הכול נשלח.',
    polling: 'אין כרגע חיבור חי. ההודעות מגיעות בכל זאת.',
    restarting: 'שירות הצ׳אט מופעל מחדש. מה שתשלחו ימתין כאן עד שיחזור.',
    busy: 'שירות הצ׳אט עמוס. מה שתשלחו ימתין כאן.',
    signedOut: 'ההתחברות שלכם פגה. התחברו שוב כדי להמשיך; שום דבר שכתבתם לא אבד.',
    notFound: 'השיחה הזו אינה זמינה לך.',
    outdated: 'הדף הזה אינו מעודכן. טענו אותו מחדש כדי להמשיך; ההודעות שלכם שמורות.',
    notDurable: 'הדפדפן הזה אינו יכול לשמור הודעות. הישארו בדף עד שיישלחו.',
    replaced: 'השיחה הזו נטענה מחדש.',
    closed: 'השיחה הזו סגורה.',
    loggedOut: 'התנתקת במכשיר הזה.',
    notSetUp: 'הצ׳אט הזה עדיין לא הוגדר: חסר token, token-url או getToken.',
    setUpWrong: 'הצ׳אט הזה אינו מוגדר כראוי.',
    dismiss: 'הסתרה',
    startNew: 'התחלת שיחה חדשה',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('he', locale));
