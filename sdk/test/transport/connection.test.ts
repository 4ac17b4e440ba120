import type { RelayFrame } from '../../src/protocol/index.js';
import { Apply } from '../../src/store/apply.js';
import { createStores } from '../../src/store/create-stores.js';
import { Connection } from '../../src/transport/connection.js';
import { Http, type HttpResult } from '../../src/transport/http.js';
import { Tokens } from '../../src/transport/token.js';
import { equal, ok, settled, until } from '../outbox/assert.js';
import { events, fresh, message, page, ping, welcome } from '../store/fixtures.js';
import { createScene, problem, tokenOf } from './scripted.js';

const ENDPOINT = 'https://relay.example';

const createLine = (options: { tokens?: () => Promise<string>; token?: string } = {}) => {
  let answers: (body: unknown) => Response | null = () => null;
  const scene = createScene((request) => {
    if (!request.url.endsWith('/events/')) return;
    const response = answers(request.body);
    if (response) request.answer(response);
    else request.fail();
  });
  const { environment: env } = scene;
  const stores = createStores();
  const statuses: string[] = [];
  const heard: RelayFrame[] = [];
  const downs: boolean[] = [];
  let notFound = 0;
  let greeting: HttpResult<unknown> = { ok: true, status: 200, body: [] };
  const until = Math.floor(scene.clock.now() / 1000) + 3600;
  const token = options.token ?? tokenOf({ sub: 'me', exp: until });
  const tokens = new Tokens(options.tokens ? { getToken: options.tokens } : { token }, env, () => undefined);
  const http = new Http(ENDPOINT, tokens, env);
  const apply = new Apply(stores, { clock: env.clock, onWish: () => connection.sync() });
  const connection: Connection = new Connection({
    endpoint: ENDPOINT,
    env,
    tokens,
    http,
    feed: apply,
    events: {
      onStatus: (status) => statuses.push(status),
      onFrame: (frame) => heard.push(frame),
      onWelcome: () => undefined,
      onDown: (blamesHead) => downs.push(blamesHead),
      onNotFound: () => (notFound += 1),
      greet: () => Promise.resolve(greeting),
    },
  });
  const line = {
    ...scene,
    scene,
    connection,
    apply,
    statuses,
    heard,
    downs,
    token,
    get status() {
      return statuses.at(-1) ?? 'connecting';
    },
    get notFound() {
      return notFound;
    },
    greets: (result: HttpResult<unknown>) => (greeting = result),
    /** What HTTP says to a poll; null: nothing answers. */
    polls: (answer: (body: unknown) => Response | null) => (answers = answer),
    socket: () => scene.sockets.last,
    count: () => scene.sockets.all.length,
    async open(id: string | null = 'c1') {
      connection.open(id);
      await settled();
    },
    async welcome() {
      await settled();
      const socket = scene.sockets.last;
      socket.accept();
      socket.say(welcome({ head: 1 }));
      socket.say(page([message(1)]));
      await settled();
      return socket;
    },
    async drop(code: number) {
      scene.sockets.last.drop(code);
      await settled();
    },
    async pass(ms: number) {
      scene.clock.advance(ms);
      await settled();
    },
    /** The longest that backoff waits. */
    async passBackoff() {
      await line.pass(30_000);
    },
  };
  return line;
};

