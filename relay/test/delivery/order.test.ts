import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { createRig, say, type Client } from '../socket/rig.js';
import { createUnrulyBus } from './unruly-bus.js';

/** Every rev that a socket was told, in order of the wire. */
function revs(client: Client): number[] {
  return client.frames.flatMap((frame) => {
    switch (frame.type) {
      case 'message:new':
      case 'message:updated':
        return [frame.message.rev];
      case 'head':
        return [frame.head];
      case 'conversation:updated':
        return [frame.conversation.rev];
      default:
        return [];
    }
  });
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function crowd(t: TestContext, store: Store = createMemoryStore({ epoch: 'e1' })) {
  const bus = createUnrulyBus();
  const rig = await createRig(t, { bus, store, limits: { send_burst: 100_000, sends_per_second: 100_000 } });
  const eve = rig.person('eve', { role: 'agent' });
  const ann = rig.person('ann');
  const bob = rig.person('bob');
  const id = await rig.open(eve.principal, ann.principal, bob.principal);
  const join = async (token: string) => {
    const client = await rig.join(token, id);
    await client.next('sync');
    return client;
  };
  const send = (text: string) => rig.service.send(eve.principal, { conversation_id: id, items: [{ text }] });
  return {
    rig,
    bus,
    eve,
    ann,
    bob,
    id,
    a: await join(ann.token),
    b: await join(bob.token),
    e: await join(eve.token),
    send,
  };
}

test('a removal that the bus lost is found in the store before what came after it is told', async (t) => {
  const { rig, bus, eve, id, a, b, send } = await crowd(t);
  bus.hold();
  await rig.service.removeParticipant(eve.principal, id, 'ann');
  await send('not for ann');
  bus.release((held) => held.slice(1));
  assert.equal(await a.closed(), 4404);
  await b.next('message:new', ({ message }) => message.text === 'not for ann');
  assert.ok(!a.raw.some((text) => text.includes('not for ann')));
  assert.deepEqual(revs(b), upTo(4, 5));
});

test('a removal that the bus delays cannot be overtaken', async (t) => {
  const { rig, bus, eve, id, a, b, send } = await crowd(t);
  bus.hold();
  await rig.service.removeParticipant(eve.principal, id, 'ann');
  await send('one');
  await send('two');
  bus.release((held) => held.toReversed());
  assert.equal(await a.closed(), 4404);
  await b.next('message:new', ({ message }) => message.text === 'two');
  assert.ok(!a.raw.some((text) => /"one"|"two"/.test(text)));
  assert.deepEqual(revs(b), upTo(4, 6));
});

test('revs that were replaced while the bus was silent are told as bare numbers, the present form at its place', async (t) => {
  const { rig, bus, eve, id, b, send } = await crowd(t);
  bus.hold();
  const { settled } = await send('first form');
  await rig.service.edit(eve.principal, { id: settled[0]!.message_id, text: 'second form' });
  await rig.service.patchConversation(eve.principal, id, { title: 'A title' });
  await send('last');
  bus.release((held) => held.slice(-1));
  await b.next('message:new', ({ message }) => message.text === 'last');
  assert.deepEqual(revs(b), upTo(4, 7));
  assert.equal(b.of('head')[0]?.head, 4);
  assert.equal(b.of('message:updated')[0]?.message.text, 'second form');
  assert.equal(b.of('conversation:updated')[0]?.conversation.title, 'A title');
});

test('whatever order the bus has, every socket is told every rev once and in order', async (t) => {
  const { bus, a, b, e, send, rig, eve, id } = await crowd(t);
  let told = 3;
  const arrangement = fc.record({
    sends: fc.integer({ min: 1, max: 12 }),
    note: fc.boolean(),
    order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    drops: fc.array(fc.nat({ max: 11 }), { maxLength: 6 }),
    repeats: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(arrangement, async ({ sends, note, order, drops, repeats }) => {
      bus.hold();
      for (let i = 0; i < sends; i += 1) await send(`m${i}`);
      if (note) await rig.service.send(eve.principal, { conversation_id: id, items: [{ text: 'n', type: 'note' }] });
      bus.release((held) => {
        const kept = held.filter((_, i) => !drops.includes(i));
        const shuffled = kept.map((event, i) => ({ event, at: order[i] ?? i })).sort((x, y) => x.at - y.at);
        const events = shuffled.map(({ event }) => event);
        return repeats ? [...events, ...events] : events;
      });
      // The end of the line is told, whatever was dropped.
      await send('end');
      told += sends + (note ? 1 : 0) + 1;
      for (const client of [a, b, e]) await client.until(() => revs(client).at(-1) === told, `rev ${told}`);
    }),
    { numRuns: 60 },
  );
  for (const client of [a, b, e]) assert.deepEqual(revs(client), upTo(4, told));
});

test('a hole that the store cannot fill ends the room with 1013, and coming back starts afresh', async (t) => {
  const store = Object.create(createMemoryStore({ epoch: 'e1' })) as Store;
  const { rig, bus, ann, id, a, b, send } = await crowd(t, store);
  const changes = store.changes.bind(store);
  store.changes = () => Promise.reject(new Error('disk'));
  bus.hold();
  await send('lost');
  await send('told');
  bus.release((held) => held.slice(1));
  assert.deepEqual([await a.closed(), await b.closed()], [1013, 1013]);
  store.changes = (query) => changes(query);
  const back = await rig.join(ann.token, id, { since: 3 });
  assert.deepEqual(
    (await back.next('sync')).messages.map(({ text }) => text),
    ['lost', 'told'],
  );
});

test('a bus that tells of revs which are not in the store ends the room instead of asking for ever', async (t) => {
  const store = Object.create(createMemoryStore({ epoch: 'e1' })) as Store;
  const { rig, id, a } = await crowd(t, store);
  let reads = 0;
  const changes = store.changes.bind(store);
  store.changes = (query) => {
    reads += 1;
    return changes(query);
  };
  const change = {
    tenant: 'default',
    conversation_id: id,
    rev: 50,
    row: null,
    created: false,
    conversation: null,
    removed: null,
  };
  rig.bus.publish({ kind: 'commit', commit: { changes: [change], reads: [] } });
  assert.equal(await a.closed(), 1013);
  assert.ok(reads <= 3);
});

test('what is held while a hole is filled is bounded', async (t) => {
  const store = Object.create(createMemoryStore({ epoch: 'e1' })) as Store;
  const { rig, bus, b, id, eve } = await crowd(t, store);
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const changes = store.changes.bind(store);
  store.changes = async (query) => {
    await gate;
    return changes(query);
  };
  bus.hold();
  for (let i = 0; i < 20; i += 1) {
    const items = Array.from({ length: 20 }, (_, j) => ({ text: `${i * 20 + j}` }));
    await rig.service.send(eve.principal, { conversation_id: id, items });
  }
  bus.release((held) => held.slice(1));
  release();
  await b.until(() => revs(b).at(-1) === 403, 'rev 403');
  assert.deepEqual(revs(b), upTo(4, 403));
  b.say(say('and on'));
  await b.next('ack');
});

test('who was added a moment ago is let in, though the bus has not brought word of it', async (t) => {
  const { rig, bus, eve, id } = await crowd(t);
  const late = rig.person('late');
  bus.hold();
  await rig.service.addParticipant(eve.principal, id, late.principal.user);
  const client = await rig.join(late.token, id);
  assert.equal((await client.next('sync')).head, 4);
  bus.release();
});

test('a read mark that overtakes the change which made its person a participant is not lost', async (t) => {
  const { rig, bus, eve, id, b } = await crowd(t);
  const late = rig.person('late');
  bus.hold();
  await rig.service.addParticipant(eve.principal, id, late.principal.user);
  await rig.service.read(late.principal, id, 4);
  bus.release((held) => held.toReversed());
  const { conversation } = await b.next('message:new');
  assert.equal(conversation?.participants.find(({ user }) => user.id === 'late')?.last_read_seq, 4);
  await rig.clock.advance(15_000);
  assert.equal((await b.next('ping')).reads, 4);
});
