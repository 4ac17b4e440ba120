import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { EventsAnswer, EventsPage, EventsQuery } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../src/auth/principal.js';
import type { RelayError } from '../../src/errors.js';
import { createHandClock, settle, type HandClock } from '../replies/hand-clock.js';
import { createRig, type RigOptions } from '../socket/rig.js';

async function polled(t: TestContext, options: RigOptions = {}) {
  const rig = await createRig(t, {
    ...options,
    limits: { send_burst: 1000, sends_per_second: 1000, ...options.limits },
  });
  const ann = rig.person('ann').principal;
  const bob = rig.person('bob').principal;
  const eve = rig.person('eve', { role: 'agent' }).principal;
  const id = await rig.open(ann, bob);
  const abort = new AbortController();
  const poll = (who: Principal, query: EventsQuery) => rig.service.events(who, id, query, abort.signal);
  const send = (who: Principal, text: string, type: 'text' | 'note' = 'text') =>
    rig.service.send(who, { conversation_id: id, items: [{ text, type }] });
  return { rig, ann, bob, eve, id, poll, send, abort };
}

const page = (answer: EventsAnswer): EventsPage => {
  assert.ok('messages' in answer, 'a page, not a reset');
  return answer;
};

/** What a promise has come to by now, without waiting for it. */
function watch<T>(promise: Promise<T>): { value: T | null; error: RelayError | null; done: boolean } {
  const seen: { value: T | null; error: RelayError | null; done: boolean } = { value: null, error: null, done: false };
  promise.then(
    (value) => Object.assign(seen, { value, done: true }),
    (error: unknown) => Object.assign(seen, { error, done: true }),
  );
  return seen;
}

const textsOf = (answer: EventsAnswer) => page(answer).messages.map(({ text }) => text);

test('the first poll gives the newest page at once, with a tick', async (t) => {
  const { ann, poll, send } = await polled(t);
  await send(ann, 'one');
  const first = page(await poll(ann, { wait: 25 }));
  assert.equal(first.messages.at(-1)?.text, 'one');
  assert.equal(first.older, false);
  assert.equal(first.upto, first.head);
  assert.notEqual(first.tick, '');
});

test('a wait ends with a message, at once', async (t) => {
  const { ann, bob, poll, send } = await polled(t);
  const { head, tick } = page(await poll(ann, {}));
  const waiting = poll(ann, { since: head, tick, wait: 25 });
  await settle();
  await send(bob, 'hello');
  assert.deepEqual(textsOf(await waiting), ['hello']);
});

test('a wait without news ends after its time with an empty page', async (t) => {
  const { rig, ann, poll } = await polled(t);
  const { head, tick } = page(await poll(ann, {}));
  const waiting = watch(poll(ann, { since: head, tick, wait: 10 }));
  await rig.clock.advance(9999);
  assert.equal(waiting.done, false);
  await rig.clock.advance(1);
  assert.deepEqual(textsOf(waiting.value!), []);
  assert.equal(page(waiting.value!).tick, tick);
});

test('nobody waits longer than 25 seconds', async (t) => {
  const { rig, ann, poll } = await polled(t);
  const { head } = page(await poll(ann, {}));
  const waiting = watch(poll(ann, { since: head, wait: 9999 }));
  await rig.clock.advance(25_000);
  assert.equal(waiting.done, true);
});

test('a message that comes while the poll reads is not missed', async (t) => {
  const { rig, ann, bob, poll, send } = await polled(t);
  const { head } = page(await poll(ann, {}));
  const { store } = rig;
  const changes = store.changes.bind(store);
  let late: Promise<unknown> | null = null;
  store.changes = async (query) => {
    const result = await changes(query);
    // After the snapshot, before the poll waits.
    if (query.since === head && late === null) late = send(bob, 'just now');
    await late;
    return result;
  };
  assert.deepEqual(textsOf(await poll(ann, { since: head, wait: 25 })), ['just now']);
});

