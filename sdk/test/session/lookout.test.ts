import { atom } from 'nanostores';
import type { ConnectionStatus } from '../../src/chat.js';
import type { Conversation, InboxFrame, Message } from '../../src/protocol/index.js';
import { Lookout } from '../../src/session/lookout.js';
import { Tokens } from '../../src/transport/token.js';
import { equal, settled } from '../outbox/assert.js';
import { createFakeTabs, type FakeTab } from '../outbox/fake-tabs.js';
import { message } from '../store/fixtures.js';
import { createScene, tokenOf } from '../transport/scripted.js';
import { conversationOf } from '../view/fake-chat.js';

const NOW = '2027-01-01T00:00:00.000Z';
const welcome = (n: number) => ({ type: 'welcome', v: 1, n, epoch: 'e', now: NOW }) as unknown as InboxFrame;
const ping = (n: number): InboxFrame => ({ type: 'ping', n, now: NOW });
const conversation = (id: string, unread = 0): Conversation => ({
  ...conversationOf({ id }),
  last_message: null,
  unread_count: unread,
});
const updated = (n: number, id: string): InboxFrame => ({
  type: 'conversation:updated',
  n,
  conversation: conversation(id),
});

/** A tab that shows the conversation `here`, and a relay that has `rows`. */
function createTab({ tabs = null, rows = [conversation('here')] }: { tabs?: FakeTab | null; rows?: Conversation[] }) {
  const scene = createScene();
  const { environment: env, clock } = scene;
  const relay = { rows: rows as Conversation[] | null, asked: 0 };
  const stores = {
    $status: atom<ConnectionStatus>('connecting'),
    $conversationId: atom<string | null>('here'),
    $loaded: atom(true),
    $messages: atom<readonly Message[]>([]),
    $hasOlder: atom(false),
  };
  const told: string[] = [];
  const lookout = new Lookout({
    endpoint: 'https://relay.example',
    env,
    tokens: new Tokens({ token: tokenOf({ sub: 'me' }) }, env, () => undefined),
    tabs,
    stores,
    list: async ({ limit }) => {
      relay.asked += 1;
      return relay.rows && { results: relay.rows.slice(0, limit), next: null };
    },
    onAlone: () => told.push('alone'),
    onOthers: () => told.push('others'),
  });
  const say = async (frame: InboxFrame) => {
    scene.sockets.last.say(frame as never);
    await settled();
  };
  const online = async () => {
    stores.$status.set('online');
    await settled();
  };
  return {
    ...stores,
    scene,
    clock,
    relay,
    told,
    lookout,
    say,
    online,
    opens: async () => {
      await online();
      scene.sockets.last.accept();
      await say(welcome(3));
    },
  };
}

