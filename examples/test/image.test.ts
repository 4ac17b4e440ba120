/**
 * What the Dockerfile puts into an image, run as the image runs it, where there is no Docker: the files of
 * `.scripts/image-files.mjs` alone, the command and the health check as they are written, on a data folder that is named nowhere.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { SECRET } from './support/tokens.js';
import { at } from './support/tree.js';

const run = promisify(execFile);
const dockerfile = readFileSync(at('Dockerfile'), 'utf8').replaceAll('\\\n', ' ');

/** The words of an instruction in its JSON form: the last one counts, as in the image. */
function instruction(name: string): string[] {
  const found = [...dockerfile.matchAll(new RegExp(`^ *${name}.*?(\\[.*\\]) *$`, 'gm'))].at(-1)?.[1];
  assert.ok(found, `the Dockerfile has ${name} in its JSON form`);
  return JSON.parse(found) as string[];
}

test('the files of an image are a whole relay: its command starts it, its health check sees it, SIGTERM ends it', async (t) => {
  const image = mkdtempSync(path.join(tmpdir(), 'crm-chat-image-'));
  t.after(() => rmSync(image, { recursive: true, force: true, maxRetries: 5 }));
  await run(process.execPath, [at('.scripts/image-files.mjs'), path.join(image, 'app')]);
  for (const stranger of ['lit', 'vue', 'typescript', '@crm-chat'])
    assert.equal(existsSync(path.join(image, 'app/node_modules', stranger)), false, stranger);

  const folder = path.join(image, 'crm-chat');
  mkdirSync(folder);
  assert.deepEqual(instruction('ENTRYPOINT'), ['crm-chat-relay']);
  const main = path.join(image, 'app/relay/dist/main.js');
  const child = spawn(process.execPath, [main, ...instruction('CMD'), '--port', '0'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      JWT_SECRET: SECRET,
      ALLOWED_ORIGINS: 'https://crm.example',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => void child.kill('SIGKILL'));
  let port = '';
  for await (const line of createInterface({ input: child.stdout })) {
    port = /listens on http:\/\/0\.0\.0\.0:(\d+)/.exec(line)?.[1] ?? '';
    if (port !== '') break;
  }
  assert.notEqual(port, '', 'it listens on all addresses');

  const [command = '', ...words] = instruction('HEALTHCHECK');
  assert.equal(command, 'node');
  const check = () =>
    run(
      process.execPath,
      words.map((word) => word.replace(':8787/', `:${port}/`)),
    );
  await check();
  assert.equal((await fetch(`http://127.0.0.1:${port}/crm-chat.js`)).status, 200);
  assert.equal((await fetch(`http://127.0.0.1:${port}/docs/`)).status, 200);
  assert.ok(existsSync(path.join(folder, 'data/crm-chat.db')), 'the data is where the volume is');

  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await exit, [0, null]);
  await assert.rejects(check(), 'unhealthy once it is gone');
});
