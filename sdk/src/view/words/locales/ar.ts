import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

/** What somebody did, as a noun ("إغلاق المحادثة بواسطة دانا"): nothing then depends on whether they are a man or a woman. */
const by = ({ name, isYou }: Named) => (isYou ? 'من قِبلك' : `من قِبل ${name}`);

/** Arabic. Its numerals take six forms: none, one, two, three to ten, eleven to ninety-nine, and whole hundreds. */
const words = ({ number, plural, form }: Counting<'ar'>): AllStrings => ({
  language: 'ar',
  comma: '، ',
  gap: ' ',

  openChat: 'فتح المحادثة',
  openChatUnread: (n) =>
    n > 99
      ? 'فتح المحادثة، أكثر من 99 رسالة غير مقروءة'
      : plural(n, {
          zero: 'فتح المحادثة، لا رسائل غير مقروءة',
          one: 'فتح المحادثة، رسالة واحدة غير مقروءة',
          two: 'فتح المحادثة، رسالتان غير مقروءتين',
          few: 'فتح المحادثة، # رسائل غير مقروءة',
          many: 'فتح المحادثة، # رسالة غير مقروءة',
          other: 'فتح المحادثة، # رسالة غير مقروءة',
        }),
  openChatWaiting: (n) =>
    plural(n, {
      zero: 'فتح المحادثة، لا رسائل بانتظار الإرسال',
      one: 'فتح المحادثة، رسالة واحدة بانتظار الإرسال',
      two: 'فتح المحادثة، رسالتان بانتظار الإرسال',
      few: 'فتح المحادثة، # رسائل بانتظار الإرسال',
      many: 'فتح المحادثة، # رسالة بانتظار الإرسال',
      other: 'فتح المحادثة، # رسالة بانتظار الإرسال',
    }),
  writeAhead: 'جارٍ التحميل… الكتابة ممكنة الآن',
  loadFailed: 'تعذّر تحميل المحادثة.',
  closeChat: 'إغلاق المحادثة',
  chat: 'المحادثة',
  tryAgain: 'إعادة المحاولة',
  reloadPage: 'إعادة تحميل الصفحة',

  nobodyHere: 'لا أحد آخر هنا الآن',
  you: 'أنت',
  someone: 'شخص ما',
  assistant: 'المساعد',
  roles: { user: 'عميل', agent: 'الفريق', admin: 'الفريق', bot: 'روبوت', system: '' },

  messages: 'الرسائل',
  today: 'اليوم',
  yesterday: 'أمس',
  newMessages: (n) =>
    plural(n, {
      zero: 'لا رسائل جديدة',
      one: 'رسالة جديدة واحدة',
      two: 'رسالتان جديدتان',
      few: '# رسائل جديدة',
      many: '# رسالة جديدة',
      other: '# رسالة جديدة',
    }),
  loadingOlder: 'جارٍ تحميل رسائل أقدم…',
  jumpNew: (n) => `${number(n)} جديدة`,
  jump: 'الأحدث',
  jumpLabel: 'الانتقال إلى الأحدث',

  joined: (name) => `${name} هنا الآن`,
  left: (name) => `مغادرة ${name}`,
  events: {
    participant_added: (actor, who, self) => {
      if (self) return who.isYou ? 'انضممت إلى المحادثة' : `انضمام ${who.name} إلى المحادثة`;
      return who.isYou ? `تمت إضافتك ${by(actor)}` : `تمت إضافة ${who.name} ${by(actor)}`;
    },
    participant_removed: (actor, who, self) => {
      if (self) return who.isYou ? 'غادرت المحادثة' : `مغادرة ${who.name} المحادثة`;
      return who.isYou ? `تمت إزالتك ${by(actor)}` : `تمت إزالة ${who.name} ${by(actor)}`;
    },
    assigned: (actor, who, self) => {
      if (self) return `تم تولّي هذه المحادثة ${by(who)}`;
      return who.isYou
        ? `تم إسناد هذه المحادثة إليك ${by(actor)}`
        : `تم إسناد هذه المحادثة إلى ${who.name} ${by(actor)}`;
    },
    unassigned: (actor) => `تمت إعادة هذه المحادثة ${by(actor)}`,
    closed: (actor) => `تم إغلاق هذه المحادثة ${by(actor)}`,
    reopened: (actor) => `أُعيد فتح هذه المحادثة ${by(actor)}`,
    handed_over: (_actor, who, _self, bot) => `تم تولّي المحادثة عن ${bot} ${by(who)}`,
  },

  waiting: 'بانتظار الإرسال',
  sending: 'جارٍ الإرسال…',
  sentAt: (time) => `أُرسلت ${time}`,
  readAt: (time) => (time ? `قُرئت ${time}` : 'قُرئت'),
  readBy: (names) => `قُرئت من قِبل ${names}`,
  andMore: (n) =>
    plural(n, {
      zero: 'لا آخرين',
      one: 'شخص آخر',
      two: 'شخصين آخرين',
      few: '# آخرين',
      many: '# آخرين',
      other: '# آخرين',
    }),
  edited: '(معدّلة)',
  deleted: 'حُذفت الرسالة',
  youDeleted: 'حذفت هذه الرسالة',
  note: 'ملاحظة، يراها فريقك فقط',
  notSent: (reason) => `لم تُرسل. ${reason}`,
  soon: (seconds) =>
    plural(seconds, {
      zero: 'الإرسال سريع جدًا. ستُرسل الآن.',
      one: 'الإرسال سريع جدًا. ستُرسل بعد ثانية واحدة.',
      two: 'الإرسال سريع جدًا. ستُرسل بعد ثانيتين.',
      few: 'الإرسال سريع جدًا. ستُرسل بعد # ثوانٍ.',
      many: 'الإرسال سريع جدًا. ستُرسل بعد # ثانية.',
      other: 'الإرسال سريع جدًا. ستُرسل بعد # ثانية.',
    }),
  reasons: {
    text_too_long: (limit) =>
      plural(limit, {
        zero: 'يجب أن تكون فارغة.',
        one: 'تتجاوز حرفًا واحدًا.',
        two: 'تتجاوز حرفين.',
        few: 'تتجاوز # أحرف.',
        many: 'تتجاوز # حرفًا.',
        other: 'تتجاوز # حرف.',
      }),
    conversation_closed: 'هذه المحادثة مغلقة.',
    forbidden: 'لا يُسمح لك بالكتابة هنا.',
    subject_not_allowed: 'لا يُسمح لك بالكتابة عن هذا السجل.',
    not_found: 'هذه المحادثة غير متاحة لك.',
    too_large: 'حجمها كبير جدًا.',
    message_deleted: 'حُذفت هذه الرسالة.',
    upload_failed: 'فشل الرفع خمس مرات.',
    file_type_refused: 'هذا النوع من الملفات غير مقبول.',
    attachment_gone: 'أحد ملفاتها لم يعد موجودًا.',
  },
  reasonOther: 'رفضتها خدمة المحادثة.',
  notChanged: (reason) => `لم تُعدَّل. ${reason}`,
  notDeleted: (reason) => `لم تُحذف. ${reason}`,
  notReacted: (reason) => `لم يُرسل التفاعل. ${reason}`,
  edit: 'تعديل',
  discard: 'تجاهل',
  messageTools: 'الرسالة',
  copy: 'نسخ',
  copied: 'تم النسخ',
  copyFailed: 'تعذّر النسخ.',
  copyMessage: 'نسخ الرسالة',
  code: 'رمز برمجي',
  table: 'جدول',
  done: 'تم',
  toDo: 'لم يتم بعد',
  choices: 'الخيارات',
  chosen: 'مختار',
  choose: 'اختيار…',
  optional: 'اختياري',
  required: 'يجب ملء هذا الحقل.',
  notANumber: 'هذا ليس رقمًا.',
  notADate: 'هذا ليس تاريخًا.',
  sendAnswers: 'إرسال الإجابات',
  answeredBy: (name: string) => `الإجابة من ${name}`,
  react: 'تفاعل',
  reply: 'رد',
  remove: 'حذف',
  askRemove: 'هل تريد حذف هذه الرسالة؟',
  cancel: 'إلغاء',
  save: 'حفظ',
  editMessage: 'تعديل الرسالة',
  replyTo: (name) => `رد على ${name}`,
  original: 'الرسالة الأصلية',
  replies: (n) =>
    plural(n, { zero: 'لا ردود', one: 'رد واحد', two: 'ردان', few: '# ردود', many: '# ردًا', other: '# رد' }),
  thread: 'سلسلة ردود',
  closeThread: 'العودة إلى المحادثة',
  people: 'الأشخاص',
  noteForTeam: 'ملاحظة لفريقك',
  writeNote: 'اكتب ملاحظة لفريقك',

  writing: (name) => `جارٍ كتابة رد ${name}`,
  typing: (names, and) =>
    names.length > 2
      ? 'عدة أشخاص يكتبون'
      : form(names.length, {
          zero: '',
          one: `جارٍ الكتابة: ${and(names)}`,
          two: `جارٍ الكتابة: ${and(names)}`,
          few: `جارٍ الكتابة: ${and(names)}`,
          many: `جارٍ الكتابة: ${and(names)}`,
          other: `جارٍ الكتابة: ${and(names)}`,
        }),
  stop: 'إيقاف',
  stopped: 'أوقفت الرد',
  cutOff: 'انقطع الرد.',
  askAgain: 'إعادة السؤال',

  hello: (name) => `مرحبًا ${name}.`,
  whatCanWeDo: 'كيف يمكننا مساعدتك؟',
  nothingYet: 'لم يُكتب شيء بعد.',
  writeFirst: 'اكتب الرسالة الأولى.',
  here: (names, n) =>
    form(n, {
      zero: '',
      one: `${names} هنا الآن.`,
      two: `${names} هنا الآن.`,
      few: `${names} هنا الآن.`,
      many: `${names} هنا الآن.`,
      other: `${names} هنا الآن.`,
    }),
  botFirst: (bot) => `يأتيك الرد أولًا من ${bot}.`,
  botOnly: (bot) => `يأتيك الرد فورًا من ${bot}.`,
  comeBack: 'راسلنا. ستجد الرد هنا، حتى إن عدت لاحقًا.',
  startWith: 'للبدء',

  message: 'الرسالة',
  write: 'اكتب رسالة',
  orWrite: 'أو اكتب رسالة',
  send: 'إرسال',
  charactersLeft: (n) =>
    plural(n, {
      zero: 'لم يبقَ أي حرف',
      one: 'بقي حرف واحد',
      two: 'بقي حرفان',
      few: 'بقيت # أحرف',
      many: 'بقي # حرفًا',
      other: 'بقي # حرف',
    }),
  charactersOver: (n) =>
    plural(n, {
      zero: 'لا أحرف زائدة',
      one: 'حرف واحد زائد',
      two: 'حرفان زائدان',
      few: '# أحرف زائدة',
      many: '# حرفًا زائدًا',
      other: '# حرف زائد',
    }),
  storageFull: 'لا مساحة لمزيد من الرسائل في هذا المتصفح. انتظر حتى يُرسل بعضها.',
  sendFailed: 'تعذّر حفظ هذه الرسالة. حاول مرة أخرى.',
  sentHeard: 'أُرسلت',
  keptHeard: 'حُفظت على هذا الجهاز، بانتظار الإرسال',
  says: (name, text) => `${name}: ${text}`,

  more: 'المزيد',
  sound: 'الصوت',
  notifications: 'الإشعارات',
  notificationsBlocked: 'محظورة في إعدادات هذا المتصفح',
  conversations: 'المحادثات',
  backToList: 'العودة إلى المحادثات',
  newConversation: 'محادثة جديدة',
  searchConversations: 'البحث في المحادثات',
  aboutRecord: 'عن هذا السجل',
  others: 'محادثات أخرى',
  draft: 'مسودة:',
  noConversations: 'لا محادثات بعد.',
  listFailed: 'تعذّر تحميل المحادثات.',
  loadingList: 'جارٍ تحميل المحادثات…',
  showMore: 'عرض المزيد',
  nothingFound: (query) => `لا نتائج عن «${query}».`,
  found: (n) =>
    plural(n, {
      zero: 'لا نتائج',
      one: 'نتيجة واحدة',
      two: 'نتيجتان',
      few: '# نتائج',
      many: '# نتيجة',
      other: '# نتيجة',
    }),
  unread: (n) =>
    plural(n, {
      zero: 'لا رسائل غير مقروءة',
      one: 'رسالة واحدة غير مقروءة',
      two: 'رسالتان غير مقروءتين',
      few: '# رسائل غير مقروءة',
      many: '# رسالة غير مقروءة',
      other: '# رسالة غير مقروءة',
    }),
  files: {
    attach: 'إرفاق ملفات',
    attached: 'الملفات المرفقة',
    remove: (file) => `إزالة ${file}`,
    drop: 'أفلت هنا للإرفاق',
    dropLimits: (n, size) =>
      plural(n, {
        zero: `لا ملفات`,
        one: `ملف واحد حتى ${size}`,
        two: `حتى ملفين، ${size} لكل ملف`,
        few: `حتى # ملفات، ${size} لكل ملف`,
        many: `حتى # ملفًا، ${size} لكل ملف`,
        other: `حتى # ملف، ${size} لكل ملف`,
      }),
    tooLarge: (file, size, max) => `حجم «${file}» هو ${size}. الحد الأقصى لحجم الملف ${max}.`,
    empty: (file) => `الملف «${file}» فارغ.`,
    kind: (file) => `هذا النوع من الملفات غير مقبول: ${file}.`,
    max: (n) =>
      plural(n, {
        zero: 'لا يمكن إرفاق ملفات بالرسالة.',
        one: 'يمكن إرفاق ملف واحد بالرسالة كحد أقصى.',
        two: 'يمكن إرفاق ملفين بالرسالة كحد أقصى.',
        few: 'يمكن إرفاق # ملفات بالرسالة كحد أقصى.',
        many: 'يمكن إرفاق # ملفًا بالرسالة كحد أقصى.',
        other: 'يمكن إرفاق # ملف بالرسالة كحد أقصى.',
      }),
    uploading: (file) => `جارٍ رفع ${file}`,
    cancel: 'إلغاء الرفع',
    download: (file) => `تنزيل ${file}`,
    gone: 'لم يعد هذا الملف متاحًا.',
    removed: 'حُذف الملف',
    open: (file) => `فتح ${file}`,
    missing: 'تعذّر تحميل هذه الصورة.',
    position: (at, of) => `الصورة ${number(at)} من ${number(of)}`,
    close: 'إغلاق الصورة',
    previous: 'الصورة السابقة',
    next: 'الصورة التالية',
  },

  notices: {
    connecting: 'جارٍ الاتصال…',
    reconnecting: 'جارٍ إعادة الاتصال. يمكنك متابعة الكتابة.',
    offlineLead: 'أنت غير متصل.',
    offline: (waiting) =>
      plural(waiting, {
        zero: 'تابع الكتابة: ما ترسله يُحفظ على هذا الجهاز ويُرسل عند عودة الاتصال.',
        one: 'تابع الكتابة: رسالة واحدة محفوظة على هذا الجهاز وتُرسل عند عودة الاتصال.',
        two: 'تابع الكتابة: رسالتان محفوظتان على هذا الجهاز وتُرسلان عند عودة الاتصال.',
        few: 'تابع الكتابة: # رسائل محفوظة على هذا الجهاز وتُرسل عند عودة الاتصال.',
        many: 'تابع الكتابة: # رسالة محفوظة على هذا الجهاز وتُرسل عند عودة الاتصال.',
        other: 'تابع الكتابة: # رسالة محفوظة على هذا الجهاز وتُرسل عند عودة الاتصال.',
      }),
    backLead: 'عاد الاتصال.',
    back: (at, of) =>
      plural(of, {
        zero: 'جارٍ الإرسال…',
        one: 'جارٍ إرسال رسالة واحدة…',
        two: `جارٍ إرسال الرسالة ${number(at)} من رسالتين…`,
        few: `جارٍ إرسال الرسالة ${number(at)} من # رسائل…`,
        many: `جارٍ إرسال الرسالة ${number(at)} من # رسالة…`,
        other: `جارٍ إرسال الرسالة ${number(at)} من # رسالة…`,
      }),
    allSent: 'أُرسلت كل الرسائل.',
    polling: 'لا يوجد اتصال مباشر الآن. الرسائل تصل مع ذلك.',
    restarting: 'يُعاد تشغيل خدمة المحادثة. ما ترسله ينتظر هنا حتى تعود.',
    busy: 'خدمة المحادثة مشغولة. ما ترسله ينتظر هنا.',
    signedOut: 'انتهت جلستك. سجّل الدخول مجددًا للمتابعة؛ لم يضِع شيء مما كتبته.',
    notFound: 'هذه المحادثة غير متاحة لك.',
    outdated: 'هذه الصفحة قديمة. أعد تحميلها للمتابعة؛ رسائلك محفوظة.',
    notDurable: 'لا يستطيع هذا المتصفح حفظ الرسائل. ابقَ في هذه الصفحة حتى تُرسل.',
    replaced: 'أُعيد تحميل هذه المحادثة.',
    closed: 'هذه المحادثة مغلقة.',
    loggedOut: 'سجّلت الخروج على هذا الجهاز.',
    notSetUp: 'لم تُضبط هذه المحادثة بعد: تحتاج إلى token أو token-url أو getToken.',
    setUpWrong: 'إعداد هذه المحادثة غير صحيح.',
    dismiss: 'إخفاء',
    startNew: 'بدء محادثة جديدة',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('ar', locale));
