import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Attachment, AttachmentLink, Message } from '@crm-chat/sdk/protocol';
import { isProblem } from '../http/problem.js';
import { GENEROUS, ORIGIN, startLive, type Live, type Person } from '../live.js';
import { createHandClock } from '../replies/hand-clock.js';
import { jpeg, pdf, png } from './making.js';
import { upload } from './uploader.js';

async function started(t: TestContext) {
  const live = await startLive(t, { limits: GENEROUS, environment: { BOT_PROVIDER: 'none' } });
  const tomas = await live.person('tomas');
  return { live, tomas };
}

const say = async (person: Person, ids: string[], more: object = {}) =>
  await person.say('', { attachment_ids: ids, ...more });

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

async function linkOf(person: Person, attachment: Attachment): Promise<AttachmentLink> {
  const response = await person.call('POST', `${attachment.url}link/`);
  assert.equal(response.status, 200);
  return (await response.json()) as AttachmentLink;
}

/** What each may fetch: `y`, or the code that refuses. */
async function whoGets(live: Live, url: string, people: Record<string, Person>): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const [name, person] of Object.entries(people)) {
    const response = await person.call('GET', url);
    answers[name] = response.status === 200 ? 'y' : ((await response.json()) as { code: string }).code;
    if (response.status === 200) await response.arrayBuffer();
    const link = await person.call('POST', `${url}link/`);
    assert.equal(link.status === 200, response.status === 200, `${name}: a link is for those who may fetch`);
    await link.arrayBuffer();
  }
  return answers;
}

test('a file is its uploader’s and the admins’ until it is sent, then theirs who see a message with it, then nobody’s', async (t) => {
  const { live, tomas } = await started(t);
  const people = {
    tomas,
    lena: await live.person('lena'),
    invited: await live.person('ivo', { subjects: ['deal:7'] }),
    dana: await live.person('dana', { role: 'agent' }),
    root: await live.person('root', { role: 'admin' }),
    stranger: await live.person('tomas', { tenant: 'other', role: 'admin' }),
  };
  const { url, id } = await upload(live, tomas);
  const no = 'not_found';
  const all = { tomas: no, lena: no, invited: no, dana: no, root: no, stranger: no };
  assert.deepEqual(await whoGets(live, url, people), { ...all, tomas: 'y', root: 'y' }, 'and the admins, who moderate');
  const named = await live.person('tomas', { subjects: ['deal:7'] });
  const { conversation_id, message_id, message } = await say(named, [id], { subject: 'deal:7' });
  assert.deepEqual(
    message.attachments.map((each) => each.id),
    [id],
  );
  assert.deepEqual(message.attachment, message.attachments[0]);
  const seen = { ...all, tomas: 'y', invited: 'y', dana: 'y', root: 'y' };
  assert.deepEqual(await whoGets(live, url, people), seen);
  const member = { user: { id: 'lena', name: 'Lena' } };
  await people.dana.call('POST', `/api/conversations/${conversation_id}/participants/`, member);
  assert.deepEqual(await whoGets(live, url, people), { ...seen, lena: 'y' });
  await people.dana.call('DELETE', `/api/conversations/${conversation_id}/participants/tomas/`);
  assert.deepEqual(
    await whoGets(live, url, people),
    { ...seen, lena: 'y', tomas: no },
    'whoever left has left the file',
  );
  await people.root.call('DELETE', `/api/messages/${message_id}/`, {});
  assert.deepEqual(await whoGets(live, url, people), all);
});

test('the file of a note is for staff', async (t) => {
  const { live, tomas } = await started(t);
  const dana = await live.person('dana', { role: 'agent' });
  const { conversation_id } = await tomas.say('hello');
  const { url, id } = await upload(live, dana);
  await say(dana, [id], { conversation_id, type: 'note' });
  assert.deepEqual(await whoGets(live, url, { tomas, dana }), { tomas: 'not_found', dana: 'y' });
  await say(dana, [id], { conversation_id });
  assert.deepEqual(await whoGets(live, url, { tomas, dana }), { tomas: 'y', dana: 'y' });
});

test('a message names its sender’s own uploads, each once, and may be nothing else', async (t) => {
  const { live, tomas } = await started(t);
  const lena = await live.person('lena');
  const [one, two, hers] = [
    await upload(live, tomas),
    await upload(live, tomas, pdf(), { name: 'a.pdf', type: 'application/pdf' }),
    await upload(live, lena),
  ];
  const body = { attachment_ids: [one.id, two.id], client_id: 'k1' };
  const { message, conversation_id } = await tomas.say('', body);
  assert.deepEqual(message.attachments, [one, two]);
  const again = await tomas.call('POST', '/api/user-response/', { ...body, text: '' });
  assert.equal(again.status, 200);
  assert.deepEqual(((await again.json()) as { message: Message }).message, message);
  const other = { ...body, text: '', attachment_ids: [two.id, one.id] };
  await isProblem(await tomas.call('POST', '/api/user-response/', other), 'idempotency_mismatch');
  const refused = async (ids: unknown[]) =>
    await tomas.call('POST', '/api/user-response/', { conversation_id, text: 'x', attachment_ids: ids });
  await isProblem(await refused([hers.id]), 'attachment_gone');
  await isProblem(await refused([one.id, one.id]), 'invalid');
  await isProblem(await refused(Array.from({ length: 11 }, () => crypto.randomUUID())), 'invalid');
  await isProblem(await refused(['../../etc/passwd']), 'invalid');
});

