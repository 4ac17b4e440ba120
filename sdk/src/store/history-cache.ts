/**
 * The newest messages of the conversations last seen, kept on this device: a reopened page shows them before anybody has
 * answered, and offline. Losing it costs a page from the relay, never a message, so every failure here is silent.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Clock } from '../clock.js';
import type { Message, You } from '../protocol/index.js';
import type { HistorySnapshot } from './history.js';

export const CACHED_ROWS_MAX = 500;
export const CACHED_CONVERSATIONS_MAX = 20;

/** Whose history it is. */
export interface CachePerson {
  /** The relay's origin. */
  endpoint: string;
  tenant: string;
  /** The token's `sub`. */
  user: string;
}

/** `role` decides what may be seen: another role never gets to see these rows. */
export interface CacheKey extends CachePerson {
  role: string;
  conversation: string;
}

interface CacheRecord extends Omit<HistorySnapshot, 'rows'> {
  key: string;
  person: string;
  /** Counts the writes, by whichever tab. */
  version: number;
  used_at: number;
  you: You;
  /** Written by a page that left: these, and not those of `rows`. */
  left?: readonly Message[];
}

interface Schema extends DBSchema {
  records: { key: string; value: CacheRecord };
  /** By record and `seq`. */
  rows: { key: [string, number]; value: Message };
  /** Small things of one person: who was here, which conversation was open. */
  facts: { key: string; value: { person: string; value: unknown } };
}

const NAME = 'crm-chat|history';
const VERSION = 1;

const personOf = ({ endpoint, tenant, user }: CachePerson): string => JSON.stringify([endpoint, tenant, user]);
const keyOf = (key: CacheKey): string => JSON.stringify([personOf(key), key.role, key.conversation]);
const rowsOf = (key: string): IDBKeyRange => IDBKeyRange.bound([key, 0], [key, Infinity]);

/** What this tab knows to be in the database: rows are compared by identity, and only changed ones written. */
interface Known {
  version: number;
  rows: ReadonlyMap<number, Message>;
}

const bySeq = (rows: readonly Message[]): Map<number, Message> => new Map(rows.map((row) => [row.seq, row]));

/** Cut to what is kept: then the loaded part begins with the first row kept. */
const cut = (snapshot: HistorySnapshot): HistorySnapshot => {
  const rows = snapshot.rows.slice(-CACHED_ROWS_MAX);
  const [first] = rows;
  const isCut = rows.length < snapshot.rows.length && first !== undefined;
  return { ...snapshot, rows, from: isCut ? first.seq : snapshot.from };
};

