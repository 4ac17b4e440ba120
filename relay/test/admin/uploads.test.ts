import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { Attachment, AttachmentLink, Message, RelayFrame } from '@crm-chat/sdk/protocol';
import WebSocket from 'ws';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import type { Upload } from '../../src/service/uploads.js';
import { isProblem } from '../http/problem.js';
import { GENEROUS, startLive, type Live, type Person } from '../live.js';
import { temporaryFolder } from '../cli/process.js';
import { pdf, png } from '../files/making.js';
import { filesOnDisk, upload } from '../files/uploader.js';

const ALL = '/api/admin/uploads/';

interface Page {
  readonly results: Upload[];
  readonly next: string | null;
}

interface Entry {
  readonly action: string;
  readonly outcome: string;
  readonly target: { readonly id: string };
  readonly before: object | null;
  readonly after: object | null;
}

async function started(t: TestContext, data?: string) {
  const options = { limits: GENEROUS, environment: { BOT_PROVIDER: 'none' } };
  const live = await startLive(data === undefined ? t : null, { ...options, ...(data !== undefined && { data }) });
  const [tomas, root] = [await live.person('tomas'), await live.person('root', { role: 'admin' })];
  return { live, tomas, root };
}

async function get<T>(person: Person, path: string, status = 200): Promise<T> {
  const response = await person.call('GET', path);
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text) as T;
}

const list = (root: Person, query = '') => get<Page>(root, ALL + query);
const idsOf = ({ results }: Page) => results.map(({ id }) => id);
const send = (person: Person, ids: string[], more: object = {}) => person.say('', { attachment_ids: ids, ...more });

async function linkTo(person: Person, { url }: Attachment): Promise<string> {
  const response = await person.call('POST', `${url}link/`);
  assert.equal(response.status, 200);
  return ((await response.json()) as AttachmentLink).url;
}

