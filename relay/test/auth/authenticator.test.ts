import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthenticator } from '../../src/auth/authenticator.js';
import { signToken } from '../../src/auth/sign-token.js';
import {
  NOW_S,
  authConfig,
  ecKeys,
  ecToken,
  edKeys,
  edToken,
  fixedClock,
  goodClaims,
  hmacToken,
  pemOf,
  rsaKeys,
  rsaToken,
} from './tokens.js';

const bySecret = createAuthenticator(authConfig(), fixedClock());

test('a token becomes the person it names', async () => {
  const subjects = ['deal:42', 'person:*'];
  const claims = goodClaims({
    name: 'Tomás Ferreira',
    role: 'agent',
    avatar: 'https://crm.test/t.png',
    tenant: 'north',
    subjects,
  });
  assert.deepEqual(await bySecret(hmacToken(claims)), {
    tenant: 'north',
    user: { id: 'tomas', name: 'Tomás Ferreira', role: 'agent', avatar: 'https://crm.test/t.png' },
    subjects,
    expiresAt: (NOW_S + 600) * 1000,
  });
});

test('what a token leaves out, or says as null, has a default', async () => {
  const absent = { name: null, role: null, avatar: null, tenant: null, subjects: null, token_type: null, nbf: null };
  const expected = {
    tenant: 'default',
    user: { id: 'tomas', name: 'tomas', role: 'user', avatar: null },
    subjects: [],
    expiresAt: (NOW_S + 600) * 1000,
  };
  assert.deepEqual(await bySecret(hmacToken(goodClaims())), expected);
  delete (absent as Record<string, unknown>)['nbf'];
  assert.deepEqual(await bySecret(hmacToken(goodClaims(absent))), expected);
});

test('thirty seconds between two clocks are forgiven', async () => {
  const late = await bySecret(hmacToken(goodClaims({ exp: NOW_S - 29 })));
  assert.equal(late.expiresAt, (NOW_S + 1) * 1000, 'a socket that it opens is not closed at once');
  await bySecret(hmacToken(goodClaims({ nbf: NOW_S + 29, iat: NOW_S + 29 })));
  await bySecret(hmacToken(JSON.stringify({ sub: 'tomas', exp: NOW_S + 86_400 + 29 })));
  await bySecret(hmacToken(goodClaims({ iat: NOW_S, exp: NOW_S + 86_400 })));
});

test('an id may be any text of up to 128 characters', async () => {
  for (const sub of ['x'.repeat(128), 'José ✨', '../../etc/passwd', ' ', "' OR 1=1"]) {
    assert.equal((await bySecret(hmacToken(goodClaims({ sub })))).user.id, sub);
  }
});

test('a name is one line of at most 200 characters, and never half a character', async () => {
  const nameOf = async (name: string) => (await bySecret(hmacToken(goodClaims({ name })))).user.name;
  assert.equal(await nameOf(' Dana\n\tOkafor\u0000 '), 'Dana Okafor');
  assert.equal(await nameOf('   '), 'tomas');
  const cut = await nameOf(`${'x'.repeat(199)}😀`);
  assert.ok(cut.isWellFormed());
  assert.equal(cut.length, 200);
});

test('an avatar that is no web address is left out, and locks nobody out', async () => {
  for (const avatar of [
    'javascript:alert(1)',
    'data:image/png;base64,AA',
    '/me.png',
    5,
    `https://x.test/${'x'.repeat(3000)}`,
  ]) {
    assert.equal((await bySecret(hmacToken(goodClaims({ avatar })))).user.avatar, null);
  }
});

test('a Django SimpleJWT serves with JWT_USER_CLAIM=user_id, its number turned into text', async () => {
  const authenticate = createAuthenticator(authConfig(undefined, { userClaim: 'user_id' }), fixedClock());
  const claims = { token_type: 'access', exp: NOW_S + 300, iat: NOW_S, jti: 'a', user_id: 42 };
  assert.equal((await authenticate(hmacToken(claims))).user.id, '42');
  assert.equal((await authenticate(hmacToken({ ...claims, user_id: '42' }))).user.id, '42');
  await assert.rejects(authenticate(hmacToken({ ...claims, user_id: 1.5 })), { code: 'token_invalid' });
  await assert.rejects(authenticate(hmacToken({ ...claims, user_id: 1e300 })), { code: 'token_invalid' });
  await assert.rejects(authenticate(hmacToken({ ...claims, user_id: true })), { code: 'token_invalid' });
  await assert.rejects(authenticate(hmacToken(goodClaims())), { code: 'token_invalid' });
});

test('a PEM key of each kind serves, with the one algorithm that is its own', async () => {
  const keys = { RS256: rsaKeys(), ES256: ecKeys(), EdDSA: edKeys() };
  const tokens = {
    RS256: rsaToken(goodClaims(), keys.RS256.privateKey),
    ES256: ecToken(goodClaims(), keys.ES256.privateKey),
    EdDSA: edToken(goodClaims(), keys.EdDSA.privateKey),
  };
  for (const [name, { publicKey }] of Object.entries(keys)) {
    const authenticate = createAuthenticator(authConfig({ kind: 'pem', pem: pemOf(publicKey) }), fixedClock());
    for (const [algorithm, token] of Object.entries(tokens)) {
      if (algorithm === name) assert.equal((await authenticate(token)).user.id, 'tomas');
      else await assert.rejects(authenticate(token), { code: 'token_invalid' });
    }
  }
});

test('a key that cannot serve stops the relay, not the first person who comes', () => {
  const withPem = (pem: string) => () => createAuthenticator(authConfig({ kind: 'pem', pem }), fixedClock());
  assert.throws(withPem('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'), /takes a public key/);
});

test('what the relay signs itself, it accepts', async () => {
  const config = authConfig(undefined, { issuer: 'https://crm.test', audience: 'chat', userClaim: 'uid' });
  const request = {
    sub: 'dana',
    name: 'Dana',
    role: 'agent',
    subjects: ['deal:*'],
    tenant: 't',
    expiresIn: 60,
  } as const;
  const principal = await createAuthenticator(config, fixedClock())(await signToken(config, request, fixedClock()));
  assert.deepEqual(principal, {
    tenant: 't',
    user: { id: 'dana', name: 'Dana', role: 'agent', avatar: null },
    subjects: ['deal:*'],
    expiresAt: (NOW_S + 60) * 1000,
  });
  const pem = authConfig({ kind: 'pem', pem: '' });
  await assert.rejects(signToken(pem, request, fixedClock()), /JWT_SECRET/);
});
