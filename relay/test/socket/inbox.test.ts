import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, InboxFrame } from '@crm-chat/sdk/protocol';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { createHandClock } from '../replies/hand-clock.js';
import { createRig, eventually, say, testOnStores, type Client, type Rig } from './rig.js';

type Hint = Extract<InboxFrame, { n: number; type: 'conversation:updated' | 'conversation:removed' }>;

/** Longer than the pace at which a conversation is told. */
const PACE = 100;

const heard = (client: Client): InboxFrame[] => client.frames as unknown as InboxFrame[];
const hints = (client: Client): Hint[] =>
  heard(client).filter((frame): frame is Hint => frame.type.startsWith('conversation:'));
const shown = (hint: Hint | undefined): Conversation => {
  assert.equal(hint?.type, 'conversation:updated');
  return hint.conversation;
};

/** Waits for the `n`th hint. */
async function hint(client: Client, n: number): Promise<Hint> {
  await client.until(() => hints(client).length >= n, `hint ${n} of ${JSON.stringify(hints(client))}`);
  return hints(client)[n - 1]!;
}

/** Lets the rounds that are due run, and what they read come back. */
async function settled(rig: Rig, ...clients: Client[]): Promise<void> {
  for (let n = 0; n < 3; n += 1) {
    await rig.clock.advance(PACE);
    // A store answers in its own time: what it was asked before this is answered after it.
    await rig.store.conversation('default', 'none');
    await rig.store.shown({ tenant: 'default', conversation_id: 'none', viewers: [] });
  }
  for (const client of clients) await client.settled();
}

const send = (rig: Rig, who: ReturnType<Rig['person']>, conversation_id: string, text: string, more: object = {}) =>
  rig.service.send(who.principal, { conversation_id, items: [{ text, ...more }] });

testOnStores('whom a message concerns hears of it as their list shows it, and nobody else does', async (t) => {
  const rig = await createRig(t);
  const [ann, ben, eve] = [rig.person('ann'), rig.person('ben'), rig.person('eve')];
  const [dana, other] = [rig.person('dana', { role: 'agent' }), rig.person('dana', { role: 'agent', tenant: 'acme' })];
  const id = await rig.open(ann.principal, ben.principal);
  const clients = await Promise.all([ann, ben, eve, dana, other].map(({ token }) => rig.follow(token)));
  const [a, b, e, d, o] = clients as [Client, Client, Client, Client, Client];
  await send(rig, ann, id, 'hello');
  const told = shown(await hint(b, 1));
  assert.deepEqual([told.id, told.last_message?.text, told.unread_count], [id, 'hello', 1]);
  assert.deepEqual(told, await rig.service.conversation(ben.principal, id), 'as the list shows it');
  assert.equal(shown(await hint(a, 1)).unread_count, 0);
  assert.equal(shown(await hint(d, 1)).last_message?.text, 'hello');
  await settled(rig, ...clients);
  assert.deepEqual(
    clients.map((client) => hints(client).map(({ n }) => n)),
    [[1], [1], [], [1], []],
  );
  assert.deepEqual([hints(e), hints(o)], [[], []]);
});

testOnStores('welcome says where the hints begin, and ping where they are', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const a = await rig.follow(ann.token);
  const [welcome] = heard(a);
  assert.equal(welcome?.type, 'welcome');
  assert.deepEqual([welcome.n, welcome.epoch, welcome.you.user.id], [0, 'e1.user', 'ann']);
  assert.equal('conversation' in welcome || 'head' in welcome || 'presence' in welcome, false);
  assert.equal(welcome.limits.frame_bytes, rig.service.limits.frame_bytes);
  await send(rig, ann, id, 'hello');
  await hint(a, 1);
  await rig.clock.advance(15_000);
  await a.until(() => heard(a).some(({ type }) => type === 'ping'));
  const ping = heard(a).find(({ type }) => type === 'ping');
  assert.deepEqual(Object.keys(ping ?? {}), ['type', 'n', 'now']);
  assert.equal(ping?.type === 'ping' && ping.n, 1);
  // Who answers no ping is gone.
  await rig.clock.advance(30_000);
  await a.closed();
  await eventually(() => rig.hub.stats().inboxes === 0);
});

testOnStores('a note is nothing to users; to staff it is the last message', async (t) => {
  const rig = await createRig(t);
  const [ann, dana, adam] = [
    rig.person('ann'),
    rig.person('dana', { role: 'agent' }),
    rig.person('adam', { role: 'admin' }),
  ];
  const id = await rig.open(ann.principal);
  const [a, d] = [await rig.follow(ann.token), await rig.follow(dana.token)];
  await send(rig, adam, id, 'between us', { type: 'note' });
  const told = shown(await hint(d, 1));
  assert.deepEqual([told.last_message?.type, told.unread_count], ['note', 1]);
  await settled(rig, a, d);
  assert.deepEqual(hints(a), []);
  // And with the next text it shows neither as unread nor as activity.
  await send(rig, ann, id, 'hello');
  const next = shown(await hint(a, 1));
  assert.deepEqual([next.last_message?.text, next.unread_count], ['hello', 0]);
  assert.ok(!a.raw.join().includes('between us'));
});