/** Frames of a socket as they come, from its first page on. */
async function listening(live: Live, person: Person, id: string) {
  const socket = new WebSocket(`${live.socketUrl}/ws/chat/${id}/`);
  const frames: RelayFrame[] = [];
  const waiting: (() => void)[] = [];
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', v: 1, token: person.token })));
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as RelayFrame);
    for (const wake of waiting.splice(0)) wake();
  });
  const next = async <Type extends RelayFrame['type']>(type: Type) => {
    for (;;) {
      const at = frames.findIndex((frame) => frame.type === type);
      const [found] = at < 0 ? [] : frames.splice(at, 1);
      if (found) return found as Extract<RelayFrame, { type: Type }>;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  await next('sync');
  return { next, close: () => socket.terminate() };
}

test('uploads are listed newest first, page by page, and by what they are, whose, where and in which state', async (t) => {
  const { live, tomas, root } = await started(t);
  const lena = await live.person('lena');
  const [waiting, sent, paper, copy, gone, hers] = [
    await upload(live, tomas),
    await upload(live, tomas, png(9, 9)),
    await upload(live, tomas, pdf(), { name: 'a.pdf', type: 'application/pdf' }),
    await upload(live, lena, pdf(), { name: 'b.pdf', type: 'application/pdf' }),
    await upload(live, tomas, png(5, 5)),
    await upload(live, await live.person('tomas', { tenant: 'other' })),
  ];
  const { conversation_id, message_id } = await send(tomas, [sent.id, paper.id]);
  const { message_id: doomed } = await send(tomas, [gone.id], { conversation_id });
  assert.equal((await tomas.call('DELETE', `/api/messages/${doomed}/`, {})).status, 200);

  const all = [gone, copy, paper, sent, waiting].map(({ id }) => id);
  assert.deepEqual(idsOf(await list(root)), all);
  const paged: string[] = [];
  for (let query = '?limit=2'; ;) {
    const page = await list(root, query);
    paged.push(...idsOf(page));
    if (page.next === null) break;
    query = `?limit=2&cursor=${page.next}`;
  }
  assert.deepEqual(paged, all, 'each once, in order');

  const one = await get<Upload>(root, `${ALL}${sent.id.toUpperCase()}/`);
  const { created_at: created, sha256, ...rest } = one;
  assert.ok(Date.parse(created) > 0 && /^[0-9a-f]{64}$/.test(sha256));
  const messages = [{ conversation_id, message_id, note: false }];
  assert.deepEqual(rest, { ...sent, owner_id: 'tomas', state: 'sent', due_at: null, messages });

  const { sha256: ofPaper } = await get<Upload>(root, `${ALL}${paper.id}/`);
  const expected: Record<string, Attachment[]> = {
    'person=lena': [copy],
    [`conversation=${conversation_id}`]: [paper, sent],
    'type=application/pdf': [copy, paper],
    'type=image/*': [gone, sent, waiting],
    [`sha256=${ofPaper.toUpperCase()}`]: [copy, paper],
    [`min_size=${sent.size}&max_size=${sent.size}&type=image/png`]: [sent],
    'state=unsent': [copy, waiting],
    'state=sent': [paper, sent],
    'state=gone': [gone],
    'state=unsent&person=tomas': [waiting],
    'person=nobody': [],
  };
  for (const [query, files] of Object.entries(expected)) {
    const found = idsOf(await list(root, `?${query}`));
    assert.deepEqual(
      found,
      files.map(({ id }) => id),
      query,
    );
  }
  for (const query of ['type=png', 'state=lost', 'cursor=x', 'limit=0', 'sha256=abc', 'conversation=1', 'min_size=-1'])
    await isProblem(await root.call('GET', `${ALL}?${query}`), 'invalid');
  await isProblem(await root.call('GET', `${ALL}${hers.id}/`), 'not_found');
  await isProblem(await root.call('DELETE', `${ALL}${hers.id}/`), 'not_found');
});

test('a deleted file is gone everywhere at once: messages, open sockets, links, the disk; its copies are not', async (t) => {
  const { live, tomas, root } = await started(t);
  const [file, kept, copy] = [
    await upload(live, tomas),
    await upload(live, tomas, png(9, 9)),
    await upload(live, tomas),
  ];
  const { conversation_id: id, message } = await send(tomas, [file.id, kept.id]);
  const { conversation_id: other, message: again } = await tomas.say('once more', { attachment_ids: [file.id] });
  await tomas.say('and the copy', { conversation_id: other, attachment_ids: [copy.id] });
  const [here, there] = [await listening(live, tomas, id), await listening(live, tomas, other)];
  t.after(() => [here, there].forEach(({ close }) => close()));
  const link = await linkTo(tomas, file);
  assert.equal((await live.request(link)).status, 200);
  assert.equal((await filesOnDisk(live)).length, 3);

  const deleting = () => root.call('DELETE', `${ALL}${file.id}/`, { client_id: 'away' });
  assert.equal((await deleting()).status, 204);
  const fields = { name: '', type: 'application/octet-stream', size: 0 };
  for (const [socket, before] of [
    [here, message],
    [there, again],
  ] as const) {
    const { message: after } = await socket.next('message:updated');
    const [removed, ...others] = after.attachments;
    assert.ok(removed?.deleted_at !== undefined && Date.parse(removed.deleted_at) > 0);
    assert.deepEqual(removed, { id: file.id, url: file.url, ...fields, deleted_at: removed.deleted_at });
    assert.deepEqual([others, after.attachment], [before.attachments.slice(1), removed]);
    assert.equal(after.text, before.text);
    assert.ok(after.rev > before.rev && after.edited_at === null && after.deleted_at === null);
  }
  await isProblem(await live.request(link), 'not_found');
  for (const person of [tomas, root]) {
    await isProblem(await person.call('GET', file.url), 'not_found');
    await isProblem(await person.call('POST', `${file.url}link/`), 'not_found');
    assert.equal((await person.call('GET', copy.url)).status, 200);
    assert.equal((await person.call('GET', kept.url)).status, 200);
  }
  const onDisk = await filesOnDisk(live);
  assert.equal(onDisk.length, 2);
  assert.ok(!onDisk.some((name) => name.includes(file.id)));
  assert.deepEqual(idsOf(await list(root)), [copy.id, kept.id]);
  const { results } = await get<{ results: Message[] }>(tomas, `/api/conversations/${id}/messages/`);
  assert.ok(results[0]?.attachments[0]?.deleted_at);

  assert.equal((await deleting()).status, 204, 'the same again is done already');
  await isProblem(await root.call('DELETE', `${ALL}${file.id}/`), 'not_found');
  await isProblem(await root.call('GET', `${ALL}${file.id}/`), 'not_found');
  const { results: log } = await get<{ results: Entry[] }>(root, '/api/admin/audit/?action=upload.delete');
  assert.deepEqual(
    log.map(({ outcome, target, before, after }) => [outcome, target.id, before, after]),
    [['done', file.id, { type: 'image/png', size: file.size, messages: 2 }, null]],
  );
});

test('one that waits and one whose message is gone are deleted too; who sends it then learns that it is gone', async (t) => {
  const { live, tomas, root } = await started(t);
  const [waiting, gone] = [await upload(live, tomas, png(), { client_id: 'k' }), await upload(live, tomas)];
  const { conversation_id, message_id } = await send(tomas, [gone.id]);
  await tomas.call('DELETE', `/api/messages/${message_id}/`, {});
  for (const { id } of [waiting, gone]) assert.equal((await root.call('DELETE', `${ALL}${id}/`)).status, 204);
  assert.deepEqual(await filesOnDisk(live), []);
  assert.deepEqual((await list(root)).results, []);
  const body = { conversation_id, text: '', attachment_ids: [waiting.id] };
  await isProblem(await tomas.call('POST', '/api/user-response/', body), 'attachment_gone');
  const fresh = await upload(live, tomas, png(), { client_id: 'k' });
  assert.notEqual(fresh.id, waiting.id, 'the same client_id stands for a new upload');
});

test('whoever is erased leaves no upload behind, sent or not', async (t) => {
  const { live, tomas, root } = await started(t);
  const lena = await live.person('lena');
  const [sent, hers] = [await upload(live, tomas), await upload(live, lena)];
  await upload(live, tomas);
  await send(tomas, [sent.id]);
  assert.equal((await root.call('POST', '/api/admin/erasures/', { user_id: 'tomas' })).status, 202);
  const progress = () => get<{ status: string }>(root, '/api/admin/erasures/tomas/');
  while ((await progress()).status !== 'done') await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(idsOf(await list(root)), [hers.id]);
  assert.equal((await filesOnDisk(live)).length, 1);
});

test('uploads from before there was a list are in it after the next start; what is listed and not on record is not shown', async (t) => {
  const data = await temporaryFolder(t);
  const first = await started(t, data);
  const [one, two] = [await upload(first.live, first.tomas), await upload(first.live, first.tomas)];
  await first.live.close();
  const store = await openSqliteStore({ folder: data });
  const newest = store.collection('files-newest:default');
  for (const { key } of await newest.list()) await newest.remove(key);
  await store.collection('files-newest').remove('complete');
  // As when a relay died between the list and the record.
  const never = { id: randomUUID(), owner_id: 'tomas', type: 'image/png', size: 1, sha256: '' };
  await newest.put(`0000000000000-${never.id}`, never);
  await store.close();

  const second = await started(t, data);
  t.after(() => second.live.close());
  assert.deepEqual(idsOf(await list(second.root)), [two.id, one.id]);
});
