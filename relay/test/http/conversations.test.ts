import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Conversation, ConversationList, EventsPage, MessagesPage } from '@crm-chat/sdk/protocol';
import { isProblem } from './problem.js';
import { createRig } from './rig.js';

test('a conversation is opened, opened again, read and changed', async (t) => {
  const { person } = createRig(t);
  const [tomas, lena, dana] = [await person('tomas'), await person('lena'), await person('dana', { role: 'agent' })];
  const body = { id: randomUUID(), title: 'Renewal', metadata: { stage: 'won' } };
  const created = await tomas.post('/api/conversations/', body);
  assert.equal(created.status, 201);
  const conversation = (await created.json()) as Conversation;
  assert.equal(conversation.id, body.id);
  assert.deepEqual(conversation.metadata, body.metadata);
  assert.equal((await tomas.post('/api/conversations', body)).status, 200);
  await isProblem(await lena.post('/api/conversations/', { id: body.id }), 'id_taken');
  const read = (await (await tomas.get(`/api/conversations/${body.id}`)).json()) as Conversation;
  assert.equal(read.title, 'Renewal');
  const patched = await dana.patch(`/api/conversations/${body.id}/`, { status: 'closed', assignee: 'dana' });
  assert.equal(patched.status, 200);
  const closed = (await patched.json()) as Conversation;
  assert.deepEqual([closed.status, closed.assignee?.id], ['closed', 'dana']);
  await isProblem(await tomas.patch(`/api/conversations/${body.id}/`, { status: 'open' }), 'forbidden');
  await isProblem(
    await tomas.post('/api/user-response/', { conversation_id: body.id, text: 'x' }),
    'conversation_closed',
  );
});

test('a subject belongs to one open conversation, for those whose token names it', async (t) => {
  const { person } = createRig(t);
  const tomas = await person('tomas', { subjects: ['deal:*'] });
  const lena = await person('lena', { subjects: ['deal:42'] });
  const { conversation_id: id } = await tomas.say('hello', { subject: 'deal:42' });
  assert.equal((await lena.say('me too', { subject: 'deal:42' })).conversation_id, id);
  await isProblem(await lena.post('/api/user-response/', { text: 'x', subject: 'deal:43' }), 'subject_not_allowed');
  await isProblem(await lena.post('/api/conversations/', { subject: 'deal:42' }), 'subject_taken');
});

test('the list is filtered, searched and paged', async (t) => {
  const { person } = createRig(t, { limits: { sends_per_second: 1000, send_burst: 1000 } });
  const dana = await person('dana', { role: 'agent' });
  for (const title of ['Alpha', 'Beta', 'Gamma'])
    await dana.post('/api/conversations/', { title, subject: `deal:${title}` });
  const list = async (query: string) =>
    (await (await dana.get(`/api/conversations/?${query}`)).json()) as ConversationList;
  assert.deepEqual(
    (await list('subject=deal:Beta')).results.map(({ title }) => title),
    ['Beta'],
  );
  assert.deepEqual(
    (await list('q=gam')).results.map(({ title }) => title),
    ['Gamma'],
  );
  assert.equal((await list('status=closed')).results.length, 0);
  assert.equal((await list('archived=true')).results.length, 0);
  assert.equal((await list('archived=false')).results.length, 3);
  const titles: string[] = [];
  let next: string | null = '';
  while (next !== null) {
    const page: ConversationList = await list(`limit=1${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`);
    titles.push(...page.results.map(({ title }) => title));
    next = page.next;
  }
  assert.deepEqual(titles.sort(), ['Alpha', 'Beta', 'Gamma']);
});

test('a query is checked: unknown names, wrong values and doubled ones are refused by name', async (t) => {
  const { person } = createRig(t);
  const dana = await person('dana', { role: 'agent' });
  for (const [query, path] of [
    ['achived=true', 'achived'],
    ['archived=yes', 'archived'],
    ['status=won', 'status'],
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1e3', 'limit'],
    ['limit=9999999999999999', 'limit'],
    ['subject=a&subject=b', 'subject'],
    ['__proto__=1', '__proto__'],
    [`q=${'x'.repeat(201)}`, 'q'],
  ] as const) {
    const problem = await isProblem(await dana.get(`/api/conversations/?${query}`), 'invalid');
    assert.deepEqual(
      problem.errors?.map((error) => error.path),
      [path],
      query,
    );
  }
});

