/**
 * Whether a page takes as long among a million messages as among a thousand: `node --import tsx relay/bench/history.ts [count]`.
 * Two data folders of the same shape are read through the store as the relay reads them; each figure is the median of many.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWriter } from '../src/store/sqlite/database.js';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.js';
import type { Store } from '../src/store/store.js';

const TENANT = 'bench';
const SIZES = [1000, Number(process.argv[2] ?? 1_000_000)];
const TURNS = 40;
const staff = { kind: 'staff' } as const;
const NOW = '2026-01-01T00:00:00.000Z';

const user = (id: string) => ({ id, name: id, role: 'user', avatar: null }) as const;

/** One long conversation (every tenth message a note, one in fifty edited), and as many short ones as a fifth of its messages. */
async function fill(folder: string, count: number): Promise<void> {
  const store = await openSqliteStore({ folder });
  const base = { tenant: TENANT, conversation_id: 'long', access: staff, actor: user('ann'), now: NOW };
  const open = { title: 'Long', subject: null, metadata: {}, bot: 'off' } as const;
  await store.write({ ...base, kind: 'create', open });
  await store.close();
  const db = openWriter({ file: path.join(folder, 'crm-chat.db'), epoch: 'unused' });
  const message = db.prepare(
    `INSERT INTO messages (conversation, seq, rev, tenant, id, type, sender_id, sender_role, status, created_at, deleted, json)
     VALUES (?, ?, ?, '${TENANT}', ?, ?, 'ann', 'user', 'sent', ?, 0, ?)`,
  );
  const words = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho'.split(' ');
  db.transaction(() => {
    for (let n = 2; n <= count; n += 1) {
      const type = n % 10 === 0 ? 'note' : 'text';
      const rare = n % Math.ceil(count / 20) === 0 ? ' needle' : '';
      const text = `message ${n}: ${Array.from({ length: 10 }, (_, at) => words[(n * (at + 3)) % 17]).join(' ')}${rare}`;
      const rev = n % 50 === 0 ? count + n / 50 : n;
      const json = {
        id: `m${n}`,
        conversation_id: 'long',
        sender: user('ann'),
        type,
        text,
        seq: n,
        rev,
        created_at: NOW,
      };
      message.run(1, n, rev, `m${n}`, type, NOW, JSON.stringify(json));
    }
    db.prepare('UPDATE heads SET head = ? WHERE key = 1').run(count + Math.floor(count / 50));
    const short = db.prepare(
      `INSERT INTO conversations (key, tenant, id, title, status, is_archived, created_by, bot, metadata, rev, created_at, updated_at)
       VALUES (?, '${TENANT}', ?, ?, 'open', 0, ?, 'off', '{}', 1, '${NOW}', '${NOW}')`,
    );
    const head = db.prepare(`INSERT INTO heads VALUES (?, '${TENANT}', 1, 0, ?, ?, NULL, NULL)`);
    const member = db.prepare(
      `INSERT INTO members (conversation, user_id, user, joined_at, last_read_seq, last_read_visible_seq) VALUES (?, ?, ?, '${NOW}', 0, 0)`,
    );
    for (let key = 2; key <= count / 5; key += 1) {
      const at = new Date(Date.parse(NOW) + key).toISOString();
      const ben = JSON.stringify(user('ben'));
      short.run(key, `c${key}`, `Talk ${key}`, ben);
      head.run(key, at, at);
      // Ben is in a hundred, whatever there are.
      const id = key % Math.ceil(count / 5 / 100) === 0 ? 'ben' : `u${key}`;
      member.run(key, id, JSON.stringify(user(id)));
    }
  })();
  db.close();
}

const read = { tenant: TENANT, conversation_id: 'long', access: staff, audience: 'staff' } as const;
const asUser = { ...read, audience: 'user' } as const;
const page = { limit: 50, bytes: 262_144 };
const filters = { subject: null, status: null, archived: null, assignee: null, unread: false, q: null, cursor: null };
const list = { tenant: TENANT, ...filters, limit: 50 } as const;
const agents = { ...list, access: staff, audience: 'staff', viewer_id: 'agnes' } as const;
const bens = {
  ...list,
  access: { kind: 'person', user_id: 'ben', subjects: [] },
  audience: 'user',
  viewer_id: 'ben',
} as const;

/** What is measured, each as one question to the store. */
const questions = (
  store: Store,
  count: number,
  cursor: string | null,
): Readonly<Record<string, () => Promise<unknown>>> => ({
  'history, newest page': () => store.history({ ...read, ...page, before: null }),
  'history, newest page, user': () => store.history({ ...asUser, ...page, before: null }),
  'history, a page in the middle': () => store.history({ ...read, ...page, before: Math.floor(count / 2) }),
  'history, the oldest page': () => store.history({ ...read, ...page, before: 60 }),
  'changes since 50 ago': () => store.changes({ ...read, ...page, since: count - 50, at: null }),
  'changes since the middle': () => store.changes({ ...read, ...page, since: Math.floor(count / 2), at: null }),
  'changes since 0': () => store.changes({ ...read, ...page, since: 0, at: null }),
  'list, staff, first page': () => store.list(agents),
  'list, staff, a later page': () => store.list({ ...agents, cursor }),
  'list, a user of 100': () => store.list(bens),
  'search, a rare word': () => store.list({ ...agents, q: 'needle ' }),
  'search, a word of every message': () => store.list({ ...agents, q: 'message ' }),
  'search, two words': () => store.list({ ...agents, q: 'needle message ' }),
  'search, a word half typed': () => store.list({ ...agents, q: 'messa' }),
  'search within, a rare word': () => store.find({ ...read, q: 'needle ', before: null, limit: 50 }),
  'search within, a word of every message': () => store.find({ ...read, q: 'message ', before: null, limit: 50 }),
});

async function median(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  // The first ones find nothing compiled and no page in memory.
  for (let turn = 0; turn < TURNS; turn += 1) await ask();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const began = performance.now();
    await ask();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[Math.floor(TURNS / 2)] ?? 0;
}

/** Until every message is found: the newest are indexed last. */
async function indexed(store: Store, count: number): Promise<void> {
  for (;;) {
    const found = await store.find({ ...read, q: `"message ${count}"`, before: null, limit: 1 });
    if (found?.hits.length === 1) return;
  }
}

const table: Record<string, Record<string, string>> = {};
const medians: Record<string, number[]> = {};
for (const count of SIZES) {
  const folder = await mkdtemp(path.join(tmpdir(), 'crm-chat-bench-'));
  await fill(folder, count);
  const store = await openSqliteStore({ folder });
  await indexed(store, count);
  const { next } = await store.list({ ...agents, limit: 100 });
  for (const [name, ask] of Object.entries(questions(store, count, next))) {
    (medians[name] ??= []).push(await median(ask));
  }
  await store.close();
  await rm(folder, { recursive: true, force: true });
}
for (const [name, [few = 0, many = 0]] of Object.entries(medians)) {
  const [small, large] = SIZES.map((size) => `${size.toLocaleString('en')}, ms`);
  table[name] = { [small ?? '']: few.toFixed(2), [large ?? '']: many.toFixed(2), ratio: (many / few).toFixed(2) };
}
console.table(table);