export class HistoryCache {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly db: IDBPDatabase<Schema>,
    private readonly clock: Clock,
  ) {}

  async load(key: CacheKey): Promise<{ snapshot: HistorySnapshot; you: You } | null> {
    const id = keyOf(key);
    return this.#quietly(async () => {
      const tx = this.db.transaction(['records', 'rows']);
      const record = await tx.objectStore('records').get(id);
      if (!record) return null;
      const rows = record.left ?? (await tx.objectStore('rows').getAll(rowsOf(id)));
      // What a page left behind is in no row yet: the next save writes them all.
      this.#known.set(id, { version: record.version, rows: bySeq(record.left ? [] : rows) });
      const { epoch, from, cursor, floor, conversation, reads, you } = record;
      return { snapshot: { epoch, from, cursor, floor, conversation, reads, rows }, you };
    }, null);
  }

  /**
   * Writes what a tab holds, in one transaction that first looks whether the record is still the one that this tab last
   * read or wrote. If another tab has written it since, it is taken as a whole, or, where it is further, left alone.
   */
  async save(key: CacheKey, whole: HistorySnapshot, you: You): Promise<void> {
    const id = keyOf(key);
    const snapshot = cut(whole);
    await this.#quietly(async () => {
      const tx = this.db.transaction(['records', 'rows'], 'readwrite', { durability: 'relaxed' });
      const records = tx.objectStore('records');
      const rows = tx.objectStore('rows');
      const stored = await records.get(id);
      const known = this.#known.get(id);
      const isOurs = stored !== undefined && stored.version === known?.version;
      if (stored && !isOurs && stored.epoch === snapshot.epoch && stored.cursor > snapshot.cursor) return tx.done;
      const before = isOurs && stored.epoch === snapshot.epoch ? known.rows : new Map<number, Message>();
      const after = bySeq(snapshot.rows);
      const version = (stored?.version ?? 0) + 1;
      const { rows: _, ...rest } = snapshot;
      const writes: Promise<unknown>[] = [
        records.put({ ...rest, key: id, person: personOf(key), version, used_at: this.clock.now(), you }),
      ];
      if (before.size === 0) writes.push(rows.delete(rowsOf(id)));
      for (const seq of before.keys()) if (!after.has(seq)) writes.push(rows.delete([id, seq]));
      for (const [seq, row] of after) if (before.get(seq) !== row) writes.push(rows.put(row, [id, seq]));
      await Promise.all([...writes, tx.done]);
      this.#known.set(id, { version, rows: after });
      if (!stored) await this.#prune();
    }, undefined);
  }

  /**
   * The page may be gone before the database answers, so nothing is read first, and it is one request, with all rows in it:
   * of several, WebKit was seen to commit those that deleted and to lose those that wrote. The whole of one tab, never two
   * tabs mixed.
   */
  leave(key: CacheKey, whole: HistorySnapshot, you: You): void {
    const id = keyOf(key);
    const { rows: left, ...rest } = cut(whole);
    // No other tab's count is a fraction: none takes this for a write of its own.
    const version = Math.floor(this.#known.get(id)?.version ?? 0) + this.clock.random();
    void this.#quietly(async () => {
      const tx = this.db.transaction('records', 'readwrite', { durability: 'relaxed' });
      const put = tx.store.put({
        ...rest,
        key: id,
        person: personOf(key),
        version,
        used_at: this.clock.now(),
        you,
        left,
      });
      tx.commit();
      await Promise.all([put, tx.done]);
      this.#known.set(id, { version, rows: new Map() });
    }, undefined);
  }

  /** Membership was lost: nothing of it stays here. */
  async forget(key: CacheKey): Promise<void> {
    await this.#remove([keyOf(key)]);
  }

  /** Everything about one person, for `logout()`. */
  async forgetPerson(person: CachePerson): Promise<void> {
    const id = personOf(person);
    await this.#quietly(async () => {
      const records = await this.db.getAll('records');
      await this.#remove(records.filter((record) => record.person === id).map(({ key }) => key));
      const tx = this.db.transaction('facts', 'readwrite');
      for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
        if (cursor.value.person === id) await cursor.delete();
      }
      await tx.done;
    }, undefined);
  }

  /** Who was here last, by this way of getting a token. */
  async lastYou(source: string): Promise<You | null> {
    return this.#quietly(
      async () => ((await this.db.get('facts', `you ${source}`))?.value ?? null) as You | null,
      null,
    );
  }

  async setYou(source: string, endpoint: string, you: You | null): Promise<void> {
    const person = you ? personOf({ endpoint, tenant: you.tenant, user: you.user.id }) : '';
    await this.#setFact(`you ${source}`, person, you);
  }

  /** The conversation that this person had open last, on the page of this record (null: on a page of none). */
  async lastConversation(person: CachePerson, subject: string | null): Promise<string | null> {
    const id = personOf(person);
    const read = async () => ((await this.db.get('facts', this.#placeOf(id, subject)))?.value ?? null) as string | null;
    return this.#quietly(read, null);
  }

  async setConversation(person: CachePerson, subject: string | null, conversation: string | null): Promise<void> {
    const id = personOf(person);
    await this.#setFact(this.#placeOf(id, subject), id, conversation);
  }

  close(): void {
    this.db.close();
  }

  #placeOf(person: string, subject: string | null): string {
    return `conversation ${JSON.stringify([person, subject])}`;
  }

  async #setFact(key: string, person: string, value: unknown): Promise<void> {
    await this.#quietly(async () => {
      if (value === null) await this.db.delete('facts', key);
      else await this.db.put('facts', { person, value }, key);
    }, undefined);
  }

  async #prune(): Promise<void> {
    const records = await this.db.getAll('records');
    records.sort((a, b) => b.used_at - a.used_at);
    await this.#remove(records.slice(CACHED_CONVERSATIONS_MAX).map(({ key }) => key));
  }

  async #remove(keys: readonly string[]): Promise<void> {
    await this.#quietly(async () => {
      const tx = this.db.transaction(['records', 'rows'], 'readwrite');
      for (const key of keys) {
        this.#known.delete(key);
        void tx.objectStore('records').delete(key);
        void tx.objectStore('rows').delete(rowsOf(key));
      }
      await tx.done;
    }, undefined);
  }

  async #quietly<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch {
      return otherwise;
    }
  }
}

/** Null where this browser keeps nothing. */
export async function openHistoryCache(clock: Clock): Promise<HistoryCache | null> {
  try {
    const db = await openDB<Schema>(NAME, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore('records', { keyPath: 'key' });
        fresh.createObjectStore('rows');
        fresh.createObjectStore('facts');
      },
      // Another version of this page wants to change it: it must not wait for us.
      blocking: (_now, _wanted, event) => (event.target as IDBDatabase).close(),
    });
    return new HistoryCache(db, clock);
  } catch {
    return null;
  }
}