testOnStores('reading takes the count away in all of a person’s inboxes, and in nobody else’s', async (t) => {
  const rig = await createRig(t);
  const [ann, ben] = [rig.person('ann'), rig.person('ben')];
  const id = await rig.open(ann.principal, ben.principal);
  await send(rig, ann, id, 'hello');
  const [a, b1, b2] = [await rig.follow(ann.token), await rig.follow(ben.token), await rig.follow(ben.token)];
  await rig.service.read(ben.principal, id, 100);
  assert.equal(shown(await hint(b1, 1)).unread_count, 0);
  assert.equal(shown(await hint(b2, 1)).unread_count, 0);
  await settled(rig, a);
  assert.deepEqual(hints(a), []);
});

testOnStores('a burst is told once at first and once at its end, with the latest form', async (t) => {
  const rig = await createRig(t, { limits: { send_burst: 1000, sends_per_second: 1000 } });
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const a = await rig.follow(ann.token);
  await send(rig, ann, id, 'first');
  await hint(a, 1);
  for (let n = 0; n < 50; n += 1) await send(rig, ann, id, `burst ${n}`);
  await a.settled();
  assert.equal(hints(a).length, 1, 'the pace holds');
  await settled(rig, a);
  assert.equal(hints(a).length, 2);
  assert.deepEqual([hints(a)[1]?.n, shown(hints(a)[1]).last_message?.text], [2, 'burst 49']);
});

testOnStores('membership gained and lost shows, and a conversation that is removed', async (t) => {
  const rig = await createRig(t);
  const [ann, ben] = [rig.person('ann'), rig.person('ben')];
  const [dana, adam] = [rig.person('dana', { role: 'agent' }), rig.person('adam', { role: 'admin' })];
  const id = await rig.open(ann.principal);
  const [b, d] = [await rig.follow(ben.token), await rig.follow(dana.token)];
  await rig.service.addParticipant(dana.principal, id, ben.principal.user);
  assert.equal(shown(await hint(b, 1)).id, id);
  await settled(rig);
  await rig.service.removeParticipant(dana.principal, id, 'ben');
  await settled(rig);
  assert.deepEqual(await hint(b, 2), { type: 'conversation:removed', n: 2, conversation_id: id });
  await send(rig, ann, id, 'not for ben');
  await settled(rig, b, d);
  assert.equal(hints(b).length, 2);
  const before = hints(d).length;
  assert.ok(before >= 3, 'staff sees all of it');
  await rig.service.deleteConversation(adam.principal, id);
  await settled(rig);
  assert.deepEqual(await hint(d, before + 1), { type: 'conversation:removed', n: before + 1, conversation_id: id });
  await settled(rig, b);
  assert.deepEqual(hints(b).length, 2, 'its id is nobody else’s business');
});

testOnStores('who holds a record’s subject follows its conversation until the record is another', async (t) => {
  const rig = await createRig(t);
  const dana = rig.person('dana', { role: 'agent' });
  const [ben, eve] = [rig.person('ben', { subjects: ['deal:1'] }), rig.person('eve', { subjects: ['lead:*'] })];
  const [b, e] = [await rig.follow(ben.token), await rig.follow(eve.token)];
  const { conversation } = await rig.service.createConversation(dana.principal, { subject: 'deal:1' });
  assert.equal(shown(await hint(b, 1)).id, conversation.id);
  await settled(rig);
  await rig.service.patchConversation(dana.principal, conversation.id, { subject: 'lead:1' });
  await settled(rig);
  assert.deepEqual(await hint(b, 2), { type: 'conversation:removed', n: 2, conversation_id: conversation.id });
  assert.equal(shown(await hint(e, 1)).subject, 'lead:1');
});

testOnStores('a new token goes on in place; another role is another list, and another person is refused', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann', { livesFor: 60_000 });
  const a = await rig.follow(ann.token);
  a.say({ type: 'auth', token: rig.person('ann').token });
  await a.next('welcome');
  assert.equal(a.of('reset').length, 0);
  a.say({ type: 'auth', token: rig.person('ann', { role: 'agent' }).token });
  await a.next('welcome');
  assert.deepEqual(await a.next('reset'), { type: 'reset', reason: 'role', epoch: 'e1.agent' });
  const stranger = rig.person('ben');
  const { conversation } = await rig.service.createConversation(stranger.principal, {});
  const told = await hint(a, 1);
  assert.equal(shown(told).id, conversation.id, 'staff sees every conversation');
  assert.equal(told.n, 3, 'each token may be another list, so its number is left out');
  a.say({ type: 'auth', token: stranger.token });
  assert.equal(await a.closed(), 4401);
});

