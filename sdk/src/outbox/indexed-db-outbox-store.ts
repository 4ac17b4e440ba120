import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { OutboxEntry } from '../entry.js';
import { ChatError } from '../errors.js';
import {
  filesOf,
  type KeptFile,
  type NewOutboxEntry,
  type OutboxChange,
  type OutboxChanged,
  type OutboxStore,
} from './outbox-store.js';

interface Schema extends DBSchema {
  entries: { key: number; value: OutboxEntry; indexes: { client_id: string; state: string } };
  /** Apart from the entries, which are read again before each run. */
  files: { key: string; value: KeptFile };
  /** Written once on opening, to learn whether this browser keeps anything. */
  probe: { key: string; value: string };
}

type Database = IDBPDatabase<Schema>;

/** 2 added `files`. */
const VERSION = 2;
const STRICT = { durability: 'strict' } as const;

const closedError = () => new ChatError('closed', 'The outbox was closed.');

const fullError = (cause: unknown) =>
  new ChatError('storage_full', 'This browser cannot keep messages: its storage is full or switched off.', { cause });

/** Of the four states the last by the alphabet is `settled`. */
const unsettled = () => IDBKeyRange.upperBound('settled', true);

const byOrder = (a: OutboxEntry, b: OutboxEntry) => a.order - b.order;

const readAll = async (db: Database) => db.getAll('entries');

const readSome = async (db: Database, clientIds: readonly string[]) => {
  const index = db.transaction('entries').store.index('client_id');
  const found = await Promise.all(clientIds.map((id) => index.get(id)));
  return found.filter((entry) => entry !== undefined);
};

const change = async (
  db: Database,
  scope: 'unsettled' | 'all',
  edit: (entries: OutboxEntry[]) => OutboxChange,
): Promise<OutboxChanged> => {
  const tx = db.transaction(['entries', 'files'], 'readwrite', STRICT);
  // Heard below, or not at all when something else failed first.
  const done = tx.done;
  done.catch(() => undefined);
  const store = tx.objectStore('entries');
  const kept = tx.objectStore('files');
  try {
    const entries =
      scope === 'all' ? await store.getAll() : (await store.index('state').getAll(unsettled())).sort(byOrder);
    const { add = [], put = [], remove = [], files = [] } = edit(entries);
    const replaced = [...put];
    // The key generator gives `order`: ascending over all tabs, and never a number twice.
    const insert = async (entry: NewOutboxEntry) => ({ ...entry, order: await store.add(entry as OutboxEntry) });
    const [added] = await Promise.all([
      Promise.all(add.map(insert)),
      ...replaced.map((entry) => store.put(entry)),
      ...remove.map(({ order }) => store.delete(order)),
      ...remove.flatMap(filesOf).map(({ id }) => kept.delete(id)),
      ...(add.length > 0 ? files.map((file) => kept.put(file)) : []),
    ]);
    await done;
    return { put: [...replaced, ...added], removed: remove.map(({ client_id }) => client_id) };
  } catch (error) {
    // A full disk shows as the transaction's error, while its requests say no more than that it was aborted.
    const reason = tx.error ?? error;
    try {
      tx.abort();
    } catch {
      // It has ended by itself.
    }
    throw reason;
  }
};

const open = (name: string, onLost: () => void): Promise<Database> =>
  openDB<Schema>(name, VERSION, {
    upgrade(db, from) {
      if (from < 2) db.createObjectStore('files', { keyPath: 'id' });
      if (from >= 1) return;
      const entries = db.createObjectStore('entries', { keyPath: 'order', autoIncrement: true });
      entries.createIndex('client_id', 'client_id', { unique: true });
      entries.createIndex('state', 'state');
      db.createObjectStore('probe');
    },
    // Another tab upgrades or deletes the database: it must not wait for us. The next call opens what is there then.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });

/**
 * Opens the database `name` and writes to it once: some private windows let one open what they then refuse to fill.
 *
 * @throws what IndexedDB throws.
 */
export const openIndexedDbOutboxStore = async (name: string): Promise<OutboxStore> => {
  let connection: Promise<Database> | null = null;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  const connect = () => {
    if (connection) return connection;
    // A connection that is lost late must not take its successor with it.
    const opening = open(name, () => {
      if (connection === opening) connection = null;
    });
    return (connection = opening);
  };

  /** A connection may be closed under us at any time (data cleared, browser under pressure): opens once more. */
  const attempt = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    for (let again = true; ; again = false) {
      try {
        return await work(await connect());
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        if (!again || error.name === 'QuotaExceededError') throw fullError(error);
        connection?.then((db) => db.close()).catch(() => undefined);
        connection = null;
      }
    }
  };

  // One after the other, so that a call made again on a new connection is not overtaken by the next one. Costs nothing:
  // transactions that write the same object store wait for each other anyway.
  const inTurn = <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(closedError());
    const result = last.then(() => attempt(work));
    last = result.catch(() => undefined);
    return result;
  };

  const db = await connect();
  try {
    const probe = db.transaction('probe', 'readwrite', STRICT);
    await Promise.all([probe.store.put(new Date().toISOString(), 'opened'), probe.done]);
  } catch (error) {
    db.close();
    throw error;
  }

  return {
    durable: true,
    all: () => inTurn(readAll),
    get: (clientIds) => inTurn((db) => readSome(db, clientIds)),
    file: (id) => inTurn(async (db) => (await db.get('files', id))?.blob ?? null),
    change: (scope, edit) => inTurn((db) => change(db, scope, edit)),
    clear: () =>
      inTurn(async (db) => {
        const tx = db.transaction(['entries', 'files'], 'readwrite', STRICT);
        await Promise.all([tx.objectStore('entries').clear(), tx.objectStore('files').clear(), tx.done]);
      }),
    close() {
      closed = true;
      void last.then(() => connection?.then((db) => db.close()).catch(() => undefined));
    },
  };
};
