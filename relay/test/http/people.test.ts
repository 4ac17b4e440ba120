import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Conversation, Message, MessagesPage, Participant } from '@crm-chat/sdk/protocol';
import { isProblem } from './problem.js';
import { createRig } from './rig.js';

const LIMITS = { limits: { sends_per_second: 1000, send_burst: 1000 } };
const asJson = async <T>(response: Response, status = 200): Promise<T> => {
  assert.equal(response.status, status);
  return (await response.json()) as T;
};

function eventOf({ type, rich, sender, text }: Message) {
  assert.equal(rich?.kind, 'event');
  assert.equal(type, 'event');
  return [rich.event, sender.id, rich.user?.id ?? null, text];
}

test('people are added and removed, by any id that a token may have, and each change is an event', async (t) => {
  const { person } = createRig(t, LIMITS);
  const [tomas, dana] = [await person('tomas'), await person('dana', { role: 'agent', name: 'Dana' })];
  const { conversation_id: id } = await tomas.say('hello');
  const path = `/api/conversations/${id}/participants/`;
  const added = await asJson<Participant>(await dana.post(path, { user: { id: 'lena', name: 'Lena' } }));
  assert.deepEqual(added.user, { id: 'lena', name: 'Lena', role: 'user', avatar: null });
  const lena = await person('lena', { name: 'Lena' });
  const page = await asJson<MessagesPage>(await lena.get(`/api/conversations/${id}/messages/`));
  assert.equal(page.results[0]?.text, 'hello', 'someone added sees the whole history');
  assert.equal((await dana.call('DELETE', `${path}lena`)).status, 204);
  await isProblem(await lena.get(`/api/conversations/${id}/messages/`), 'not_found');
  assert.equal((await dana.call('DELETE', `${path}lena/`)).status, 204, 'out already');

  for (const odd of ['a/b', '50%', '%2F', 'Zoë 😀', 'a?b#c', '{user}', ' ']) {
    await asJson(await dana.post(path, { user: { id: odd, name: 'Odd' } }));
    assert.equal((await dana.call('DELETE', `${path}${encodeURIComponent(odd)}/`)).status, 204);
    const { participants } = await asJson<Conversation>(await dana.get(`/api/conversations/${id}/`));
    assert.deepEqual(
      participants.map(({ user }) => user.id),
      ['tomas'],
      odd,
    );
  }
  assert.equal((await tomas.call('DELETE', `${path}tomas/`)).status, 204, 'whoever takes part may leave');
  await isProblem(await tomas.get(`/api/conversations/${id}/`), 'not_found');
  const { results } = await asJson<MessagesPage>(await dana.get(`/api/conversations/${id}/messages/`));
  const events = results.filter(({ type }) => type === 'event').map(eventOf);
  assert.deepEqual(events.slice(0, 2), [
    ['participant_added', 'dana', 'lena', 'Dana added Lena'],
    ['participant_removed', 'dana', 'lena', 'Dana removed Lena'],
  ]);
  assert.deepEqual(events.at(-1), ['participant_removed', 'tomas', 'tomas', 'tomas left']);
});

test('who is added is checked field by field', async (t) => {
  const { person } = createRig(t, LIMITS);
  const [tomas, dana] = [await person('tomas'), await person('dana', { role: 'agent' })];
  const { conversation_id: id } = await tomas.say('hello');
  const path = `/api/conversations/${id}/participants/`;
  for (const user of [
    {},
    { id: '', name: 'x' },
    { id: 'x', name: ' ' },
    { id: 'x', name: 'x'.repeat(201) },
    { id: 'x'.repeat(129), name: 'x' },
    { id: 'x', name: 'x', role: 'bot' },
    { id: 'x', name: 'x', role: 'system' },
    { id: 'x', name: 'x', avatar: 'javascript:alert(1)' },
    { id: 'x', name: 'x', more: 1 },
    { id: '\udc00', name: 'x' },
    { id: '.', name: 'x' },
    { id: '..', name: 'x' },
    'x',
  ]) {
    await isProblem(await dana.post(path, { user }), 'invalid');
  }
  await isProblem(await dana.post(path, {}), 'invalid');
  await isProblem(await dana.call('DELETE', `${path}${'x'.repeat(129)}/`), 'invalid');
});