describe('A connection', () => {
  it('says hello with the token in the first frame, never in the address, and from where it left off', async () => {
    const line = createLine();
    await line.open('c/1');
    equal(line.socket().url, 'wss://relay.example/ws/chat/c%2F1/');
    line.socket().accept();
    equal(line.socket().sent, [{ type: 'hello', v: 1, token: line.token }]);
    line.socket().say(welcome({ head: 1 }));
    line.socket().say(page([message(1)]));
    await line.drop(1006);
    await line.passBackoff();
    line.socket().accept();
    const at = { id: 'm1', rev: 1 };
    equal(line.socket().sent, [{ type: 'hello', v: 1, token: line.token, since: 1, at, epoch: 'e1' }]);
  });

  it('is online from the welcome on, and answers pings', async () => {
    const line = createLine();
    await line.open();
    equal(line.status, 'connecting');
    const socket = await line.welcome();
    equal(line.status, 'online');
    socket.say(ping(1));
    equal(socket.types, ['hello', 'pong']);
  });

  it('asks for a sync by the socket when the store wishes for one', async () => {
    const line = createLine();
    await line.open();
    const socket = await line.welcome();
    socket.say(fresh(message(3)));
    equal(socket.sent.at(-1), { type: 'sync', since: 1, at: { id: 'm3', rev: 3 }, epoch: 'e1' });
  });

  it('ignores what is no frame', async () => {
    const line = createLine();
    await line.open();
    const socket = await line.welcome();
    const before = line.heard.length;
    for (const data of ['{', 'null', '[]', '"x"', '{"no":"type"}']) socket.garble(data);
    equal([line.heard.length - before, line.status], [0, 'online']);
  });

  it('ends a socket that is not welcome in ten seconds, and one that is silent for 35', async () => {
    const line = createLine();
    await line.open();
    line.socket().accept();
    await line.pass(10_000);
    equal(line.socket().readyState, 3);
    await line.passBackoff();
    await line.welcome();
    await line.pass(20_000);
    line.socket().say(ping(1));
    await line.pass(34_000);
    equal(line.status, 'online');
    await line.pass(1000);
    equal(line.status, 'reconnecting');
  });

  it('probes at once when the page was away, and lets go of a socket that does not answer', async () => {
    const line = createLine();
    await line.open();
    const socket = await line.welcome();
    line.wake();
    equal(socket.types.at(-1), 'ping');
    socket.say({ type: 'pong' });
    await line.pass(5000);
    equal(line.status, 'online');
    await line.pass(1000);
    line.wake();
    await line.pass(5000);
    equal(line.status, 'reconnecting');
  });

  it('tries at once when the page was away or the network came back, not when its timer says so', async () => {
    const line = createLine();
    await line.open();
    await line.welcome();
    await line.drop(1006);
    const before = line.count();
    line.wake();
    await settled();
    equal(line.count(), before + 1);
  });

  it('leaves nothing behind when it is closed, and may be closed twice', async () => {
    const line = createLine();
    await line.open();
    const socket = await line.welcome();
    line.connection.close();
    line.connection.close();
    line.apply.close();
    equal([socket.readyState, line.clock.timers, line.scene.listeners, line.status], [3, 0, 0, 'closed']);
    await line.open();
    equal(line.count(), 1);
  });

  it('has one socket: what a try for another conversation brings is nobody’s business', async () => {
    const line = createLine();
    await line.open('c1');
    const first = line.socket();
    line.connection.open('c2');
    first.accept();
    first.say(welcome());
    await settled();
    equal([line.count(), first.readyState, line.heard.length], [2, 3, 0]);
  });

  it('without a conversation opens no socket, and is online when HTTP answers', async () => {
    const line = createLine();
    line.greets({ ok: false, code: 'network', detail: '', isTransient: true, retryAfter: null });
    await line.open(null);
    equal([line.status, line.count()], ['offline', 0]);
    line.greets({ ok: true, status: 200, body: [] });
    await line.passBackoff();
    equal([line.status, line.count()], ['online', 0]);
  });
});

describe('When a socket closes with', () => {
  /** Online for a while: the next loss is the first in a row. */
  const stable = async (options: Parameters<typeof createLine>[0] = {}) => {
    const line = createLine(options);
    await line.open();
    await line.welcome();
    await line.pass(6000);
    return line;
  };

  for (const [code, status] of [
    [4400, 'reconnecting'],
    [4408, 'reconnecting'],
    [1002, 'reconnecting'],
    [1007, 'reconnecting'],
    [1009, 'reconnecting'],
    [1006, 'reconnecting'],
    [1012, 'restarting'],
    [1013, 'busy'],
  ] as const) {
    it(`${code}, it is ${status} and tries again with backoff`, async () => {
      const line = await stable();
      await line.drop(code);
      equal([line.status, line.count()], [status, 1]);
      await line.passBackoff();
      equal(line.count(), 2);
    });
  }

  for (const code of [4400, 1002, 1007, 1009]) {
    it(`${code}, what was sent may be to blame`, async () => {
      const line = await stable();
      await line.drop(code);
      equal(line.downs, [true]);
    });
  }

  it('4401, it asks for another token once and comes back; refused again, it is signed out', async () => {
    let asked = 0;
    const line = await stable({ tokens: () => Promise.resolve(tokenOf({ sub: 'me', exp: 2e9, jti: ++asked })) });
    await line.drop(4401);
    equal([asked, line.count()], [2, 2]);
    line.socket().accept();
    await line.drop(4401);
    equal(line.status, 'signed-out');
    const before = line.count();
    await line.pass(20_000);
    equal(line.count(), before);
    line.wake();
    await line.welcome();
    equal(line.status, 'online');
  });

  it('4401 and the page has no other token, it is signed out at once', async () => {
    const line = await stable();
    await line.drop(4401);
    equal([line.status, line.count()], ['signed-out', 1]);
  });

  it('4404, it stops, and says that nothing is there', async () => {
    const line = await stable();
    await line.drop(4404);
    await line.pass(600_000);
    equal([line.status, line.notFound, line.count()], ['not-found', 1, 1]);
  });

  it('4419, it comes back at once with another token', async () => {
    let asked = 0;
    const line = await stable({ tokens: () => Promise.resolve(tokenOf({ sub: 'me', exp: 2e9, jti: ++asked })) });
    await line.drop(4419);
    equal([asked, line.count()], [2, 2]);
  });

  it('4426, it stops: only a new page helps', async () => {
    const line = await stable();
    await line.drop(4426);
    await line.pass(600_000);
    line.wake();
    await settled();
    equal([line.status, line.count()], ['outdated', 1]);
  });

  it('4429, it waits half a minute at the least where nothing answers', async () => {
    const line = await stable();
    await line.drop(4429);
    await line.pass(29_999);
    equal(line.count(), 1);
    await line.pass(1);
    equal(line.count(), 2);
  });

  it('4429, it polls at once where the relay answers, and tries for a socket ever more rarely', async () => {
    const line = await stable();
    line.polls(() => Response.json(events([message(1)])));
    await line.drop(4429);
    await until(() => line.status === 'polling');
    await line.pass(10_000);
    equal(line.count(), 2);
    await line.drop(4429);
    equal(line.status, 'polling');
    await line.pass(30_000);
    equal(line.count(), 3);
    await line.welcome();
    equal(line.status, 'online');
  });

  it('4508, it comes back at once, but not for ever at once', async () => {
    const line = await stable();
    await line.drop(4508);
    equal(line.count(), 2);
    await line.welcome();
    await line.drop(4508);
    equal(line.count(), 2, 'the second in a row waits');
    await line.passBackoff();
    equal(line.count(), 3);
  });

  it('1012 after a goaway, it comes back within the range that it named', async () => {
    const line = await stable();
    line.socket().say({ type: 'goaway', reconnect_after: [10, 20] });
    await line.drop(1012);
    equal(line.status, 'restarting');
    // The clock's chance is one half.
    await line.pass(14_999);
    equal(line.count(), 1);
    await line.pass(1);
    equal(line.count(), 2);
  });
});