test('ids that are none, and paths out of the folder, name nothing', async (t) => {
  const { live, tomas } = await started(t);
  await upload(live, tomas);
  for (const id of ['42', '..%2f..%2fcrm-chat.db', '%2e%2e', 'incoming', crypto.randomUUID(), '%00']) {
    await isProblem(await tomas.call('GET', `/api/attachments/${id}/`), 'not_found');
    await isProblem(await tomas.call('POST', `/api/attachments/${id}/link/`), 'not_found');
  }
});

test('what goes out cannot act: its type is said, nothing is sniffed, scripts are off, nobody keeps it', async (t) => {
  const { live, tomas } = await started(t);
  const picture = await upload(live, tomas, png(), { name: String.raw`Grüße \"1\".png` });
  const shown = await tomas.call('GET', picture.url, undefined, { origin: ORIGIN });
  await shown.arrayBuffer();
  const header = (name: string, response = shown) => response.headers.get(name);
  assert.equal(header('content-type'), 'image/png');
  assert.equal(header('content-length'), String(picture.size));
  assert.equal(header('x-content-type-options'), 'nosniff');
  assert.equal(header('cache-control'), 'private, no-store');
  assert.match(header('content-security-policy') ?? '', /default-src 'none';.* sandbox; frame-ancestors 'none'/);
  assert.equal(header('cross-origin-resource-policy'), 'same-origin');
  assert.equal(header('access-control-allow-origin'), ORIGIN);
  assert.equal(header('accept-ranges'), 'bytes');
  // RFC 6266 with RFC 8187. A quotation mark is no name of a file: it was cleaned.
  assert.match(
    header('content-disposition') ?? '',
    /^inline; filename="Gr[^"]*_1_\.png"; filename\*=UTF-8''Gr%C3%BC%C3%9Fe%20_1_\.png$/,
  );
  const saved = await tomas.call('GET', `${picture.url}?download=true`);
  await saved.arrayBuffer();
  assert.match(header('content-disposition', saved) ?? '', /^attachment;/);
  for (const [name, type, data] of [
    ['a.pdf', 'application/pdf', pdf()],
    ['a.txt', 'text/plain', 'x'],
  ] as const) {
    const response = await tomas.call('GET', (await upload(live, tomas, data, { name, type })).url);
    await response.arrayBuffer();
    assert.match(header('content-disposition', response) ?? '', /^attachment; filename="?a\./);
    if (type === 'text/plain') assert.equal(header('content-type', response), 'text/plain; charset=utf-8');
  }
});

test('ranges, tags and HEAD as RFC 9110 has them', async (t) => {
  const { live, tomas } = await started(t);
  const bytes = png(40, 40);
  const { url, size } = await upload(live, tomas, bytes);
  const get = (headers: Record<string, string>, method = 'GET') => tomas.call(method, url, undefined, headers);
  const etag = (await get({}, 'HEAD')).headers.get('etag') ?? '';
  assert.match(etag, /^"[\w-]{22}"$/);
  const parts: [string, number, number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=2-5', 2, 5],
    ['bytes=10-', 10, size - 1],
    ['bytes=-7', size - 7, size - 1],
    [`bytes=-${size * 2}`, 0, size - 1],
    [`bytes=5-${size * 2}`, 5, size - 1],
  ];
  for (const [range, from, to] of parts) {
    const response = await get({ range });
    assert.equal(response.status, 206, range);
    assert.equal(response.headers.get('content-range'), `bytes ${from}-${to}/${size}`);
    assert.equal(response.headers.get('content-length'), String(to + 1 - from));
    assert.deepEqual(await bytesOf(response), bytes.subarray(from, to + 1));
  }
  for (const range of [`bytes=${size}-`, 'bytes=-0', `bytes=${size * 3}-${size * 4}`]) {
    const response = await get({ range });
    assert.equal(response.headers.get('content-range'), `bytes */${size}`);
    await isProblem(response, 'range_not_satisfiable');
  }
  // What is no range, several, and one of other bytes: the whole.
  for (const headers of [
    { range: 'lines=1-2' },
    { range: 'bytes=5-2' },
    { range: 'bytes=a-b' },
    { range: 'bytes=0-1,4-5' },
    { range: 'bytes=0-1', 'if-range': '"other"' },
    { range: 'bytes=0-1', 'if-range': `W/${etag}` },
    { range: 'bytes=0-1', 'if-range': 'Wed, 25 Nov 2026 00:00:00 GMT' },
  ]) {
    const response = await get(headers);
    assert.equal(response.status, 200);
    assert.deepEqual(await bytesOf(response), bytes);
  }
  assert.equal((await get({ range: 'bytes=0-1', 'if-range': etag })).status, 206);
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const response = await get({ 'if-none-match': tag });
    assert.deepEqual([response.status, response.headers.get('etag'), await response.text()], [304, etag, '']);
  }
  const head = await get({ range: 'bytes=0-1' }, 'HEAD');
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, String(size), '']);
});

