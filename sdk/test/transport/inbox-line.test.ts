import type { InboxFrame } from '../../src/protocol/index.js';
import { InboxLine, type InboxHint } from '../../src/transport/inbox-line.js';
import { Tokens } from '../../src/transport/token.js';
import { equal, ok, settled } from '../outbox/assert.js';
import { conversationOf } from '../view/fake-chat.js';
import { createScene, tokenOf } from './scripted.js';

const NOW = '2027-01-01T00:00:00.000Z';
const you = { user: { id: 'me', name: 'Me', role: 'user', avatar: null }, tenant: 'default' } as const;
const welcome = (n: number) =>
  ({
    type: 'welcome',
    v: 1,
    you,
    n,
    epoch: 'e',
    now: NOW,
    token_expires_in: 3600,
    limits: {},
  }) as unknown as InboxFrame;
const ping = (n: number): InboxFrame => ({ type: 'ping', n, now: NOW });
const updated = (n: number, id: string): InboxFrame => ({
  type: 'conversation:updated',
  n,
  conversation: { ...conversationOf({ id }), last_message: null, unread_count: 1 },
});

function createLine(getToken?: () => Promise<string>) {
  const scene = createScene();
  const { environment: env, clock } = scene;
  const token = tokenOf({ sub: 'me', exp: Math.floor(clock.now() / 1000) + 3600 });
  const renewed: string[] = [];
  const tokens = new Tokens(getToken ? { getToken } : { token }, env, (each) => {
    renewed.push(each);
    line?.renew(each);
  });
  const told = { hints: [] as InboxHint[], stale: 0, live: [] as boolean[] };
  let line: InboxLine | null = null;
  line = new InboxLine({
    endpoint: 'https://relay.example',
    env,
    tokens,
    events: {
      onHint: (hint) => told.hints.push(hint),
      onStale: () => (told.stale += 1),
      onLive: (isLive) => told.live.push(isLive),
    },
  });
  const say = (frame: InboxFrame) => scene.sockets.last.say(frame as never);
  return {
    ...scene,
    scene,
    line,
    told,
    renewed,
    say,
    opens: async (n = 0): Promise<void> => {
      await settled();
      scene.sockets.last.accept();
      say(welcome(n));
    },
    drops: async (code: number): Promise<void> => {
      scene.sockets.last.drop(code);
      await settled();
    },
    pass: async (ms: number): Promise<void> => {
      clock.advance(ms);
      await settled();
    },
    count: () => scene.sockets.all.length,
  };
}

describe('The line of an inbox', () => {
  it('says hello, answers pings, hands hints on, and has the list read after each welcome', async () => {
    const { sockets, told, opens, say } = createLine();
    await opens(4);
    equal([sockets.last.url, sockets.last.types], ['wss://relay.example/ws/inbox/', ['hello']]);
    equal(told, { hints: [], stale: 1, live: [true] });
    say(updated(5, 'a'));
    say(updated(6, 'b'));
    say(ping(6));
    say({ type: 'conversation:removed', n: 7, conversation_id: 'a' });
    equal([told.hints.map(({ type }) => type.split(':')[1]), told.stale], [['updated', 'updated', 'removed'], 1]);
    equal(sockets.last.types, ['hello', 'pong']);
  });

  it('a number that is left out, in a hint, a ping or the answer to a new token, is a hint that did not come', async () => {
    const { told, opens, say } = createLine();
    await opens(0);
    say(updated(2, 'a'));
    equal([told.hints.length, told.stale], [1, 2]);
    say(ping(2));
    equal(told.stale, 2);
    say(ping(3));
    equal(told.stale, 3);
    say(welcome(3));
    equal(told.stale, 3);
    say(welcome(5));
    equal(told.stale, 4);
    say({ type: 'reset', reason: 'role', epoch: 'f' });
    equal(told.stale, 5);
  });

  it('what was missed while it was down is read after the next welcome; an early frame is none', async () => {
    const { told, opens, drops, pass, say, count } = createLine();
    await opens(3);
    await pass(6000);
    await drops(1006);
    equal(told.live, [true, false]);
    await pass(600);
    equal(count(), 2);
    say(updated(9, 'a'));
    equal(told.hints.length, 0);
    await opens(0);
    equal([told.stale, told.live], [2, [true, false, true]]);
  });

  it('4508 and 4419 are answered at once, the latter with another token; a second refusal waits', async () => {
    let tokens = 0;
    const until = 4_000_000_000;
    const { opens, drops, pass, count } = createLine(async () =>
      tokenOf({ sub: 'me', exp: until, jti: (tokens += 1) }),
    );
    await opens();
    await pass(6000);
    await drops(4508);
    equal([count(), tokens], [2, 1]);
    await opens();
    await pass(6000);
    await drops(4419);
    equal([count(), tokens], [3, 2]);
    await drops(4401);
    equal(count(), 3);
    await pass(61_000);
    equal([count(), tokens], [4, 3]);
  });

  it('4429 and a network without sockets are tried again ever more rarely, and at once when the page is woken', async () => {
    const { opens, drops, pass, count, scene } = createLine();
    for (const code of [4429, 1006, 1006, 1006]) {
      await settled();
      await drops(code);
      await pass(130_000);
    }
    const tried = count();
    await drops(1006);
    await pass(10_000);
    equal(count(), tried);
    scene.wake();
    await settled();
    equal(count(), tried + 1);
    await opens();
    ok(scene.sockets.last.readyState === 1);
  });

  it('stops for good where the relay speaks another protocol, and leaves nothing behind when it is closed', async () => {
    const one = createLine();
    await one.opens();
    await one.drops(4426);
    await one.pass(600_000);
    one.scene.wake();
    equal([one.count(), one.clock.timers, one.scene.listeners], [1, 0, 0]);
    const two = createLine();
    await two.opens();
    two.line.close();
    two.line.close();
    equal([two.sockets.last.readyState, two.scene.listeners], [3, 0]);
  });

  it('a new token takes the old one’s place in the open socket', async () => {
    const { sockets, line, opens } = createLine();
    await opens();
    line.renew('another');
    equal(sockets.last.sent.at(-1), { type: 'auth', token: 'another' });
  });
});