testOnStores('a client that comes back with another role’s epoch is told so', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const a = await rig.follow(ann.token, { epoch: 'e1.agent' });
  assert.deepEqual(await a.next('reset'), { type: 'reset', reason: 'role', epoch: 'e1.user' });
  const b = await rig.follow(ann.token, { epoch: 'older.user' });
  assert.equal((await b.next('reset')).reason, 'epoch');
  const c = await rig.follow(ann.token, { epoch: 'e1.user' });
  await c.settled();
  assert.deepEqual(c.of('reset'), []);
});

testOnStores('the door closes as the other one does', async (t) => {
  const rig = await createRig(t, { limits: { sockets_per_user: 2 } });
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const silent = rig.connect('/ws/inbox/');
  await silent.opened();
  await rig.clock.advance(5000);
  assert.equal(await silent.closed(), 4408);
  const wrong = rig.connect('/ws/inbox');
  await wrong.opened();
  wrong.say({ type: 'hello', v: 1, token: 'nobody’s' });
  assert.equal(await wrong.closed(), 4401);
  const old = rig.connect('/ws/inbox/');
  await old.opened();
  old.say({ type: 'hello', v: 0, token: ann.token });
  assert.equal(await old.closed(), 4426);
  const foreign = rig.connect('/ws/inbox/', { origin: 'https://elsewhere.test' });
  assert.equal(await foreign.refused(), 403);

  // Both doors count the same person's sockets.
  await rig.join(ann.token, id);
  const twice = await rig.follow(ann.token);
  const third = rig.connect('/ws/inbox/');
  await third.opened();
  third.say({ type: 'hello', v: 1, token: ann.token });
  assert.equal(await third.closed(), 4429);
  twice.say({ type: 'hello', v: 1, token: ann.token });
  assert.equal(await twice.closed(), 4400);

  const short = await rig.follow(rig.person('ann', { livesFor: 30_000 }).token);
  short.say({ type: 'pong' });
  await rig.clock.advance(14_000);
  await short.settled();
  await rig.clock.advance(16_000);
  assert.equal(await short.closed(), 4419);
  await eventually(() => rig.hub.stats().inboxes === 0);
});

testOnStores('what belongs to a conversation is not said here, and a draining relay says goodbye', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const a = await rig.follow(ann.token);
  const frame = say('to nobody');
  a.say(frame);
  const nack = await a.next('nack');
  assert.deepEqual([nack.client_id, nack.code], [frame.client_id, 'unsupported']);
  a.say({ type: 'message:batch', messages: [frame] });
  assert.equal((await a.next('nack')).batch, true);
  for (const type of ['typing', 'read', 'sync', 'stop']) a.say({ type, is_typing: true, seq: 1, id: 'x' });
  await a.settled();
  assert.equal(a.of('nack').length, 2);
  rig.door.drain([1, 5]);
  assert.deepEqual((await a.next('goaway')).reconnect_after, [1, 5]);
  await rig.door.close();
  assert.equal(await a.closed(), 1012);
});

testOnStores('an older client gets the same by ?token=', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const client = rig.connect(`/ws/inbox/?token=${ann.token}`);
  await client.next('welcome');
  await send(rig, ann, id, 'hello');
  assert.equal(shown(await hint(client, 1)).last_message?.text, 'hello');
});

test('hints go across relays, once, though each relay tells of the commit', async (t) => {
  const shared = { store: createMemoryStore({ epoch: 'e1' }), bus: createLocalBus(), clock: createHandClock() };
  const one = await createRig(t, { ...shared, relay: 'one' });
  const two = await createRig(t, { ...shared, relay: 'two' });
  const ann = { one: one.person('ann'), two: two.person('ann') };
  const id = await one.open(ann.one.principal);
  const [a, b] = [await one.follow(ann.one.token), await two.follow(ann.two.token)];
  await send(one, ann.one, id, 'over here');
  for (const client of [a, b]) assert.equal(shown(await hint(client, 1)).last_message?.text, 'over here');
  await settled(one, a, b);
  const first = [a, b].map((client) => hints(client).length);
  await send(two, ann.two, id, 'and back');
  await settled(one, a, b);
  for (const [at, client] of [a, b].entries()) {
    assert.equal(hints(client).length, first[at]! + 1);
    assert.equal(shown(hints(client).at(-1)).last_message?.text, 'and back');
  }
});