describe('Where sockets fail', () => {
  const failing = async () => {
    const line = createLine();
    await line.open();
    await line.drop(1006);
    await line.pass(1000);
    await line.drop(1006);
    return line;
  };
  const works = () => Response.json(events([message(1)]));
  const polled = async (line: ReturnType<typeof createLine>) => {
    while (line.status !== 'polling') await new Promise((resolve) => setTimeout(resolve, 1));
  };

  it('twice, and HTTP works, it polls, and says so', async () => {
    const line = createLine();
    line.polls(() => works());
    await line.open();
    await line.drop(1006);
    equal(line.requests.all.length, 0, 'not after one');
    await line.pass(1000);
    await line.drop(1006);
    await polled(line);
    line.connection.close();
  });

  it('twice, and HTTP fails too, it is offline, and goes on trying', async () => {
    const line = await failing();
    while (line.status !== 'offline') await new Promise((resolve) => setTimeout(resolve, 1));
    const before = line.count();
    await line.passBackoff();
    equal(line.count(), before + 1);
    line.connection.close();
  });

  it('and the browser says offline, that is said at once', async () => {
    const line = createLine();
    line.scene.isOnline = false;
    await line.open();
    await line.drop(1006);
    equal(line.status, 'offline');
  });

  it('it tries the socket again behind the polls, and returns to it', async () => {
    const line = createLine();
    line.polls(() => works());
    await line.open();
    await line.drop(1006);
    await line.pass(1000);
    await line.drop(1006);
    await polled(line);
    const before = line.count();
    await line.pass(120_000);
    ok(line.count() > before, 'tried again');
    await line.welcome();
    equal([line.status, line.connection.isPolling], ['online', false]);
    line.connection.close();
  });

  it('and the polls fail, too, after they have carried, it is back with backoff, not with the long pause behind polls', async () => {
    const line = createLine();
    let isUp = true;
    line.polls(() => (isUp ? works() : null));
    await line.open();
    await line.drop(1006);
    await line.pass(1000);
    await line.drop(1006);
    await polled(line);
    // Behind polls that carry, the tries come at last two minutes apart.
    for (let i = 0; i < 5; i += 1) {
      await line.pass(120_000);
      await line.drop(1006);
    }
    isUp = false;
    const before = line.count();
    await until(() => line.status !== 'polling');
    equal(line.status, 'reconnecting');
    await line.passBackoff();
    equal(line.count() - before, 1);
    line.connection.close();
  });

  it('and the relay says 404 over HTTP, it stops', async () => {
    const line = createLine();
    line.polls(() => problem(404, 'not_found'));
    await line.open();
    await line.drop(1006);
    await line.pass(1000);
    await line.drop(1006);
    while (line.status !== 'not-found') await new Promise((resolve) => setTimeout(resolve, 1));
    equal(line.notFound, 1);
  });
});
