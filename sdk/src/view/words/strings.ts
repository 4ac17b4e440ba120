import { createCounting, type Counting } from './counting.js';
import type { LauncherStrings } from './launcher-strings.js';
import { override, type Overrides } from './overrides.js';
import type { emptyWords } from './parts/empty.js';
import type { eventWords } from './parts/events.js';
import type { failureWords } from './parts/failures.js';
import type { fileWords } from './parts/files.js';
import type { listWords } from './parts/list.js';
import type { noticeWords } from './parts/notices.js';
import type { peopleWords } from './parts/people.js';
import type { replyWords } from './parts/replies.js';
import type { richWords } from './parts/rich.js';
import type { settingsWords } from './parts/settings.js';
import type { toolWords } from './parts/tools.js';

export type { Named } from './parts/events.js';

/**
 * Every word that the panel says from the start, by key, in English; `parts/` has the others. Sentences with a number or a name are functions, so that a language with
 * other plurals or another order brings its own. Each file of `locales/` has the words of all: a key
 * that is new here fails their types until each has it.
 */
const english = ({ number, plural, form }: Counting<'en'>) => ({
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
  edit: 'Edit',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'This could not be copied.',
  code: 'Code',
  table: 'Table',
  done: 'Done',
  toDo: 'To do',

  cancel: 'Cancel',
  save: 'Save',
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

  nothingYet: 'Nothing has been said yet.',

  message: 'Message',
  write: 'Write a message',
  orWrite: 'Or write a message',
  send: 'Send',
  charactersLeft: (n: number) => plural(n, { one: '# character left', other: '# characters left' }),
  charactersOver: (n: number) => plural(n, { one: '# character too many', other: '# characters too many' }),
  sendFailed: 'This could not be kept. Try again.',
  sentHeard: 'Sent',
  keptHeard: 'Kept on this device, waiting to be sent',
  says: (name: string, text: string) => `${name}: ${text}`,

  backToList: 'Back to conversations',
  unread: (n: number) => plural(n, { one: '# unread message', other: '# unread messages' }),
  /** Those for which nothing can be loaded any more. */
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
    restarting: 'The chat service is restarting. What you send waits here until it is back.',
    busy: 'The chat service is busy. What you send waits here.',
    notDurable: 'This browser cannot keep messages. Stay on this page until they are sent.',
  },
  files: {
    attach: 'Attach files',
    removed: 'File removed',
  },
});

/** What the panel says from the start. */
export type Strings = Readonly<ReturnType<typeof english>>;

/** The words of a part that comes later come with it: one function each, which is listed here, and nowhere else. */
export type WordsOfPart =
  | typeof emptyWords
  | typeof eventWords
  | typeof failureWords
  | typeof fileWords
  | typeof listWords
  | typeof noticeWords
  | typeof peopleWords
  | typeof replyWords
  | typeof richWords
  | typeof settingsWords
  | typeof toolWords;

type Together<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer All) => void ? All : never;

/**
 * The shape that every language has, those of the launcher, the panel and all parts: what a file of `locales/` holds, and what
 * a page may set.
 */
export type AllStrings = Strings & LauncherStrings & Readonly<Together<ReturnType<WordsOfPart>>>;
export type StringOverrides = Overrides<AllStrings>;

/** Makes the words of a language for a reader's region. */
export type CreateStrings = (locale: string) => AllStrings;

/** Adds the words of a part that has come. */
export type StringsWith = <P extends WordsOfPart>(part: P) => Strings & Readonly<ReturnType<P>>;

/** English words, and those that stand in a group which another part has begun. */
function join(base: object, more: object): object {
  const groups = Object.entries(more).map(([key, own]: [string, unknown]): [string, unknown] => {
    const known = (base as Readonly<Record<string, unknown>>)[key];
    return [key, typeof own === 'object' && typeof known === 'object' ? { ...known, ...own } : own];
  });
  return Object.assign({}, base, Object.fromEntries(groups));
}

/**
 * @param locale the regional form, for numbers.
 * @param create the loaded language, which has the words of all parts; null: English.
 */
export function stringsFor(
  locale: string,
  create: CreateStrings | null,
  given: StringOverrides | null,
): { strings: Strings; stringsWith: StringsWith } {
  const counting = createCounting('en', locale);
  const base: Strings = create?.(locale) ?? english(counting);
  const known = new Map<WordsOfPart, object>();
  const stringsWith = (part: WordsOfPart): object => {
    const all = known.get(part) ?? override(create ? base : join(base, part(counting)), given);
    known.set(part, all);
    return all;
  };
  return { strings: override(base, given), stringsWith: stringsWith as StringsWith };
}
