import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import type { AckFrame, Message, NackFrame, Problem, RelayFrame } from '@crm-chat/sdk/protocol';
import { hmacToken, SECRET } from '../auth/tokens.js';
import { LISTENS, start } from '../cli/process.js';
import { GENEROUS, startLive, type Live, type Person } from '../live.js';

/** A disk of eight megabytes, or why there is none. */
async function smallDisk(t: TestContext): Promise<{ folder: string } | { why: string }> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { why: 'only root on Linux can mount a small disk' };
  const folder = await mkdtemp(path.join(tmpdir(), 'crm-chat-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    await rm(folder, { recursive: true });
    return { why: `this machine lets nobody mount a tmpfs (${(error as Error).message.split('\n')[0] ?? ''})` };
  }
  t.after(async () => {
    execFileSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
  });
  return { folder };
}

/** Takes all the space that is left. @returns the undo. */
function fill(folder: string): () => Promise<void> {
  const file = path.join(folder, 'filler');
  const descriptor = openSync(file, 'w');
  for (const size of [65_536, 4096, 1]) {
    const piece = Buffer.alloc(size);
    try {
      for (;;) writeSync(descriptor, piece);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
  closeSync(descriptor);
  return () => rm(file);
}

class Talker {
  readonly frames: RelayFrame[] = [];
  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as RelayFrame));
  }

  static async join(t: TestContext, live: Live, id: string, token: string): Promise<Talker> {
    const socket = new WebSocket(`${live.socketUrl}/ws/chat/${id}/`);
    t.after(() => socket.terminate());
    const talker = new Talker(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', v: 1, token }));
    await talker.until(({ type }) => type === 'sync');
    return talker;
  }

  async until<T extends RelayFrame>(fits: (frame: RelayFrame) => boolean): Promise<T> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found !== undefined) return found as T;
      await once(this.socket, 'message');
    }
  }

  /** Sends, and waits for its ack or nack; the answer is taken, so that the same id may be sent again. */
  async send(client_id: string, text: string): Promise<AckFrame | NackFrame> {
    this.socket.send(JSON.stringify({ type: 'message:new', client_id, text }));
    const isAnswer = (frame: RelayFrame) =>
      (frame.type === 'ack' || frame.type === 'nack') && frame.client_id === client_id;
    const answer = await this.until<AckFrame | NackFrame>(isAnswer);
    this.frames.splice(this.frames.indexOf(answer), 1);
    return answer;
  }

  get heard(): string[] {
    return this.frames.flatMap((frame) => (frame.type === 'message:new' ? [frame.message.client_id ?? ''] : []));
  }
}

const TEXT = 'x'.repeat(8000);

async function history(person: Person, id: string): Promise<Message[]> {
  const response = await person.call('GET', `/api/conversations/${id}/messages/?limit=200`);
  assert.equal(response.status, 200, 'reading goes on');
  return ((await response.json()) as { results: Message[] }).results;
}

/** Sends until the disk refuses. @returns the id that was refused; the ones before are in `acked`. */
async function untilRefused(talker: Talker, acked: string[]): Promise<string> {
  for (let n = 0; n < 500; n += 1) {
    const answer = await talker.send(`s${n}`, TEXT);
    if (answer.type === 'nack') {
      assert.deepEqual([answer.code, answer.retryable], ['storage_unavailable', true]);
      return `s${n}`;
    }
    acked.push(`s${n}`);
  }
  throw new Error('The disk never got full.');
}

async function readyz(live: Live): Promise<Problem | null> {
  const response = await live.request('/readyz');
  const body = (await response.json()) as Problem;
  return response.status === 200 ? null : body;
}

