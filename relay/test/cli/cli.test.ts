import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { SETTING_NAMES, type Environment } from '../../src/config.js';
import { run } from '../../src/cli/program.js';
import { createAuthenticator } from '../../src/auth/authenticator.js';
import { systemClock } from '../../src/clock.js';
import { authConfig, edKeys, pemOf } from '../auth/tokens.js';
import { start, temporaryFolder } from './process.js';

/** The command within this process: for those that end by themselves. */
async function command(argv: readonly string[], environment: Environment = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, environment, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const JWT_SECRET = 'a secret of the tests, long enough for HS256';

test('token prints a token and nothing else, and the relay takes it', async () => {
  const argv = [
    'token',
    '--sub',
    'dana',
    '--name',
    'Dana Okafor',
    '--role',
    'agent',
    '--tenant',
    't',
    '--subjects',
    'deal:1,deal:*',
    '--expires',
    '8h',
  ];
  const { code, out, err } = await command(argv, { JWT_SECRET });
  assert.deepEqual([code, err], [0, '']);
  const principal = await createAuthenticator(authConfig({ kind: 'secret', secret: JWT_SECRET }), systemClock)(out);
  assert.deepEqual(principal.user, { id: 'dana', name: 'Dana Okafor', role: 'agent', avatar: null });
  assert.deepEqual([principal.tenant, principal.subjects], ['t', ['deal:1', 'deal:*']]);
  const hours = (principal.expiresAt - Date.now()) / 3600_000;
  assert.ok(hours > 7.9 && hours <= 8);
});

test('token signs for a development relay with the secret in its folder', async (t) => {
  const data = await temporaryFolder(t);
  const { code, out } = await command(['--dev', '--data', data, 'token', '--sub', 'x']);
  assert.equal(code, 0);
  const secret = await readFile(path.join(data, 'dev-secret'), 'utf8');
  await createAuthenticator(authConfig({ kind: 'secret', secret }), systemClock)(out);
});

test('token refuses what the relay would refuse', async () => {
  for (const argv of [
    ['token'],
    ['token', '--sub', 'x', '--role', 'bot'],
    ['token', '--sub', 'x', '--expires', '25h'],
    ['token', '--sub', 'x', '--expires', 'soon'],
    ['token', '--sub', 'x', '--expires', '0'],
    ['tokens'],
    ['--prot', '1'],
  ]) {
    const { code, out, err } = await command(argv, { JWT_SECRET });
    assert.deepEqual([code, out], [64, ''], argv.join(' '));
    assert.ok(err.length > 0);
  }
  for (const sub of ['', 'x'.repeat(129), 'bot']) {
    const { code, out, err } = await command(['token', '--sub', sub], { JWT_SECRET });
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /sub/);
  }
});

test('a relay that only has a public key says that it cannot sign', async () => {
  const { code, err } = await command(['token', '--sub', 'x'], { JWT_JWKS_URL: 'https://crm.test/jwks' });
  assert.equal(code, 1);
  assert.match(err, /JWT_SECRET/);
});

test('what is missing is said in one go, with exit code 78', async (t) => {
  const data = await temporaryFolder(t);
  const { code, err, out } = await command(['--data', data], { LOG_LEVEL: 'loud' });
  assert.deepEqual([code, out], [78, '']);
  for (const name of ['JWT_SECRET', 'ALLOWED_ORIGINS', 'LOG_LEVEL'])
    assert.match(err, new RegExp(`^ {2}${name} `, 'm'));
});

test('seed-prompts replaces the prompts by those of a file, or by the built-in ones', async (t) => {
  const data = await temporaryFolder(t);
  const file = path.join(data, 'prompts.json');
  await writeFile(file, JSON.stringify([{ title: 'Hello', text: 'Hello there' }]));
  assert.deepEqual(await command(['--data', data, 'seed-prompts', file]), {
    code: 0,
    out: '1 prompt is offered now.',
    err: '',
  });
  assert.match((await command(['--data', data, 'seed-prompts'])).out, /^\d+ prompts are offered now\.$/);
  await writeFile(file, JSON.stringify([{ title: 'Hello', text: 'Hello', oder: 1 }]));
  const bad = await command(['--data', data, 'seed-prompts', file]);
  assert.equal(bad.code, 1);
  assert.match(bad.err, /prompts\[0\].*oder/s);
  assert.equal((await command(['--data', data, 'seed-prompts', path.join(data, 'none.json')])).code, 1);
});

