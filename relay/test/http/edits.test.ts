import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, MessagesPage } from '@crm-chat/sdk/protocol';
import { isProblem } from './problem.js';
import { createRig } from './rig.js';

const LIMITS = { limits: { sends_per_second: 1000, send_burst: 1000 } };
const messageOf = async (response: Response) => {
  assert.equal(response.status, 200);
  return (await response.json()) as Message;
};

test('a message is edited, reacted to and deleted, and each answer is the message as it is then', async (t) => {
  const { person } = createRig(t, LIMITS);
  const [tomas, dana] = [await person('tomas'), await person('dana', { role: 'agent' })];
  const { conversation_id: id, message } = await tomas.say('helo');
  const path = `/api/messages/${message.id}/`;
  const edited = await messageOf(await tomas.patch(path, { text: 'hello' }));
  assert.deepEqual([edited.text, edited.seq, edited.rev], ['hello', message.seq, message.rev + 1]);
  assert.notEqual(edited.edited_at, null);

  const wave = `${path}reactions/${encodeURIComponent('👋🏽')}`;
  assert.deepEqual((await messageOf(await dana.call('PUT', wave))).reactions, [{ emoji: '👋🏽', users: ['dana'] }]);
  const both = await messageOf(await tomas.call('PUT', `${wave}/`, {}));
  assert.deepEqual(both.reactions, [{ emoji: '👋🏽', users: ['dana', 'tomas'] }]);
  const less = await messageOf(await dana.call('DELETE', wave));
  assert.deepEqual(less.reactions, [{ emoji: '👋🏽', users: ['tomas'] }]);
  assert.equal((await messageOf(await dana.call('DELETE', wave))).rev, less.rev, 'taken back already: no revision');

  const gone = await messageOf(await tomas.call('DELETE', path));
  assert.deepEqual([gone.text, gone.reactions.length, gone.rev], ['', 0, less.rev + 1]);
  assert.notEqual(gone.deleted_at, null);
  await isProblem(await tomas.patch(path, { text: 'again' }), 'message_deleted');
  await isProblem(await tomas.call('DELETE', path), 'message_deleted');
  await isProblem(await dana.call('PUT', wave), 'message_deleted');
  const { results } = (await (await dana.get(`/api/conversations/${id}/messages/`)).json()) as MessagesPage;
  assert.deepEqual(results, [gone]);
});

test('the same client_id again, in the body or as a header, is done once; other content is refused', async (t) => {
  const { person } = createRig(t, LIMITS);
  const tomas = await person('tomas');
  const { message } = await tomas.say('one');
  const path = `/api/messages/${message.id}/`;
  const first = await messageOf(await tomas.patch(path, { text: 'two', client_id: 'e1' }));
  assert.equal((await messageOf(await tomas.patch(path, { text: 'three' }))).rev, first.rev + 1);
  const again = await messageOf(await tomas.call('PATCH', path, { text: 'two' }, { 'idempotency-key': '"e1"' }));
  assert.deepEqual([again.text, again.rev], ['three', first.rev + 1], 'its present form, and no revision');
  await isProblem(await tomas.patch(path, { text: 'four', client_id: 'e1' }), 'idempotency_mismatch');
  await isProblem(await tomas.call('DELETE', path, { client_id: 'e1' }), 'idempotency_mismatch');

  const like = `${path}reactions/${encodeURIComponent('👍')}/`;
  const key = { 'idempotency-key': 'r1' };
  const liked = await messageOf(await tomas.call('PUT', like, undefined, key));
  assert.equal((await messageOf(await tomas.call('DELETE', like))).reactions.length, 0);
  const late = await messageOf(await tomas.call('PUT', like, { client_id: 'r1' }));
  assert.deepEqual([late.reactions.length, late.rev], [0, liked.rev + 1], 'a late repetition brings nothing back');
  await isProblem(await tomas.call('DELETE', like, undefined, key), 'idempotency_mismatch');

  await messageOf(await tomas.call('DELETE', path, undefined, { 'idempotency-key': 'd1' }));
  await messageOf(await tomas.call('DELETE', path, { client_id: 'd1' }));
});

test('what a change may hold is checked, and a message that nobody has is not found', async (t) => {
  const { person } = createRig(t, LIMITS);
  const tomas = await person('tomas');
  const { message } = await tomas.say('one');
  const path = `/api/messages/${message.id}/`;
  for (const body of [{}, { text: ' ' }, { text: 7 }, { text: 'x', rich: null }, { text: '\ud800' }]) {
    await isProblem(await tomas.patch(path, body), 'invalid');
  }
  await isProblem(await tomas.patch(path, { text: 'x'.repeat(16_385) }), 'text_too_long');
  for (const emoji of ['ok', '👍👍', '%zz', '%F0%9F', '%00', 'x'.repeat(300)]) {
    await isProblem(await tomas.call('PUT', `${path}reactions/${emoji}/`), 'invalid');
  }
  for (const id of ['7', '00000000-0000-4000-8000-000000000000']) {
    await isProblem(await tomas.patch(`/api/messages/${id}/`, { text: 'x' }), 'not_found');
    await isProblem(await tomas.call('DELETE', `/api/messages/${id}/`), 'not_found');
    await isProblem(await tomas.call('PUT', `/api/messages/${id}/reactions/${encodeURIComponent('👍')}`), 'not_found');
  }
});