test('typing, presence and read marks end a wait, a quarter of a second after the poll began', async (t) => {
  const { rig, ann, bob, id, poll, send } = await polled(t);
  await send(ann, 'one');
  let { head, tick } = page(await poll(ann, {}));
  const changesSeen = async (change: () => Promise<unknown>) => {
    const waiting = watch(poll(ann, { since: head, tick, wait: 25 }));
    await settle();
    await change();
    await settle();
    assert.equal(waiting.done, false);
    await rig.clock.advance(250);
    const answer = page(waiting.value!);
    assert.notEqual(answer.tick, tick);
    ({ head, tick } = answer);
    return answer;
  };
  const typing = await changesSeen(() => rig.service.typing(bob, id, true));
  assert.deepEqual(
    typing.typing.map(({ user }) => user.id),
    ['bob'],
  );
  const read = await changesSeen(() => rig.service.read(bob, id, head));
  assert.equal(read.read.find(({ user_id }) => user_id === 'bob')?.seq, head);
  const joined = await changesSeen(() => rig.join(rig.person('bob').token, id));
  assert.deepEqual(joined.presence.map((user) => user.id).sort(), ['ann', 'bob']);
  // My own typing is no news to me.
  const mine = watch(poll(ann, { since: head, tick, wait: 5 }));
  await settle();
  await rig.service.typing(ann, id, true);
  await rig.clock.advance(1000);
  assert.equal(mine.done, false);
});

test('a timer that comes a millisecond before the clock says so ends a wait all the same', async (t) => {
  // As the machine's do now and then: they count from another zero than the time of day.
  const real = createHandClock();
  const clock: HandClock = {
    ...real,
    after: (ms, run) => real.after(ms - 1, run),
    get waiting() {
      return real.waiting;
    },
  };
  const { rig, ann, bob, id, poll, send } = await polled(t, { clock });
  await send(ann, 'one');
  const { head, tick } = page(await poll(ann, {}));
  const typing = watch(poll(ann, { since: head, tick, wait: 25 }));
  await settle();
  await rig.service.typing(bob, id, true);
  await rig.clock.advance(249);
  assert.equal(page(typing.value!).typing.length, 1);
  const quiet = watch(poll(ann, { since: head, tick: page(typing.value!).tick, wait: 1 }));
  await rig.clock.advance(999);
  assert.equal(quiet.done, true);
});

test('a reply that grows word by word gives at most four answers a second, each with the whole text so far', async (t) => {
  const { rig, ann, id, poll, send } = await polled(t);
  const { settled } = await send(ann, 'a question');
  await rig.store.write({
    kind: 'reply-start',
    tenant: 'default',
    conversation_id: id,
    access: { kind: 'staff' },
    actor: { id: 'bot', name: 'Bot', role: 'bot', avatar: null },
    now: new Date(rig.clock.now()).toISOString(),
    message_id: '00000000-0000-7000-8000-00000000000b',
    answers: settled[0]!.message_id,
    lease: 'l',
    lease_until: new Date(rig.clock.now() + 60_000).toISOString(),
  });
  let { head, tick } = page(await poll(ann, {}));
  const heard: string[] = [];
  let text = '';
  let waiting = watch(poll(ann, { since: head, tick, wait: 25 }));
  for (let word = 0; word < 100; word += 1) {
    const delta = {
      kind: 'delta',
      tenant: 'default',
      conversation_id: id,
      message_id: '00000000-0000-7000-8000-00000000000b',
    } as const;
    rig.bus.publish({ kind: 'ephemeral', event: { ...delta, offset: text.length, text: `w${word} ` } });
    text += `w${word} `;
    await rig.clock.advance(20);
    if (!waiting.done) continue;
    const answer = page(waiting.value!);
    heard.push(answer.streaming[0]!.text);
    ({ head, tick } = answer);
    waiting = watch(poll(ann, { since: head, tick, wait: 25 }));
  }
  // Two seconds went by.
  assert.ok(heard.length >= 6 && heard.length <= 8, `${heard.length} answers`);
  for (const part of heard) assert.ok(text.startsWith(part));
});

test('relays, and polls, that see the same say the same tick; staff’s own is another where it must be', async (t) => {
  const { ann, bob, eve, poll, send, rig, id } = await polled(t);
  await send(ann, 'one');
  await send(eve, 'between us', 'note');
  await rig.service.read(eve, id, 5);
  const now = async (who: Principal) => page(await poll(who, {}));
  await now(bob);
  const [a, b] = [await now(ann), await now(ann)];
  assert.equal(a.tick, b.tick);
  assert.ok(!JSON.stringify(a).includes('between us'));
  assert.equal((await now(eve)).messages.at(-1)?.text, 'between us');
});

test('a note makes a user’s answer no longer, only its numbers move', async (t) => {
  const { rig, ann, eve, poll, send } = await polled(t);
  await send(eve, 'for all');
  const { head, tick } = page(await poll(ann, {}));
  const waiting = watch(poll(ann, { since: head, tick, wait: 25 }));
  await settle();
  await send(eve, 'between us', 'note');
  await rig.clock.advance(250);
  const answer = page(waiting.value!);
  assert.deepEqual([answer.messages, answer.upto, answer.head], [[], head + 1, head + 1]);
  assert.equal(answer.tick, tick);
});

