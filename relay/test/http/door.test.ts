import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { RelayError } from '../../src/errors.js';
import { ORIGIN, createRig } from './rig.js';
import { isProblem } from './problem.js';

test('a request without a token is asked for one, in the words of the standard', async (t) => {
  const { app } = createRig(t);
  const missing = await app.request('/api/conversations/');
  assert.equal(missing.headers.get('www-authenticate'), 'Bearer');
  await isProblem(missing, 'token_missing');
  const basic = await app.request('/api/conversations/', { headers: { authorization: 'Basic dTpw' } });
  await isProblem(basic, 'token_missing');
  const wrong = await app.request('/api/conversations/', { headers: { authorization: 'Bearer nope' } });
  assert.equal(wrong.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
  await isProblem(wrong, 'token_invalid');
});

test('a token in a query or a cookie is no token', async (t) => {
  const { app, person } = createRig(t);
  const { token } = await person('tomas');
  await isProblem(await app.request(`/api/conversations/?token=${token}`), 'token_missing');
  await isProblem(await app.request('/api/conversations/', { headers: { cookie: `token=${token}` } }), 'token_missing');
});

test('after many refused tokens an address is slowed down, and a good token still passes', async (t) => {
  const { app, person } = createRig(t);
  const codes = [];
  let last = new Response();
  for (let i = 0; i < 70; i += 1) {
    last = await app.request('/api/conversations/', { headers: { authorization: `Bearer guess-${i}` } });
    codes.push(((await last.clone().json()) as { code: string }).code);
  }
  assert.equal(codes.filter((code) => code === 'token_invalid').length, 60);
  assert.ok(Number(last.headers.get('retry-after')) > 0);
  await isProblem(last, 'rate_limited');
  const slept = await person('lena', { expiresIn: -3600 });
  await isProblem(await slept.get('/api/conversations/'), 'token_expired');
  assert.equal((await (await person('tomas')).get('/api/conversations/')).status, 200);
});

test('a path under another method says which ones it takes', async (t) => {
  const { app } = createRig(t);
  for (const [method, path, allow] of [
    ['GET', '/api/user-response/', 'OPTIONS, POST'],
    ['PUT', '/api/conversations', 'GET, HEAD, OPTIONS, POST'],
    ['DELETE', `/api/conversations/${randomUUID()}/messages/`, 'GET, HEAD, OPTIONS'],
    ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const response = await app.request(path, { method });
    assert.equal(response.headers.get('allow'), allow, `${method} ${path}`);
    await isProblem(response, 'method_not_allowed');
    const options = await app.request(path, { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers.get('allow')], [204, allow]);
  }
});

test('an unknown path is a problem like any other, and nothing is ever redirected', async (t) => {
  const { app } = createRig(t);
  for (const path of [
    '/',
    '/api/',
    '/api/nothing/',
    '/api//conversations/',
    '/api/conversations/x/y/z',
    '/%2e%2e/etc/passwd',
    '/%zz',
  ]) {
    await isProblem(await app.request(path), 'not_found');
    await isProblem(await app.request(path, { method: 'POST' }), 'not_found');
  }
});

test('what is not yours, not there, or not even an id looks the same', async (t) => {
  const { person } = createRig(t);
  const [tomas, lena] = [await person('tomas'), await person('lena')];
  const { conversation_id: id } = await tomas.say('mine');
  const stranger = await person('tomas', { tenant: 'other' });
  const bodies = new Set<string>();
  for (const response of [
    await lena.get(`/api/conversations/${id}/`),
    await stranger.get(`/api/conversations/${id}/`),
    await lena.get(`/api/conversations/${randomUUID()}/`),
    await lena.get('/api/conversations/42/'),
    await lena.get("/api/conversations/'%20OR%201=1/"),
  ]) {
    bodies.add(JSON.stringify(await isProblem(response, 'not_found')));
  }
  assert.equal(bodies.size, 1);
});

test('the Fetch standard’s CORS: listed origins exactly, on answers, errors and preflights', async (t) => {
  const { app, person } = createRig(t);
  const tomas = await person('tomas');
  const fine = await tomas.get('/api/conversations/', { origin: ORIGIN });
  const error = await app.request('/api/conversations/', { headers: { origin: ORIGIN } });
  const unknown = await app.request('/api/nothing/', { headers: { origin: ORIGIN } });
  for (const response of [fine, error, unknown]) {
    assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN);
    assert.equal(response.headers.get('vary'), 'Origin');
    assert.equal(response.headers.get('access-control-expose-headers'), 'Retry-After');
    assert.equal(response.headers.get('access-control-allow-credentials'), null);
  }
  const preflight = await app.request('/api/user-response/', {
    method: 'OPTIONS',
    headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), ORIGIN);
  assert.equal(preflight.headers.get('access-control-max-age'), '7200');
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'Authorization, Content-Type, Idempotency-Key');
  for (const method of ['POST', 'PATCH', 'DELETE', 'PUT']) {
    assert.ok(preflight.headers.get('access-control-allow-methods')?.includes(method));
  }
});

