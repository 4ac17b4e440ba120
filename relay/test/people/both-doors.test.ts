import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, ConversationList, Message, MessagesPage } from '@crm-chat/sdk/protocol';
import { createEchoBot } from '../../src/bots/echo-bot.js';
import type { Bot } from '../../src/bots/bot.js';
import { say } from '../socket/rig.js';
import { asJson, codeOf, people } from './people.js';

test('what was done over one door is known at the other: a retry changes nothing, other content is refused', async (t) => {
  const { hello, tomas, join } = await people(t);
  const client = await join(tomas);
  const path = `/api/messages/${hello.id}/`;
  const like = `${path}reactions/${encodeURIComponent('👍')}/`;
  const acked = async (frame: { client_id: string } & Record<string, unknown>) => {
    client.say(frame);
    return client.next('ack', ({ client_id }) => client_id === frame.client_id);
  };

  const edited = await acked({ type: 'message:edit', client_id: 'e1', id: hello.id, text: 'one' });
  assert.equal((await asJson<Message>(tomas.call('PATCH', path, { text: 'one', client_id: 'e1' }))).rev, edited.rev);
  assert.equal(await codeOf(tomas.call('PATCH', path, { text: 'two', client_id: 'e1' })), 'idempotency_mismatch');

  const liked = await asJson<Message>(tomas.call('PUT', like, { client_id: 'r1' }));
  const react = { type: 'message:react', id: hello.id, emoji: '👍' };
  const again = await acked({ ...react, client_id: 'r1', on: true });
  assert.deepEqual([again.duplicate, again.rev, again.message_id], [true, liked.rev, hello.id]);
  client.say({ ...react, client_id: 'r1', on: false });
  assert.equal((await client.next('nack')).code, 'idempotency_mismatch');

  const gone = await asJson<Message>(tomas.call('DELETE', path, undefined, { 'idempotency-key': 'd1' }));
  const twice = await acked({ type: 'message:delete', client_id: 'd1', id: hello.id });
  assert.deepEqual([twice.duplicate, twice.rev], [true, gone.rev]);
  assert.deepEqual(
    client.of('message:updated').map(({ message }) => message.rev),
    [edited.rev, liked.rev, gone.rev],
    'each change was told once',
  );
});

test('of a note a customer gets bare numbers alone, by either door, whatever becomes of it', async (t) => {
  const { id, path, hello, tomas, dana, join, send, page } = await people(t);
  const before = await page(tomas);
  const listed = async () => (await asJson<ConversationList>(tomas.call('GET', '/api/conversations/'))).results[0];
  const listedBefore = await listed();
  const [customer, staff] = [await join(tomas), await join(dana)];
  const note = await send(dana, 'a secret', { type: 'note', mentions: ['tomas'], reply_to: hello.id });
  const noted = `/api/messages/${note.id}/`;
  await asJson(dana.call('PATCH', noted, { text: 'another secret' }));
  await asJson(dana.call('PUT', `${noted}reactions/${encodeURIComponent('🤫')}/`));
  await asJson(dana.call('POST', `${path}read/`, { seq: note.seq }));
  await asJson(dana.call('POST', `${path}typing/`, { is_typing: true, note: true }));
  await asJson(dana.call('DELETE', noted));
  const { message: shown } = await staff.next('message:new');
  assert.equal(shown.text, 'a secret');
  await staff.next('message:updated', ({ message }) => message.deleted_at !== null);
  await customer.settled();

  const after = customer.frames.slice(customer.frames.findIndex(({ type }) => type === 'sync') + 1);
  const heard = after.filter(({ type }) => type !== 'pong' && type !== 'user_joined');
  const revs = [0, 1, 2, 3].map((n) => ({ type: 'head', head: note.seq + n }));
  assert.deepEqual(heard, revs, 'each of its four revisions is a number');
  const { messages, conversation, head, upto, read, typing } = await page(tomas, { since: before.upto });
  assert.deepEqual([messages, conversation, typing], [[], null, []]);
  assert.deepEqual([head, upto], [note.seq + 3, note.seq + 3]);
  assert.ok(read.every(({ user_id }) => user_id !== 'dana'));
  const { results } = await asJson<MessagesPage>(tomas.call('GET', `${path}messages/`));
  assert.deepEqual(results, [hello]);
  const item = await listed();
  assert.deepEqual({ ...item, head: 0 }, { ...listedBefore, head: 0 });
  for (const method of ['PATCH', 'DELETE']) {
    assert.equal(await codeOf(tomas.call(method, noted, method === 'PATCH' ? { text: 'x' } : undefined)), 'not_found');
  }
  // Naming it is no different from naming what does not exist.
  for (const target of [note.id, '00000000-0000-4000-8000-000000000000']) {
    const body = { conversation_id: id, text: 'x', reply_to: target };
    assert.equal(await codeOf(tomas.call('POST', '/api/user-response/', body)), 'invalid');
    customer.say(say('x', { reply_to: target }));
    assert.equal((await customer.next('nack')).code, 'invalid');
  }
});