test('a poll is answered with reset where a socket would be', async (t) => {
  const { ann, poll } = await polled(t);
  const { epoch, head } = page(await poll(ann, {}));
  assert.deepEqual(await poll(ann, { since: head, epoch: 'other.user' }), { reset: 'epoch', epoch });
  assert.deepEqual(await poll(ann, { since: head, epoch: 'e1.agent' }), { reset: 'role', epoch });
  assert.deepEqual(await poll(ann, { since: head + 5, epoch, wait: 25 }), { reset: 'ahead', epoch });
  const at = { id: '00000000-0000-4000-8000-000000000000', rev: 1 };
  assert.deepEqual(await poll(ann, { since: head, epoch, at }), { reset: 'diverged', epoch });
});

test('a wait ends when membership ends, with 404 and nothing of what came after', async (t) => {
  const { rig, ann, eve, id, poll, send } = await polled(t);
  const { head } = page(await poll(ann, {}));
  const waiting = watch(poll(ann, { since: head, wait: 25 }));
  await settle();
  await rig.service.removeParticipant(eve, id, 'ann');
  await send(eve, 'not for ann');
  await settle();
  assert.equal(waiting.error?.code, 'not_found');
});

test('a wait ends when the token expires', async (t) => {
  const { rig, poll } = await polled(t);
  const brief = rig.person('ann', { livesFor: 5000 }).principal;
  const { head } = page(await poll(brief, {}));
  const waiting = watch(poll(brief, { since: head, wait: 25 }));
  await rig.clock.advance(5000);
  assert.equal(waiting.error?.code, 'token_expired');
});

test('a wait ends when the conversation is deleted, and when the caller goes', async (t) => {
  const { rig, ann, id, poll, abort } = await polled(t);
  const { head } = page(await poll(ann, {}));
  const waiting = watch(poll(ann, { since: head, wait: 25 }));
  await settle();
  abort.abort();
  await settle();
  assert.equal(waiting.done, true);
  const other = watch(rig.service.events(ann, id, { since: head, wait: 25 }, new AbortController().signal));
  await settle();
  await rig.service.deleteConversation(rig.person('root', { role: 'admin' }).principal, id);
  await settle();
  assert.equal(other.error?.code, 'not_found');
});

test('a person’s polls are bounded like their sockets: one too many is refused, the others wait on', async (t) => {
  const { rig, ann, bob, poll, send } = await polled(t, { limits: { sockets_per_user: 3 } });
  const { head } = page(await poll(ann, {}));
  const waiting = Array.from({ length: 3 }, () => watch(poll(ann, { since: head, wait: 25 })));
  const sleeping = Array.from({ length: 50 }, () => watch(poll(ann, { since: head, wait: 25 })));
  await settle();
  assert.deepEqual([rig.hub.stats().polls, waiting.some(({ done }) => done)], [3, false]);
  for (const { error } of sleeping) assert.equal(error?.code, 'too_many_connections');
  // Another person is not their neighbour's victim.
  await poll(bob, { since: head });
  await send(bob, 'go on');
  await settle();
  for (const { value } of waiting) assert.deepEqual(textsOf(value!), ['go on']);
  assert.equal(rig.hub.stats().polls, 0);
});

test('between two polls a person stays; five seconds after the last they have left', async (t) => {
  const { rig, ann, id, poll } = await polled(t);
  const b = await rig.join(rig.person('bob').token, id);
  await b.next('sync');
  for (let i = 0; i < 4; i += 1) {
    await poll(ann, {});
    await rig.clock.advance(3000);
  }
  await b.settled();
  assert.deepEqual([b.of('user_joined').length, b.of('user_left').length], [1, 0]);
  await rig.clock.advance(2000);
  assert.equal((await b.next('user_left')).user.id, 'ann');
});

test('after its polls nothing is left of a person: no room, no timer', async (t) => {
  const { rig, ann, poll } = await polled(t);
  const { head } = page(await poll(ann, {}));
  const waiting = watch(poll(ann, { since: head, wait: 1 }));
  await rig.clock.advance(1000);
  assert.equal(waiting.done, true);
  await rig.clock.advance(5000);
  assert.deepEqual(rig.holds(), [0, 0, 0]);
  assert.equal(rig.clock.waiting, 0);
});
