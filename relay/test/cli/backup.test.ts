import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/cli/program.js';
import { LISTENS, start, temporaryFolder } from './process.js';

const environment = { JWT_SECRET: 'a secret of the tests, long enough for HS256', ALLOWED_ORIGINS: 'https://crm.test' };

async function command(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, environment, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const tokenOf = async (sub: string) => (await command('token', '--sub', sub)).out;

/** One person at one relay. */
function personAt(url: string, token: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const ask = async (method: string, route: string, body?: unknown) => {
    const response = await fetch(url + route, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    send: (conversation_id: string, client_id: string, text: string) =>
      ask('POST', '/api/user-response/', { conversation_id, create: true, client_id, text }),
    texts: async (id: string) => {
      const { body } = await ask('GET', `/api/conversations/${id}/messages/`);
      return (body['results'] as { type: string; text: string; sender: { role: string } }[])
        .filter(({ sender }) => sender.role === 'user')
        .map(({ text }) => text);
    },
    events: (id: string, query: object) => ask('POST', `/api/conversations/${id}/events/`, query),
  };
}

test('a backup taken beside a running relay holds what was acknowledged; restored, it is a new history', async (t) => {
  const [data, backups, fresh] = [await temporaryFolder(t), await temporaryFolder(t), await temporaryFolder(t)];
  const first = start(t, ['--port', '0', '--data', data], { ...environment, BOT_PROVIDER: 'none' });
  const [, url = ''] = await first.says(LISTENS);
  const token = await tokenOf('ann');
  const ann = personAt(url, token);
  const [id, early, late] = [randomUUID(), randomUUID(), randomUUID()];
  const sent = await ann.send(id, early, 'before');
  assert.equal(sent.status, 201);
  const seen = await ann.events(id, {});
  // As an upload leaves it.
  await mkdir(path.join(data, 'files', 'ab'), { recursive: true });
  await writeFile(path.join(data, 'files', 'ab', 'ab-one'), 'bytes');
  await mkdir(path.join(data, 'files', 'incoming'), { recursive: true });
  await writeFile(path.join(data, 'files', 'incoming', 'half'), 'half');

  const backup = path.join(backups, 'today');
  assert.equal((await command('--data', data, 'backup', backup)).code, 0);
  assert.equal((await ann.send(id, late, 'after')).status, 201);
  assert.equal(await readFile(path.join(backup, 'files', 'ab', 'ab-one'), 'utf8'), 'bytes');
  assert.equal(existsSync(path.join(backup, 'files', 'incoming')), false);
  first.child.kill('SIGKILL');
  await first.ended;

  assert.equal((await command('--data', fresh, 'restore', backup)).code, 0);
  const second = start(t, ['--port', '0', '--data', fresh], { ...environment, BOT_PROVIDER: 'none' });
  const [, restoredUrl = ''] = await second.says(LISTENS);
  const restored = personAt(restoredUrl, token);
  assert.deepEqual(await restored.texts(id), ['before']);
  const { head, epoch } = seen.body;
  const reset = await restored.events(id, { since: head, epoch });
  assert.equal(reset.body['reset'], 'epoch');
  const again = await restored.send(id, early, 'before');
  assert.deepEqual([again.status, again.body['message_id']], [200, sent.body['message_id']]);
  // What a client's outbox does with what was lost.
  assert.equal((await restored.send(id, late, 'after')).status, 201);
  assert.deepEqual(await restored.texts(id), ['before', 'after']);
});

test('a backup is never written over another, and a restore never over data', async (t) => {
  const [data, backups, empty] = [await temporaryFolder(t), await temporaryFolder(t), await temporaryFolder(t)];
  assert.match((await command('--data', empty, 'backup', path.join(backups, 'none'))).err, /no relay's data/);
  assert.equal((await command('--data', data, 'seed-prompts')).code, 0);
  const backup = path.join(backups, 'one');
  assert.equal((await command('--data', data, 'backup', backup)).code, 0);
  const twice = await command('--data', data, 'backup', backup);
  assert.deepEqual([twice.code, twice.err.includes('not empty')], [1, true]);
  // As a shell completes it.
  const slash = `${path.join(backups, 'two')}${path.sep}`;
  await mkdir(slash);
  assert.equal((await command('--data', data, 'backup', slash)).code, 0);
  assert.deepEqual([existsSync(path.join(slash, 'crm-chat.db')), await readdir(backups)], [true, ['one', 'two']]);
  const over = await command('--data', data, 'restore', backup);
  assert.deepEqual([over.code, over.err.includes('has data already')], [1, true]);
  assert.match((await command('--data', empty, 'restore', path.join(backups, 'none'))).err, /no backup/);
});

test('a damaged backup is refused, and leaves nothing behind', async (t) => {
  const [data, backups, fresh] = [await temporaryFolder(t), await temporaryFolder(t), await temporaryFolder(t)];
  assert.equal((await command('--data', data, 'seed-prompts')).code, 0);
  const backup = path.join(backups, 'bad');
  assert.equal((await command('--data', data, 'backup', backup)).code, 0);
  const file = path.join(backup, 'crm-chat.db');
  const bytes = await readFile(file);
  bytes.fill(0x5a, 4096, bytes.length);
  await writeFile(file, bytes);
  assert.notEqual((await command('--data', fresh, 'restore', backup)).code, 0);
  assert.equal(existsSync(path.join(fresh, 'crm-chat.db')), false);
  assert.equal(existsSync(path.join(fresh, 'crm-chat.db.partial')), false);
});
