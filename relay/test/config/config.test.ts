import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DEFAULT_LIMITS } from '@crm-chat/sdk/protocol';
import { ConfigError, doubts, originAllowed, readConfig, type Environment, type Flags } from '../../src/config.js';
import { pemOf, rsaKeys } from '../auth/tokens.js';

const SECRET = 's'.repeat(32);
const GOOD = { JWT_SECRET: SECRET, ALLOWED_ORIGINS: 'https://crm.test' };

function problemsOf(environment: Environment, flags: Flags = {}): readonly string[] {
  try {
    readConfig(flags, environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems;
  }
  return [];
}

const folder = (t: TestContext) => {
  const data = mkdtempSync(path.join(tmpdir(), 'crm-chat-config-'));
  t.after(() => rmSync(data, { recursive: true }));
  return data;
};

test('a secret and an origin are enough; the rest has defaults', () => {
  const { data, ...config } = readConfig({}, GOOD);
  assert.ok(path.isAbsolute(data));
  assert.deepEqual(config, {
    host: '127.0.0.1',
    port: 8787,
    dev: false,
    auth: { key: { kind: 'secret', secret: SECRET }, issuer: null, audience: null, userClaim: 'sub' },
    allowedOrigins: ['https://crm.test'],
    bot: { provider: 'echo' },
    limits: DEFAULT_LIMITS,
    trustedProxyHops: 0,
    retentionDays: null,
    auditDays: 365,
    logLevel: 'info',
  });
});

test('everything can be set', () => {
  const environment = {
    ...GOOD,
    ALLOWED_ORIGINS: 'https://crm.test, http://intranet:8080,https://crm.test',
    JWT_ISSUER: 'https://crm.test',
    JWT_AUDIENCE: 'chat',
    JWT_USER_CLAIM: 'user_id',
    BOT_PROVIDER: 'openai',
    OPENAI_BASE_URL: 'http://llm.internal:8000/v1',
    OPENAI_API_KEY: 'key',
    OPENAI_MODEL: 'small',
    LIMITS: '{"text_chars": 4000, "upload_types": ["image/png"]}',
    TRUSTED_PROXY_HOPS: '2',
    RETENTION_DAYS: '90',
    LOG_LEVEL: 'warn',
  };
  const config = readConfig({ port: '0', host: '0.0.0.0', data: '/srv/chat' }, environment);
  assert.deepEqual(config.allowedOrigins, ['https://crm.test', 'http://intranet:8080']);
  assert.deepEqual(config.bot, {
    provider: 'openai',
    baseUrl: environment.OPENAI_BASE_URL,
    apiKey: 'key',
    model: 'small',
  });
  assert.deepEqual(config.limits, { ...DEFAULT_LIMITS, text_chars: 4000, upload_types: ['image/png'] });
  assert.deepEqual(
    [config.port, config.host, config.data, config.trustedProxyHops, config.retentionDays, config.logLevel],
    [0, '0.0.0.0', '/srv/chat', 2, 90, 'warn'],
  );
  assert.deepEqual(
    [config.auth.issuer, config.auth.audience, config.auth.userClaim],
    ['https://crm.test', 'chat', 'user_id'],
  );
});

const bad: [name: string, environment: Environment, says: RegExp, flags?: Flags][] = [
  ['no key', { ALLOWED_ORIGINS: 'https://crm.test' }, /^JWT_SECRET is missing.*JWT_JWKS_URL.*JWT_PUBLIC_KEY/],
  ['an empty key', { ...GOOD, JWT_SECRET: '' }, /^JWT_SECRET is missing/],
  ['no origins', { JWT_SECRET: SECRET }, /^ALLOWED_ORIGINS is missing/],
  ['a short secret', { ...GOOD, JWT_SECRET: 'short-secret' }, /^JWT_SECRET takes a secret of at least 32 bytes/],
  ['two keys', { ...GOOD, JWT_JWKS_URL: 'https://crm.test/jwks' }, /^JWT_SECRET and JWT_JWKS_URL are set/],
  [
    'keys fetched in the clear',
    { ...GOOD, JWT_SECRET: '', JWT_JWKS_URL: 'http://crm.test/jwks' },
    /^JWT_JWKS_URL takes an https URL/,
  ],
  [
    'a key URL that is none',
    { ...GOOD, JWT_SECRET: '', JWT_JWKS_URL: 'crm.test/jwks' },
    /^JWT_JWKS_URL takes an http\(s\) URL/,
  ],
  [
    'a private key',
    { ...GOOD, JWT_SECRET: '', JWT_PUBLIC_KEY: '-----BEGIN PRIVATE KEY-----' },
    /^JWT_PUBLIC_KEY holds a private key/,
  ],
  ['a key that is no PEM', { ...GOOD, JWT_SECRET: '', JWT_PUBLIC_KEY: 'MIIB' }, /^JWT_PUBLIC_KEY takes a public key/],
  [
    'a PEM text that is no key',
    { ...GOOD, JWT_SECRET: '', JWT_PUBLIC_KEY: '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----' },
    /^JWT_PUBLIC_KEY takes a public key .* cannot be read/,
  ],
  [
    'a key on a curve that no token is signed on',
    { ...GOOD, JWT_SECRET: '', JWT_PUBLIC_KEY: pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey) },
    /^JWT_PUBLIC_KEY takes an RSA key of at least 2048 bits/,
  ],
  [
    'a short RSA key',
    { ...GOOD, JWT_SECRET: '', JWT_PUBLIC_KEY: pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey) },
    /^JWT_PUBLIC_KEY takes an RSA key of at least 2048 bits/,
  ],
  ['any origin', { ...GOOD, ALLOWED_ORIGINS: '*' }, /^ALLOWED_ORIGINS takes exact origins.*entry 1/],
  ['an origin with a slash', { ...GOOD, ALLOWED_ORIGINS: 'https://a.test,https://b.test/' }, /entry 2/],
  ['an origin with a usual port', { ...GOOD, ALLOWED_ORIGINS: 'https://a.test:443' }, /entry 1/],
  ['the origin of files', { ...GOOD, ALLOWED_ORIGINS: 'null' }, /entry 1/],
  ['Redis', { ...GOOD, REDIS_URL: 'redis://x' }, /^REDIS_URL is set, but this version runs on one machine/],
  ['an unknown bot', { ...GOOD, BOT_PROVIDER: 'eliza' }, /^BOT_PROVIDER takes echo, openai or none/],
  ['a bot without a key', { ...GOOD, BOT_PROVIDER: 'openai', OPENAI_MODEL: 'm' }, /^OPENAI_API_KEY is missing/],
  ['a bot without a model', { ...GOOD, BOT_PROVIDER: 'openai', OPENAI_API_KEY: 'k' }, /^OPENAI_MODEL is missing/],
  ['a port beyond', { ...GOOD }, /^--port takes a whole number from 0 to 65535/, { port: '65536' }],
  ['a port in words', { ...GOOD }, /^--port takes/, { port: 'http' }],
  ['limits that are no JSON', { ...GOOD, LIMITS: 'text_chars=4' }, /^LIMITS takes a JSON object/],
  ['limits in a list', { ...GOOD, LIMITS: '[]' }, /^LIMITS takes a JSON object/],
  ['an unknown limit', { ...GOOD, LIMITS: '{"text_char": 4}' }, /^LIMITS has unknown names \(text_char\).*text_chars/],
  [
    'a limit below sense',
    { ...GOOD, LIMITS: '{"frame_bytes": 10}' },
    /^LIMITS.*frame_bytes takes a whole number from 1024/,
  ],
  ['a limit in words', { ...GOOD, LIMITS: '{"send_burst": "20"}' }, /^LIMITS.*send_burst takes a whole number/],
  [
    'media types that are none',
    { ...GOOD, LIMITS: '{"upload_types": ["png"]}' },
    /^LIMITS.*upload_types takes media types/,
  ],
  [
    'a type that browsers run',
    { ...GOOD, LIMITS: '{"upload_types":["image/png","image/svg+xml"]}' },
    /^LIMITS.*upload_types cannot have image\/svg\+xml: browsers run/,
  ],
  [
    'a type that no bytes tell',
    { ...GOOD, LIMITS: '{"upload_types":["application/x-own"]}' },
    /^LIMITS.*upload_types cannot have application\/x-own: no file/,
  ],
  ['half a proxy', { ...GOOD, TRUSTED_PROXY_HOPS: '1.5' }, /^TRUSTED_PROXY_HOPS takes a whole number/],
  ['no days', { ...GOOD, RETENTION_DAYS: '0' }, /^RETENTION_DAYS takes a whole number from 1/],
  ['a loud log', { ...GOOD, LOG_LEVEL: 'loud' }, /^LOG_LEVEL takes fatal/],
  [
    'development for everybody',
    { ...GOOD },
    /^--host has to be a loopback address with --dev/,
    { dev: true, host: '0.0.0.0' },
  ],
];

