import type { Counting } from '../counting.js';

/** Of the line under the header, but for those that say that the line is down. */
export const noticeWords = ({ number, plural }: Counting<'en'>) => ({
  notices: {
    backLead: 'Back online.',
    back: (at: number, of: number) =>
      plural(of, { one: 'Sending # message…', other: `Sending ${number(at)} of # messages…` }),
    allSent: 'All sent.',
    polling: 'No live connection right now. Messages still arrive.',
    signedOut: 'Your sign-in has ended. Sign in again to go on; nothing you wrote is lost.',
    notFound: 'This conversation is not available to you.',
    outdated: 'This page is out of date. Reload it to go on; your messages are kept.',
    replaced: 'This conversation was loaded again.',
    closed: 'This conversation is closed.',
    loggedOut: 'You are signed out on this device.',
    notSetUp: 'This chat is not set up yet: it needs a token, a token-url or getToken.',
    setUpWrong: 'This chat is not set up correctly.',
    dismiss: 'Dismiss',
    startNew: 'Start a new one',
  },
});
