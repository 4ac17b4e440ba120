import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

const has = ({ name, isYou }: Named) => (isYou ? 'Sie haben' : `${name} hat`);
const whom = ({ name, isYou }: Named) => (isYou ? 'Sie' : name);

/** German, formal address. */
const words = ({ number, plural, form }: Counting<'de'>): AllStrings => ({
  language: 'de',
  comma: ', ',
  gap: ' ',

  openChat: 'Chat öffnen',
  openChatUnread: (n) => `Chat öffnen, ${n > 99 ? 'mehr als 99' : number(n)} ungelesen`,
  openChatWaiting: (n) =>
    plural(n, {
      one: 'Chat öffnen, # Nachricht wartet auf den Versand',
      other: 'Chat öffnen, # Nachrichten warten auf den Versand',
    }),
  writeAhead: 'Wird geladen … Sie können schon schreiben',
  loadFailed: 'Der Chat konnte nicht geladen werden.',
  closeChat: 'Chat schließen',
  chat: 'Chat',
  tryAgain: 'Erneut versuchen',
  reloadPage: 'Seite neu laden',

  nobodyHere: 'Zurzeit ist sonst niemand hier',
  you: 'Sie',
  someone: 'Jemand',
  assistant: 'Assistent',
  roles: { user: 'Kunde', agent: 'Team', admin: 'Team', bot: 'Bot', system: '' },

  messages: 'Nachrichten',
  today: 'Heute',
  yesterday: 'Gestern',
  newMessages: (n) => plural(n, { one: '# neue Nachricht', other: '# neue Nachrichten' }),
  loadingOlder: 'Ältere Nachrichten werden geladen…',
  jumpNew: (n) => `${number(n)} neu`,
  jump: 'Neueste',
  jumpLabel: 'Zum Neuesten springen',

  joined: (name) => `${name} ist jetzt da`,
  left: (name) => `${name} ist gegangen`,
  events: {
    participant_added: (actor, who, self) => {
      if (self) return who.isYou ? 'Sie sind beigetreten' : `${who.name} ist beigetreten`;
      return `${has(actor)} ${whom(who)} hinzugefügt`;
    },
    participant_removed: (actor, who, self) =>
      self ? `${has(who)} die Unterhaltung verlassen` : `${has(actor)} ${whom(who)} entfernt`,
    assigned: (actor, who, self) => {
      if (self) return `${has(who)} diese Unterhaltung übernommen`;
      return `${has(actor)} diese Unterhaltung ${who.isYou ? 'Ihnen zugewiesen' : `an ${who.name} übergeben`}`;
    },
    unassigned: (actor) => `${has(actor)} diese Unterhaltung zurückgegeben`,
    closed: (actor) => `${has(actor)} diese Unterhaltung geschlossen`,
    reopened: (actor) => `${has(actor)} diese Unterhaltung wieder geöffnet`,
    handed_over: (_actor, who, _self, bot) => `${has(who)} von ${bot} übernommen`,
  },

  waiting: 'Wartet auf den Versand',
  sending: 'Wird gesendet…',
  sentAt: (time) => `Gesendet ${time}`,
  readAt: (time) => (time ? `Gelesen ${time}` : 'Gelesen'),
  readBy: (names) => `Gelesen von ${names}`,
  andMore: (n) => `${number(n)} weiteren`,
  edited: '(bearbeitet)',
  deleted: 'Nachricht gelöscht',
  youDeleted: 'Sie haben diese Nachricht gelöscht',
  note: 'Notiz, nur für Ihr Team sichtbar',
  notSent: (reason) => `Nicht gesendet. ${reason}`,
  soon: (seconds) =>
    plural(seconds, {
      one: 'Sie senden sehr schnell. Die Nachricht geht in # Sekunde hinaus.',
      other: 'Sie senden sehr schnell. Die Nachricht geht in # Sekunden hinaus.',
    }),
  reasons: {
    text_too_long: (limit) =>
      plural(limit, { one: 'Sie ist länger als # Zeichen.', other: 'Sie ist länger als # Zeichen.' }),
    conversation_closed: 'Diese Unterhaltung ist geschlossen.',
    forbidden: 'Hier dürfen Sie nicht schreiben.',
    subject_not_allowed: 'Zu diesem Datensatz dürfen Sie nicht schreiben.',
    not_found: 'Diese Unterhaltung steht Ihnen nicht zur Verfügung.',
    too_large: 'Sie ist zu groß.',
    message_deleted: 'Diese Nachricht wurde gelöscht.',
    upload_failed: 'Das Hochladen ist fünfmal fehlgeschlagen.',
    file_type_refused: 'Dateien dieser Art werden nicht angenommen.',
    attachment_gone: 'Eine Datei davon ist nicht mehr vorhanden.',
  },
  reasonOther: 'Der Chat-Dienst hat sie abgelehnt.',
  notChanged: (reason) => `Nicht geändert. ${reason}`,
  notDeleted: (reason) => `Nicht gelöscht. ${reason}`,
  notReacted: (reason) => `Reaktion nicht gesendet. ${reason}`,
  edit: 'Bearbeiten',
  discard: 'Verwerfen',
  messageTools: 'Nachricht',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Das ließ sich nicht kopieren.',
  copyMessage: 'Nachricht kopieren',
  code: 'Code',
  table: 'Tabelle',
  done: 'Erledigt',
  toDo: 'Offen',
  choices: 'Auswahl',
  chosen: 'Gewählt',
  choose: 'Auswählen…',
  optional: 'freiwillig',
  required: 'Bitte ausfüllen.',
  notANumber: 'Das ist keine Zahl.',
  notADate: 'Das ist kein Datum.',
  sendAnswers: 'Antworten senden',
  answeredBy: (name: string) => `Beantwortet von ${name}`,
  react: 'Reagieren',
  reply: 'Antworten',
  remove: 'Löschen',
  askRemove: 'Diese Nachricht löschen?',
  cancel: 'Abbrechen',
  save: 'Speichern',
  editMessage: 'Nachricht bearbeiten',
  replyTo: (name) => `Antwort an ${name}`,
  original: 'Ursprüngliche Nachricht',
  replies: (n) => plural(n, { one: '# Antwort', other: '# Antworten' }),
  thread: 'Antworten',
  closeThread: 'Zurück zur Unterhaltung',
  people: 'Personen',
  noteForTeam: 'Notiz für Ihr Team',
  writeNote: 'Notiz für Ihr Team schreiben',

  writing: (name) => `${name} schreibt`,
  typing: (names, and) =>
    names.length > 2
      ? 'Mehrere Personen schreiben'
      : form(names.length, { one: `${and(names)} schreibt`, other: `${and(names)} schreiben` }),
  stop: 'Anhalten',
  stopped: 'Von Ihnen angehalten',
  cutOff: 'Die Antwort wurde abgebrochen.',
  askAgain: 'Erneut fragen',

  hello: (name) => `Guten Tag ${name}.`,
  whatCanWeDo: 'Was können wir für Sie tun?',
  nothingYet: 'Hier wurde noch nichts geschrieben.',
  writeFirst: 'Schreiben Sie die erste Nachricht.',
  here: (names, n) => form(n, { one: `${names} ist gerade da.`, other: `${names} sind gerade da.` }),
  botFirst: (bot) => `Zuerst antwortet ${bot}.`,
  botOnly: (bot) => `${bot} antwortet sofort.`,
  comeBack: 'Schreiben Sie uns. Die Antwort finden Sie hier, auch wenn Sie später wiederkommen.',
  startWith: 'Zum Einstieg',

  message: 'Nachricht',
  write: 'Nachricht schreiben',
  orWrite: 'Oder Nachricht schreiben',
  send: 'Senden',
  charactersLeft: (n) => plural(n, { one: 'Noch # Zeichen', other: 'Noch # Zeichen' }),
  charactersOver: (n) => plural(n, { one: '# Zeichen zu viel', other: '# Zeichen zu viel' }),
  storageFull: 'In diesem Browser ist kein Platz für weitere Nachrichten. Bitte warten Sie, bis einige gesendet sind.',
  sendFailed: 'Das konnte nicht gespeichert werden. Bitte versuchen Sie es erneut.',
  sentHeard: 'Gesendet',
  keptHeard: 'Auf diesem Gerät gespeichert, wartet auf den Versand',
  says: (name, text) => `${name}: ${text}`,

  more: 'Mehr',
  sound: 'Ton',
  notifications: 'Benachrichtigungen',
  notificationsBlocked: 'In den Einstellungen dieses Browsers blockiert',
  conversations: 'Unterhaltungen',
  backToList: 'Zurück zu den Unterhaltungen',
  newConversation: 'Neue Unterhaltung',
  searchConversations: 'Unterhaltungen durchsuchen',
  aboutRecord: 'Zu diesem Datensatz',
  others: 'Andere Unterhaltungen',
  draft: 'Entwurf:',
  noConversations: 'Noch keine Unterhaltungen.',
  listFailed: 'Die Unterhaltungen konnten nicht geladen werden.',
  loadingList: 'Unterhaltungen werden geladen…',
  showMore: 'Mehr anzeigen',
  nothingFound: (query) => `Nichts gefunden für „${query}“.`,
  found: (n) => plural(n, { one: '# gefunden', other: '# gefunden' }),
  unread: (n) => plural(n, { one: '# ungelesene Nachricht', other: '# ungelesene Nachrichten' }),
  files: {
    attach: 'Dateien anhängen',
    attached: 'Angehängte Dateien',
    remove: (file) => `${file} entfernen`,
    drop: 'Zum Anhängen hier ablegen',
    dropLimits: (n, size) => plural(n, { one: `# Datei, höchstens ${size}`, other: `Bis zu # Dateien, je ${size}` }),
    tooLarge: (file, size, max) => `„${file}“ hat ${size}. Dateien dürfen höchstens ${max} haben.`,
    empty: (file) => `„${file}“ ist leer.`,
    kind: (file) => `Dateien dieser Art werden nicht angenommen: ${file}.`,
    max: (n) =>
      plural(n, {
        one: 'Eine Nachricht nimmt höchstens # Datei auf.',
        other: 'Eine Nachricht nimmt höchstens # Dateien auf.',
      }),
    uploading: (file) => `${file} wird hochgeladen`,
    cancel: 'Hochladen abbrechen',
    download: (file) => `${file} herunterladen`,
    gone: 'Diese Datei ist nicht mehr verfügbar.',
    removed: 'Datei entfernt',
    open: (file) => `${file} öffnen`,
    missing: 'Dieses Bild konnte nicht geladen werden.',
    position: (at, of) => `Bild ${number(at)} von ${number(of)}`,
    close: 'Bild schließen',
    previous: 'Vorheriges Bild',
    next: 'Nächstes Bild',
  },

  notices: {
    connecting: 'Verbindung wird hergestellt…',
    reconnecting: 'Die Verbindung wird wiederhergestellt. Sie können weiterschreiben.',
    offlineLead: 'Sie sind offline.',
    offline: (waiting) =>
      waiting === 0
        ? 'Schreiben Sie ruhig weiter: Was Sie senden, wird auf diesem Gerät gespeichert und geht hinaus, sobald Sie wieder online sind.'
        : plural(waiting, {
            one: 'Schreiben Sie ruhig weiter: # Nachricht ist auf diesem Gerät gespeichert und geht hinaus, sobald Sie wieder online sind.',
            other:
              'Schreiben Sie ruhig weiter: # Nachrichten sind auf diesem Gerät gespeichert und gehen hinaus, sobald Sie wieder online sind.',
          }),
    backLead: 'Wieder online.',
    back: (at, of) =>
      plural(of, {
        one: '# Nachricht wird gesendet…',
        other: `Nachricht ${number(at)} von # wird gesendet…`,
      }),
    allSent: 'Alles gesendet.',
    polling: 'Gerade keine Live-Verbindung. Nachrichten kommen trotzdem an.',
    restarting: 'Der Chat-Dienst wird neu gestartet. Was Sie senden, wartet hier, bis er wieder da ist.',
    busy: 'Der Chat-Dienst ist ausgelastet. Was Sie senden, wartet hier.',
    signedOut:
      'Ihre Anmeldung ist abgelaufen. Melden Sie sich wieder an, um fortzufahren; nichts von dem, was Sie geschrieben haben, ist verloren.',
    notFound: 'Diese Unterhaltung steht Ihnen nicht zur Verfügung.',
    outdated: 'Diese Seite ist veraltet. Laden Sie sie neu, um fortzufahren; Ihre Nachrichten bleiben erhalten.',
    notDurable: 'Dieser Browser kann keine Nachrichten speichern. Bleiben Sie auf dieser Seite, bis sie gesendet sind.',
    replaced: 'Diese Unterhaltung wurde neu geladen.',
    closed: 'Diese Unterhaltung ist geschlossen.',
    loggedOut: 'Sie sind auf diesem Gerät abgemeldet.',
    notSetUp: 'Dieser Chat ist noch nicht eingerichtet: Es fehlt token, token-url oder getToken.',
    setUpWrong: 'Dieser Chat ist nicht richtig eingerichtet.',
    dismiss: 'Ausblenden',
    startNew: 'Neue beginnen',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('de', locale));