for (const [name, environment, says, flags] of bad) {
  test(`the relay does not start with ${name}, and names the setting`, () => {
    const problems = problemsOf(environment, flags);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', says);
  });
}

test('all problems come at once, and none shows a value', () => {
  const environment = {
    JWT_SECRET: 'hush',
    LOG_LEVEL: 'hush',
    LIMITS: 'hush',
    RETENTION_DAYS: 'hush',
    BOT_PROVIDER: 'openai',
    OPENAI_API_KEY: 'hush',
  };
  const problems = problemsOf(environment, { port: 'hush' });
  const names = problems.map((problem) => problem.split(' ')[0]).sort();
  assert.deepEqual(names, [
    '--port',
    'ALLOWED_ORIGINS',
    'JWT_SECRET',
    'LIMITS',
    'LOG_LEVEL',
    'OPENAI_MODEL',
    'RETENTION_DAYS',
  ]);
  assert.ok(!problems.join().includes('hush'));
});

test('a slip of the pen is pointed out; what belongs to others is left alone', () => {
  const problems = problemsOf({ JWT_SECRETS: SECRET, ALLOWED_ORIGIN: 'https://crm.test' });
  assert.ok(problems.includes('JWT_SECRETS is not a setting of the relay: is JWT_SECRET meant?'));
  assert.ok(problems.includes('ALLOWED_ORIGIN is not a setting of the relay: is ALLOWED_ORIGINS meant?'));
  assert.deepEqual(doubts({ ...GOOD, OPENAI_ORG_ID: 'x', PATH: 'x', JWT_SECRETS: 'x', HOME: 'x', LIMIT: 'x' }), [
    'LIMIT is not a setting of the relay: is LIMITS meant?',
  ]);
});

