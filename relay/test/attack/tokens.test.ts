import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { CLOSE, type Code, type Problem } from '@crm-chat/sdk/protocol';
import { ecKeys, ecToken, hmacToken, pemOf, rsaKeys, rsaToken, unsignedToken, SECRET } from '../auth/tokens.js';
import { startLive, type Live } from '../live.js';
import { Bystander } from './bystander.js';

type Hostile = readonly [name: string, token: string, code?: Code];

const now = () => Math.floor(Date.now() / 1000);
const good = (more: object = {}): Record<string, unknown> => ({
  sub: 'mallory',
  iat: now() - 10,
  exp: now() + 600,
  ...more,
});
const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const signed = (header: unknown, claims: unknown, secret: string | Buffer = SECRET) => {
  const input = `${base64(header)}.${base64(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const HS = { alg: 'HS256', typ: 'JWT' };
const header = (more: object) => signed({ ...HS, ...more }, good());
const claims = (more: object) => hmacToken(good(more));

function forms(): Hostile[] {
  const whole = hmacToken(good());
  const [head = '', payload = '', signature = ''] = whole.split('.');
  return [
    ['words', 'let-me-in'],
    ['dots alone', '..'],
    ['no signature', `${head}.${payload}.`],
    ['two parts', `${head}.${payload}`],
    ['four parts', `${whole}.x`],
    ['a JWE', `${base64({ alg: 'dir', enc: 'A256GCM' })}..aaaa.bbbb.cccc`],
    ['a JWE in the place of a JWS', `${base64({ alg: 'dir', enc: 'A256GCM' })}.${payload}.${signature}`],
    ['padding', `${whole}=`],
    ['the other alphabet', `${head}.${payload}.${signature.slice(0, -1)}+`],
    ['one bit of the signature', `${head}.${payload}.${(signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)}`],
    ['the signature of another', `${head}.${payload}.${hmacToken(good({ sub: 'ann' })).split('.')[2] ?? ''}`],
    ['claims of another', `${head}.${base64(good({ role: 'admin' }))}.${signature}`],
    ['claims that are no JSON', signed(HS, '{"sub":')],
    ['claims that are a list', signed(HS, '[]')],
    ['claims that are null', signed(HS, 'null')],
    ['a header that is no JSON', `${base64('{')}.${payload}.${signature}`],
    ['a header that is a list', signed('["HS256"]', good())],
    ['a secret that is empty', signed(HS, good(), '')],
    ['a secret that many use', signed(HS, good(), 'secret')],
    ['16 KB within a header', hmacToken(good({ pad: 'x'.repeat(9000) }))],
  ];
}

function headers(): Hostile[] {
  return [
    ...['none', 'None', 'NONE', 'nOnE', ''].map((alg): Hostile => [`alg ${alg}`, unsignedToken(good(), { alg })]),
    ['alg none with the right signature', header({ alg: 'none' })],
    ['alg missing', signed({ typ: 'JWT' }, good())],
    ['alg a list', header({ alg: ['HS256'] })],
    ['alg HS512 over HS256', header({ alg: 'HS512' })],
    ['alg RS256 over a secret', header({ alg: 'RS256' })],
    ['alg with a space', header({ alg: 'HS256 ' })],
    ['crit with what nobody knows', header({ crit: ['exp'], exp: 1 })],
    ['crit empty', header({ crit: [] })],
    ['b64 false', header({ b64: false, crit: ['b64'] })],
    ['kid that climbs, signed with nothing', signed({ ...HS, kid: '../../../../dev/null' }, good(), '')],
    ['kid that is SQL', signed({ ...HS, kid: "x' UNION SELECT 'secret" }, good(), 'secret')],
    ['kid a list', signed({ ...HS, kid: ['a'] }, good(), 'a')],
    ['jku', signed({ ...HS, jku: 'https://evil.test/jwks.json' }, good(), 'mine')],
    ['x5u', signed({ ...HS, x5u: 'https://evil.test/cert.pem' }, good(), 'mine')],
    ['a key of its own', signed({ ...HS, jwk: { kty: 'oct', k: base64('mine') } }, good(), 'mine')],
  ];
}

function times(): Hostile[] {
  return [
    ['exp missing', claims({ exp: undefined })],
    ['exp null', claims({ exp: null })],
    ['exp as text', claims({ exp: String(now() + 600) })],
    ['exp a list', claims({ exp: [now() + 600] })],
    ['exp beyond numbers', signed(HS, `{"sub":"mallory","exp":1e999}`)],
    ['exp as large as numbers go', claims({ exp: Number.MAX_SAFE_INTEGER })],
    ['exp in milliseconds', claims({ exp: Date.now() + 600_000 })],
    ['exp half a second after 1970', claims({ exp: 0.5, iat: 0 }), 'token_expired'],
    ['exp negative', claims({ exp: -1 }), 'token_expired'],
    ['exp a minute ago', claims({ exp: now() - 60 }), 'token_expired'],
    [
      'exp twice, of which the second is past',
      signed(HS, `{"sub":"mallory","exp":${now() + 600},"exp":1}`),
      'token_expired',
    ],
    ['a life of a week', claims({ exp: now() + 7 * 86_400 })],
    ['nbf ahead', claims({ nbf: now() + 300 })],
    ['nbf as text', claims({ nbf: 'now' })],
    ['iat ahead', claims({ iat: now() + 6 * 86_400, exp: now() + 7 * 86_400 - 60 })],
    ['iat negative', claims({ iat: -1 })],
  ];
}

function people(): Hostile[] {
  return [
    ['sub missing', claims({ sub: undefined })],
    ['sub null', claims({ sub: null })],
    ['sub empty', claims({ sub: '' })],
    ['sub a number', claims({ sub: 7 })],
    ['sub an object', claims({ sub: { $ne: null } })],
    ['sub of 129 characters', claims({ sub: 'x'.repeat(129) })],
    ['sub that is not Unicode', signed(HS, `{"sub":"\\ud800","exp":${now() + 600}}`)],
    ['sub of the bot', claims({ sub: 'bot' })],
    ['sub of the relay', claims({ sub: 'system' })],
    ['role bot', claims({ role: 'bot' })],
    ['role system', claims({ role: 'system' })],
    ['role ADMIN', claims({ role: 'ADMIN' })],
    ['role a list', claims({ role: ['admin'] })],
    ['a refresh token', claims({ token_type: 'refresh' })],
    ['tenant empty', claims({ tenant: '' })],
    ['tenant an object', claims({ tenant: { toString: 'ours' } })],
    ['tenant of 129 characters', claims({ tenant: 'x'.repeat(129) })],
    ['tenant that is not Unicode', signed(HS, `{"sub":"a","tenant":"\\udc00","exp":${now() + 600}}`)],
    ['subjects a string', claims({ subjects: 'deal:*' })],
    ['subjects beyond count', claims({ subjects: Array.from({ length: 1001 }, (_, n) => `d:${n}`) })],
  ];
}

function issued(): Hostile[] {
  const right = { iss: 'https://crm.test', aud: 'chat' };
  const but = (more: object) => claims({ ...right, ...more });
  return [
    ['issuer missing', but({ iss: undefined })],
    ['issuer of another', but({ iss: 'https://crm.test.evil.test' })],
    ['issuers in a list', but({ iss: [right.iss] })],
    ['audience missing', but({ aud: undefined })],
    ['audience of another', but({ aud: 'mail' })],
    ['audiences without ours', but({ aud: ['mail', 'chat2'] })],
    ['audience that only begins like ours', but({ aud: 'chat ' })],
  ];
}

/** Each comes from an address of its own: what an address may try is another test. */
let callers = 0;
const caller = () => ({ 'x-forwarded-for': `198.18.${(callers += 1) >> 8}.${callers & 255}` });

async function overHttp(live: Live, token: string): Promise<string> {
  const response = await live.request('/api/conversations/', {
    headers: { ...caller(), authorization: `Bearer ${token}` },
  });
  const problem = (await response.json()) as Problem;
  for (const part of token.split('.')) if (part.length > 12) assert.ok(!JSON.stringify(problem).includes(part));
  assert.equal(response.status, problem.status);
  return problem.code;
}

/** The code of the close, by the first frame or in the address as older clients do. */
function overSocket(live: Live, token: string, inAddress: boolean): Promise<number> {
  const query = inAddress ? `?token=${encodeURIComponent(token)}` : '';
  const url = `${live.socketUrl}/ws/chat/${randomUUID()}/${query}`;
  const socket = new WebSocket(url, { headers: caller() });
  if (!inAddress) socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', v: 1, token })));
  return new Promise((resolve, reject) => {
    socket.on('close', (code) => resolve(code));
    socket.on('error', reject);
  });
}

async function refuseAll(t: TestContext, live: Live, hostile: readonly Hostile[]): Promise<void> {
  const bystander = await Bystander.start(t, live);
  for (const [name, token, code = 'token_invalid'] of hostile) {
    await t.test(name, async () => {
      assert.equal(await overHttp(live, token), code);
      // Longer than a hello may be, it is no hello at all.
      if (token.length < 8000) {
        assert.equal(await overSocket(live, token, false), CLOSE.bad_token);
        assert.equal(await overSocket(live, token, true), CLOSE.bad_token);
      }
    });
  }
  await bystander.goesOn();
  await bystander.end();
}

const HOPS = { TRUSTED_PROXY_HOPS: '1' };

test('a relay with a secret lets nobody in by any of these, at either door, and nobody inside notices', async (t) => {
  const live = await startLive(t, { environment: { ...HOPS, JWT_SECRET: SECRET } });
  const hostile = [...forms(), ...headers(), ...times(), ...people()];
  assert.ok(hostile.length >= 40);
  await refuseAll(t, live, hostile);
});

test('where issuer and audience are set, they have to be these', async (t) => {
  const environment = { ...HOPS, JWT_SECRET: SECRET, JWT_ISSUER: 'https://crm.test', JWT_AUDIENCE: 'chat' };
  const live = await startLive(t, { environment });
  await refuseAll(t, live, issued());
});

test('a relay with a public key takes none of these for the work of the private one', async (t) => {
  const rsa = rsaKeys();
  const stranger = rsaKeys();
  const pem = pemOf(rsa.publicKey);
  const live = await startLive(t, { environment: { ...HOPS, JWT_SECRET: '', JWT_PUBLIC_KEY: pem } });
  const jwk = stranger.publicKey.export({ format: 'jwk' });
  const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
  const mine = (more: object) => rsaToken(good(), stranger.privateKey, { alg: 'RS256', ...more });
  const hostile: Hostile[] = [
    ['HS256 with the public key as its secret', hmacToken(good(), HS, pem)],
    ['the same without its last line break', hmacToken(good(), HS, pem.trim())],
    ['the same with the line breaks of Windows', hmacToken(good(), HS, pem.replaceAll('\n', '\r\n'))],
    ['the same as DER', signed(HS, good(), der)],
    ['alg none', unsignedToken(good(), { alg: 'none' })],
    ['a stranger’s key', mine({})],
    ['a stranger’s key, brought along', mine({ jwk })],
    ['a stranger’s key set', mine({ jku: 'https://evil.test/jwks.json' })],
    ['a stranger’s certificate', mine({ x5c: [base64('mine')] })],
    ['RS512', rsaToken(good(), rsa.privateKey, { alg: 'RS512' })],
    ['PS256', rsaToken(good(), rsa.privateKey, { alg: 'PS256' })],
    ['ES256', ecToken(good(), ecKeys().privateKey)],
    ['ES256 over an RSA signature', rsaToken(good(), rsa.privateKey, { alg: 'ES256' })],
    ['a key of 1,024 bits', rsaToken(good(), generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)],
  ];
  const right = rsaToken(good(), rsa.privateKey);
  const response = await live.request('/api/conversations/', { headers: { authorization: `Bearer ${right}` } });
  assert.equal(response.status, 200, 'the private key’s own work is let in');
  for (const [name, token] of hostile) {
    await t.test(name, async () => {
      assert.equal(await overHttp(live, token), 'token_invalid');
      assert.equal(await overSocket(live, token, false), CLOSE.bad_token);
    });
  }
});

test('whoever has the relay’s own key can be an admin by it, as by a link, and nobody else', async (t) => {
  const rsa = rsaKeys();
  const live = await startLive(t, {
    environment: { ...HOPS, JWT_SECRET: '', JWT_PUBLIC_KEY: pemOf(rsa.publicKey) },
  });
  const key = await readFile(path.join(live.config.data, 'admin-key'), 'utf8');
  const typ = 'crm-chat-admin+jwt';
  const own = (more: object = {}, head: object = {}) =>
    hmacToken(good({ role: 'admin', ...more }), { alg: 'HS256', typ, ...head }, key);
  const hostile: Hostile[] = [
    ['a plain user', own({ role: 'user' })],
    ['a plain user by default', own({ role: undefined })],
    ['an agent', own({ role: 'agent' })],
    ['roles in a list', own({ role: ['admin'] })],
    ['a user, as the CRM writes it', own({ role: 'user' }, { typ: 'JWT' })],
    ['an admin, as the CRM writes it', own({}, { typ: 'JWT' })],
    ['without a type', own({}, { typ: undefined })],
    ['the type in capitals', own({}, { typ: typ.toUpperCase() })],
    ['the bot', own({ sub: 'bot' })],
    ['the relay', own({ sub: 'system' })],
    ['nobody', own({ sub: undefined })],
    ['a link', own({ token_type: 'admin-link', jti: 'x' })],
    ['for longer than a session', own({ exp: now() + 9 * 3600 })],
    ['for longer than a session, issued ahead', own({ iat: now() + 3600, exp: now() + 8 * 3600 })],
    ['without iat', own({ iat: undefined })],
    ['without exp', own({ exp: undefined })],
    ['expired', own({ iat: now() - 600, exp: now() - 300 }), 'token_expired'],
    ['alg none', unsignedToken(good({ role: 'admin' }), { alg: 'none', typ })],
    ['HS512', own({}, { alg: 'HS512' })],
    ['another key', hmacToken(good({ role: 'admin' }), { alg: 'HS256', typ }, `${key}x`)],
    ['the public key as its secret', hmacToken(good({ role: 'admin' }), { alg: 'HS256', typ }, pemOf(rsa.publicKey))],
    ['the CRM’s key under the relay’s type', rsaToken(good({ role: 'admin' }), rsa.privateKey, { alg: 'RS256', typ })],
  ];
  const right = await live.request('/api/admin/session/', { headers: { authorization: `Bearer ${own()}` } });
  assert.equal(right.status, 200, 'the claims of the bad ones are good otherwise');
  for (const [name, token, code = 'token_invalid'] of hostile) {
    await t.test(name, async () => {
      assert.equal(await overHttp(live, token), code);
      assert.equal(await overSocket(live, token, false), CLOSE.bad_token);
    });
  }
});

test('100 KB of token is refused before anybody reads it', async (t) => {
  const live = await startLive(t, { environment: { ...HOPS, JWT_SECRET: SECRET } });
  const token = hmacToken(good({ pad: 'x'.repeat(100_000) }));
  assert.equal(await overHttp(live, token), 'headers_too_large');
  assert.ok([CLOSE.bad_frame, 1006].includes(await overSocket(live, token, false)));
});