describe('Whether somebody has another conversation', () => {
  it('is asked once the hints come, and while none comes not again', async () => {
    const { opens, say, told, relay, scene } = createTab({});
    await opens();
    equal([told, relay.asked, scene.sockets.last.url], [['alone'], 1, 'wss://relay.example/ws/inbox/']);
    await say(updated(4, 'here'));
    await say(updated(5, 'here'));
    await say(ping(5));
    scene.wake();
    await settled();
    equal([told, relay.asked], [['alone'], 1]);
  });

  it('is told by a hint of it, and then nothing more is looked for', async () => {
    const { opens, say, told, relay, scene, $status } = createTab({});
    await opens();
    relay.rows = [conversation('there'), conversation('here')];
    await say(updated(4, 'there'));
    equal([told, scene.sockets.last.readyState], [['alone', 'others'], 3]);
    $status.set('reconnecting');
    $status.set('online');
    await settled();
    equal([told.length, relay.asked, scene.sockets.all.length, scene.listeners], [2, 2, 1, 0]);
  });

  for (const [what, frame] of [
    ['a hint that did not come', ping(4)],
    ['one before it that did not come', updated(5, 'here')],
    ['a reset', { type: 'reset', epoch: 'e2' } as InboxFrame],
  ] as const) {
    it(`is asked again after ${what}`, async () => {
      const { opens, say, told, relay } = createTab({});
      await opens();
      await say(frame);
      equal([told, relay.asked], [['alone', 'alone'], 2]);
      relay.rows = [conversation('here'), conversation('there')];
      await say(ping(9));
      equal(told.at(-1), 'others');
    });
  }

  it('is not told of one that is gone again, or archived', async () => {
    const { opens, say, told } = createTab({});
    await opens();
    await say(updated(4, 'there'));
    await say({ type: 'conversation:removed', n: 5, conversation_id: 'there' });
    equal(told, ['alone', 'alone', 'alone']);
  });

  it('counts only what is loaded here: of what is unread beyond that the list knows', async () => {
    const { opens, told, $hasOlder, $messages } = createTab({ rows: [conversation('here', 3)] });
    $messages.set([1, 2].map((seq) => message(seq)));
    await opens();
    equal(told, ['alone'], 'all there is is loaded');
    const other = createTab({ rows: [conversation('here', 3)] });
    other.$messages.set($messages.get());
    other.$hasOlder.set(true);
    $hasOlder.set(true);
    await other.opens();
    equal(other.told, ['others']);
  });

  it('is not judged before it is settled which conversation is shown', async () => {
    const { opens, told, relay, $conversationId, $loaded } = createTab({});
    $conversationId.set(null);
    $loaded.set(false);
    await opens();
    equal([told, relay.asked], [[], 0]);
    $conversationId.set('here');
    $loaded.set(true);
    await settled();
    equal(told, ['alone']);
    $conversationId.set('another');
    $loaded.set(false);
    await settled();
    equal(told, ['alone'], 'it changed while the relay was asked');
  });

  it('is asked again when another conversation is shown', async () => {
    const { opens, told, $conversationId } = createTab({});
    await opens();
    $conversationId.set('another');
    await settled();
    equal(told, ['alone', 'others']);
  });

  it('is looked for again when the line is back, which takes it along when it goes', async () => {
    const { opens, told, scene, $status } = createTab({});
    await opens();
    $status.set('reconnecting');
    equal(scene.sockets.last.readyState, 3);
    await opens();
    equal([told, scene.sockets.all.length], [['alone', 'alone'], 2]);
  });

  it('is for others to follow where only this line is lost, and after a moment', async () => {
    const { opens, told, scene, clock } = createTab({});
    await opens();
    scene.sockets.last.drop(4429);
    clock.advance(4999);
    equal(told, ['alone']);
    clock.advance(1);
    equal(told, ['alone', 'others']);
  });

  it('is for others to follow where the list cannot be had', async () => {
    const { opens, told, relay } = createTab({});
    relay.rows = null;
    await opens();
    equal(told, ['others']);
  });

  for (const status of ['polling', 'not-found'] as const) {
    it(`is for others to follow where the chat is ${status}`, async () => {
      const { told, $status } = createTab({});
      $status.set(status);
      await settled();
      equal(told, ['others']);
    });
  }

  it('is looked for by the tab that leads; the others ask once, and whenever somebody comes back to them', async () => {
    const fake = createFakeTabs();
    const [first, second] = [fake.add(true), fake.add()];
    const wanted: unknown[] = [];
    first.on('inbox-look', (body) => wanted.push(body));
    const { online, told, relay, scene } = createTab({ tabs: second });
    await online();
    equal([told, wanted.length, scene.sockets.all.length, relay.asked], [['alone'], 1, 0, 1]);
    scene.wake();
    await settled();
    equal(relay.asked, 2);
    first.post('inbox-who', null);
    await settled();
    equal([wanted.length, relay.asked], [2, 3], 'another tab leads, and learns that it is wanted');
    second.lead(true);
    await settled();
    equal(scene.sockets.all.length, 1);
  });

  it('is told by the tab that follows them all', async () => {
    const fake = createFakeTabs();
    const [first, second] = [fake.add(true), fake.add()];
    const { online, told } = createTab({ tabs: second });
    await online();
    first.post('inbox', { kind: 'stale' });
    await settled();
    equal(told, ['alone', 'others']);
    equal(second.listeners, 0);
  });

  it('is nobody’s business any more when it is closed', async () => {
    const { opens, told, scene, lookout } = createTab({});
    await opens();
    lookout.close();
    scene.wake();
    await settled();
    equal([told, scene.listeners, scene.sockets.last.readyState, scene.clock.timers], [['alone'], 0, 3, 0]);
  });
});
