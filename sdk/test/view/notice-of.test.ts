import { lineNotice, mayHaveOther, sentenceOf, type NoticeInput } from '../../src/view/panel/notice-of.js';
import { otherNotice } from '../../src/view/panel/notices.js';
import { noticeWords } from '../../src/view/words/parts/notices.js';
import { stringsFor } from '../../src/view/words/strings.js';
import { equal } from '../outbox/assert.js';

const { strings, stringsWith } = stringsFor('en-GB', null, null);
const en = stringsWith(noticeWords);

const calm: NoticeInput = {
  status: 'online',
  troubleFor: 0,
  waiting: 0,
  durable: true,
  drain: null,
  allSent: false,
  replaced: false,
  closed: false,
  setup: null,
  dismissed: new Set(),
};
const says = (input: Partial<NoticeInput>) => {
  const all = { ...calm, ...input };
  const other = otherNotice(all, stringsWith);
  // What comes later is asked for wherever it has something to say.
  equal(mayHaveOther(all) || other === null, true);
  const notice = lineNotice(all, strings) ?? other;
  return notice && sentenceOf(notice, en);
};

describe('The notice', () => {
  it('is silent while all is well', () => {
    equal(says({}), null);
  });

  it('gives a first connection one second and a lost one five', () => {
    equal(says({ status: 'connecting', troubleFor: 999 }), null);
    equal(says({ status: 'connecting', troubleFor: 1000 }), 'Connecting…');
    equal(says({ status: 'reconnecting', troubleFor: 4999 }), null);
    equal(says({ status: 'reconnecting', troubleFor: 5000 }), 'Reconnecting. You can keep writing.');
  });

  it('says what becomes of what is typed offline', () => {
    equal(
      says({ status: 'offline' }),
      'You are offline. Keep writing: what you send is kept on this device and goes out when you are back.',
    );
    equal(
      says({ status: 'offline', waiting: 3 }),
      'You are offline. Keep writing: 3 messages are kept on this device and go out when you are back.',
    );
    equal(
      says({ status: 'offline', waiting: 1 }),
      'You are offline. Keep writing: 1 message is kept on this device and goes out when you are back.',
    );
  });

  it('does not promise to keep anything where this browser cannot', () => {
    equal(
      says({ status: 'offline', durable: false }),
      'You are offline. This browser cannot keep messages. Stay on this page until they are sent.',
    );
  });

  it('counts what goes out once the line is back', () => {
    equal(says({ drain: { sent: 1, total: 3 } }), 'Back online. Sending 2 of 3 messages…');
    equal(says({ allSent: true }), 'All sent.');
  });

  it('has a sentence for each way a chat ends', () => {
    equal(says({ status: 'signed-out' }), 'Your sign-in has ended. Sign in again to go on; nothing you wrote is lost.');
    equal(says({ status: 'not-found' }), 'This conversation is not available to you.');
    equal(says({ status: 'outdated' }), 'This page is out of date. Reload it to go on; your messages are kept.');
  });

  it('names a restart and an overload', () => {
    equal(
      says({ status: 'restarting', troubleFor: 1000 }),
      'The chat service is restarting. What you send waits here until it is back.',
    );
    equal(says({ status: 'busy', troubleFor: 1000 }), 'The chat service is busy. What you send waits here.');
  });

  it('shows the worst of several', () => {
    equal(says({ status: 'signed-out', durable: false, replaced: true, closed: true }), en.notices.signedOut);
    equal(says({ durable: false, replaced: true }), en.notices.notDurable);
    equal(says({ status: 'polling', closed: true }), en.notices.polling);
  });

  it('can be dismissed where it only informs, and comes back when there is something to lose', () => {
    const dismissed = new Set(['polling', 'not-durable'] as const);
    equal(says({ status: 'polling', dismissed }), null);
    equal(says({ durable: false, dismissed }), null);
    equal(says({ durable: false, dismissed, waiting: 1 }), en.notices.notDurable);
  });
});