test('history is read backwards in pages', async (t) => {
  const { person } = createRig(t, { limits: { sends_per_second: 1000, send_burst: 1000 } });
  const tomas = await person('tomas');
  const { conversation_id: id } = await tomas.say('0');
  for (let i = 1; i < 7; i += 1) await tomas.say(String(i), { conversation_id: id });
  const page = async (query: string) =>
    (await (await tomas.get(`/api/conversations/${id}/messages/?${query}`)).json()) as MessagesPage;
  const newest = await page('limit=3');
  assert.deepEqual(
    newest.results.map(({ text }) => text),
    ['4', '5', '6'],
  );
  assert.equal(newest.has_more, true);
  const older = await page(`limit=4&before=${newest.results[0]?.seq ?? 0}`);
  assert.deepEqual(
    older.results.map(({ text }) => text),
    ['0', '1', '2', '3'],
  );
  assert.equal(older.has_more, false);
  for (const query of ['before=-1', 'before=x', 'limit=0', 'since=1']) {
    await isProblem(await tomas.get(`/api/conversations/${id}/messages/?${query}`), 'invalid');
  }
});

test('events by GET and by POST say the same, and a wrong history is a reset', async (t) => {
  const { person } = createRig(t);
  const tomas = await person('tomas');
  const { conversation_id: id, message } = await tomas.say('hello');
  const path = `/api/conversations/${id}/events/`;
  const first = (await (await tomas.post(path)).json()) as EventsPage;
  assert.deepEqual(first.messages, [message]);
  const at = { id: message.id, rev: message.rev };
  const posted: unknown = await (await tomas.post(path, { since: 1, at, epoch: first.epoch })).json();
  const got: unknown = await (await tomas.get(`${path}?since=1&at=${at.id}:${at.rev}&epoch=${first.epoch}`)).json();
  assert.deepEqual(got, posted);
  assert.deepEqual(await (await tomas.post(path, { since: 1, epoch: 'other' })).json(), {
    reset: 'epoch',
    epoch: first.epoch,
  });
  assert.deepEqual(await (await tomas.get(`${path}?since=99`)).json(), { reset: 'ahead', epoch: first.epoch });
  await isProblem(await tomas.post(path, { wait: 26 }), 'invalid');
  await isProblem(await tomas.get(`${path}?wait=26`), 'invalid');
  await isProblem(await tomas.get(`${path}?at=${at.id}`), 'invalid');
});

test('a poll waits for what comes, and ends when its client goes away', async (t) => {
  const { person, app, hub } = createRig(t);
  const tomas = await person('tomas');
  const { conversation_id: id } = await tomas.say('hello');
  const path = `/api/conversations/${id}/events/`;
  const { upto, epoch, tick } = (await (await tomas.post(path)).json()) as EventsPage;
  const waiting = tomas.post(path, { since: upto, epoch, tick, wait: 25 });
  const said = await tomas.say('news', { conversation_id: id });
  const { messages } = (await (await waiting).json()) as EventsPage;
  assert.deepEqual(messages, [said.message]);

  const client = new AbortController();
  const left = app.request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${tomas.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ since: said.message.rev, epoch, wait: 25 }),
    signal: client.signal,
  });
  while (hub.stats().polls === 0) await new Promise((resolve) => setImmediate(resolve));
  client.abort();
  await left;
  assert.equal(hub.stats().polls, 0);
});

test('typing and read marks reach the others who poll', async (t) => {
  const { person } = createRig(t);
  const tomas = await person('tomas', { subjects: ['deal:1'] });
  const dana = await person('dana', { role: 'agent' });
  const { conversation_id: id, seq } = await tomas.say('hello', { subject: 'deal:1' });
  await dana.say('hi', { conversation_id: id });
  const path = `/api/conversations/${id}/events/`;
  const before = (await (await tomas.post(path)).json()) as EventsPage;
  const waiting = tomas.post(path, { since: before.upto, epoch: before.epoch, tick: before.tick, wait: 25 });
  assert.equal((await dana.post(`/api/conversations/${id}/typing/`, { is_typing: true })).status, 204);
  const page = (await (await waiting).json()) as EventsPage;
  assert.deepEqual(
    page.typing.map(({ user }) => user.id),
    ['dana'],
  );
  const read = await dana.post(`/api/conversations/${id}/read`, { seq });
  assert.deepEqual([read.status, await read.text()], [204, '']);
  const after = (await (await tomas.post(path)).json()) as EventsPage;
  assert.equal(after.read.find((mark) => mark.user_id === 'dana')?.seq, seq);
  await isProblem(await dana.post(`/api/conversations/${id}/read/`, { seq: -1 }), 'invalid');
  await isProblem(await dana.post(`/api/conversations/${id}/typing/`, {}), 'invalid');
  await isProblem(await tomas.post(`/api/conversations/${id}/typing/`, { is_typing: true, note: true }), 'forbidden');
});