const FORM = {
  kind: 'form',
  fields: [
    { name: 'budget', label: 'Your budget', type: 'number', required: true },
    { name: 'size', label: 'Size', type: 'choice', required: false, choices: ['S', 'L'] },
  ],
};

test('a question of staff is answered by either door, once by each person, and the bot reads the answer as text', async (t) => {
  const texts: string[] = [];
  const echo = createEchoBot();
  const bot: Bot = {
    name: echo.name,
    async *reply({ message }) {
      texts.push(message.text);
      yield 'Noted.';
    },
  };
  const { id, path, live, tomas, dana, add, join, send } = await people(t, { bot });
  await add('lena');
  const lena = await live.person('lena');
  const [customer, staff] = [await join(tomas), await join(dana)];
  const question = await send(dana, 'Tell us more', { rich: FORM });
  assert.deepEqual(
    (await customer.next('message:new', ({ message }) => message.id === question.id)).message.rich,
    FORM,
  );
  const answer = (values: object) => ({ rich: { kind: 'answer', to: question.id, values } });
  const post = (who: typeof tomas, more: object) =>
    who.call('POST', '/api/user-response/', { conversation_id: id, ...more });

  for (const values of [{}, { budget: 'lots' }, { budget: '5', size: 'M' }, { budget: '5', colour: 'red' }]) {
    customer.say(say('', answer(values)));
    const { code, detail } = await customer.next('nack');
    assert.equal(code, 'invalid');
    assert.ok(!detail.includes('colour'));
    assert.equal(await codeOf(post(tomas, answer(values))), 'invalid');
  }
  assert.equal(await codeOf(post(dana, answer({ budget: '5' }))), 'forbidden');

  customer.say(say('something else', answer({ budget: '1200.50', size: 'L' })));
  const given = await staff.next('message:new', ({ message }) => message.rich?.kind === 'answer');
  assert.deepEqual([given.message.text, given.message.reply_to], ['Your budget: 1200.50\nSize: L', question.id]);
  assert.equal(await codeOf(post(tomas, answer({ budget: '7' }))), 'already_answered');
  await asJson(post(lena, answer({ budget: '8' })));
  await staff.next('message:new', ({ message }) => message.sender.role === 'bot');
  await staff.next('message:updated', ({ message }) => message.sender.role === 'bot');
  assert.ok(texts.includes('Your budget: 1200.50\nSize: L') || texts.includes('Your budget: 8'), texts.join());
  assert.equal(await codeOf(tomas.call('PATCH', `/api/messages/${given.message.id}/`, { text: 'no' })), 'forbidden');
  await asJson(tomas.call('DELETE', `/api/messages/${given.message.id}/`));
  await asJson(post(tomas, answer({ budget: '9' })));
  assert.equal((await asJson<Conversation>(dana.call('GET', path))).status, 'open');
});

test('replies and mentions arrive by either door as they were sent; who is not there is not mentioned', async (t) => {
  const { id, hello, tomas, dana, add, join, send, page } = await people(t);
  await add('lena');
  const customer = await join(tomas);
  const reply = await send(dana, 'Lena knows', { reply_to: hello.id, mentions: ['lena', 'tomas', 'lena'] });
  assert.deepEqual([reply.reply_to, reply.mentions], [hello.id, ['lena', 'tomas']]);
  assert.deepEqual((await customer.next('message:new', ({ message }) => message.id === reply.id)).message, reply);
  customer.say(say('thank you', { reply_to: reply.id, mentions: ['dana'] }));
  const { message_id } = await customer.next('ack');
  const polled = (await page(dana)).messages.find((message) => message.id === message_id);
  assert.deepEqual([polled?.reply_to, polled?.mentions], [reply.id, ['dana']]);
  customer.say(say('and you', { mentions: ['mallory'] }));
  assert.equal((await customer.next('nack')).code, 'invalid');
  const body = { conversation_id: id, text: 'and you', mentions: ['mallory'] };
  assert.equal(await codeOf(tomas.call('POST', '/api/user-response/', body)), 'invalid');
});

test('assignment, closing and hand-over are told as events in one frame with what they change', async (t) => {
  const { path, tomas, dana, join } = await people(t);
  const customer = await join(tomas);
  for (const [body, event] of [
    [{ assignee: 'dana' }, 'assigned'],
    [{ bot: 'off' }, 'handed_over'],
    [{ status: 'closed' }, 'closed'],
    [{ status: 'open' }, 'reopened'],
    [{ assignee: null }, 'unassigned'],
  ] as const) {
    const changed = await asJson<Conversation>(dana.call('PATCH', path, body));
    const frame = await customer.next('message:new');
    assert.deepEqual(
      [frame.message.type, frame.message.rich?.kind === 'event' && frame.message.rich.event],
      ['event', event],
    );
    assert.deepEqual([frame.message.rev, frame.conversation?.rev], [changed.rev, changed.rev]);
  }
  await asJson(dana.call('PATCH', path, { title: 'Renewal', is_archived: true }));
  const { conversation } = await customer.next('conversation:updated');
  assert.deepEqual([conversation.title, conversation.is_archived], ['Renewal', true]);
});
