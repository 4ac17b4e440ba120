import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Message } from '@crm-chat/sdk/protocol';
import { createEchoBot } from '../../src/bots/echo-bot.js';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { systemClock } from '../../src/clock.js';
import { uuidV7 } from '../../src/service/ids.js';
import { createReplies } from '../../src/service/replies/replies.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import type { Store } from '../../src/store/store.js';

type Said = { draft: string } | { room: string };

/**
 * Starts the other process, and kills it in the middle of a reply once part of it must have been saved: when a second draft
 * is told, what was told with the first is on the disk.
 */
const killInTheMiddle = async (folder: string): Promise<{ room: string; saved: string }> => {
  const file = fileURLToPath(new URL('./doomed.ts', import.meta.url));
  const child = fork(file, [folder], { execArgv: ['--import', 'tsx'] });
  const drafts: string[] = [];
  let room = '';
  child.on('message', (said: Said) => {
    if ('room' in said) ({ room } = said);
    else drafts.push(said.draft);
    if (room !== '' && drafts.length >= 2) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL');
  return { room, saved: drafts[0]! };
};

const repliesIn = async (store: Store, room: string): Promise<Message[]> => {
  const of = { tenant: 'default', conversation_id: room, access: { kind: 'staff' }, audience: 'staff' } as const;
  const page = await store.history({ ...of, before: null, limit: 100, bytes: 1_000_000 });
  return (page?.rows ?? [])
    .map(({ json }) => JSON.parse(json) as Message)
    .filter(({ sender }) => sender.role === 'bot');
};

test('a relay killed while its bot speaks: the next one ends that reply with what was saved, and answers the rest', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'replies-'));
  t.after(() => rm(folder, { recursive: true }));
  const { room, saved } = await killInTheMiddle(folder);
  const store = await openSqliteStore({ folder });
  const bus = createLocalBus();
  store.onCommit((commit) => bus.publish({ kind: 'commit', commit }));
  const ended = new Promise<void>((resolve) => {
    store.onCommit(({ changes }) => {
      if (changes.some(({ row }) => row?.sender_role === 'bot' && row.status === 'sent')) resolve();
    });
  });
  const bot = createEchoBot({ wordMs: 0 });
  const replies = createReplies({ store, bus, bot, clock: systemClock, newId: uuidV7, limits: { text_chars: 16_384 } });
  t.after(async () => {
    await replies.close();
    await store.close();
  });
  const [dead] = await repliesIn(store, room);
  assert.equal(dead?.status, 'streaming');
  await replies.start({ ownsAll: true });
  await ended;
  const [interrupted, answered, ...more] = await repliesIn(store, room);
  assert.ok(interrupted && answered);
  assert.deepEqual([interrupted.id, interrupted.status], [dead.id, 'interrupted']);
  assert.ok(interrupted.text.startsWith(saved));
  assert.deepEqual([answered.status, more], ['sent', []]);
  assert.notEqual(answered.reply_to, interrupted.reply_to);
});
