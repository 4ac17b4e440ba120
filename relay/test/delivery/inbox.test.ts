import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DEFAULT_LIMITS, type InboxFrame, type User } from '@crm-chat/sdk/protocol';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { createHub } from '../../src/delivery/hub.js';
import { IN_FLIGHT_BYTES, OWED_MAX } from '../../src/delivery/inbox/inbox-line.js';
import { DIRTY_MAX } from '../../src/delivery/inbox/inbox-tenant.js';
import { publishCommits, views } from '../../src/service/chat-service.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import type { Change, ShownQuery, Store } from '../../src/store/store.js';
import { accessOf, agent, ann, ben, person, Room } from '../contract/store-builders.js';
import { createHandClock, settle } from '../replies/hand-clock.js';

/** A reader whose connection takes nothing until the test says so. */
class Reader {
  readonly frames: InboxFrame[] = [];
  bytes = 0;
  private readonly undrained: (() => void)[] = [];
  readonly writableLength = 0;

  cork(): void {
    // Nothing is written at once here.
  }

  uncork(): void {
    // Nor here.
  }

  write(bytes: Uint8Array, drained?: () => void): boolean {
    this.bytes += bytes.length;
    this.frames.push(...framesOf(Buffer.from(bytes)));
    if (drained) this.undrained.push(drained);
    return true;
  }

  /** Whatever was written has gone. */
  drain(): void {
    for (const drained of this.undrained.splice(0)) drained();
  }
}

/** Unmasked text frames, one after another. */
function framesOf(bytes: Buffer): InboxFrame[] {
  const frames: InboxFrame[] = [];
  for (let at = 0; at < bytes.length;) {
    const short = bytes[at + 1]!;
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    frames.push(JSON.parse(bytes.subarray(at + header, at + header + length).toString()) as InboxFrame);
    at += header + length;
  }
  return frames;
}

function createWorld(t: TestContext, inPlace: (real: Store) => Partial<Store> = () => ({})) {
  const real = createMemoryStore({ epoch: 'e1' });
  const store: Store = { ...real, ...inPlace(real) };
  const [bus, clock, logged] = [createLocalBus(), createHandClock(), [] as string[]];
  const log = { warn: () => undefined, error: (_: object, message: string) => void logged.push(message) };
  const hub = createHub({ store, bus, clock, views, limits: DEFAULT_LIMITS, log });
  const stop = publishCommits(real, bus);
  t.after(async () => {
    stop();
    hub.close();
    await real.close();
  });
  const follow = (user: User) => {
    const reader = new Reader();
    const wire = hub.wire(reader, () => assert.fail('too slow'));
    const access = accessOf(user);
    const audience = access.kind === 'staff' ? 'staff' : 'user';
    const viewer = { tenant: 't', user, access, audience, expiresAt: Number.MAX_SAFE_INTEGER } as const;
    return { reader, inbox: hub.inbox({ viewer, wire }) };
  };
  /** Every round that is due. */
  const rounds = async () => {
    for (let n = 0; n < 60; n += 1) {
      await clock.advance(100);
      await settle();
    }
  };
  return { store: real, hub, bus, clock, logged, follow, rounds, room: (id: string) => new Room(real, id) };
}

const updated = (frames: readonly InboxFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'conversation:updated' ? [frame] : []));

/** Ten KiB each, so that a few dozen fill what may be on its way. */
const LARGE = { metadata: { padding: 'x'.repeat(10_000) } };

test('a reader that takes nothing is owed each conversation once, in its latest form', async (t) => {
  const world = createWorld(t);
  const { reader } = world.follow(agent);
  const rooms = Array.from({ length: 500 }, (_, n) => world.room(`c${n}`));
  for (const room of rooms) await room.create(ann, LARGE);
  await world.rounds();
  for (let turn = 0; turn < 4; turn += 1) {
    for (const room of rooms) await room.say(ann, `turn ${turn}`);
    await world.rounds();
  }
  assert.ok(reader.bytes <= IN_FLIGHT_BYTES + 64 * 1024, `${reader.bytes} bytes are on their way`);
  const before = reader.frames.length;
  for (let turn = 0; turn < 100; turn += 1) {
    const length = reader.frames.length;
    reader.drain();
    await world.rounds();
    if (reader.frames.length === length) break;
  }
  const told = updated(reader.frames);
  assert.deepEqual(
    told.map(({ n }) => n),
    told.map((_, at) => at + 1),
    'no number is left out',
  );
  const late = told.slice(before).map(({ conversation: { id, last_message: last } }) => [id, last?.text]);
  assert.deepEqual(late.toSorted(), rooms.map(({ id }) => [id, 'turn 3']).toSorted(), 'each once, and no backlog');
});

