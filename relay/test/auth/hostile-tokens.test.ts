import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthenticator } from '../../src/auth/authenticator.js';
import { RelayError } from '../../src/errors.js';
import {
  NOW_S,
  SECRET,
  authConfig,
  ecKeys,
  ecToken,
  fixedClock,
  goodClaims,
  hmacToken,
  pemOf,
  rsaKeys,
  rsaToken,
  unsignedToken,
} from './tokens.js';

const rsa = rsaKeys();
const stranger = rsaKeys();
const pem = pemOf(rsa.publicKey);
const bySecret = createAuthenticator(authConfig(), fixedClock());
const byPem = createAuthenticator(authConfig({ kind: 'pem', pem }), fixedClock());
const strict = createAuthenticator(
  authConfig(undefined, { issuer: 'https://crm.test', audience: 'chat' }),
  fixedClock(),
);

const good = hmacToken(goodClaims());
const [header = '', payload = '', signature = ''] = good.split('.');

/** The same bytes under another last character: the two bits that a decoder throws away. */
const strayBits = (part: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(part.at(-1) ?? '');
  return part.slice(0, -1) + alphabet.charAt(last ^ 1);
};

const hostile: [name: string, token: string, detail: RegExp, code?: string][] = [
  ['alg none', unsignedToken(goodClaims(), { alg: 'none' }), /algorithm/],
  ['alg None', unsignedToken(goodClaims(), { alg: 'None' }), /algorithm/],
  [
    'alg nOnE with the signature of another token',
    `${unsignedToken(goodClaims(), { alg: 'nOnE' })}${signature}`,
    /algorithm/,
  ],
  ['no alg at all', hmacToken(goodClaims(), { typ: 'JWT' }), /well-formed/],
  ['alg as a list', hmacToken(goodClaims(), { alg: ['HS256'] }), /well-formed/],
  ['HS384', hmacToken(goodClaims(), { alg: 'HS384' }), /algorithm/],
  ['RS256 where a secret is configured', rsaToken(goodClaims(), rsa.privateKey), /algorithm/],
  ['another secret', hmacToken(goodClaims(), undefined, `${SECRET}!`), /signature/],
  ['an empty secret', hmacToken(goodClaims(), undefined, ''), /signature/],
  [
    'a kid that climbs folders, signed with what /dev/null holds',
    hmacToken(goodClaims(), { alg: 'HS256', kid: '../../dev/null' }, ''),
    /signature/,
  ],
  ['a kid with SQL', hmacToken(goodClaims(), { alg: 'HS256', kid: "' UNION SELECT 'x" }, 'x'), /signature/],
  ['a person who is a dot', hmacToken(goodClaims({ sub: '.' })), /cannot be named/],
  ['a person who is two dots', hmacToken(goodClaims({ sub: '..' })), /cannot be named/],
  ['an unknown critical header', hmacToken(goodClaims(), { alg: 'HS256', crit: ['x'], x: 1 }), /well-formed/],
  ['an unencoded payload', hmacToken(goodClaims(), { alg: 'HS256', b64: false, crit: ['b64'] }), /refused/],
  [
    'a changed payload',
    `${header}.${Buffer.from(JSON.stringify(goodClaims({ sub: 'dana' }))).toString('base64url')}.${signature}`,
    /signature/,
  ],
  ['no signature', `${header}.${payload}.`, /signature/],
  ['a cut signature', good.slice(0, -3), /signature/],
  ['two parts', `${header}.${payload}`, /not a JWT/],
  ['four parts', `${good}.x`, /not a JWT/],
  ['a JWE', 'eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc', /JWE/],
  ['padding', `${header}.${payload}.${signature}=`, /base64url/],
  ['the other base64 alphabet', `${header}.${payload}.${signature.replace(/.$/, '+')}`, /base64url/],
  ['stray last bits, the same bytes', `${header}.${payload}.${strayBits(signature)}`, /base64url/],
  ['a line break', `${header}.${payload}\n.${signature}`, /base64url/],
  ['100 KB', hmacToken(goodClaims({ pad: 'x'.repeat(100_000) })), /longer than 8192/],
  ['words', 'not-a-token', /not a JWT/],
  ['a header that is no JSON', `${Buffer.from('{').toString('base64url')}.${payload}.${signature}`, /well-formed/],
  ['claims that are a list', hmacToken('[]'), /well-formed/],
  ['claims that are no JSON', hmacToken('{"sub":'), /well-formed/],
  ['exp missing', hmacToken(JSON.stringify({ sub: 'tomas' })), /exp is missing/],
  ['exp null', hmacToken(goodClaims({ exp: null })), /exp/],
  ['exp as text', hmacToken(goodClaims({ exp: String(NOW_S + 600) })), /exp must be a number/],
  ['exp beyond numbers', hmacToken(`{"sub":"tomas","exp":1e999}`), /exp must be a number/],
  ['exp as a fraction long past', hmacToken(goodClaims({ exp: 0.5 })), /expired/, 'token_expired'],
  ['exp negative', hmacToken(goodClaims({ exp: -1 })), /expired/, 'token_expired'],
  ['expired a minute ago', hmacToken(goodClaims({ exp: NOW_S - 60 })), /expired/, 'token_expired'],
  ['expired, to the second of the leeway', hmacToken(goodClaims({ exp: NOW_S - 30 })), /expired/, 'token_expired'],
  ['a life of a week', hmacToken(goodClaims({ exp: NOW_S + 7 * 86_400 })), /longer than 24 hours/],
  [
    'a life of a week without iat',
    hmacToken(JSON.stringify({ sub: 'tomas', exp: NOW_S + 7 * 86_400 })),
    /longer than 24 hours/,
  ],
  [
    'iat far ahead, to make the life look short',
    hmacToken(goodClaims({ iat: NOW_S + 6 * 86_400, exp: NOW_S + 7 * 86_400 })),
    /iat lies/,
  ],
  ['nbf ahead', hmacToken(goodClaims({ nbf: NOW_S + 120 })), /nbf/],
  ['nbf as text', hmacToken(goodClaims({ nbf: 'now' })), /nbf/],
  ['sub missing', hmacToken({ exp: NOW_S + 600 }), /sub is missing/],
  ['sub empty', hmacToken(goodClaims({ sub: '' })), /sub must be/],
  ['sub a number', hmacToken(goodClaims({ sub: 7 })), /sub must be/],
  ['sub an object', hmacToken(goodClaims({ sub: { $ne: null } })), /sub must be/],
  ['sub of 129 characters', hmacToken(goodClaims({ sub: 'x'.repeat(129) })), /sub must be/],
  ['sub with half a surrogate pair', hmacToken(`{"sub":"\\ud800","exp":${NOW_S + 600}}`), /sub must be/],
  ['the id of the bot', hmacToken(goodClaims({ sub: 'bot' })), /own/],
  ['the id of the relay', hmacToken(goodClaims({ sub: 'system' })), /own/],
  ['role bot', hmacToken(goodClaims({ role: 'bot' })), /role/],
  ['role system', hmacToken(goodClaims({ role: 'system' })), /role/],
  ['role Admin', hmacToken(goodClaims({ role: 'Admin' })), /role/],
  ['roles in a list', hmacToken(goodClaims({ role: ['admin'] })), /role/],
  ['a refresh token', hmacToken(goodClaims({ token_type: 'refresh' })), /token_type/],
  ['tenant empty', hmacToken(goodClaims({ tenant: '' })), /tenant/],
  ['tenant an object', hmacToken(goodClaims({ tenant: {} })), /tenant/],
  ['subjects a string', hmacToken(goodClaims({ subjects: 'deal:42' })), /subjects/],
  ['subjects with numbers', hmacToken(goodClaims({ subjects: [42] })), /subjects/],
  ['name a number', hmacToken(goodClaims({ name: 5 })), /name/],
];

