/** What is said before the panel is loaded; the rest comes with the panel. Other languages: `locales/`. */
export const en = {
  openChat: 'Open chat',
  openChatUnread: (n: number): string => `Open chat, ${n > 99 ? 'more than 99' : String(n)} unread`,
  openChatWaiting: (n: number): string =>
    `Open chat, ${n === 1 ? '1 message' : `${String(n)} messages`} waiting to be sent`,
  writeAhead: 'Loading… You can write already',
  loadFailed: 'The chat could not be loaded.',
  tryAgain: 'Try again',
  reloadPage: 'Reload the page',
};

export type LauncherStrings = Readonly<typeof en>;
