import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createRig } from './rig.js';
import { isProblem } from './problem.js';

test('a message is stored and can be read back, with and without the closing slash', async (t) => {
  const { person } = createRig(t);
  const tomas = await person('tomas');
  for (const slash of ['', '/']) {
    const sent = await tomas.post(`/api/user-response${slash}`, { text: `with "${slash}"` });
    assert.equal(sent.status, 201);
    const { conversation_id: id, message } = (await sent.json()) as Awaited<ReturnType<typeof tomas.say>>;
    const page = await tomas.get(`/api/conversations/${id}/messages${slash}`);
    assert.equal(page.status, 200);
    const { results } = (await page.json()) as { results: object[] };
    assert.deepEqual(results, [message]);
  }
});

test('the same again is answered 200 with the first ids, other content 422', async (t) => {
  const { person } = createRig(t);
  const tomas = await person('tomas');
  const body = { text: 'once', client_id: randomUUID() };
  const first = await tomas.post('/api/user-response/', body);
  const again = await tomas.post('/api/user-response/', body);
  assert.deepEqual([first.status, again.status], [201, 200]);
  const [a, b] = [await first.json(), await again.json()] as { duplicate: boolean }[];
  assert.deepEqual(b, { ...a, duplicate: true });
  await isProblem(await tomas.post('/api/user-response/', { ...body, text: 'other' }), 'idempotency_mismatch');
});

test('Idempotency-Key stands for client_id, plain or quoted, and gives way to one in the body', async (t) => {
  const { person } = createRig(t);
  const tomas = await person('tomas');
  const key = randomUUID();
  const send = async (headers: Record<string, string>, more: object = {}) =>
    await tomas.post('/api/user-response/', { text: 'once', ...more }, headers);
  assert.equal((await send({ 'idempotency-key': key })).status, 201);
  assert.equal((await send({ 'idempotency-key': `"${key}"` })).status, 200);
  assert.equal((await send({}, { client_id: key })).status, 200);
  assert.equal((await send({ 'idempotency-key': key }, { client_id: randomUUID() })).status, 201);
  await isProblem(await send({ 'idempotency-key': 'x'.repeat(129) }), 'invalid');
});

test('create: true opens a conversation with an id of the client’s, once', async (t) => {
  const { person } = createRig(t);
  const [tomas, lena] = [await person('tomas'), await person('lena')];
  const id = randomUUID();
  const body = { conversation_id: id, text: 'first' };
  await isProblem(await tomas.post('/api/user-response/', body), 'not_found');
  assert.equal((await tomas.post('/api/user-response/', { ...body, create: true })).status, 201);
  assert.equal((await tomas.post('/api/user-response/', { ...body, create: true })).status, 201);
  await isProblem(await lena.post('/api/user-response/', { ...body, create: true }), 'not_found');
});

test('what is not stored any more is answered with its place and no message', async (t) => {
  const { person, store } = createRig(t);
  const tomas = await person('tomas');
  const body = { text: 'old', client_id: 'c1' };
  const { conversation_id: id } = await tomas.say(body.text, body);
  await store.write({
    kind: 'retain',
    tenant: 'default',
    conversation_id: id,
    access: { kind: 'staff' },
    actor: { id: 'system', name: 'System', role: 'system', avatar: null },
    now: new Date().toISOString(),
    before: new Date(Date.now() + 60_000).toISOString(),
    limit: 100,
  });
  const again = await tomas.post('/api/user-response/', body);
  assert.equal(again.status, 200);
  const answer = (await again.json()) as { message: null; duplicate: boolean };
  assert.equal(answer.message, null);
  assert.equal(answer.duplicate, true);
});

test('a sender who is too fast is told how long to wait', async (t) => {
  const { person } = createRig(t, { limits: { sends_per_second: 1, send_burst: 2 } });
  const tomas = await person('tomas');
  const statuses = [];
  for (let i = 0; i < 2; i += 1) statuses.push((await tomas.post('/api/user-response/', { text: 'x' })).status);
  assert.deepEqual(statuses, [201, 201]);
  const refused = await tomas.post('/api/user-response/', { text: 'x' });
  const seconds = refused.headers.get('retry-after');
  const problem = await isProblem(refused, 'rate_limited');
  assert.equal(seconds, String(problem.retry_after));
  assert.ok(Number(seconds) >= 1);
});

test('a text that is too long has a code of its own, so that an outbox can say why', async (t) => {
  const { person } = createRig(t, { limits: { text_chars: 10 } });
  const tomas = await person('tomas');
  await isProblem(await tomas.post('/api/user-response/', { text: 'x'.repeat(11) }), 'text_too_long');
  assert.equal((await tomas.post('/api/user-response/', { text: 'x'.repeat(10) })).status, 201);
});