test('assignment, closing, reopening, handing over: each is an event; title, archive, metadata and subject are not', async (t) => {
  const { person } = createRig(t, LIMITS);
  const [tomas, dana] = [await person('tomas'), await person('dana', { role: 'agent', name: 'Dana' })];
  const { conversation_id: id } = await tomas.say('hello');
  const path = `/api/conversations/${id}/`;
  const patch = async (body: object) => asJson<Conversation>(await dana.patch(path, body));
  assert.equal((await patch({ assignee: 'dana' })).assignee?.name, 'Dana');
  assert.deepEqual((await patch({ assignee: 'eve' })).assignee, {
    id: 'eve',
    name: 'eve',
    role: 'agent',
    avatar: null,
  });
  assert.equal((await patch({ assignee: null })).assignee, null);
  assert.equal((await patch({ status: 'closed' })).status, 'closed');
  assert.equal((await patch({ status: 'open', bot: 'off' })).bot, 'off');
  const silent = { title: 'Renewal', is_archived: true, metadata: { stage: 'won' }, subject: 'deal:7' };
  const changed = await patch(silent);
  assert.deepEqual({ ...silent, rev: changed.head }, { ...pick(changed), rev: changed.rev });
  assert.equal((await patch(silent)).head, changed.head, 'nothing differs: no revision');
  assert.equal((await patch({ subject: null })).subject, null);
  await isProblem(await dana.patch(path, { assignee: 'tomas' }), 'invalid');
  const { results } = await asJson<MessagesPage>(await dana.get(`${path}messages/`));
  assert.deepEqual(results.filter(({ type }) => type === 'event').map(eventOf), [
    ['assigned', 'dana', 'dana', 'Dana took this on'],
    ['assigned', 'dana', 'eve', 'Dana assigned this to eve'],
    ['unassigned', 'dana', 'eve', 'Dana took this from eve'],
    ['closed', 'dana', null, 'Dana closed the conversation'],
    ['reopened', 'dana', null, 'Dana reopened the conversation'],
    ['handed_over', 'dana', null, 'Dana took over from the bot'],
  ]);
});

const pick = ({ title, is_archived, metadata, subject }: Conversation) => ({ title, is_archived, metadata, subject });

test('a subject has one open conversation: naming it or reopening into it while taken is refused', async (t) => {
  const { person } = createRig(t, LIMITS);
  const dana = await person('dana', { role: 'agent' });
  const open = async (subject?: string) =>
    (await asJson<Conversation>(await dana.post('/api/conversations/', { ...(subject && { subject }) }), 201)).id;
  const first = await open('deal:1');
  await isProblem(await dana.patch(`/api/conversations/${await open()}/`, { subject: 'deal:1' }), 'subject_taken');
  await asJson(await dana.patch(`/api/conversations/${first}/`, { status: 'closed' }));
  await open('deal:1');
  await isProblem(await dana.patch(`/api/conversations/${first}/`, { status: 'open' }), 'subject_taken');
  await asJson(await dana.patch(`/api/conversations/${first}/`, { status: 'open', subject: null }));
});

test('a conversation is removed for good: its id stays taken, its messages are gone', async (t) => {
  const { person } = createRig(t, LIMITS);
  const [tomas, root] = [await person('tomas'), await person('root', { role: 'admin' })];
  const id = randomUUID();
  const { message } = await tomas.say('hello', { conversation_id: id, create: true });
  assert.equal((await root.call('DELETE', `/api/conversations/${id}/`)).status, 204);
  await isProblem(await root.get(`/api/conversations/${id}/`), 'not_found');
  await isProblem(await root.patch(`/api/messages/${message.id}/`, { text: 'x' }), 'not_found');
  await isProblem(await root.call('DELETE', `/api/conversations/${id}/`), 'not_found');
  await isProblem(await root.post('/api/conversations/', { id }), 'id_taken');
  await isProblem(
    await tomas.post('/api/user-response/', { conversation_id: id, create: true, text: 'x' }),
    'not_found',
  );
});
