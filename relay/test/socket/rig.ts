import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DEFAULT_LIMITS, type Limits, type RelayFrame, type TokenRole } from '@crm-chat/sdk/protocol';
import { WebSocket, type ClientOptions } from 'ws';
import type { Principal } from '../../src/auth/principal.js';
import { createLocalBus } from '../../src/bus/local-bus.js';
import type { Bus } from '../../src/bus/bus.js';
import type { Bot } from '../../src/bots/bot.js';
import { createHub, type Hub } from '../../src/delivery/hub.js';
import { RelayError } from '../../src/errors.js';
import { createChatService, views } from '../../src/service/chat-service.js';
import { createReplies } from '../../src/service/replies/replies.js';
import type { ChatService } from '../../src/service/service.js';
import { createSocketDoor, type SocketDoor } from '../../src/socket/socket-door.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import type { Store } from '../../src/store/store.js';
import { uuidV7 } from '../../src/service/ids.js';
import { createHandClock, type HandClock } from '../replies/hand-clock.js';

export interface RigOptions {
  limits?: Partial<Limits>;
  store?: Store;
  bus?: Bus;
  clock?: HandClock;
  bot?: Bot;
  relay?: string;
  isOriginAllowed?: (origin: string) => boolean;
}

export interface PersonOptions {
  role?: TokenRole;
  tenant?: string;
  subjects?: readonly string[];
  /** Milliseconds from now. */
  livesFor?: number;
  name?: string;
}

export interface Rig {
  readonly clock: HandClock;
  readonly store: Store;
  readonly bus: Bus;
  readonly hub: Hub;
  readonly service: ChatService;
  readonly door: SocketDoor;
  readonly port: number;
  /** The relay's ends of the connections, in order of their upgrades. */
  readonly streams: Duplex[];
  /** Rooms, sockets and polls that the hub holds now. */
  holds(): [number, number, number];
  /** What was logged, as text. */
  readonly logged: string[];
  /** A principal, and a token that stands for it. */
  person(id: string, options?: PersonOptions): { principal: Principal; token: string };
  /** A conversation of these people. */
  open(creator: Principal, ...others: Principal[]): Promise<string>;
  /** Says hello and waits until `welcome` and the first page are there. */
  join(token: string, conversationId: string, hello?: object): Promise<Client>;
  /** Says hello to the list's door and waits until `welcome` is there. */
  follow(token: string, hello?: object): Promise<Client>;
  /** Opens a socket and says nothing. */
  connect(path: string, options?: ClientOptions): Client;
  close(): Promise<void>;
}

const durable = new WeakSet<TestContext>();

/** The same test over each store: what a relay is tested with, and what it runs on. */
export function testOnStores(title: string, run: (t: TestContext) => Promise<void>): void {
  test(`${title} (memory)`, run);
  test(`${title} (SQLite)`, (t) => {
    durable.add(t);
    return run(t);
  });
}

