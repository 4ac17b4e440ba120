import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import type { Message } from '@crm-chat/sdk/protocol';
import { liveRelay, type Body } from './rig.js';

const WIDE = { LIMITS: '{"sends_per_second": 1000, "send_burst": 1000}' };

test('a conversation is created, listed, changed and removed, and each write is in the log', async (t) => {
  const { person } = await liveRelay(t);
  const root = await person('root', { role: 'admin', name: 'Root' });
  const all = '/api/admin/conversations/';
  const id = randomUUID();
  const created = await root.gets(201, 'POST', all, { id, title: 'Renewal', subject: 'deal:42' });
  assert.equal(created.title, 'Renewal');
  const listed = await root.gets(200, 'GET', `${all}?q=renew`);
  assert.deepEqual(
    listed.results.map((one) => one.id),
    [id],
  );
  const patched = await root.gets(200, 'PATCH', `${all}${id}/`, {
    status: 'closed',
    assignee: 'root',
    title: ' Secret title ',
  });
  assert.deepEqual([patched.status, patched.assignee?.id, patched.title], ['closed', 'root', 'Secret title']);
  await root.gets(200, 'PATCH', `${all}${id}/`, { status: 'open', bot: 'off', is_archived: true });
  await root.gets(204, 'DELETE', `${all}${id}/`);
  await root.isRefused('not_found', 'GET', `${all}${id}/`);
  await root.isRefused('not_found', 'DELETE', `${all}${id}/`);

  const log = await root.audit();
  assert.deepEqual(
    log.map(({ action, outcome }) => `${action} ${outcome}`),
    ['conversation.delete done', 'conversation.update done', 'conversation.update done', 'conversation.create done'],
  );
  const [removed, reopened, closed] = log;
  assert.deepEqual(closed!.actor, { id: 'root', name: 'Root', role: 'admin' });
  assert.deepEqual(closed!.target, { kind: 'conversation', id, conversation_id: null });
  assert.deepEqual(closed!.changed.toSorted(), ['assignee', 'status', 'title']);
  assert.deepEqual(closed!.before, { status: 'open', assignee: null });
  assert.deepEqual(closed!.after, { status: 'closed', assignee: 'root' });
  assert.deepEqual(reopened!.after, { status: 'open', bot: 'off', is_archived: true });
  assert.equal(removed!.before!['subject'], 'deal:42');
  assert.ok(!JSON.stringify(log).includes('Secret title'), 'no title is in the log');
});

