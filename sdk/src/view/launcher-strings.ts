/** What is said before the panel is loaded; the rest comes with the panel. */
export const en = {
  openChat: 'Open chat',
  openChatUnread: (n: number) => `Open chat, ${n > 99 ? 'more than 99' : String(n)} unread`,
  openChatWaiting: (n: number) => `Open chat, ${n === 1 ? '1 message' : `${String(n)} messages`} waiting to be sent`,
  loadFailed: 'The chat could not be loaded.',
  tryAgain: 'Try again',
} as const;

export type LauncherStrings = typeof en;

/** The words for a locale; English until another language is added. */
export const launcherStringsFor = (_locale: string): LauncherStrings => en;