test('a full disk: reads go on, sends are refused and may come again, nothing false is acked, and it heals by itself', async (t) => {
  const disk = await smallDisk(t);
  if ('why' in disk) return t.skip(disk.why);
  const live = await startLive(t, { data: disk.folder, limits: GENEROUS });
  const ann = await live.person('ann');
  const { conversation_id: id } = await ann.say('hello');
  const talker = await Talker.join(t, live, id, ann.token);
  const listener = await Talker.join(t, live, id, await live.token('dana', { role: 'agent' }));
  const acked: string[] = [];

  const makeRoom = fill(disk.folder);
  const refused = await untilRefused(talker, acked);
  assert.equal((await readyz(live))?.code, 'storage_unavailable');
  const post = await ann.call('POST', '/api/user-response/', { conversation_id: id, client_id: 'p', text: TEXT });
  assert.equal(post.status, 503);
  assert.ok(Number(post.headers.get('retry-after')) > 0);
  assert.equal(((await post.json()) as Problem).code, 'storage_unavailable');

  const ids = (messages: Message[]) => messages.flatMap(({ client_id }) => (client_id === null ? [] : [client_id]));
  assert.deepEqual(ids(await history(ann, id)), acked);
  assert.equal((await ann.call('GET', '/api/conversations/')).status, 200);
  assert.equal((await live.request('/healthz')).status, 200);
  assert.deepEqual(listener.heard, acked, 'nobody was shown what is not kept');

  await makeRoom();
  while ((await readyz(live)) !== null) await new Promise((resolve) => setTimeout(resolve, 20));
  const again = await talker.send(refused, TEXT);
  assert.ok(again.type === 'ack' && !again.duplicate, 'what was refused had not been kept');
  const retried = await ann.call('POST', '/api/user-response/', { conversation_id: id, client_id: 'p', text: TEXT });
  assert.equal(retried.status, 201);
  await listener.until((frame) => frame.type === 'message:new' && frame.message.client_id === 'p');
  acked.push(refused, 'p');
  assert.deepEqual(listener.heard, acked);

  await live.relay.close();
  const next = await startLive(t, { data: disk.folder });
  assert.deepEqual(ids(await history(await next.person('ann'), id)), acked, 'and so it stands on the disk');
});

test('on a full disk the relay ends in order, starts again, and lets people read until there is room', async (t) => {
  const disk = await smallDisk(t);
  if ('why' in disk) return t.skip(disk.why);
  // Below the mount, as an operator's data folder is: the disk is filled beside it.
  const data = path.join(disk.folder, 'data');
  const environment = {
    JWT_SECRET: SECRET,
    ALLOWED_ORIGINS: 'https://crm.test',
    BOT_PROVIDER: 'none',
    LIMITS: JSON.stringify(GENEROUS),
  };
  const relay = async () => {
    const running = start(t, ['--port', '0', '--data', data], environment);
    const [, url = ''] = await running.says(LISTENS);
    return { running, url };
  };
  const now = Math.floor(Date.now() / 1000);
  const headers = {
    authorization: `Bearer ${hmacToken(JSON.stringify({ sub: 'ann', iat: now, exp: now + 3600 }))}`,
    'content-type': 'application/json',
  };
  const conversation = randomUUID();
  const say = async (url: string, client_id: string) => {
    const body = JSON.stringify({ conversation_id: conversation, create: true, client_id, text: TEXT });
    return (await fetch(`${url}/api/user-response/`, { method: 'POST', headers, body })).status;
  };
  const kept = async (url: string) => {
    const response = await fetch(`${url}/api/conversations/${conversation}/messages/?limit=200`, { headers });
    const { results } = (await response.json()) as { results: Message[] };
    return results.flatMap(({ client_id }) => (client_id === null ? [] : [client_id]));
  };

  const first = await relay();
  const acked: string[] = [];
  // What is in the log alone by then cannot be put into the database at the end.
  while ((await say(first.url, `s${acked.length}`)) === 201) acked.push(`s${acked.length}`);
  assert.ok(acked.length > 1);
  first.running.child.kill('SIGTERM');
  assert.equal(await first.running.ended, 0, first.running.err());

  const makeRoom = fill(disk.folder);
  const second = await relay();
  assert.equal((await fetch(`${second.url}/readyz`)).status, 503);
  const newest = await kept(second.url);
  assert.ok(newest.length > 1);
  assert.deepEqual(newest, acked.slice(-newest.length));
  assert.equal(await say(second.url, 'late'), 503);
  await makeRoom();
  second.running.child.kill('SIGKILL');
  await second.running.ended;
});
