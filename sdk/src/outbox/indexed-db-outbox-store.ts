import { endOf, openDatabase, resultOf } from '../database.js';
import type { OutboxEntry } from '../entry.js';
import { ChatError } from '../errors.js';
import { filesOf, type KeptFile, type OutboxChange, type OutboxChanged, type OutboxStore } from './outbox-store.js';

/** 2 added `files`. */
const VERSION = 2;
/** The files apart from the entries, which are read again before each run. */
const STORES = ['entries', 'files'];

const closedError = () => new ChatError('closed', 'The outbox was closed.');

const fullError = (cause: unknown) =>
  new ChatError('storage_full', 'This browser cannot keep messages: its storage is full or switched off.', { cause });

/** Of the four states the last by the alphabet is `settled`. */
const unsettled = () => IDBKeyRange.upperBound('settled', true);

const writing = (db: IDBDatabase, stores: string | string[]) =>
  db.transaction(stores, 'readwrite', { durability: 'strict' });

const reading = (db: IDBDatabase, store: string) => db.transaction(store).objectStore(store);

const entriesOf = (request: IDBRequest) => resultOf(request) as Promise<OutboxEntry[]>;

const readSome = async (db: IDBDatabase, clientIds: readonly string[]) => {
  const index = reading(db, 'entries').index('client_id');
  const found = await Promise.all(clientIds.map((id) => resultOf(index.get(id)) as Promise<OutboxEntry | undefined>));
  return found.filter((entry) => entry !== undefined);
};

const change = async (
  db: IDBDatabase,
  scope: 'unsettled' | 'all',
  edit: (entries: OutboxEntry[]) => OutboxChange,
): Promise<OutboxChanged> => {
  const tx = writing(db, STORES);
  // Heard below, or not at all when something else failed first.
  const end = endOf(tx);
  end.catch(() => undefined);
  const store = tx.objectStore('entries');
  const kept = tx.objectStore('files');
  try {
    const entries = await entriesOf(scope === 'all' ? store.getAll() : store.index('state').getAll(unsettled()));
    const { add = [], put = [], remove = [], files = [] } = edit(entries.sort((a, b) => a.order - b.order));
    const replaced = [...put];
    for (const entry of replaced) store.put(entry);
    for (const entry of remove) {
      store.delete(entry.order);
      for (const { id } of filesOf(entry)) kept.delete(id);
    }
    if (add.length > 0) for (const file of files) kept.put(file);
    // The key generator gives `order`: ascending over all tabs, and never a number twice.
    const added = await Promise.all(
      add.map(async (entry) => ({ ...entry, order: (await resultOf(store.add(entry))) as number })),
    );
    await end;
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

const upgrade = (db: IDBDatabase, from: number) => {
  if (from < 2) db.createObjectStore('files', { keyPath: 'id' });
  if (from >= 1) return;
  const entries = db.createObjectStore('entries', { keyPath: 'order', autoIncrement: true });
  entries.createIndex('client_id', 'client_id', { unique: true });
  entries.createIndex('state', 'state');
  // Written once on opening, to learn whether this browser keeps anything.
  db.createObjectStore('probe');
};

/**
 * Opens the database `name` and writes to it once: some private windows let one open what they then refuse to fill.
 *
 * @throws what IndexedDB throws.
 */
export const openIndexedDbOutboxStore = async (name: string): Promise<OutboxStore> => {
  let connection: Promise<IDBDatabase> | null = null;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  const connect = () => {
    if (connection) return connection;
    // A connection that is lost late must not take its successor with it.
    const opening = openDatabase(name, VERSION, upgrade, () => {
      if (connection === opening) connection = null;
    });
    return (connection = opening);
  };

  /** A connection may be closed under us at any time (data cleared, browser under pressure): opens once more. */
  const attempt = async <T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> => {
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
  const inTurn = <T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(closedError());
    const result = last.then(() => attempt(work));
    last = result.catch(() => undefined);
    return result;
  };

  const db = await connect();
  try {
    const probe = writing(db, 'probe');
    probe.objectStore('probe').put(new Date().toISOString(), 'opened');
    await endOf(probe);
  } catch (error) {
    db.close();
    throw error;
  }

  return {
    durable: true,
    all: () => inTurn((db) => entriesOf(reading(db, 'entries').getAll())),
    get: (clientIds) => inTurn((db) => readSome(db, clientIds)),
    file: (id) =>
      inTurn(async (db) => ((await resultOf(reading(db, 'files').get(id))) as KeptFile | undefined)?.blob ?? null),
    change: (scope, edit) => inTurn((db) => change(db, scope, edit)),
    clear: () =>
      inTurn(async (db) => {
        const tx = writing(db, STORES);
        for (const store of STORES) tx.objectStore(store).clear();
        await endOf(tx);
      }),
    close() {
      closed = true;
      void last.then(() => connection?.then((db) => db.close()).catch(() => undefined));
    },
  };
};
