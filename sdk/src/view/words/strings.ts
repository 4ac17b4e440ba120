import { createCounting, type Counting } from './counting.js';
import type { LauncherStrings } from './launcher-strings.js';
import { override, type Overrides } from './overrides.js';

/** Somebody in a sentence: `name` is cut and isolated, and the word for the reader where `isYou`. */
export interface Named {
  readonly name: string;
  readonly isYou: boolean;
}

/**
 * Every word the element says, by key, in English. Sentences with a number or a name are functions, so that a language with
 * other plurals or another order brings its own. This is the shape that each file of `locales/` has: a key that is new here
 * fails their types until each has it.
 */
export const english = ({ number, plural, form }: Counting<'en'>) => ({
  language: 'en',
  /** Between the parts of a list that is read out, and between two sentences. */
  comma: ', ',
  gap: ' ',

  closeChat: 'Close chat',
  chat: 'Chat',
  tryAgain: 'Try again',

  nobodyHere: 'Nobody else is here right now',
  you: 'You',
  someone: 'Someone',
  assistant: 'Assistant',
  roles: { user: 'Customer', agent: 'Agent', admin: 'Agent', bot: 'Bot', system: '' },

  messages: 'Messages',
  today: 'Today',
  yesterday: 'Yesterday',
  newMessages: (n: number) => plural(n, { one: '# new message', other: '# new messages' }),
  loadingOlder: 'Loading older messages…',
  jumpNew: (n: number) => `${number(n)} new`,
  jump: 'Latest',
  jumpLabel: 'Jump to latest',

  joined: (name: string) => `${name} joined`,
  left: (name: string) => `${name} left`,
  /** `self`: who did it is who it was done to. */
  events: {
    participant_added: (actor: Named, who: Named, self: boolean) =>
      self ? `${who.name} joined` : `${actor.name} added ${who.isYou ? 'you' : who.name}`,
    participant_removed: (actor: Named, who: Named, self: boolean) =>
      self ? `${who.name} left` : `${actor.name} removed ${who.isYou ? 'you' : who.name}`,
    assigned: (actor: Named, who: Named, self: boolean) =>
      self
        ? `${who.name} took this conversation`
        : `${actor.name} assigned this conversation to ${who.isYou ? 'you' : who.name}`,
    unassigned: (actor: Named) => `${actor.name} gave this conversation back`,
    closed: (actor: Named) => `${actor.name} closed this conversation`,
    reopened: (actor: Named) => `${actor.name} reopened this conversation`,
    handed_over: (_actor: Named, who: Named, _self: boolean, bot: string) => `${who.name} took over from ${bot}`,
  },

  waiting: 'Waiting to be sent',
  sending: 'Sending…',
  sentAt: (time: string) => `Sent ${time}`,
  readAt: (time: string) => (time ? `Read ${time}` : 'Read'),
  readBy: (names: string) => `Read by ${names}`,
  andMore: (n: number) => `${number(n)} more`,
  edited: '(edited)',
  deleted: 'Message deleted',
  youDeleted: 'You deleted this message',
  note: 'Note, seen by your team only',
  notSent: (reason: string) => `Not sent. ${reason}`,
  soon: (seconds: number) =>
    plural(seconds, {
      one: 'You are sending very fast. It goes out in # second.',
      other: 'You are sending very fast. It goes out in # seconds.',
    }),
  reasons: {
    text_too_long: (limit: number) =>
      plural(limit, {
        one: 'It is longer than # character.',
        other: 'It is longer than # characters.',
      }),
    conversation_closed: 'This conversation is closed.',
    forbidden: 'You may not write here.',
    subject_not_allowed: 'You may not write about this record.',
    not_found: 'This conversation is not available to you.',
    too_large: 'It is too large.',
    message_deleted: 'This message was deleted.',
    upload_failed: 'The upload failed five times.',
    file_type_refused: 'Files of this kind are not accepted.',
    attachment_gone: 'A file of it is gone.',
  },
  reasonOther: 'The chat service refused it.',
  notChanged: (reason: string) => `Not changed. ${reason}`,
  notDeleted: (reason: string) => `Not deleted. ${reason}`,
  notReacted: (reason: string) => `Reaction not sent. ${reason}`,
  edit: 'Edit',
  discard: 'Discard',
  messageTools: 'Message',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'This could not be copied.',
  copyMessage: 'Copy message',
  code: 'Code',
  table: 'Table',
  done: 'Done',
  toDo: 'To do',
  choices: 'Choices',
  chosen: 'Chosen',
  choose: 'Choose…',
  optional: 'optional',
  required: 'Fill this in.',
  notANumber: 'This is not a number.',
  notADate: 'This is not a date.',
  sendAnswers: 'Send the answers',
  answeredBy: (name: string) => `Answered by ${name}`,

  react: 'React',
  reply: 'Reply',
  remove: 'Delete',
  askRemove: 'Delete this message?',
  cancel: 'Cancel',
  save: 'Save',
  editMessage: 'Edit message',
  replyTo: (name: string) => `Reply to ${name}`,
  original: 'Original message',
  replies: (n: number) => plural(n, { one: '# reply', other: '# replies' }),
  thread: 'Thread',
  closeThread: 'Back to the conversation',
  people: 'People',
  noteForTeam: 'Note for your team',
  writeNote: 'Write a note for your team',

  writing: (name: string) => `${name} is writing`,
  typing: (names: readonly string[], and: (names: readonly string[]) => string) =>
    names.length > 2
      ? 'Several people are typing'
      : form(names.length, { one: `${and(names)} is typing`, other: `${and(names)} are typing` }),
  stop: 'Stop',
  stopped: 'Stopped by you',
  cutOff: 'The answer was cut off.',
  askAgain: 'Ask again',

  hello: (name: string) => `Hello ${name}.`,
  whatCanWeDo: 'What can we do for you?',
  nothingYet: 'Nothing has been said yet.',
  writeFirst: 'Write the first message.',
  here: (names: string, n: number) => form(n, { one: `${names} is here now.`, other: `${names} are here now.` }),
  botFirst: (bot: string) => `${bot} answers first.`,
  botOnly: (bot: string) => `${bot} answers right away.`,
  comeBack: 'Write to us. You find the answer here, also when you come back later.',
  startWith: 'Start with',

  message: 'Message',
  write: 'Write a message',
  orWrite: 'Or write a message',
  send: 'Send',
  charactersLeft: (n: number) => plural(n, { one: '# character left', other: '# characters left' }),
  charactersOver: (n: number) => plural(n, { one: '# character too many', other: '# characters too many' }),
  storageFull: 'This browser has no room for more messages. Wait until some are sent.',
  sendFailed: 'This could not be kept. Try again.',
  sentHeard: 'Sent',
  keptHeard: 'Kept on this device, waiting to be sent',
  says: (name: string, text: string) => `${name}: ${text}`,

  more: 'More',
  sound: 'Sound',
  notifications: 'Notifications',
  notificationsBlocked: 'Blocked in this browser’s settings',
  conversations: 'Conversations',
  backToList: 'Back to conversations',
  newConversation: 'New conversation',
  searchConversations: 'Search conversations',
  aboutRecord: 'About this record',
  others: 'Other conversations',
  draft: 'Draft:',
  noConversations: 'No conversations yet.',
  listFailed: 'The conversations could not be loaded.',
  loadingList: 'Loading conversations…',
  showMore: 'Show more',
  nothingFound: (query: string) => `Nothing found for “${query}”.`,
  found: (n: number) => plural(n, { one: '# found', other: '# found' }),
  unread: (n: number) => plural(n, { one: '# unread message', other: '# unread messages' }),
  files: {
    attach: 'Attach files',
    attached: 'Attached files',
    remove: (file: string) => `Remove ${file}`,
    drop: 'Drop to attach',
    dropLimits: (n: number, size: string) =>
      plural(n, { one: `One file, ${size} at most`, other: `Up to # files, ${size} each` }),
    tooLarge: (file: string, size: string, max: string) => `“${file}” is ${size}. Files may be ${max} at most.`,
    empty: (file: string) => `“${file}” is empty.`,
    kind: (file: string) => `Files of this kind are not accepted: ${file}.`,
    max: (n: number) =>
      plural(n, { one: 'A message takes one file at most.', other: 'A message takes # files at most.' }),
    uploading: (file: string) => `Uploading ${file}`,
    cancel: 'Cancel upload',
    download: (file: string) => `Download ${file}`,
    gone: 'This file is not available any more.',
    removed: 'File removed',
    open: (file: string) => `Open ${file}`,
    missing: 'This picture could not be loaded.',
    position: (at: number, of: number) => `Picture ${number(at)} of ${number(of)}`,
    close: 'Close picture',
    previous: 'Previous picture',
    next: 'Next picture',
  },

  notices: {
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting. You can keep writing.',
    offlineLead: 'You are offline.',
    offline: (waiting: number) =>
      waiting === 0
        ? 'Keep writing: what you send is kept on this device and goes out when you are back.'
        : plural(waiting, {
            one: 'Keep writing: # message is kept on this device and goes out when you are back.',
            other: 'Keep writing: # messages are kept on this device and go out when you are back.',
          }),
    backLead: 'Back online.',
    back: (at: number, of: number) =>
      plural(of, { one: 'Sending # message…', other: `Sending ${number(at)} of # messages…` }),
    allSent: 'All sent.',
    polling: 'No live connection right now. Messages still arrive.',
    restarting: 'The chat service is restarting. What you send waits here until it is back.',
    busy: 'The chat service is busy. What you send waits here.',
    signedOut: 'Your sign-in has ended. Sign in again to go on; nothing you wrote is lost.',
    notFound: 'This conversation is not available to you.',
    outdated: 'This page is out of date. Reload it to go on; your messages are kept.',
    notDurable: 'This browser cannot keep messages. Stay on this page until they are sent.',
    replaced: 'This conversation was loaded again.',
    closed: 'This conversation is closed.',
    loggedOut: 'You are signed out on this device.',
    notSetUp: 'This chat is not set up yet: it needs a token, a token-url or getToken.',
    setUpWrong: 'This chat is not set up correctly.',
    dismiss: 'Dismiss',
    startNew: 'Start a new one',
  },
});

/** The shape every language has. */
export type Strings = Readonly<ReturnType<typeof english>>;
/** Those of the launcher and those of the panel: what a file of `locales/` holds, and what a page may set. */
export type AllStrings = Strings & LauncherStrings;
export type StringOverrides = Overrides<AllStrings>;

/** Makes the words of a language for a reader's region. */
export type CreateStrings = (locale: string) => Strings;

const createEnglish: CreateStrings = (locale) => english(createCounting('en', locale));

/**
 * @param locale the regional form, for numbers.
 * @param create the loaded language; null: English.
 */
export const stringsFor = (locale: string, create: CreateStrings | null, given: StringOverrides | null): Strings =>
  override((create ?? createEnglish)(locale), given);
