import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createRetention, type RetentionOptions } from '../../src/jobs/retention.js';
import type { Write } from '../../src/store/store.js';
import { createWorld, robo } from '../replies/world.js';

const DAY_MS = 86_400_000;
const live = (): AbortSignal => new AbortController().signal;

const setUp = (t: TestContext, options: Partial<RetentionOptions> = {}) => {
  const world = createWorld();
  t.after(() => world.close());
  const floors: { conversation_id: string; floor: number }[] = [];
  const writes: Write[] = [];
  const store = {
    ...world.store,
    write: (write: Write) => {
      writes.push(write);
      return world.store.write(write);
    },
  };
  const announce = ({ conversation_id, floor }: { conversation_id: string; floor: number }): void =>
    void floors.push({ conversation_id, floor });
  const job = createRetention({ store, clock: world.clock, days: 30, announce, ...options });
  return { world, floors, writes, job };
};

describe('retention', () => {
  test('removes what is older than its days, raises the floor and tells everybody', async (t) => {
    const { world, floors, job } = setUp(t);
    const old = await world.open(undefined, 'off');
    const mixed = await world.open(undefined, 'off');
    const fresh = await world.open(undefined, 'off');
    await world.send(old, ['a', 'b']);
    await world.send(mixed, ['c', 'd']);
    await world.clock.advance(30 * DAY_MS);
    await world.send(mixed, 'e');
    await world.send(fresh, 'f');
    await job.run(live());
    assert.equal(floors.length, 0, 'thirty days are not more than thirty days');
    await world.clock.advance(1);
    await job.run(live());
    const texts = async (id: string) => (await world.messages(id)).map(({ text }) => text);
    assert.deepEqual([await texts(old), await texts(mixed), await texts(fresh)], [[], ['e'], ['f']]);
    assert.deepEqual(
      floors.sort((a, b) => (a.conversation_id < b.conversation_id ? -1 : 1)),
      [
        { conversation_id: old, floor: 3 },
        { conversation_id: mixed, floor: 3 },
      ],
    );
    await job.run(live());
    assert.equal(floors.length, 2, 'nothing is left to do');
  });

  test('works in slices, so that no write holds up the others for long', async (t) => {
    const { world, writes, floors, job } = setUp(t, { slice: 10 });
    const room = await world.open(undefined, 'off');
    for (let i = 0; i < 5; i += 1) await world.send(room, ['1', '2', '3', '4', '5']);
    await world.clock.advance(31 * DAY_MS);
    await job.run(live());
    assert.deepEqual(await world.messages(room), []);
    assert.ok(writes.every((write) => write.kind === 'retain' && write.limit === 10));
    assert.equal(writes.length, 3);
    assert.equal(floors.length, 1);
  });

  test('reaches conversations beyond the first hundred', async (t) => {
    const { world, floors, job } = setUp(t);
    for (let i = 0; i < 120; i += 1) await world.send(await world.open(undefined, 'off'), 'x');
    await world.clock.advance(31 * DAY_MS);
    await job.run(live());
    assert.equal(floors.length, 120);
  });

  test('stops before a reply that streams, without going round in circles', async (t) => {
    const { world, floors, job } = setUp(t);
    const room = await world.open(undefined, 'on_request');
    const answers = await world.send(room, 'a');
    const lease_until = new Date(world.clock.now() + 10_000).toISOString();
    const start = { kind: 'reply-start', conversation_id: room, message_id: 'r', answers, lease: 'l', lease_until };
    await world.write({ ...start, actor: robo });
    await world.send(room, 'b');
    await world.clock.advance(31 * DAY_MS);
    await job.run(live());
    assert.deepEqual(floors, [{ conversation_id: room, floor: 2 }]);
    assert.deepEqual(
      (await world.messages(room)).map(({ text }) => text),
      ['', 'b'],
    );
  });

  test('told to stop, it stops between two slices', async (t) => {
    const control = new AbortController();
    const { world, job } = setUp(t, { slice: 1, announce: () => control.abort() });
    const rooms = [await world.open(undefined, 'off'), await world.open(undefined, 'off')];
    for (const room of rooms) await world.send(room, 'x');
    await world.clock.advance(31 * DAY_MS);
    await job.run(control.signal);
    const left = await Promise.all(rooms.map(async (room) => (await world.messages(room)).length));
    assert.deepEqual(left.sort(), [0, 1]);
  });
});
