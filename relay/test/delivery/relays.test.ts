import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { createHandClock } from '../replies/hand-clock.js';
import { createRig, say } from '../socket/rig.js';

/** Two relays over one store and one bus; each commit is told twice, once by each. */
async function pair(t: TestContext) {
  const shared = { store: createMemoryStore({ epoch: 'e1' }), bus: createLocalBus(), clock: createHandClock() };
  const one = await createRig(t, { ...shared, relay: 'one' });
  const two = await createRig(t, { ...shared, relay: 'two' });
  const people = (id: string) => ({ one: one.person(id), two: two.person(id) });
  const ann = people('ann');
  const bob = people('bob');
  const id = await one.open(ann.one.principal, bob.one.principal);
  return { one, two, ann, bob, id, clock: shared.clock, bus: shared.bus };
}

test('people on two relays see each other’s messages, typing and presence', async (t) => {
  const { one, two, ann, bob, id } = await pair(t);
  const a = await one.join(ann.one.token, id);
  const b = await two.join(bob.two.token, id);
  assert.equal((await a.next('user_joined')).user.id, 'bob');
  // The relay that opened the room later has learnt who was there before.
  const late = await two.join(two.person('eve', { role: 'agent' }).token, id);
  assert.deepEqual((await late.next('sync')).presence.map((user) => user.id).sort(), ['ann', 'bob', 'eve']);
  b.say({ type: 'typing', is_typing: true });
  assert.equal((await a.next('typing')).user.id, 'bob');
  b.say(say('over there'));
  assert.equal((await a.next('message:new')).message.text, 'over there');
  await b.settled();
  assert.equal(b.of('message:new').length, 1);
});

test('who goes from one relay to another has neither left nor joined', async (t) => {
  const { one, two, ann, bob, id, clock } = await pair(t);
  const a = await one.join(ann.one.token, id);
  const b1 = await one.join(bob.one.token, id);
  await a.next('user_joined');
  b1.socket.close();
  await b1.closed();
  await two.join(bob.two.token, id);
  await clock.advance(6000);
  await a.settled();
  assert.deepEqual([a.of('user_joined').length, a.of('user_left').length], [1, 0]);
});

test('who was on a relay that died without a word is gone when its word has run out', async (t) => {
  const { one, ann, id, bus, clock } = await pair(t);
  const a = await one.join(ann.one.token, id);
  const user = { id: 'ghost', name: 'Ghost', role: 'user', avatar: null } as const;
  bus.publish({
    kind: 'ephemeral',
    event: { kind: 'presence', tenant: 'default', conversation_id: id, relay: 'dead', user, count: 1 },
  });
  assert.equal((await a.next('user_joined')).user.id, 'ghost');
  for (let i = 0; i < 6; i += 1) {
    await clock.advance(15_000);
    a.say({ type: 'pong' });
    await a.settled();
  }
  assert.equal((await a.next('user_left')).user.id, 'ghost');
});

test('a removal on one relay closes the person’s socket on the other', async (t) => {
  const { one, two, bob, id } = await pair(t);
  const b = await two.join(bob.two.token, id);
  await b.next('sync');
  await one.service.removeParticipant(one.person('eve', { role: 'agent' }).principal, id, 'bob');
  assert.equal(await b.closed(), 4404);
});