test('settings of a bot that is not there are pointed out', () => {
  const meant = { ...GOOD, OPENAI_API_KEY: 'x', OPENAI_MODEL: 'x' };
  assert.deepEqual(doubts(meant), [
    'OPENAI_MODEL is set, but BOT_PROVIDER is not openai: set BOT_PROVIDER=openai for that bot.',
  ]);
  assert.deepEqual(doubts({ ...meant, BOT_PROVIDER: 'openai' }), []);
  assert.deepEqual(doubts({ ...GOOD, OPENAI_API_KEY: 'x', OPENAI_MODEL: '' }), []);
});

test('a setting that is blank is not set', () => {
  const { auth } = readConfig({}, { ...GOOD, JWT_USER_CLAIM: ' ', JWT_ISSUER: ' ', JWT_AUDIENCE: '' });
  assert.deepEqual([auth.userClaim, auth.issuer, auth.audience], ['sub', null, null]);
});

test('a public key is taken as text, with its line breaks written either way', () => {
  const pem = pemOf(rsaKeys().publicKey);
  for (const JWT_PUBLIC_KEY of [pem, pem.replaceAll('\n', '\\n')]) {
    const { auth } = readConfig({}, { JWT_PUBLIC_KEY, ALLOWED_ORIGINS: 'https://crm.test' });
    assert.deepEqual(auth.key, { kind: 'pem', pem: pem.trim() });
  }
});

test('keys may come in the clear from this machine', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    const environment = { JWT_JWKS_URL: `http://${host}:1/jwks`, ALLOWED_ORIGINS: 'https://crm.test' };
    assert.equal(readConfig({}, environment).auth.key.kind, 'jwks');
  }
});

test('--dev makes a secret once, for its owner’s eyes', (t) => {
  const data = folder(t);
  const secretOf = () => {
    const { key } = readConfig({ dev: true, data }, {}).auth;
    return key.kind === 'secret' ? key.secret : '';
  };
  const secret = secretOf();
  assert.ok(Buffer.byteLength(secret) >= 32);
  assert.equal(secretOf(), secret);
  const file = path.join(data, 'dev-secret');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file, 'utf8'), secret);
  writeFileSync(file, 'short');
  assert.throws(secretOf, /dev-secret holds no secret/);
});

test('a secret that is set serves in --dev too, and none is made', (t) => {
  const data = folder(t);
  assert.deepEqual(readConfig({ dev: true, data }, { JWT_SECRET: SECRET }).auth.key, {
    kind: 'secret',
    secret: SECRET,
  });
  assert.ok(!existsSync(path.join(data, 'dev-secret')));
});

test('a command that serves nobody needs no origins, and one that only stores needs no key', (t) => {
  const data = folder(t);
  readConfig({ data }, { JWT_SECRET: SECRET }, 'sign');
  readConfig({ data }, {}, 'store');
  assert.ok(!existsSync(path.join(data, 'dev-secret')));
  assert.throws(() => readConfig({ data }, {}, 'sign'), /JWT_SECRET is missing/);
});

test('origins are compared exactly; in --dev those of this machine pass as well', () => {
  const allowedOrigins = ['https://crm.test'];
  const strict = (origin: string) => originAllowed({ allowedOrigins, dev: false }, origin);
  const dev = (origin: string) => originAllowed({ allowedOrigins, dev: true }, origin);
  assert.deepEqual(['https://crm.test', 'http://crm.test', 'http://localhost:3000', 'null'].map(strict), [
    true,
    false,
    false,
    false,
  ]);
  for (const origin of [
    'https://crm.test',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:1',
    'https://[::1]:8443',
    'http://127.5.5.5',
  ]) {
    assert.ok(dev(origin), origin);
  }
  for (const origin of [
    'http://localhost.evil.test',
    'http://evil.test',
    'null',
    '',
    'file://',
    'http://localhost:3000/',
    'http://127.0.0.1.evil.test',
    'ftp://localhost',
  ]) {
    assert.ok(!dev(origin), origin);
  }
});
