import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import { isProblem } from './problem.js';
import { createRig } from './rig.js';

const SCRIPT = `console.log(${JSON.stringify('crm-chat '.repeat(200))});\n`;

async function assets(t: TestContext) {
  const root = await mkdtemp(path.join(tmpdir(), 'crm-chat-assets-'));
  t.after(() => rm(root, { recursive: true }));
  const folder = path.join(root, 'public');
  await mkdir(path.join(folder, 'chunks'), { recursive: true });
  await writeFile(path.join(root, 'secret.js'), 'secret');
  await writeFile(path.join(folder, 'crm-chat.js'), SCRIPT);
  await writeFile(path.join(folder, 'crm-chat-element.js'), SCRIPT);
  await writeFile(path.join(folder, 'chunks/markdown-a1b2.js'), SCRIPT);
  await writeFile(path.join(folder, '.env.js'), 'secret');
  await writeFile(path.join(folder, 'chunks/.hidden.js'), 'secret');
  return { folder, ...createRig(t, { assets: folder }) };
}

const get = (app: Awaited<ReturnType<typeof assets>>['app'], file: string, headers: Record<string, string> = {}) =>
  app.request(file, { headers });

test('any page of any origin may load the element', async (t) => {
  const { app } = await assets(t);
  for (const file of ['/crm-chat.js', '/crm-chat-element.js', '/chunks/markdown-a1b2.js']) {
    const response = await get(app, file, { origin: 'https://anywhere.test' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(response.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(await response.text(), SCRIPT);
    assert.equal((await app.request(file, { method: 'HEAD' })).status, 200);
  }
});

test('the licences of the libraries within are beside it', async (t) => {
  const { app, folder } = await assets(t);
  await writeFile(path.join(folder, 'third-party-licenses.txt'), 'lit');
  const response = await get(app, '/third-party-licenses.txt');
  assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.equal(await response.text(), 'lit');
});

test('entries are asked for again and answered 304, chunks are kept for good', async (t) => {
  const { app, folder } = await assets(t);
  const entry = await get(app, '/crm-chat.js');
  assert.equal(entry.headers.get('cache-control'), 'public, no-cache');
  const etag = entry.headers.get('etag') ?? '';
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const again = await get(app, '/crm-chat.js', { 'if-none-match': tag });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    assert.equal(again.headers.get('etag'), etag);
  }
  assert.equal((await get(app, '/crm-chat.js', { 'if-none-match': '"x"' })).status, 200);
  const chunk = await get(app, '/chunks/markdown-a1b2.js');
  assert.equal(chunk.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  // A relay under development serves what was built last.
  await writeFile(path.join(folder, 'crm-chat.js'), 'new');
  await utimes(path.join(folder, 'crm-chat.js'), 1, 1);
  const rebuilt = await get(app, '/crm-chat.js', { 'if-none-match': etag });
  assert.equal(await rebuilt.text(), 'new');
});

test('it is compressed as the client likes, each form under a validator of its own', async (t) => {
  const { app } = await assets(t);
  const etags = new Set<string | null>();
  for (const [accept, coding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['identity', null],
    ['br;q=0', null],
  ] as const) {
    const response = await get(app, '/crm-chat.js', { 'accept-encoding': accept });
    assert.equal(response.headers.get('content-encoding'), coding, accept);
    assert.equal(response.headers.get('vary'), 'Accept-Encoding');
    const bytes = Buffer.from(await response.arrayBuffer());
    const plain = coding === 'br' ? brotliDecompressSync(bytes) : coding === 'gzip' ? gunzipSync(bytes) : bytes;
    assert.equal(plain.toString(), SCRIPT);
    if (coding !== null) assert.ok(bytes.length < SCRIPT.length / 4);
    etags.add(response.headers.get('etag'));
  }
  assert.equal(etags.size, 3);
});

test('what the build has compressed is served as it is, as long as it holds the same bytes', async (t) => {
  const { app, folder } = await assets(t);
  const fetched = async (file: string) => {
    const response = await get(app, file, { 'accept-encoding': 'br' });
    assert.equal(response.headers.get('content-encoding'), 'br');
    return Buffer.from(await response.arrayBuffer());
  };
  // Not as small as the relay would make it, so that one can tell whose it is.
  const build = (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } });
  await writeFile(path.join(folder, 'chunks/markdown-a1b2.js.br'), build(SCRIPT));
  assert.deepEqual(await fetched('/chunks/markdown-a1b2.js'), build(SCRIPT));
  const others = {
    old: build('old'),
    torn: build(SCRIPT).subarray(0, 20),
    bomb: build('0'.repeat(10_000_000)),
    none: '',
  };
  for (const [name, bytes] of Object.entries(others)) {
    await writeFile(path.join(folder, `chunks/${name}.js`), SCRIPT);
    await writeFile(path.join(folder, `chunks/${name}.js.br`), bytes);
    assert.equal(brotliDecompressSync(await fetched(`/chunks/${name}.js`)).toString(), SCRIPT, name);
  }
  await isProblem(await get(app, '/chunks/markdown-a1b2.js.br'), 'not_found');
});

test('there is no way out of the folder, nor to what is hidden in it', async (t) => {
  const { app } = await assets(t);
  for (const file of [
    '/chunks/../../secret.js',
    '/chunks/..%2f..%2fsecret.js',
    '/chunks/..%5c..%5csecret.js',
    '/chunks/%2e%2e%2f%2e%2e%2fsecret.js',
    '/chunks/%252e%252e%252fsecret.js',
    '/chunks/.hidden.js',
    '/.env.js',
    '/chunks/markdown-a1b2.js%00.map',
    '/chunks//markdown-a1b2.js',
    '/chunks/',
    '/chunks',
    '/chunks/missing.js',
    '/chunks/__proto__.js',
    '/crm-chat.txt',
    '/index.html',
  ]) {
    await isProblem(await get(app, file), 'not_found');
  }
});

test('asking for what is not there makes the relay keep nothing', async (t) => {
  const { app } = await assets(t);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 2000; i += 1) await get(app, `/chunks/${randomBytes(16).toString('hex')}.js`);
  assert.ok(process.memoryUsage().heapUsed - before < 100 * 1024 * 1024);
});
