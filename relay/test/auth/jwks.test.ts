import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createAuthenticator } from '../../src/auth/authenticator.js';
import { NOW_S, authConfig, ecKeys, ecToken, fixedClock, hmacToken, rsaKeys, rsaToken } from './tokens.js';

const jwkOf = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), use: 'sig', ...more });

/** A real issuer: keys and mood can be changed, requests are counted. */
async function issuer(t: TestContext, keys: object[]) {
  const state = { keys, status: 200, requests: 0, hold: undefined as Promise<void> | undefined };
  const server = createServer((_request, response) => {
    state.requests += 1;
    void (state.hold ?? Promise.resolve()).then(() => {
      response.writeHead(state.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: state.keys }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const clock = fixedClock(Math.floor(Date.now() / 1000));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  const claims = { sub: 'tomas', exp: Math.floor(clock.now() / 1000) + 3600 };
  return { state, clock, claims, authenticate: createAuthenticator(authConfig({ kind: 'jwks', url }), clock) };
}

test('keys are fetched once for all who come at once, and then kept', async (t) => {
  const keys = rsaKeys();
  const { state, claims, authenticate } = await issuer(t, [jwkOf(keys.publicKey, { kid: 'a' })]);
  const token = rsaToken(claims, keys.privateKey, { alg: 'RS256', kid: 'a' });
  const people = await Promise.all(Array.from({ length: 20 }, () => authenticate(token)));
  assert.ok(people.every(({ user }) => user.id === 'tomas'));
  await authenticate(token);
  assert.equal(state.requests, 1);
});

test('among keys without a kid the right one is found, and a stranger is still refused', async (t) => {
  const [one, two] = [rsaKeys(), rsaKeys()];
  const { claims, authenticate } = await issuer(t, [jwkOf(one.publicKey), jwkOf(two.publicKey)]);
  assert.equal((await authenticate(rsaToken(claims, two.privateKey))).user.id, 'tomas');
  await assert.rejects(authenticate(rsaToken(claims, rsaKeys().privateKey)), { code: 'token_invalid' });
  const expired = rsaToken({ ...claims, exp: NOW_S - 9_000_000 }, two.privateKey);
  await assert.rejects(authenticate(expired), { code: 'token_expired' });
});

test('a key serves its own algorithm alone', async (t) => {
  const [rsa, ec] = [rsaKeys(), ecKeys()];
  const { claims, authenticate } = await issuer(t, [
    jwkOf(rsa.publicKey, { kid: 'a' }),
    jwkOf(ec.publicKey, { kid: 'b' }),
  ]);
  await authenticate(ecToken(claims, ec.privateKey, { alg: 'ES256', kid: 'b' }));
  await assert.rejects(authenticate(ecToken(claims, ec.privateKey, { alg: 'ES256', kid: 'a' })), {
    code: 'token_invalid',
  });
});

test('no symmetric token gets by a key set, not even with a secret published in it', async (t) => {
  const k = Buffer.from('published by mistake, long enough for HS256').toString('base64url');
  const { claims, authenticate } = await issuer(t, [{ kty: 'oct', k, kid: 'a', alg: 'HS256', use: 'sig' }]);
  const token = hmacToken(claims, { alg: 'HS256', kid: 'a' }, 'published by mistake, long enough for HS256');
  await assert.rejects(authenticate(token), { code: 'token_invalid' });
});

test('strangers who invent kids do not make the relay hammer the issuer', async (t) => {
  const keys = rsaKeys();
  const { state, claims, authenticate } = await issuer(t, [jwkOf(keys.publicKey, { kid: 'a' })]);
  for (let i = 0; i < 20; i += 1) {
    const token = rsaToken(claims, keys.privateKey, { alg: 'RS256', kid: `invented-${i}` });
    await assert.rejects(authenticate(token), { code: 'token_invalid' });
  }
  assert.equal(state.requests, 1);
});

test('while the issuer is away nobody is told that their token is bad, and it is asked at most every 5 s', async (t) => {
  const keys = rsaKeys();
  const { state, clock, claims, authenticate } = await issuer(t, [jwkOf(keys.publicKey, { kid: 'a' })]);
  const token = rsaToken(claims, keys.privateKey, { alg: 'RS256', kid: 'a' });
  state.status = 503;
  for (let i = 0; i < 10; i += 1) await assert.rejects(authenticate(token), { code: 'overloaded', retryAfter: 5 });
  assert.equal(state.requests, 1);
  state.status = 200;
  clock.set(clock.now() + 5000);
  assert.equal((await authenticate(token)).user.id, 'tomas');
});

test('known keys serve on while the issuer is away, for a day', async (t) => {
  const keys = rsaKeys();
  const { state, clock, claims, authenticate } = await issuer(t, [jwkOf(keys.publicKey, { kid: 'a' })]);
  const token = (exp: number) => rsaToken({ ...claims, exp }, keys.privateKey, { alg: 'RS256', kid: 'a' });
  await authenticate(token(claims.exp));
  state.status = 500;
  clock.set(clock.now() + 23 * 3600_000);
  const later = Math.floor(clock.now() / 1000) + 7200;
  assert.equal((await authenticate(token(later))).user.id, 'tomas');
  clock.set(clock.now() + 3600_000 + 1000);
  await assert.rejects(authenticate(token(later)), { code: 'overloaded' });
});

test('a key set is read again beside the work, so a withdrawn key ends', async (t) => {
  const [old, young] = [rsaKeys(), rsaKeys()];
  const { state, clock, claims, authenticate } = await issuer(t, [jwkOf(old.publicKey, { kid: 'a' })]);
  const token = rsaToken(claims, old.privateKey, { alg: 'RS256', kid: 'a' });
  await authenticate(token);
  state.keys = [jwkOf(young.publicKey, { kid: 'b' })];
  clock.set(clock.now() + 10 * 60_000);
  const next = rsaToken(claims, young.privateKey, { alg: 'RS256', kid: 'b' });
  // The first who comes starts the reading and is not kept waiting; it is done when the new key serves.
  const served = async () => {
    try {
      return (await authenticate(next)).user.id === 'tomas';
    } catch {
      return false;
    }
  };
  while (!(await served())) await setImmediate();
  clock.set(clock.now() + 60_000);
  await assert.rejects(authenticate(token), { code: 'token_invalid' });
});