test('people are added and put out, and their chats see it at once', async (t) => {
  const { person, url } = await liveRelay(t);
  const [root, tomas] = [await person('root', { role: 'admin' }), await person('tomas')];
  const { conversation_id: id } = await tomas.say('hello');
  const people = `/api/admin/conversations/${id}/participants/`;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/chat/${id}/`);
  const frames: { type: string; message?: Message }[] = [];
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as { type: string }));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', v: 1, token: tomas.token }));
  const seen = async (of: (frame: (typeof frames)[number]) => boolean): Promise<void> => {
    while (!frames.some(of)) await once(socket, 'message');
  };
  await seen(({ type }) => type === 'sync');
  const added = await root.gets(200, 'POST', people, { user: { id: 'dana', name: 'Dana', role: 'agent' } });
  assert.equal(added.user.name, 'Dana');
  await seen(({ message }) => message?.text.includes('Dana') === true);
  const { results } = await root.gets(200, 'GET', people);
  assert.deepEqual(
    results.map(({ user }) => user.id),
    ['tomas', 'dana'],
  );
  const note = await root.gets(201, 'POST', `/api/admin/conversations/${id}/messages/`, { text: 'From above' });
  await seen(({ message }) => message?.id === note.id);
  const closed = once(socket, 'close');
  await root.gets(204, 'DELETE', `${people}tomas/`);
  assert.equal(((await closed) as [number])[0], 4404);
  await root.isRefused('not_found', 'DELETE', `${people}tomas/`);
  assert.deepEqual(
    (await root.audit('?action=participant.remove')).map(({ target }) => target),
    [{ kind: 'participant', id: 'tomas', conversation_id: id }],
  );
});

test('a message is written, edited, deleted and erased; nothing of what it said is in the log', async (t) => {
  const { person } = await liveRelay(t);
  const [root, tomas] = [await person('root', { role: 'admin' }), await person('tomas', { name: 'Tomás' })];
  const { conversation_id: id, message_id } = await tomas.say('canary one');
  const one = `/api/admin/messages/${message_id}/`;
  const note = await root.gets(201, 'POST', `/api/admin/conversations/${id}/messages/`, {
    text: 'canary two',
    type: 'note',
  });
  assert.equal(note.type, 'note');
  const page = await root.gets(200, 'GET', `/api/admin/conversations/${id}/messages/`);
  assert.deepEqual(
    page.results.map(({ text }) => text),
    ['canary one', 'canary two'],
  );
  assert.equal((await root.gets(200, 'PATCH', one, { text: 'canary three' })).text, 'canary three');
  assert.equal((await root.gets(200, 'GET', one)).text, 'canary three');
  const deleted = await root.gets(200, 'DELETE', one);
  assert.deepEqual([deleted.text, deleted.sender.id], ['', 'tomas']);
  await root.isRefused('message_deleted', 'DELETE', one);
  const erased = await root.gets(200, 'DELETE', one, { erase: true });
  assert.deepEqual([erased.sender.id, erased.sender.name], ['', '']);
  const log = await root.audit(`?target=${id}`);
  assert.deepEqual(
    log.map(({ action, outcome, code }) => `${action} ${outcome} ${code ?? ''}`.trim()),
    [
      'message.erase done',
      'message.delete refused message_deleted',
      'message.delete done',
      'message.update done',
      'message.create done',
    ],
  );
  assert.deepEqual(log[0]!.after, { deleted: true, erased: true });
  assert.equal(log[4]!.target.id, note.id);
  assert.ok(!JSON.stringify(log).includes('canary'));
});

test('prompts are created, changed, put in order, switched off and removed', async (t) => {
  const { person } = await liveRelay(t);
  const [root, tomas] = [await person('root', { role: 'admin' }), await person('tomas')];
  const all = '/api/admin/prompts/';
  const before = (await root.gets(200, 'GET', all)).results;
  for (const { id } of before) await root.gets(204, 'DELETE', `${all}${id}/`);
  const made: Body[] = [];
  for (const title of ['A', 'B', 'C']) made.push(await root.gets(201, 'POST', all, { title, text: `${title}?` }));
  assert.deepEqual(
    made.map(({ order }) => order),
    [0, 1, 2],
  );
  const offered = async () =>
    ((await tomas.gets(200, 'GET', '/api/bot-prompts/')) as unknown as Body[]).map(({ title }) => title);
  assert.deepEqual(await offered(), ['A', 'B', 'C']);
  const ids = made.map(({ id }) => id).reverse();
  const ordered = await root.gets(200, 'PUT', '/api/admin/prompt-order/', { ids });
  assert.deepEqual(
    ordered.results.map(({ id }) => id),
    ids,
  );
  await root.gets(200, 'PATCH', `${all}${made[1]!.id}/`, { is_active: false, text: 'secret text' });
  assert.deepEqual(await offered(), ['C', 'A']);
  for (const bad of [ids.slice(1), [...ids, ids[0]], [...ids.slice(1), 'x']]) {
    await root.isRefused('invalid', 'PUT', '/api/admin/prompt-order/', { ids: bad });
  }
  await root.isRefused('invalid', 'POST', all, { title: '  ', text: 'x' });
  await root.isRefused('not_found', 'PATCH', `${all}none/`, { order: 1 });
  const [entry] = await root.audit('?action=prompt.update');
  assert.deepEqual(
    [entry!.changed.toSorted(), entry!.before, entry!.after],
    [['is_active', 'text'], { is_active: true }, { is_active: false }],
  );
  assert.ok(!JSON.stringify(await root.audit()).includes('secret text'));
});

test('there are at most a hundred prompts', async (t) => {
  const { person } = await liveRelay(t);
  const root = await person('root', { role: 'admin' });
  const { results } = await root.gets(200, 'GET', '/api/admin/prompts/');
  for (let i = results.length; i < 100; i += 1) {
    await root.gets(201, 'POST', '/api/admin/prompts/', { title: `P${i}`, text: 'x' });
  }
  await root.isRefused('invalid', 'POST', '/api/admin/prompts/', { title: 'one more', text: 'x' });
});

test('the same Idempotency-Key is carried out once, whoever overtakes whom, and stands for one content', async (t) => {
  const { person } = await liveRelay(t);
  const root = await person('root', { role: 'admin' });
  const all = '/api/admin/prompts/';
  const body = { title: 'A', text: 'A?' };
  const made = await Promise.all([1, 2, 3].map(() => root.gets(201, 'POST', all, body, '"key-1"')));
  assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  await root.isRefused('idempotency_mismatch', 'POST', all, { ...body, text: 'B?' }, 'key-1');
  await root.isRefused('idempotency_mismatch', 'DELETE', `${all}${made[0]!.id}/`, { client_id: 'key-1' });
  await root.gets(204, 'DELETE', `${all}${made[0]!.id}/`, undefined, 'key-2');
  await root.gets(204, 'DELETE', `${all}${made[0]!.id}/`, undefined, 'key-2');
  const other = await person('other-root', { role: 'admin' });
  await other.gets(201, 'POST', all, body, 'key-1');

  const { id } = await root.gets(201, 'POST', '/api/admin/conversations/', { title: 'x' }, 'key-3');
  const again = await root.gets(200, 'POST', '/api/admin/conversations/', { title: 'x' }, 'key-3');
  assert.equal(again.id, id);
  const said = `/api/admin/conversations/${id}/messages/`;
  const message = await root.gets(201, 'POST', said, { text: 'once', client_id: 'key-4' });
  assert.equal((await root.gets(201, 'POST', said, { text: 'once', client_id: 'key-4' })).id, message.id);
  assert.equal((await root.gets(200, 'GET', said)).results.length, 1);
  const log = await root.audit();
  assert.deepEqual(
    log.map(({ action, actor }) => `${actor.id} ${action}`),
    [
      'root message.create',
      'root conversation.create',
      'other-root prompt.create',
      'root prompt.delete',
      'root prompt.create',
    ],
  );
});

test('a refused act is not remembered: with its reason gone, the same key is carried out', async (t) => {
  const { person } = await liveRelay(t);
  const [root, tomas] = [await person('root', { role: 'admin' }), await person('tomas')];
  const { conversation_id: id } = await tomas.say('hello');
  const one = `/api/admin/conversations/${id}/`;
  await root.gets(200, 'PATCH', one, { status: 'closed' });
  await root.isRefused('conversation_closed', 'POST', `${one}messages/`, { text: 'x' }, 'key');
  await root.gets(200, 'PATCH', one, { status: 'open' });
  await root.gets(201, 'POST', `${one}messages/`, { text: 'x' }, 'key');
  assert.deepEqual(
    (await root.audit('?action=message.create')).map(({ outcome, code }) => [outcome, code]),
    [
      ['done', null],
      ['refused', 'conversation_closed'],
    ],
  );
});

test('lists go by keyset, with filters, to the last page', async (t) => {
  const { person } = await liveRelay(t, {}, WIDE);
  const root = await person('root', { role: 'admin' });
  const tomas = await person('tomas');
  for (let i = 0; i < 7; i += 1) await root.gets(201, 'POST', '/api/admin/conversations/', { title: `Case ${i}` });
  const { conversation_id: his } = await tomas.say('hello');
  const titles: string[] = [];
  for (let cursor = ''; ;) {
    const page = await root.gets(200, 'GET', `/api/admin/conversations/?limit=3&q=case${cursor}`);
    titles.push(...page.results.map(({ title }) => title));
    if (page.next === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  assert.deepEqual(
    titles,
    [6, 5, 4, 3, 2, 1, 0].map((i) => `Case ${i}`),
  );
  const ofTomas = await root.gets(200, 'GET', '/api/admin/conversations/?participant=tomas');
  assert.deepEqual(
    ofTomas.results.map(({ id }) => id),
    [his],
  );
  await root.gets(200, 'PATCH', `/api/admin/conversations/${his}/`, { status: 'closed' });
  assert.equal((await root.gets(200, 'GET', '/api/admin/conversations/?status=closed')).results.length, 1);

  const entries: string[] = [];
  for (let cursor = ''; ;) {
    const page = await root.gets(200, 'GET', `/api/admin/audit/?action=conversation.create&limit=2${cursor}`);
    entries.push(...page.results.map(({ id }) => id));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  assert.equal(new Set(entries).size, 7);
  assert.equal(entries.length, 7);
  const all = await root.audit();
  const [newest, oldest] = [all[0]!, all.at(-1)!];
  assert.ok((await root.audit(`?from=${newest.at}`)).some(({ id }) => id === newest.id));
  assert.ok((await root.audit(`?to=${oldest.at}`)).some(({ id }) => id === oldest.id));
  assert.deepEqual(await root.audit('?from=2099-01-01'), []);
  assert.deepEqual(await root.audit('?to=2001-01-01'), []);
  assert.deepEqual(await root.audit('?actor=nobody'), []);
  await root.isRefused('invalid', 'GET', '/api/admin/audit/?cursor=x');
  await root.isRefused('invalid', 'GET', '/api/admin/audit/?from=yesterday');
});
