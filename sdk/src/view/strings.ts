/**
 * Every word the element says, by key. Sentences with a number or a name are functions, so that a language with other
 * plurals or another order brings its own. A further language is a module of the same shape, loaded when asked for.
 */
export const en = {
  language: 'en',

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
  newMessages: (n: number) => (n === 1 ? '1 new message' : `${String(n)} new messages`),
  loadingOlder: 'Loading older messages…',
  jumpNew: (n: number) => `${String(n)} new`,
  jumpNewLabel: (n: number) => `Jump to latest, ${String(n)} new`,
  jump: 'Latest',
  jumpLabel: 'Jump to latest',

  joined: (name: string) => `${name} joined`,
  left: (name: string) => `${name} left`,
  events: {
    participant_added: (actor: string, who: string, self: boolean) =>
      self ? `${who} joined` : `${actor} added ${who === 'You' ? 'you' : who}`,
    participant_removed: (actor: string, who: string, self: boolean) =>
      self ? `${who} left` : `${actor} removed ${who === 'You' ? 'you' : who}`,
    assigned: (actor: string, who: string, self: boolean) =>
      self ? `${who} took this conversation` : `${actor} assigned this conversation to ${who === 'You' ? 'you' : who}`,
    unassigned: (actor: string) => `${actor} gave this conversation back`,
    closed: (actor: string) => `${actor} closed this conversation`,
    reopened: (actor: string) => `${actor} reopened this conversation`,
    handed_over: (_actor: string, who: string, _self: boolean, bot: string) => `${who} took over from ${bot}`,
  },

  waiting: 'Waiting to be sent',
  sending: 'Sending…',
  sentAt: (time: string) => `Sent ${time}`,
  readAt: (time: string) => (time ? `Read ${time}` : 'Read'),
  readBy: (names: string) => `Read by ${names}`,
  andMore: (n: number) => `${String(n)} more`,
  edited: '(edited)',
  deleted: 'Message deleted',
  youDeleted: 'You deleted this message',
  note: 'Note, seen by your team only',
  notSent: (reason: string) => `Not sent. ${reason}`,
  soon: (seconds: number) =>
    `You are sending very fast. It goes out in ${seconds === 1 ? '1 second' : `${String(seconds)} seconds`}.`,
  reasons: {
    text_too_long: (limit: string) => `It is longer than ${limit} characters.`,
    conversation_closed: () => 'This conversation is closed.',
    forbidden: () => 'You may not write here.',
    subject_not_allowed: () => 'You may not write about this record.',
    not_found: () => 'This conversation is not available to you.',
    too_large: () => 'It is too large.',
  } as Readonly<Partial<Record<string, (limit: string) => string>>>,
  reasonOther: 'The chat service refused it.',
  edit: 'Edit',
  discard: 'Discard',

  writing: (name: string) => `${name} is writing`,
  typing: (names: readonly string[], and: (names: readonly string[]) => string) =>
    names.length > 2 ? 'Several people are typing' : `${and(names)} ${names.length === 1 ? 'is' : 'are'} typing`,
  stop: 'Stop',
  stopped: 'Stopped by you',
  cutOff: 'The answer was cut off.',

  hello: (name: string) => `Hello ${name}.`,
  whatCanWeDo: 'What can we do for you?',
  nothingYet: 'Nothing has been said yet.',
  writeFirst: 'Write the first message.',
  here: (names: string, n: number) => `${names} ${n === 1 ? 'is' : 'are'} here now.`,
  botFirst: (bot: string) => `${bot} answers first.`,
  botOnly: (bot: string) => `${bot} answers right away.`,
  comeBack: 'Write to us. You find the answer here, also when you come back later.',
  startWith: 'Start with',

  message: 'Message',
  write: 'Write a message',
  orWrite: 'Or write a message',
  send: 'Send',
  charactersLeft: (n: string) => `${n} characters left`,
  charactersOver: (n: string) => `${n} characters too many`,
  storageFull: 'This browser has no room for more messages. Wait until some are sent.',
  sendFailed: 'This could not be kept. Try again.',
  sentHeard: 'Sent',
  keptHeard: 'Kept on this device, waiting to be sent',

  notices: {
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting. You can keep writing.',
    offlineLead: 'You are offline.',
    offline: (waiting: number) =>
      waiting === 0
        ? 'Keep writing: what you send is kept on this device and goes out when you are back.'
        : waiting === 1
          ? 'Keep writing: 1 message is kept on this device and goes out when you are back.'
          : `Keep writing: ${String(waiting)} messages are kept on this device and go out when you are back.`,
    backLead: 'Back online.',
    back: (at: number, of: number) =>
      of === 1 ? 'Sending 1 message…' : `Sending ${String(at)} of ${String(of)} messages…`,
    allSent: 'All sent.',
    polling: 'This network blocks live connections. Messages still arrive.',
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
} as const;

/** The shape every language has. */
export type Strings = {
  readonly [K in keyof typeof en]: (typeof en)[K] extends string ? string : (typeof en)[K];
};

/** The words for a locale; English until another language is added. */
export const stringsFor = (_locale: string): Strings => en;