test('openapi prints the document', async () => {
  const { code, out } = await command(['openapi']);
  assert.equal(code, 0);
  const document = JSON.parse(out) as { openapi: string; paths: object };
  assert.equal(document.openapi, '3.1.0');
  assert.ok('/api/user-response/' in document.paths);
});

test('the document arrives whole through a pipe, however long it is', async (t) => {
  const command = start(t, ['openapi']);
  assert.equal(await command.ended, 0);
  assert.ok('paths' in (JSON.parse(command.out()) as object));
});

test('what is no command is said by its name, and every mistake with where to look', async () => {
  for (const [argv, says] of [
    [['tokn'], /no command 'tokn': is token meant\?.*crm-chat-relay --help/s],
    [['serve'], /no command 'serve'; without one the relay starts/],
    [['--prot', '1'], /--prot.*--port.*crm-chat-relay --help/s],
    [['token', '--sub', 'x', '--role', 'boss'], /user, agent, admin.*crm-chat-relay token --help/s],
    [['backup'], /folder.*crm-chat-relay backup --help/s],
    [['backup', 'a', 'b'], /too many.*crm-chat-relay backup --help/s],
  ] as const) {
    const { code, out, err } = await command(argv, { JWT_SECRET });
    assert.deepEqual([code, out], [64, ''], argv.join(' '));
    assert.match(err, says);
  }
});

test('a folder that cannot be used is named, with why', async (t) => {
  const data = await temporaryFolder(t);
  const file = path.join(data, 'file');
  await writeFile(file, '');
  await writeFile(path.join(data, 'crm-chat.db'), 'no database, whatever its name says');
  for (const [folder, why] of [
    [file, /is not a folder/],
    [path.join(file, 'below'), /is not a folder/],
    [data, /not a database/],
  ] as const) {
    const { code, err } = await command(['--data', folder, 'cleanup']);
    assert.equal(code, 1);
    assert.ok(err.includes(folder), err);
    assert.match(err, why);
  }
});

test(
  'where the system knows no folder and takes none, it is named, and nobody waits',
  { timeout: 60_000 },
  async (t) => {
    const folder = '/proc/crm-chat';
    for (const [environment, ...argv] of [
      [{ JWT_SECRET, ALLOWED_ORIGINS: 'https://crm.test' }],
      [{ JWT_PUBLIC_KEY: pemOf(edKeys().publicKey), ALLOWED_ORIGINS: 'https://crm.test' }],
      [{}, '--dev'],
      [{}, 'cleanup'],
    ] as const) {
      const refused = start(t, ['--data', folder, ...argv], environment);
      assert.equal(await refused.ended, 1);
      assert.match(refused.err(), /The data folder \/proc\/crm-chat cannot be used: ENOENT/);
    }
  },
);

test('a key that is none is a setting like any other: it is named, and the exit code says so', async () => {
  const JWT_PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----';
  const { code, err } = await command([], { JWT_PUBLIC_KEY, ALLOWED_ORIGINS: 'https://crm.test' });
  assert.equal(code, 78);
  assert.match(err, /^ {2}JWT_PUBLIC_KEY takes a public key/m);
});

test('--version is the package’s', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  assert.deepEqual(await command(['--version']), { code: 0, out: version, err: '' });
});

test('help is no failure, and names what there is', async () => {
  const { code, out } = await command(['--help']);
  assert.equal(code, 0);
  const settings = SETTING_NAMES.filter((name) => name !== 'REDIS_URL');
  for (const word of ['--port', '--data', '--dev', 'token', 'admin-link', 'seed-prompts', 'openapi', ...settings])
    assert.ok(out.includes(word), word);
  const { out: about } = await command(['backup', '--help']);
  assert.ok(about.includes('--data'));
});