for (const [name, token, detail, code = 'token_invalid'] of hostile) {
  test(`a token is refused: ${name}`, async () => {
    await assert.rejects(bySecret(token), (error) => {
      assert.ok(error instanceof RelayError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, detail);
      // The detail goes to whoever asked and into logs.
      for (const part of token.split('.')) if (part.length > 12) assert.ok(!error.message.includes(part));
      return true;
    });
  });
}

const jwk = stranger.publicKey.export({ format: 'jwk' });
const againstPem: [name: string, token: string][] = [
  ['HS256 signed with the public key as its secret', hmacToken(goodClaims(), undefined, pem)],
  ['HS256 with the key without its last line break', hmacToken(goodClaims(), undefined, pem.trim())],
  ['alg none', unsignedToken(goodClaims(), { alg: 'none' })],
  ['a key of its own in the header (jwk)', rsaToken(goodClaims(), stranger.privateKey, { alg: 'RS256', jwk })],
  [
    'a key set of its own (jku)',
    rsaToken(goodClaims(), stranger.privateKey, { alg: 'RS256', jku: 'https://evil.test/jwks' }),
  ],
  [
    'a certificate of its own (x5u)',
    rsaToken(goodClaims(), stranger.privateKey, { alg: 'RS256', x5u: 'https://evil.test/c' }),
  ],
  ['RS512', rsaToken(goodClaims(), rsa.privateKey, { alg: 'RS512' })],
  ['PS256', rsaToken(goodClaims(), rsa.privateKey, { alg: 'PS256' })],
  ['ES256 by a stranger', ecToken(goodClaims(), ecKeys().privateKey)],
];

for (const [name, token] of againstPem) {
  test(`a relay with a public key refuses: ${name}`, async () => {
    await assert.rejects(byPem(token), { code: 'token_invalid' });
  });
}

const claims = (more: Record<string, unknown>) =>
  hmacToken(goodClaims({ iss: 'https://crm.test', aud: 'chat', ...more }));

for (const [name, token, detail] of [
  ['no issuer', claims({ iss: undefined }), /iss/],
  ['another issuer', claims({ iss: 'https://crm.test.evil' }), /iss/],
  ['a list of issuers', claims({ iss: ['https://crm.test'] }), /iss/],
  ['no audience', claims({ aud: undefined }), /aud/],
  ['another audience', claims({ aud: 'mail' }), /aud/],
  ['a list without ours', claims({ aud: ['mail', 'chat2'] }), /aud/],
] as const) {
  test(`where issuer and audience are configured, a token is refused: ${name}`, async () => {
    await assert.rejects(
      strict(token),
      (error: RelayError) => error.code === 'token_invalid' && detail.test(error.message),
    );
  });
}

test('a list of audiences that holds ours is fine', async () => {
  assert.equal((await strict(claims({ aud: ['mail', 'chat'] }))).user.id, 'tomas');
});

test('no token is another mistake than a bad one', async () => {
  await assert.rejects(bySecret(undefined), { code: 'token_missing' });
  await assert.rejects(bySecret(''), { code: 'token_missing' });
});
