/**
 * The newest messages of the conversations last seen, kept on this device: a reopened page shows them before anybody has
 * answered, and offline. Losing it costs a page from the relay, never a message, so every failure here is silent.
 */
import type { Clock } from '../clock.js';
import { endOf, openDatabase, resultOf } from '../database.js';
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
  /** Written by a page that left: these, and not those of `rows`. */
  left?: readonly Message[];
}

/** Small things of one person: who was here, which conversation was open. */
interface Fact {
  person: string;
  value: unknown;
}

const NAME = 'crm-chat|history';
const VERSION = 1;

const personOf = ({ endpoint, tenant, user }: CachePerson): string => JSON.stringify([endpoint, tenant, user]);
const keyOf = (key: CacheKey): string => JSON.stringify([personOf(key), key.role, key.conversation]);
const rowsOf = (key: string): IDBKeyRange => IDBKeyRange.bound([key, 0], [key, Infinity]);
const placeOf = (person: string, subject: string | null): string => `conversation ${JSON.stringify([person, subject])}`;

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

const quietly = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work();
  } catch {
    return null;
  }
};

export class HistoryCache {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly db: IDBDatabase,
    private readonly clock: Clock,
  ) {}

  async load(key: CacheKey): Promise<HistorySnapshot | null> {
    const id = keyOf(key);
    return quietly(async () => {
      const { records, rows: kept } = this.#open('readonly');
      const record = (await resultOf(records.get(id))) as CacheRecord | undefined;
      if (!record) return null;
      const { version, left, epoch, from, cursor, floor, conversation, reads } = record;
      const rows = left ?? ((await resultOf(kept.getAll(rowsOf(id)))) as Message[]);
      // What a page left behind is in no row yet: the next save writes them all.
      this.#known.set(id, { version, rows: bySeq(left ? [] : rows) });
      return { epoch, from, cursor, floor, conversation, reads, rows };
    });
  }

  /**
   * Writes what a tab holds, in one transaction that first looks whether the record is still the one that this tab last
   * read or wrote. If another tab has written it since, it is taken as a whole, or, where it is further, left alone.
   */
  async save(key: CacheKey, whole: HistorySnapshot): Promise<void> {
    const { rows: kept, ...snapshot } = cut(whole);
    await quietly(async () => {
      const { tx, records, rows } = this.#open();
      const id = keyOf(key);
      const stored = (await resultOf(records.get(id))) as CacheRecord | undefined;
      const known = this.#known.get(id);
      const isSame = stored?.epoch === snapshot.epoch;
      const ours = stored?.version === known?.version ? known : undefined;
      if (stored && !ours && isSame && stored.cursor > snapshot.cursor) return endOf(tx);
      const before = (isSame ? ours?.rows : null) ?? new Map<number, Message>();
      const after = bySeq(kept);
      const version = (stored?.version ?? 0) + 1;
      records.put(this.#record(key, snapshot, version));
      if (before.size === 0) rows.delete(rowsOf(id));
      for (const seq of before.keys()) if (!after.has(seq)) rows.delete([id, seq]);
      for (const [seq, row] of after) if (before.get(seq) !== row) rows.put(row, [id, seq]);
      await endOf(tx);
      this.#known.set(id, { version, rows: after });
      if (stored) return;
      const all = await this.#records();
      await this.#remove(all.sort((a, b) => b.used_at - a.used_at).slice(CACHED_CONVERSATIONS_MAX));
    });
  }

  /**
   * The page may be gone before the database answers, so nothing is read first, and it is one request, with all rows in it:
   * of several, WebKit was seen to commit those that deleted and to lose those that wrote. The whole of one tab, never two
   * tabs mixed.
   */
  leave(key: CacheKey, whole: HistorySnapshot): void {
    const id = keyOf(key);
    const { rows: left, ...snapshot } = cut(whole);
    // No other tab's count is a fraction: none takes this for a write of its own.
    const version = Math.floor(this.#known.get(id)?.version ?? 0) + this.clock.random();
    void quietly(async () => {
      const { tx, records } = this.#open();
      records.put({ ...this.#record(key, snapshot, version), left });
      tx.commit();
      await endOf(tx);
      this.#known.set(id, { version, rows: new Map() });
    });
  }

  /** Membership was lost: nothing of it stays here. */
  async forget(key: CacheKey): Promise<void> {
    await this.#remove([{ key: keyOf(key) }]);
  }

  /** Everything about one person, for `logout()`. */
  async forgetPerson(key: CachePerson): Promise<void> {
    const id = personOf(key);
    await quietly(async () => {
      await this.#remove((await this.#records()).filter(({ person }) => person === id));
      const facts = this.#facts('readwrite');
      const all = (await resultOf(facts.getAll())) as Fact[];
      // Both by key.
      const keys = (await resultOf(facts.getAllKeys())) as string[];
      keys.filter((_, i) => all[i]?.person === id).forEach((each) => facts.delete(each));
      await endOf(facts.transaction);
    });
  }

  /** Who was here last, by this way of getting a token. */
  async lastYou(source: string): Promise<You | null> {
    return (await this.#fact(`you ${source}`)) as You | null;
  }

  async setYou(source: string, endpoint: string, you: You | null): Promise<void> {
    const person = you ? personOf({ endpoint, tenant: you.tenant, user: you.user.id }) : '';
    await this.#setFact(`you ${source}`, person, you);
  }

  /** The conversation that this person had open last, on the page of this record (null: on a page of none). */
  async lastConversation(person: CachePerson, subject: string | null): Promise<string | null> {
    return (await this.#fact(placeOf(personOf(person), subject))) as string | null;
  }

  async setConversation(person: CachePerson, subject: string | null, conversation: string | null): Promise<void> {
    const id = personOf(person);
    await this.#setFact(placeOf(id, subject), id, conversation);
  }

  close(): void {
    this.db.close();
  }

  #open(mode: IDBTransactionMode = 'readwrite') {
    const tx = this.db.transaction(['records', 'rows'], mode, { durability: 'relaxed' });
    return { tx, records: tx.objectStore('records'), rows: tx.objectStore('rows') };
  }

  #record(key: CacheKey, snapshot: Omit<HistorySnapshot, 'rows'>, version: number): CacheRecord {
    return { ...snapshot, key: keyOf(key), person: personOf(key), version, used_at: this.clock.now() };
  }

  async #records(): Promise<CacheRecord[]> {
    return (await resultOf(this.#open('readonly').records.getAll())) as CacheRecord[];
  }

  #facts(mode?: IDBTransactionMode): IDBObjectStore {
    return this.db.transaction('facts', mode).objectStore('facts');
  }

  async #fact(key: string): Promise<unknown> {
    const fact = await quietly(() => resultOf(this.#facts().get(key)) as Promise<Fact | undefined>);
    return fact?.value ?? null;
  }

  async #setFact(key: string, person: string, value: unknown): Promise<void> {
    await quietly(async () => {
      const facts = this.#facts('readwrite');
      await resultOf(value === null ? facts.delete(key) : facts.put({ person, value }, key));
    });
  }

  async #remove(gone: readonly Pick<CacheRecord, 'key'>[]): Promise<void> {
    await quietly(async () => {
      const { tx, records, rows } = this.#open();
      for (const { key } of gone) {
        this.#known.delete(key);
        records.delete(key);
        rows.delete(rowsOf(key));
      }
      await endOf(tx);
    });
  }
}

/** Null where this browser keeps nothing. */
export const openHistoryCache = (clock: Clock): Promise<HistoryCache | null> =>
  quietly(async () => {
    const db = await openDatabase(NAME, VERSION, (fresh) => {
      fresh.createObjectStore('records', { keyPath: 'key' });
      fresh.createObjectStore('rows');
      fresh.createObjectStore('facts');
    });
    return new HistoryCache(db, clock);
  });
