import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { MessagesPage } from '@crm-chat/sdk/protocol';
import { say } from '../socket/rig.js';
import { asJson, codeOf, people } from './people.js';

test('whoever is removed is out at once: sockets close with 4404, a waiting poll ends with 404, and nothing later comes', async (t) => {
  const world = await people(t);
  const { live, path, dana, tomas, add, join, joinOld, send } = world;
  await add('lena');
  const lena = await live.person('lena');
  const poll = await world.waitingPoll(lena, 'lena');
  const [first, old, watcher] = [await join(lena), await joinOld(lena), await join(tomas)];
  first.say({ type: 'typing', is_typing: true });
  await watcher.next('typing', ({ is_typing }) => is_typing);
  assert.equal((await dana.call('DELETE', `${path}participants/lena/`)).status, 204);
  await send(dana, 'among us now');

  assert.deepEqual([await first.closed(), await old.closed()], [4404, 4404]);
  assert.equal(await codeOf(poll.answer), 'not_found');
  const told = await watcher.next('message:new', ({ message }) => message.type === 'event');
  assert.deepEqual(
    told.conversation?.participants.map(({ user }) => user.id),
    ['tomas'],
    'the event and the change of the conversation come in one frame',
  );
  await watcher.next('typing', ({ is_typing }) => !is_typing);
  for (const client of [first, old]) {
    const later = client.frames.filter((frame) => JSON.stringify(frame).includes('among us now'));
    assert.deepEqual([later, client.of('message:new')], [[], []], 'not even their own removal is told to them');
  }
  for (const [method, rel, body] of [
    ['GET', ''],
    ['GET', 'messages/'],
    ['POST', 'events/', {}],
    ['POST', 'read/', { seq: 1 }],
    ['POST', 'typing/', { is_typing: true }],
    ['PATCH', '', { title: 'x' }],
  ] as const) {
    assert.equal(await codeOf(lena.call(method, path + rel, body)), 'not_found', `${method} ${rel}`);
  }
});

test('whoever leaves is out by the same rule; whoever may enter for another reason stays', async (t) => {
  const { live, path, dana, add, join, send } = await people(t);
  await asJson(dana.call('PATCH', path, { subject: 'deal:42' }));
  await add('lena');
  await add('holder');
  const [lena, holder] = [await live.person('lena'), await live.person('holder', { subjects: ['deal:42'] })];
  await send(dana, 'I take part');
  const [leaving, held, staff] = [await join(lena), await join(holder), await join(dana)];
  assert.equal((await lena.call('DELETE', `${path}participants/lena/`)).status, 204);
  assert.equal(await leaving.closed(), 4404);
  for (const user of ['holder', 'dana']) {
    assert.equal((await dana.call('DELETE', `${path}participants/${user}/`)).status, 204);
  }
  await send(dana, 'still here');
  for (const client of [held, staff]) await client.next('message:new', ({ message }) => message.text === 'still here');
});

test('a conversation that is removed puts everybody out, over both doors', async (t) => {
  const world = await people(t);
  const { path, tomas, dana, root, join } = world;
  const poll = await world.waitingPoll(tomas, 'tomas');
  const clients = [await join(tomas), await join(dana)];
  assert.equal((await root.call('DELETE', path)).status, 204);
  assert.deepEqual(await Promise.all(clients.map((client) => client.closed())), [4404, 4404]);
  assert.equal(await codeOf(poll.answer), 'not_found');
});

test('frames that race with a removal are done before it or not at all, whatever they are', async (t) => {
  const world = await people(t);
  const { live, id, path, dana, add, join, hello } = world;
  for (let round = 0; round < 12; round += 1) {
    const name = `racer-${round}`;
    await add(name);
    const racer = await live.person(name);
    const client = await join(racer);
    const mark = randomUUID();
    const sends = Array.from({ length: 24 }, (_, at) => say(`${mark} ${at}`));
    // The removal goes out somewhere amid the frames: earlier in each round.
    const removal = 24 - 2 * round;
    let removed: Promise<Response> | undefined;
    sends.forEach((frame, at) => {
      client.say(frame);
      client.say({ type: 'message:react', client_id: `r${mark}${at}`, id: hello.id, emoji: '👍', on: at % 2 === 0 });
      if (at + 1 >= removal) removed ??= dana.call('DELETE', `${path}participants/${name}/`);
    });
    removed ??= dana.call('DELETE', `${path}participants/${name}/`);
    assert.equal((await removed).status, 204);
    assert.equal(await client.closed(), 4404);
    const { results } = await asJson<MessagesPage>(dana.call('GET', `${path}messages/?limit=200`));
    const out = results.find(
      ({ rich, type }) =>
        type === 'event' && rich?.kind === 'event' && rich.event === 'participant_removed' && rich.user?.id === name,
    );
    assert.ok(out);
    const stored = results.filter(({ text }) => text.startsWith(mark));
    assert.ok(
      stored.every(({ seq }) => seq < out.seq),
      'nothing of theirs stands behind their removal',
    );
    const acked = client.of('ack').filter(({ client_id }) => sends.some((frame) => frame.client_id === client_id));
    for (const { message_id } of acked)
      assert.ok(
        stored.some(({ id }) => id === message_id),
        'what was acknowledged is there',
      );
    assert.deepEqual((await world.page(dana, { since: out.seq })).messages, [], 'nor any change of theirs');
    // A retry of what was not acknowledged in time finds nothing, like everything else of theirs.
    const retry = { ...sends[23], type: 'text', conversation_id: id };
    assert.equal(await codeOf(racer.call('POST', '/api/user-response/', retry)), 'not_found');
  }
});
