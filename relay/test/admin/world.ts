/** The acts of the admin API on a store of the test's own, without doors: for faults between any two of their steps. */
import assert from 'node:assert/strict';
import { Acts, type Act } from '../../src/admin/acts.js';
import { AuditLog, type AuditEntry } from '../../src/admin/audit.js';
import type { Principal } from '../../src/auth/principal.js';
import { systemClock, type Clock } from '../../src/clock.js';
import { contentHash } from '../../src/service/content-hash.js';
import { uuidV7 } from '../../src/service/ids.js';
import { createPrompt, patchPrompt, removePrompt } from '../../src/service/prompt-editing.js';
import { FILES, type FileRecord } from '../../src/store/file-records.js';
import type { Collection, Store } from '../../src/store/store.js';

export const root: Principal = {
  tenant: 'default',
  user: { id: 'root', name: 'Root', role: 'admin', avatar: null },
  subjects: [],
  expiresAt: Number.MAX_SAFE_INTEGER,
};

export function createWorld(store: Store, clock: Clock = systemClock, days = 365) {
  const audit = new AuditLog(store, clock, days);
  const warned: object[] = [];
  const log = { warn: (fields: object) => void warned.push(fields) };
  const acts = new Acts({ store, clock, audit, newId: uuidV7, log });
  const entries = async (): Promise<AuditEntry[]> => (await audit.list(root.tenant, { limit: 200 })).results;
  const left = async (): Promise<number> => (await store.collection('admin-intents').list()).length;
  return { acts, audit, warned, entries, left };
}

/** Each kind of act that the kills go through, on things that `prepare` has put there. */
export const ACTS: Readonly<Record<string, (store: Store, key: string | undefined) => Act<unknown>>> = {
  'prompt.create': (store, key) => ({
    action: 'prompt.create',
    target: (id) => ({ kind: 'prompt', id, conversation_id: null }),
    wanted: { title: 'A', text: 'A?' },
    creates: true,
    client_id: key,
    run: (id) => createPrompt(store, root.tenant, id, { title: 'A', text: 'A?' }),
    again: async () => 'again',
  }),
  'prompt.update': (store, key) => ({
    action: 'prompt.update',
    target: { kind: 'prompt', id: 'p1', conversation_id: null },
    wanted: { is_active: false },
    client_id: key,
    run: () => patchPrompt(store, root.tenant, 'p1', { is_active: false }),
    again: async () => 'again',
  }),
  'prompt.delete': (store, key) => ({
    action: 'prompt.delete',
    target: { kind: 'prompt', id: 'p1', conversation_id: null },
    wanted: null,
    client_id: key,
    run: () => removePrompt(store, root.tenant, 'p1'),
    again: async () => 'again',
  }),
  'message.update': (store, key) => ({
    action: 'message.update',
    target: { kind: 'message', id: MESSAGE, conversation_id: ROOM },
    wanted: { text: 'after' },
    client_id: key,
    run: (minted) => edit(store, minted),
    again: async () => 'again',
  }),
  'upload.delete': (store, key) => ({
    action: 'upload.delete',
    target: { kind: 'upload', id: FILE, conversation_id: null },
    wanted: null,
    client_id: key,
    run: () => removeFile(store),
    again: async () => 'again',
  }),
};

const ROOM = '01900000-0000-7000-8000-000000000001';
const MESSAGE = '01900000-0000-7000-8000-000000000002';
const FILE = '01900000-0000-4000-8000-000000000003';
const file: FileRecord = {
  tenant: root.tenant,
  owner_id: root.user.id,
  client_id: null,
  attachment: { id: FILE, name: 'plan.txt', type: 'text/plain', size: 3, url: `/api/attachments/${FILE}/` },
  sha256: '0'.repeat(64),
  created_at: '2026-01-01T00:00:00.000Z',
  refs: [],
  due_at: null,
  gone: false,
};
const base = { tenant: root.tenant, conversation_id: ROOM, access: { kind: 'staff' }, actor: root.user } as const;
const now = (): string => new Date().toISOString();

async function edit(store: Store, clientId: string): Promise<void> {
  const hash = contentHash(['edit', 'after']);
  const write = { ...base, now: now(), kind: 'edit', client_id: clientId, hash, message_id: MESSAGE } as const;
  assert.ok((await store.write({ ...write, text: 'after' })).ok);
}

async function removeFile(store: Store): Promise<void> {
  const { conversation_id: _all, ...by } = base;
  const done = await store.write({ ...by, now: now(), kind: 'remove-file', file_id: FILE });
  assert.ok(done.ok && done.removed === 1, 'The message that names it has changed with it.');
}

export async function prepare(store: Store): Promise<void> {
  await createPrompt(store, root.tenant, 'p1', { title: 'P', text: 'P?' });
  const open = { title: '', subject: null, metadata: {}, bot: 'off' } as const;
  await store.write({ ...base, now: now(), kind: 'create', open });
  await store.collection<FileRecord>(FILES).put(FILE, file);
  const rest = { rich: null, attachment_ids: [FILE], reply_to: null, mentions: [] };
  const item = { id: MESSAGE, client_id: null, hash: 'h', type: 'text' as const, text: 'before', ...rest };
  assert.ok((await store.write({ ...base, now: now(), kind: 'send', open: null, items: [item] })).ok);
}

/** Whether the act has been carried out, as the things themselves show. */
export async function isCarriedOut(store: Store, name: string): Promise<boolean> {
  if (name === 'message.update')
    return (await store.message(root.tenant, MESSAGE))?.row.json.includes('"after"') === true;
  if (name === 'upload.delete') {
    const isGone = (await store.collection(FILES).get(FILE)) === null;
    const named = (await store.message(root.tenant, MESSAGE))?.row.json.includes('plan.txt');
    assert.equal(named, !isGone, 'A message never names a file that is gone.');
    return isGone;
  }
  const prompts = await store.collection<{ title: string; is_active: boolean }>(`prompts:${root.tenant}`).list();
  const p1 = prompts.find(({ key }) => key === 'p1');
  if (name === 'prompt.create') return prompts.some(({ value }) => value.title === 'A');
  return name === 'prompt.delete' ? p1 === undefined : p1?.value.is_active === false;
}

/** A store that counts what it is asked to change, and calls before and after each. */
export function watched(
  store: Store,
  before: (n: number) => void | Promise<void>,
  after: (n: number) => void | Promise<void>,
): Store {
  let n = 0;
  const step = async <T>(change: () => Promise<T>): Promise<T> => {
    n += 1;
    const mine = n;
    await before(mine);
    const result = await change();
    await after(mine);
    return result;
  };
  return {
    ...bound(store),
    epoch: store.epoch,
    write: (write) => step(() => store.write(write)),
    collection<T>(name: string): Collection<T> {
      const kept = store.collection<T>(name);
      return {
        get: (key) => kept.get(key),
        list: (options) => kept.list(options),
        put: (key, value, expected) => step(() => kept.put(key, value, expected)),
        remove: (key, expected) => step(() => kept.remove(key, expected)),
      };
    },
  };
}

/** A store's methods need not be its own properties. */
function bound(store: Store): Store {
  const pass =
    (name: keyof Store) =>
    (...given: unknown[]) =>
      (store[name] as (...all: unknown[]) => unknown).apply(store, given);
  const names = ['onCommit', 'changes', 'history', 'conversation', 'list', 'item', 'message', 'replyContext'] as const;
  const others = ['unanswered', 'streaming', 'expired', 'ready', 'close'] as const;
  return Object.fromEntries([...names, ...others].map((name) => [name, pass(name)])) as unknown as Store;
}
