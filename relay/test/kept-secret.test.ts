import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keptSecret, readKeptSecret } from '../src/kept-secret.js';

const folderOf = (t: TestContext) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-secret-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
};
const modeOf = (file: string) => statSync(file).mode & 0o777;

test('a secret is made once, in a folder and a file that are their owner’s alone', (t) => {
  const data = path.join(folderOf(t), 'deep', 'data');
  assert.equal(readKeptSecret(data, 'key'), null, 'reading makes none');
  const secret = keptSecret(data, 'key');
  assert.equal(Buffer.from(secret, 'base64url').length, 48);
  assert.deepEqual([keptSecret(data, 'key'), readKeptSecret(data, 'key')], [secret, secret]);
  assert.notEqual(keptSecret(data, 'other'), secret);
  assert.deepEqual(readdirSync(data), ['key', 'other'], 'nothing is left of making them');
  assert.deepEqual([modeOf(data), modeOf(path.join(data, 'key'))], [0o700, 0o600]);
});

test('one that was opened to others is theirs alone again; one that is none is named', (t) => {
  const data = folderOf(t);
  const secret = keptSecret(data, 'key');
  const file = path.join(data, 'key');
  chmodSync(file, 0o664);
  assert.equal(keptSecret(data, 'key'), secret);
  assert.equal(modeOf(file), 0o600);
  for (const useless of ['', 'short', ' '.repeat(40)]) {
    writeFileSync(file, useless);
    for (const take of [keptSecret, readKeptSecret]) {
      assert.throws(() => take(data, 'key'), { message: `${file} holds no secret of at least 32 bytes: remove it.` });
    }
    assert.equal(readFileSync(file, 'utf8'), useless, 'it is left to whoever knows what it was');
  }
});

test('of processes that need one at the same time, all have the same', async (t) => {
  const processFile = fileURLToPath(new URL('kept-secret-process.ts', import.meta.url));
  const data = path.join(folderOf(t), 'data');
  const rounds = 20;
  const children = Array.from({ length: 4 }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', processFile, data, String(rounds)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => void child.kill('SIGKILL'));
    return child;
  });
  const outputs = children.map(({ stdout }) => {
    let text = '';
    stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    return () => text.trim().split('\n');
  });
  // Each says that it is ready, and goes through the rounds when all are.
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of children) stdin.end('go');
  const ended = children.map(async (child) => (await once(child, 'close'))[0] as number);
  assert.deepEqual(await Promise.all(ended), [0, 0, 0, 0]);
  const [first = [], ...others] = outputs.map((lines) => lines());
  assert.equal(new Set(first).size, rounds + 1, 'ready, and a secret a round');
  for (const other of others) assert.deepEqual(other, first);
});
