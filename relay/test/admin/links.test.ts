import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminAuth } from '../../src/auth/admin-auth.js';
import { signAdminLink } from '../../src/auth/admin-link.js';
import { systemClock, type Clock } from '../../src/clock.js';
import { run } from '../../src/cli/program.js';
import { hmacToken } from '../auth/tokens.js';
import { liveRelay } from './rig.js';

const SESSION = '/api/admin/session/';

async function command(argv: readonly string[], environment: Record<string, string>) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, environment, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('the command prints a link that lets its bearer in once, beside a running relay', async (t) => {
  const { ask, url, config } = await liveRelay(t);
  assert.equal(config.auth.key.kind, 'secret');
  const environment = { JWT_SECRET: config.auth.key.secret };
  const printed = await command(['admin-link', '--sub', 'root', '--name', 'Root', '--url', `${url}/`], environment);
  assert.deepEqual([printed.code, printed.err], [0, '']);
  const { origin, pathname, hash, search } = new URL(printed.out);
  assert.deepEqual([origin, pathname, search], [url, '/admin/', '']);
  const link = /^#code=(\S+)$/.exec(hash)?.[1] ?? '';

  // It is no token.
  assert.equal((await ask('GET', '/api/admin/conversations/', link)).body.code, 'token_invalid');
  const { status, body } = await ask('POST', SESSION, link);
  assert.equal(status, 201);
  assert.deepEqual(body.user, { id: 'root', name: 'Root', role: 'admin', avatar: null });
  const me = await ask('GET', SESSION, body.token);
  assert.deepEqual([me.status, me.body.user.name, me.body.tenant], [200, 'Root', 'default']);
  const again = await ask('POST', SESSION, link);
  assert.deepEqual([again.status, again.body.code], [401, 'token_invalid']);
  assert.match(again.body.detail, /used already/);
  const { results } = (await ask('GET', '/api/admin/audit/?action=session.create', body.token)).body;
  assert.deepEqual(
    results.map((entry) => [entry.outcome, entry.code]),
    [
      ['refused', 'token_invalid'],
      ['done', null],
    ],
  );
  assert.ok(!JSON.stringify(results).includes(link.slice(-20)));
});

test('of many who use a link at once, one gets in', async (t) => {
  const { ask, config } = await liveRelay(t);
  const link = await signAdminLink(adminAuth(config), { sub: 'root', jti: 'j' }, systemClock);
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask('POST', SESSION, link)));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, ...Array.from({ length: 7 }, () => 401)]);
});

test('a link that has expired, was changed, or is something else is refused', async (t) => {
  const { ask, config, person } = await liveRelay(t);
  const ago = (ms: number): Clock => ({ ...systemClock, now: () => Date.now() - ms });
  const late = await signAdminLink(adminAuth(config), { sub: 'root', jti: 'j' }, ago(6 * 60_000));
  const good = await signAdminLink(adminAuth(config), { sub: 'root', jti: 'j' }, systemClock);
  const [head = '', body = '', signature = ''] = good.split('.');
  const root = await person('root', { role: 'admin' });
  const secret = config.auth.key.kind === 'secret' ? config.auth.key.secret : '';
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'root', role: 'admin', token_type: 'admin-link', jti: 'x', iat: now, exp: now + 60 };
  const by = (more: object, header?: object) => hmacToken({ ...claims, ...more }, header, secret);
  const bad = [
    late,
    root.token,
    `${head}.${body}.${signature}=`,
    `${head}.${body}.${signature.slice(0, -2)}`,
    `${head}.${body}.`,
    by({ role: 'agent' }),
    by({ role: 'user' }),
    by({ token_type: 'access' }),
    by({ exp: undefined }),
    by({ jti: undefined }),
    by({ exp: now + 40 * 3600 }),
    by({}, { alg: 'none' }),
    hmacToken(claims, undefined, 'another secret, of thirty-two bytes and more'),
    'x',
  ];
  for (const link of bad) assert.equal((await ask('POST', SESSION, link)).status, 401, link);
  assert.equal((await ask('POST', SESSION, null)).status, 401);
  assert.equal((await ask('POST', SESSION, by({}))).status, 201, 'the claims of the bad ones are good otherwise');
});

test('whoever guesses links is slowed down by address', async (t) => {
  const { ask } = await liveRelay(t);
  const codes = new Set<string>();
  for (let i = 0; i < 70; i += 1) codes.add((await ask('POST', SESSION, `guess${i}`)).body.code);
  assert.deepEqual([...codes], ['token_invalid', 'rate_limited']);
});

test('the command refuses what the relay would refuse, and an address that is none', async () => {
  const environment = { JWT_SECRET: 'a secret of the admin tests, long enough for HS256' };
  for (const argv of [
    ['admin-link', '--sub', 'bot'],
    ['admin-link', '--sub', 'x'.repeat(129)],
    ['admin-link', '--url', 'chat.example.com'],
    ['admin-link', '--url', 'javascript:alert(1)'],
  ]) {
    const { code, out } = await command(argv, environment);
    assert.deepEqual([code, out], [1, ''], argv.join(' '));
  }
  const { out } = await command(['--port', '9000', 'admin-link'], environment);
  assert.match(out, /^http:\/\/127\.0\.0\.1:9000\/admin\/#code=/);
});