test('a reader that is owed more than there is room for is told that something is missing', async (t) => {
  const world = createWorld(t);
  const { reader, inbox } = world.follow(agent);
  for (let n = 0; n < OWED_MAX + 200; n += 1) await world.room(`c${n}`).create(ann, LARGE);
  await world.rounds();
  const written = updated(reader.frames).length;
  assert.ok(reader.bytes <= IN_FLIGHT_BYTES + 64 * 1024);
  assert.equal(inbox.n, written + 1, 'a number is left out, and ping says so');
  reader.drain();
  await world.rounds();
  const rest = updated(reader.frames).slice(written);
  assert.ok(rest.length > 0);
  assert.equal(rest[0]?.n, written + 2);
});

test('what waits for a store that hangs is bounded', async (t) => {
  const world = createWorld(t, () => ({ shown: () => new Promise(() => undefined) }));
  const { inbox } = world.follow(agent);
  const change = (n: number): Change => ({
    ...{ tenant: 't', conversation_id: `c${n}`, rev: 1, row: null, created: false, conversation: null, removed: null },
  });
  for (let n = 0; n < DIRTY_MAX; n += 1) {
    world.bus.publish({ kind: 'commit', commit: { changes: [change(n)], reads: [] } });
  }
  assert.equal(inbox.n, 0);
  world.bus.publish({ kind: 'commit', commit: { changes: [change(DIRTY_MAX)], reads: [] } });
  assert.equal(inbox.n, 1, 'all that waited is one gap');
});

test('a store that fails is a gap, not a silence', async (t) => {
  let failing = true;
  const world = createWorld(t, (real) => ({
    shown: (query) => (failing ? Promise.reject(new Error('the disk')) : real.shown(query)),
  }));
  const { reader, inbox } = world.follow(agent);
  await world.room('c1').create(ann);
  await world.rounds();
  assert.deepEqual([inbox.n, updated(reader.frames).length, world.logged], [1, 0, ['an inbox could not be told']]);
  failing = false;
  await world.room('c2').create(ann);
  await world.rounds();
  assert.deepEqual(
    updated(reader.frames).map(({ n }) => n),
    [2],
  );
});

test('a change costs what those cost whom it concerns: thousands of others are not looked at', async (t) => {
  const asked: ShownQuery[] = [];
  let looked = 0;
  const world = createWorld(t, (real) => ({
    shown(query) {
      asked.push(query);
      return real.shown(query);
    },
    conversation(...of) {
      looked += 1;
      return real.conversation(...of);
    },
  }));
  const room = world.room('c1');
  await room.create(ann);
  await room.say(agent, 'nobody follows anything yet');
  await world.rounds();
  assert.deepEqual([asked.length, looked], [0, 0], 'a tenant without an inbox costs nothing');

  for (let n = 0; n < 2000; n += 1) world.follow(person(`user ${n}`));
  const { inbox } = world.follow(ann);
  world.follow(ben);
  for (const text of ['one', 'two', 'three']) {
    await room.say(agent, text);
    await world.rounds();
  }
  assert.equal(inbox.n, 3);
  assert.deepEqual(
    asked.map(({ viewers }) => viewers.map(({ viewer_id: id }) => id)),
    [['ann'], ['ann'], ['ann']],
  );
  assert.equal(looked, 1, 'whom it concerns is looked up once');
});

test('who left is told nothing more, and holds nothing', async (t) => {
  const world = createWorld(t);
  const { reader, inbox } = world.follow(agent);
  await world.room('c1').create(ann);
  inbox.leave();
  inbox.leave();
  await world.rounds();
  assert.deepEqual(reader.frames, []);
  assert.equal(world.hub.stats().inboxes, 0);
  assert.equal(world.clock.waiting, 0);
});
