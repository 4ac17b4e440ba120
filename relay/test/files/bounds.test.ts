import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { isProblem } from '../http/problem.js';
import { GENEROUS, startLive, type Live, type Person } from '../live.js';
import { createHandClock } from '../replies/hand-clock.js';
import { fileForm, FORM_TYPE, png } from './making.js';
import { filesOnDisk, send, upload } from './uploader.js';

/** A form whose file has begun, and goes on when it is told to. */
function openUpload(live: Live, person: Person) {
  let push = (_bytes: Uint8Array): void => undefined;
  let end = (): void => undefined;
  const whole = fileForm('x'.repeat(100_000), 'x.txt', 'text/plain');
  const body = new ReadableStream<Uint8Array>({
    start(to) {
      push = (bytes) => to.enqueue(bytes);
      end = () => to.close();
    },
  });
  push(new Uint8Array(whole.subarray(0, 5000)));
  const headers = { authorization: `Bearer ${person.token}`, 'content-type': FORM_TYPE };
  const answer = live.request('/api/uploads/', { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
  return {
    answer,
    drip: (at: number) => push(new Uint8Array(whole.subarray(at, at + 1))),
    finish() {
      push(new Uint8Array(whole.subarray(5000)));
      end();
    },
  };
}

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
};

const coming = async (live: Live) => (await filesOnDisk(live)).filter((name) => name.startsWith('incoming')).length;

test('a person has four uploads under way at most; another’s go on, and what is finished makes room', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const [tomas, lena] = [await live.person('tomas'), await live.person('lena')];
  const open = Array.from({ length: 4 }, () => openUpload(live, tomas));
  await until(async () => (await coming(live)) === 4);
  await isProblem(await send(live, tomas, png()), 'too_many_connections');
  await upload(live, lena);
  open[0]?.finish();
  assert.equal((await open[0]?.answer)?.status, 201);
  await upload(live, tomas);
  for (const one of open.slice(1)) one.finish();
  for (const one of open) assert.equal((await one.answer).status, 201);
});

test('an upload that drips is cut off after a while, leaves nothing, and its place is free', async (t) => {
  const clock = createHandClock(Date.now());
  const live = await startLive(t, { limits: GENEROUS, clock });
  const tomas = await live.person('tomas');
  const drips = Array.from({ length: 4 }, () => openUpload(live, tomas));
  await until(async () => (await coming(live)) === 4);
  let answered = 0;
  for (const { answer } of drips) void answer.then(() => (answered += 1));
  for (let at = 5000; answered < drips.length; at += 1) {
    for (const { drip } of drips) drip(at);
    await clock.advance(1000);
  }
  for (const { answer } of drips) await isProblem(await answer, 'request_timeout');
  await until(async () => (await coming(live)) === 0);
  assert.deepEqual(await filesOnDisk(live), []);
  await upload(live, tomas);
});

test('who goes away while a file comes in leaves nothing', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const tomas = await live.person('tomas');
  const control = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    start: (to) => to.enqueue(new Uint8Array(fileForm('x'.repeat(9000), 'x.txt', 'text/plain').subarray(0, 8000))),
  });
  const headers = { authorization: `Bearer ${tomas.token}`, 'content-type': FORM_TYPE };
  const init = { method: 'POST', headers, body, duplex: 'half', signal: control.signal };
  const gone = live.request('/api/uploads/', init as RequestInit).catch(() => undefined);
  await until(async () => (await coming(live)) === 1);
  control.abort();
  await gone;
  await until(async () => (await filesOnDisk(live)).length === 0);
});

test('what was half come in when the relay was killed is gone when it starts again', async (t) => {
  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-half-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  const first = await startLive(t, { data, limits: GENEROUS });
  const kept = await upload(first, await first.person('tomas'));
  await first.close();
  await writeFile(path.join(data, 'files', 'incoming', 'half'), 'half a file');
  const second = await startLive(t, { data, limits: GENEROUS });
  assert.deepEqual(await filesOnDisk(second), [`${kept.id.slice(0, 2)}/${kept.id}`]);
  assert.equal((await (await second.person('tomas')).call('GET', kept.url)).status, 200);
});

/** A disk of eight megabytes, or the reason why there is none. */
function mountSmallDisk(t: TestContext, folder: string): string | null {
  if (process.getuid?.() !== 0) return 'only root can mount a small disk';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return 'this machine lets nobody mount a tmpfs';
  }
  t.after(() => execFileSync('umount', ['-l', folder]));
  return null;
}

test('a disk that is full while a file comes in: a retryable 503, no half file, messages go on, and it heals', async (t) => {
  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-full-'));
  const files = path.join(data, 'files');
  execFileSync('mkdir', [files]);
  const why = mountSmallDisk(t, files);
  t.after(() => rm(data, { recursive: true, force: true }));
  if (why !== null) return t.skip(why);
  const live = await startLive(t, { data, limits: GENEROUS, reserveBytes: -10 * 1024 * 1024 });
  const tomas = await live.person('tomas');
  const [one, two] = ['a'.repeat(5_000_000), 'b'.repeat(5_000_000)];
  const text = { name: 'x.txt', type: 'text/plain' };
  const kept = await upload(live, tomas, one, text);
  const refused = await send(live, tomas, two, text);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  await isProblem(refused, 'storage_unavailable');
  assert.deepEqual(await filesOnDisk(live), [`${kept.id.slice(0, 2)}/${kept.id}`]);
  await tomas.say('messages go on', { attachment_ids: [kept.id] });
  await rm(path.join(files, kept.id.slice(0, 2)), { recursive: true });
  await upload(live, tomas, two, text);
  await live.close();
});

test('uploads stop before the disk is full, so that messages have room', async (t) => {
  const live = await startLive(t, { limits: GENEROUS, reserveBytes: Number.MAX_SAFE_INTEGER });
  const tomas = await live.person('tomas');
  await isProblem(await send(live, tomas, png()), 'storage_unavailable');
  await tomas.say('a message');
});

test('who fetches and does not take it holds a place for a minute', async (t) => {
  const clock = createHandClock(Date.now());
  const live = await startLive(t, { limits: GENEROUS, clock });
  const tomas = await live.person('tomas');
  const { url } = await upload(live, tomas, 'x'.repeat(9_000_000), { name: 'x.txt', type: 'text/plain' });
  const control = new AbortController();
  const headers = { authorization: `Bearer ${tomas.token}` };
  const asleep = await Promise.all(
    Array.from({ length: 32 }, () => live.request(url, { headers, signal: control.signal })),
  );
  await isProblem(await tomas.call('GET', url), 'too_many_connections');
  for (let status = 429; status !== 200;) {
    await clock.advance(10_000);
    status = (await tomas.call('HEAD', url)).status;
  }
  control.abort();
  assert.equal(asleep.length, 32);
});