test('no other origin is named back, however alike', async (t) => {
  const { app, person } = createRig(t);
  const tomas = await person('tomas');
  for (const origin of [
    'https://crm.test.evil',
    'http://crm.test',
    'https://crm.test:444',
    'https://CRM.test',
    'null',
    '*',
  ]) {
    const response = await tomas.get('/api/conversations/', { origin });
    assert.equal(response.headers.get('access-control-allow-origin'), null, origin);
    assert.equal(response.headers.get('vary'), 'Origin');
    const headers = { origin, 'access-control-request-method': 'POST' };
    const preflight = await app.request('/api/user-response/', { method: 'OPTIONS', headers });
    assert.equal(preflight.headers.get('access-control-allow-origin'), null);
    await isProblem(preflight, 'origin_not_allowed');
  }
});

test('what the API says is nobody’s to keep, to sniff or to frame', async (t) => {
  const { app, person } = createRig(t);
  for (const response of [
    await (await person('tomas')).get('/api/conversations/'),
    await app.request('/api/conversations/'),
  ]) {
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'; frame-ancestors 'none'/);
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  }
});

test('a mistake of the relay is logged under the request’s id and says nothing of its inside', async (t) => {
  const { person, logged } = createRig(t, {
    service: (real) => ({ ...real, conversations: () => Promise.reject(new Error('SQLITE_CORRUPT in /srv/data')) }),
  });
  const response = await (await person('tomas')).get('/api/conversations/');
  const id = response.headers.get('x-request-id') ?? '';
  const problem = await isProblem(response, 'internal');
  assert.ok(problem.detail.includes(id));
  assert.ok(!JSON.stringify(problem).includes('SQLITE'));
  const entry = logged.find(({ level }) => level === 'error');
  assert.equal((entry?.fields as { request: string }).request, id);
});

test('what the service refuses keeps its code, its words and its wait', async (t) => {
  const { person } = createRig(t, {
    service: (real) => ({
      ...real,
      prompts: () => Promise.reject(new RelayError('overloaded', 'Too much at once.', { retryAfter: 6.2 })),
    }),
  });
  const response = await (await person('tomas')).get('/api/bot-prompts/');
  assert.equal(response.headers.get('retry-after'), '7');
  const problem = await isProblem(response, 'overloaded');
  assert.equal(problem.detail, 'Too much at once.');
});

test('requests are counted by route, never by path', async (t) => {
  const { person, observed } = createRig(t);
  const tomas = await person('tomas');
  await tomas.get(`/api/conversations/${randomUUID()}/`);
  await tomas.get('/api/guess/42/');
  assert.deepEqual(observed, [
    { method: 'GET', route: '/api/conversations/{id}/', status: 404 },
    { method: 'GET', route: 'none', status: 404 },
  ]);
});