test('a link works without a token, from anywhere, for one file, as long as its owner may see it', async (t) => {
  const { live, tomas } = await started(t);
  const dana = await live.person('dana', { role: 'agent' });
  const [file, other] = [
    await upload(live, tomas, jpeg(), { name: 'a.jpg', type: 'image/jpeg' }),
    await upload(live, tomas),
  ];
  const { conversation_id } = await say(tomas, [file.id, other.id]);
  const { url, expires_at } = await linkOf(tomas, file);
  assert.ok(Date.parse(expires_at) > Date.now() && Date.parse(expires_at) <= Date.now() + 5 * 60_000);
  const response = await live.request(url);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
  assert.equal((await bytesOf(response)).length, file.size);
  assert.match(
    (await live.request(`${url}&download=true`, { method: 'HEAD' })).headers.get('content-disposition') ?? '',
    /^attachment/,
  );
  const ticket = new URL(url, live.url).searchParams.get('ticket') ?? '';
  const [payload = '', signature = ''] = ticket.split('.');
  const forged = Buffer.from(payload, 'base64url').toString().replace('tomas', 'dana');
  for (const wrong of [
    `${other.url}?ticket=${ticket}`,
    `${file.url}?ticket=${Buffer.from(forged).toString('base64url')}.${signature}`,
    `${file.url}?ticket=${payload}.`,
    `${file.url}?ticket=${payload}.${signature.slice(0, -2)}`,
    `${file.url}?ticket=${ticket}.x`,
    `${file.url}?ticket=`,
  ]) {
    await isProblem(await live.request(wrong), 'token_invalid');
  }
  // With a link, nothing but its file: not even another link to it.
  await isProblem(await live.request(`${file.url}link/?ticket=${ticket}`, { method: 'POST' }), 'token_missing');
  const hers = await linkOf(dana, file);
  await dana.call('DELETE', `/api/conversations/${conversation_id}/participants/tomas/`);
  await isProblem(await live.request(url), 'not_found');
  assert.equal((await live.request(hers.url)).status, 200);
  const root = await live.person('root', { role: 'admin' });
  await root.call('DELETE', `/api/conversations/${conversation_id}/`);
  await isProblem(await live.request(hers.url), 'not_found');
});

test('a link of somebody whom a subject let in works by that subject, and no further', async (t) => {
  const { live, tomas } = await started(t);
  const named = await live.person('tomas', { subjects: ['deal:7'] });
  const ivo = await live.person('ivo', { subjects: ['deal:*', 'offer:1'] });
  const file = await upload(live, tomas);
  const { conversation_id } = await say(named, [file.id], { subject: 'deal:7' });
  const { url } = await linkOf(ivo, file);
  assert.equal((await live.request(url)).status, 200);
  const dana = await live.person('dana', { role: 'agent' });
  await dana.call('PATCH', `/api/conversations/${conversation_id}/`, { subject: 'deal:8' });
  await isProblem(await live.request(url), 'not_found');
});

test('a link ends after five minutes, or with the token that it was asked for with', async (t) => {
  const clock = createHandClock(Date.now());
  const live = await startLive(t, { limits: GENEROUS, clock });
  const tomas = await live.person('tomas');
  const file = await upload(live, tomas);
  const { url } = await linkOf(tomas, file);
  const short = await linkOf(await live.person('tomas', { expiresIn: 60 }), file);
  await clock.advance(4 * 60_000);
  assert.equal((await live.request(url)).status, 200);
  await isProblem(await live.request(short.url), 'token_expired');
  await clock.advance(60_000);
  await isProblem(await live.request(url), 'token_expired');
});

test('guessing tickets is slowed down like guessing tokens', async (t) => {
  const { live, tomas } = await started(t);
  const { url } = await upload(live, tomas);
  const codes = new Set<string>();
  for (let i = 0; i < 70; i += 1) {
    codes.add(((await (await live.request(`${url}?ticket=x.${i}`)).json()) as { code: string }).code);
  }
  assert.deepEqual([...codes], ['token_invalid', 'rate_limited']);
});
