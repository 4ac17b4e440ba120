import type { ConnectionStatus } from '../../src/chat.js';
import { equal } from '../outbox/assert.js';
import { fakeChat, tomas, type FakeChat } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

/** Three that wait, in a page that was just opened. */
function waitingChat(status: ConnectionStatus): FakeChat {
  const chat = fakeChat({ you: tomas });
  chat.stores.$status.set(status);
  for (const text of ['one', 'two', 'three']) chat.queue('', { act: { kind: 'send', content: { text } } });
  return chat;
}

const goes = async ({ chat, clock, ready }: Mounted, status: ConnectionStatus, forMs = 0): Promise<void> => {
  chat.stores.$status.set(status);
  await ready();
  clock.advance(forMs);
  await ready();
};

describe('What the notice says of messages that wait', () => {
  afterEach(unmountAll);

  it('is nothing when the page has only just been opened: it is not back from anywhere', async () => {
    const open = await mount(waitingChat('online'));
    equal(open.text('.notice'), '');
    unmountAll();
    const mounted = await mount(waitingChat('connecting'));
    await goes(mounted, 'connecting', 3000);
    equal(mounted.text('.notice'), 'Connecting…');
    await goes(mounted, 'online');
    equal(mounted.text('.notice'), '');
  });

  it('is how far they are once the line is back that was lost, also when it was lost before it was ever there', async () => {
    const mounted = await mount(waitingChat('connecting'));
    await goes(mounted, 'offline');
    await goes(mounted, 'online');
    equal(mounted.text('.notice'), 'Back online. Sending 1 of 3 messages…');
    const { chat } = mounted;
    for (const { client_id } of chat.stores.$outbox.get()) chat.settle(client_id);
    await mounted.ready();
    equal(mounted.text('.notice'), 'All sent.');
  });

  it('goes on counting while the line turns from a socket to polls', async () => {
    const mounted = await mount(waitingChat('online'));
    await goes(mounted, 'reconnecting', 6000);
    await goes(mounted, 'polling');
    equal(mounted.text('.notice'), 'Back online. Sending 1 of 3 messages…');
    await goes(mounted, 'online');
    equal(mounted.text('.notice'), 'Back online. Sending 1 of 3 messages…');
  });
});