/** The store of a rig that brings none, and how to be rid of it. */
async function openStore(t: TestContext): Promise<{ store: Store; discard: () => Promise<void> }> {
  if (!durable.has(t)) return { store: createMemoryStore({ epoch: 'e1' }), discard: async () => undefined };
  const folder = await mkdtemp(path.join(tmpdir(), 'crm-chat-rig-'));
  const store = await openSqliteStore({ folder, newEpoch: () => 'e1' });
  return {
    store,
    discard: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Counts up, so that a token can be made again for the same person. */
const tokenNames = () => {
  let count = 0;
  return (id: string) => `token-of-${id}-${(count += 1)}`;
};

/** One relay's core with both ends real: an http server on port 0, `ws` clients, time turned by hand. */
export async function createRig(t: TestContext, options: RigOptions = {}): Promise<Rig> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const clock = options.clock ?? createHandClock();
  const { store, discard } =
    options.store === undefined ? await openStore(t) : { store: options.store, discard: async () => undefined };
  const bus = options.bus ?? createLocalBus();
  const logged: string[] = [];
  const write = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log = { warn: write, error: write };
  const hub = createHub({
    store,
    bus,
    clock,
    views,
    limits,
    log,
    ...(options.relay !== undefined && { relay: options.relay }),
  });
  const replies = createReplies({ store, bus, bot: options.bot ?? null, clock, newId: uuidV7, limits, log });
  const service = createChatService({ store, bus, delivery: hub, limits, clock, replies });
  const principals = new Map<string, Principal>();
  const nameToken = tokenNames();
  const door = createSocketDoor({
    service,
    hub,
    limits,
    clock,
    log,
    authenticate: async (token) => {
      const principal = principals.get(token ?? '');
      if (principal === undefined) throw new RelayError('token_invalid');
      if (principal.expiresAt <= clock.now()) throw new RelayError('token_expired');
      return principal;
    },
    isOriginAllowed: options.isOriginAllowed ?? (() => false),
    addressOf: (req) => req.socket.remoteAddress ?? '',
  });
  const server = createServer();
  const streams: Duplex[] = [];
  server.on('upgrade', (req, socket, head) => {
    streams.push(socket);
    door.handleUpgrade(req, socket, head);
  });
  const port = await listen(server);
  const clients = new Set<Client>();

  const rig: Rig = {
    clock,
    store,
    bus,
    hub,
    service,
    door,
    port,
    streams,
    logged,
    holds() {
      const { rooms, sockets, polls } = hub.stats();
      return [rooms, sockets, polls];
    },
    person(id, { role = 'user', tenant = 'default', subjects = [], livesFor = 3_600_000, name = id } = {}) {
      const user = { id, name, role, avatar: null };
      const principal = { tenant, user, subjects, expiresAt: clock.now() + livesFor };
      const token = nameToken(id);
      principals.set(token, principal);
      return { principal, token };
    },
    async open(creator, ...others) {
      const { conversation } = await service.createConversation(creator, {});
      const admin = rig.person('the-admin', { role: 'admin', tenant: creator.tenant });
      for (const { user } of others) await service.addParticipant(admin.principal, conversation.id, user);
      return conversation.id;
    },
    connect(path, clientOptions) {
      const client = new Client(new WebSocket(`ws://127.0.0.1:${port}${path}`, clientOptions));
      clients.add(client);
      return client;
    },
    async join(token, conversationId, hello = {}) {
      const client = rig.connect(`/ws/chat/${conversationId}/`);
      await client.opened();
      client.say({ type: 'hello', v: 1, token, ...hello });
      await client.next('welcome');
      return client;
    },
    async follow(token, hello = {}) {
      const client = rig.connect('/ws/inbox/');
      await client.opened();
      client.say({ type: 'hello', v: 1, token, ...hello });
      await client.next('welcome');
      return client;
    },
    async close() {
      for (const client of clients) client.socket.terminate();
      hub.close();
      await door.close();
      service.close();
      await replies.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await discard();
    },
  };
  t.after(() => rig.close());
  return rig;
}

/** Ends a wait in vain; far more than a busy machine needs. */
const PATIENCE_MS = 45_000;

/** Waits for what no frame tells of. The watchdog is the machine's clock, and ends a wait in vain. */
export async function eventually(condition: () => boolean, ms = PATIENCE_MS): Promise<void> {
  const until = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > until) throw new Error('Waited in vain.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

type FrameOf<T extends RelayFrame['type']> = Extract<RelayFrame, { type: T }>;

/** A `ws` client that keeps what it hears. */
export class Client {
  /** Everything heard, in order. */
  readonly frames: RelayFrame[] = [];
  /** What was heard as it stood on the wire. */
  readonly raw: string[] = [];
  closeCode: number | null = null;
  /** Of an upgrade that was refused. */
  status: number | null = null;
  private readonly taken = new Set<RelayFrame>();
  private waiters = new Set<() => void>();

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      this.raw.push(text);
      this.frames.push(JSON.parse(text) as RelayFrame);
      this.wake();
    });
    socket.on('unexpected-response', (_req, res) => {
      this.status = res.statusCode ?? 0;
      this.wake();
    });
    socket.on('error', () => this.wake());
    socket.on('close', (code) => {
      this.closeCode = code;
      this.wake();
    });
    socket.on('open', () => this.wake());
  }

  say(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  async opened(): Promise<void> {
    await this.until(() => this.socket.readyState === WebSocket.OPEN);
  }

  /** Waits until the socket is closed. @returns the code. */
  async closed(): Promise<number> {
    await this.until(() => this.closeCode !== null);
    return this.closeCode!;
  }

  async refused(): Promise<number> {
    await this.until(() => this.status !== null);
    return this.status!;
  }

  /** The next frame of a type that nobody has taken yet. */
  async next<T extends RelayFrame['type']>(
    type: T,
    fits: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    const find = () =>
      this.frames.find((frame): frame is FrameOf<T> => {
        return frame.type === type && !this.taken.has(frame) && fits(frame as FrameOf<T>);
      });
    await this.until(() => find() !== undefined || this.closeCode !== null, `a ${type} frame`);
    const frame = find();
    if (frame === undefined) throw new Error(`The socket closed with ${this.closeCode} before a ${type} frame came.`);
    this.taken.add(frame);
    return frame;
  }

  of<T extends RelayFrame['type']>(type: T): FrameOf<T>[] {
    return this.frames.filter((frame): frame is FrameOf<T> => frame.type === type);
  }

  /** Round trip: whatever the relay wrote before it answered is here now. */
  async settled(): Promise<void> {
    const before = this.of('pong').length;
    this.say({ type: 'ping' });
    await this.until(() => this.of('pong').length > before, 'a pong');
  }

  /** The watchdog is the machine's: it ends a test that waits for what never comes. */
  until(condition: () => boolean, what = 'a condition', ms = PATIENCE_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!condition()) return;
        clearTimeout(watchdog);
        this.waiters.delete(check);
        resolve();
      };
      const watchdog = setTimeout(() => {
        this.waiters.delete(check);
        reject(new Error(`Waited in vain for ${what}; heard ${this.frames.map(({ type }) => type).join(', ')}`));
      }, ms);
      this.waiters.add(check);
      check();
    });
  }

  private wake(): void {
    for (const check of [...this.waiters]) check();
  }
}

let sends = 0;
/** A send with a `client_id` of its own. */
export const say = (text: string, more: object = {}) => ({
  type: 'message:new',
  client_id: `c${(sends += 1)}`,
  text,
  ...more,
});
