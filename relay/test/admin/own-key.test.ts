import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { createLog } from '../../src/log.js';
import { backUp } from '../../src/store/sqlite/backup.js';
import { ecKeys, ecToken, pemOf } from '../auth/tokens.js';
import { LISTENS, start, temporaryFolder } from '../cli/process.js';
import { Person, startLive, type Live } from '../live.js';

const SESSION = '/api/admin/session/';
const crm = ecKeys();

/** As the CRM signs them. */
function crmToken(sub: string, more: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { user_id: sub, iss: 'https://crm.test', aud: 'chat', iat: now, exp: now + 600, ...more };
  return ecToken(claims, crm.privateKey, { alg: 'ES256', kid: 'a' });
}

async function jwksUrl(t: TestContext): Promise<string> {
  const keys = [{ ...crm.publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'ES256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

/** The CRM's way of naming people, its issuer and audience are its own affair: links have nothing to do with them. */
const CRM = { JWT_SECRET: '', JWT_ISSUER: 'https://crm.test', JWT_AUDIENCE: 'chat', JWT_USER_CLAIM: 'user_id' };
const publicKey = () => ({ ...CRM, JWT_PUBLIC_KEY: pemOf(crm.publicKey) });

/** `crm-chat-relay admin-link`, as a process of its own. */
async function linkCommand(t: TestContext, data: string, environment: Record<string, string>, ...more: string[]) {
  const child = start(t, ['--data', data, 'admin-link', ...more], environment);
  return { code: await child.ended, out: child.out().trim(), err: child.err() };
}

async function codeOf(t: TestContext, { config, url }: Live, environment: Record<string, string>): Promise<string> {
  const { code, out, err } = await linkCommand(t, config.data, environment, '--sub', 'root', '--url', url);
  assert.deepEqual([code, err], [0, '']);
  assert.ok(out.startsWith(`${url}/admin/#code=`));
  return new URL(out).hash.slice('#code='.length);
}

async function exchange(live: Live, link: string) {
  const response = await new Person(live, link).call('POST', SESSION);
  return { status: response.status, body: (await response.json()) as { token: string; code: string; user: object } };
}

const enter = async (t: TestContext, live: Live, environment: Record<string, string>) =>
  new Person(live, (await exchange(live, await codeOf(t, live, environment))).body.token);

const statusOf = async (person: Person, route: string) => (await person.call('GET', route)).status;

/** The first frame that the relay says on a conversation's socket. */
function firstFrame({ socketUrl }: Live, conversation: string, token: string): Promise<{ type: string; you: object }> {
  const socket = new WebSocket(`${socketUrl}/ws/chat/${conversation}/`);
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', v: 1, token })));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (data: Buffer) => {
      resolve(JSON.parse(data.toString()) as { type: string; you: object });
      socket.terminate();
    });
  });
}

for (const [name, settings] of [
  ['a public key', () => Promise.resolve(publicKey())],
  ['a URL of keys', async (t: TestContext) => ({ ...CRM, JWT_JWKS_URL: await jwksUrl(t) })],
] as const) {
  test(`with ${name} a link lets its bearer in once, beside the people of the CRM`, async (t) => {
    const environment = await settings(t);
    const lines: string[] = [];
    const log = createLog('trace', { write: (line) => void lines.push(line) });
    const live = await startLive(t, { environment, log });
    const link = await codeOf(t, live, environment);

    const tomas = new Person(live, crmToken('tomas', { subjects: ['deal:*'] }));
    const { conversation_id: id } = await tomas.say('hello', { subject: 'deal:1' });
    assert.equal(await statusOf(tomas, '/api/admin/conversations/'), 403);
    assert.equal(
      await statusOf(new Person(live, crmToken('boss', { role: 'admin' })), '/api/admin/conversations/'),
      200,
    );
    assert.equal(await statusOf(new Person(live, link), '/api/conversations/'), 401, 'a link is no token');

    const { status, body } = await exchange(live, link);
    assert.equal(status, 201);
    const who = { id: 'root', name: 'Admin', role: 'admin', avatar: null };
    assert.deepEqual(body.user, who);
    assert.deepEqual((await exchange(live, link)).body.code, 'token_invalid');

    const root = new Person(live, body.token);
    for (const route of [SESSION, '/api/admin/audit/', '/api/conversations/', `/api/admin/conversations/${id}/`]) {
      assert.equal(await statusOf(root, route), 200, route);
    }
    const frame = await firstFrame(live, id, body.token);
    assert.deepEqual([frame.type, frame.you], ['welcome', { user: who, tenant: 'default' }]);

    const key = await readFile(path.join(live.config.data, 'admin-key'), 'utf8');
    assert.ok(lines.length > 0);
    for (const secret of [key, link, body.token]) assert.ok(!lines.join('').includes(secret.slice(-20)));
    assert.equal(statSync(path.join(live.config.data, 'admin-key')).mode & 0o777, 0o600);
  });
}

test('a session outlives a restart, and ends with its key; a backup has none', async (t) => {
  const environment = publicKey();
  const data = path.join(await temporaryFolder(t), 'data');
  const run = () => startLive(null, { environment, data });
  const first = await run();
  const root = await enter(t, first, environment);
  const unused = await codeOf(t, first, environment);
  await backUp(data, `${data}-copy`);
  assert.deepEqual(readdirSync(`${data}-copy`), ['crm-chat.db', 'files']);
  await first.close();

  const second = await run();
  assert.equal(await statusOf(new Person(second, root.token), SESSION), 200);
  await second.close();

  await rm(path.join(data, 'admin-key'));
  const third = await run();
  t.after(() => third.close());
  assert.equal(await statusOf(new Person(third, root.token), SESSION), 401);
  assert.equal((await exchange(third, unused)).status, 401);
  assert.equal(await statusOf(await enter(t, third, environment), SESSION), 200);
});

test('the command makes no key where no relay has been, and says what is to be done', async (t) => {
  const folder = await temporaryFolder(t);
  const nowhere = path.join(folder, 'data');
  const { code, out, err } = await linkCommand(t, nowhere, publicKey());
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /no admin-key in .*\/data\..*JWT_PUBLIC_KEY.*--data/);
  assert.ok(!existsSync(nowhere));
});

test('with a secret nothing is made: links are signed with it, as ever', async (t) => {
  const live = await startLive(t);
  const environment = { JWT_SECRET: 'a secret of the tests, long enough for HS256' };
  assert.equal(await statusOf(await enter(t, live, environment), SESSION), 200);
  assert.ok(!existsSync(path.join(live.config.data, 'admin-key')));
});

test('a development relay with a public key prints a link too', async (t) => {
  const data = await temporaryFolder(t);
  const relay = start(t, ['--dev', '--port', '0', '--data', data], publicKey());
  const [, url = ''] = await relay.says(LISTENS);
  const [, link = ''] = await relay.says(/#code=(\S+)\n/);
  const response = await fetch(url + SESSION, { method: 'POST', headers: { authorization: `Bearer ${link}` } });
  assert.equal(response.status, 201);
  assert.ok(!relay.out().includes('Demo:'), 'it can sign nobody else in');
});
