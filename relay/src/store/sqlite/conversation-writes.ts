/**
 * Conversations as the writer has them: in memory, read from the database once, and written back before a commit. A burst
 * of messages in one conversation then writes its head once a batch.
 */
import type { ConversationRecord, ParticipantRecord } from '../store.js';
import type { Entry, ReadRows, Rows } from '../kernel/rows.js';
import type { Db } from './database.js';
import type { WordsWrites } from './words-writes.js';

/** Conversations and participants kept in memory, together; roughly 100 MB at the worst. */
const HELD_MAX = 200_000;
const NAMES_MAX = 100_000;

type Reads = Pick<ReadRows, 'name' | 'entry'>;

export interface ConversationWrites extends Pick<Rows, 'newKey' | 'setName' | 'subjectHolder' | 'put' | 'erase'> {
  readonly name: ReadRows['name'];
  readonly entry: ReadRows['entry'];
  /** Writes back what is only in memory. */
  flush(): void;
  /** After a rollback: nothing in memory is to be trusted. */
  forget(): void;
  /** After a commit: lets go of what has not been used for long. */
  trim(): void;
}

const json = (value: unknown): string => JSON.stringify(value);

const COLUMNS = [
  'title',
  'subject',
  'status',
  'is_archived',
  'created_by',
  'assignee',
  'bot',
  'metadata',
  'rev',
  'updated_at',
] as const;

const differs = (a: ConversationRecord, b: ConversationRecord): boolean => COLUMNS.some((name) => a[name] !== b[name]);

function conversationStatements(db: Db, words: WordsWrites) {
  const upsert = db.prepare(
    `INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET title = excluded.title, subject = excluded.subject,
       status = excluded.status, is_archived = excluded.is_archived,
       created_by = excluded.created_by, assignee = excluded.assignee, bot = excluded.bot, metadata = excluded.metadata,
       rev = excluded.rev,
       updated_at = excluded.updated_at`,
  );
  const head = db.prepare(
    `INSERT INTO heads VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET head = excluded.head, floor = excluded.floor,
       activity_staff = excluded.activity_staff, activity_user = excluded.activity_user,
       oldest_at = excluded.oldest_at, asked_at = excluded.asked_at`,
  );
  return {
    /** Where it differs from what the database has. */
    conversation({ key, record: r }: Entry, before: ConversationRecord | undefined): void {
      if (before && !differs(before, r)) return;
      if (before?.title !== r.title || before.subject !== r.subject) words.titled(key, r);
      const given = [key, r.tenant, r.id, r.title, r.subject, r.status, r.is_archived ? 1 : 0];
      const people = [json(r.created_by), r.assignee && json(r.assignee)];
      upsert.run(...given, ...people, r.bot, json(r.metadata), r.rev, r.created_at, r.updated_at);
    },
    head({ key, record: { tenant, head: rev, floor }, ...e }: Entry): void {
      head.run(key, tenant, rev, floor, e.activity_staff, e.activity_user, e.oldest_at, e.asked_at);
    },
  };
}

function memberStatements(db: Db) {
  const upsert = db.prepare(
    `INSERT INTO members (conversation, user_id, user, joined_at, last_read_seq, last_read_visible_seq, last_read_at,
       last_read_visible_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (conversation, user_id) DO UPDATE SET user = excluded.user, joined_at = excluded.joined_at,
       last_read_seq = excluded.last_read_seq, last_read_visible_seq = excluded.last_read_visible_seq,
       last_read_at = excluded.last_read_at, last_read_visible_at = excluded.last_read_visible_at`,
  );
  const remove = db.prepare('DELETE FROM members WHERE conversation = ? AND user_id = ?');
  /** Only what differs: a participant's record is another object exactly when something about it changed. */
  return (key: number, now: readonly ParticipantRecord[], before: readonly ParticipantRecord[]): void => {
    if (now === before) return;
    const known = new Set(before);
    const changed = now.filter((participant) => !known.has(participant));
    if (now.length - changed.length < before.length) {
      const stay = new Set(now.map(({ user }) => user.id));
      for (const { user } of before) if (!stay.has(user.id)) remove.run(key, user.id);
    }
    for (const p of changed) {
      const marks = [p.last_read_seq, p.last_read_visible_seq, p.last_read_at, p.last_read_visible_at];
      upsert.run(key, p.user.id, json(p.user), p.joined_at, ...marks);
    }
  };
}

/**
 * What is remembered of its `client_id`s stays, out of reach: the key is never used again, and to find those rows would be
 * to read all there are.
 */
function eraseStatements(db: Db, words: WordsWrites): (key: number) => void {
  const statements = [
    'DELETE FROM messages WHERE conversation = ?',
    'DELETE FROM members WHERE conversation = ?',
    'DELETE FROM heads WHERE key = ?',
    'DELETE FROM conversations WHERE key = ?',
  ].map((sql) => db.prepare(sql));
  return (key) => {
    words.removing(key, Number.MAX_SAFE_INTEGER);
    for (const statement of statements) statement.run(key);
    words.removed();
    words.untitled(key);
  };
}

/** Entries by their last change, the latest last. */
class Held {
  readonly #entries = new Map<number, Entry>();
  #weight = 0;

  get = (key: number): Entry | undefined => this.#entries.get(key);

  set(entry: Entry): void {
    this.#weight += weigh(entry) - weigh(this.#entries.get(entry.key));
    this.#entries.delete(entry.key);
    this.#entries.set(entry.key, entry);
  }

  /** One that was just read. */
  keep(entry: Entry | undefined): Entry | undefined {
    if (entry) this.set(entry);
    return entry;
  }

  delete(key: number): void {
    this.#weight -= weigh(this.#entries.get(key));
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }

  trim(): void {
    for (const key of this.#entries.keys()) {
      if (this.#weight <= HELD_MAX) break;
      this.delete(key);
    }
  }
}

const weigh = (entry: Entry | undefined): number => (entry ? 1 + entry.record.participants.length : 0);

/** Where ids lead, with what was looked up once. */
function nameWrites(db: Db, read: ReadRows['name']) {
  const write = db.prepare(
    'INSERT INTO names VALUES (?, ?, ?) ON CONFLICT (tenant, id) DO UPDATE SET conversation = excluded.conversation',
  );
  const names = new Map<string, number | null | undefined>();
  const known = (tenant: string, id: string): string => `${tenant}\u0000${id}`;
  return {
    name(tenant: string, id: string): number | null | undefined {
      const place = known(tenant, id);
      if (names.has(place)) return names.get(place);
      const key = read(tenant, id);
      names.set(place, key);
      return key;
    },
    setName(tenant: string, id: string, key: number | null): void {
      write.run(tenant, id, key);
      names.set(known(tenant, id), key);
    },
    forget: () => names.clear(),
    trim() {
      if (names.size > NAMES_MAX) names.clear();
    },
  };
}

export function conversationWrites(db: Db, reads: Reads, words: WordsWrites): ConversationWrites {
  const write = conversationStatements(db, words);
  const writeMembers = memberStatements(db);
  const eraseRows = eraseStatements(db, words);
  const names = nameWrites(db, reads.name);
  const lastKey = db.prepare<[], { key: number }>(
    "SELECT seq AS key FROM sqlite_sequence WHERE name = 'conversations'",
  );
  const holder = db.prepare<[string, string], { key: number }>(
    "SELECT key FROM conversations WHERE tenant = ? AND subject = ? AND subject IS NOT NULL AND status = 'open'",
  );
  const held = new Held();
  /** What the database has of those that are otherwise in memory; undefined: nothing yet. */
  const dirty = new Map<number, Entry | undefined>();
  let keys: number | undefined;

  const flushOne = (key: number, before: Entry | undefined): void => {
    const entry = held.get(key);
    if (!entry) return;
    write.conversation(entry, before?.record);
    write.head(entry);
    writeMembers(key, entry.record.participants, before?.record.participants ?? []);
  };

  return {
    ...names,
    newKey: () => (keys = (keys ?? lastKey.get()?.key ?? 0) + 1),
    entry: (key) => held.get(key) ?? held.keep(reads.entry(key)),
    subjectHolder: (tenant, subject) => holder.get(tenant, subject)?.key,
    put(entry) {
      const before = held.get(entry.key);
      if (!dirty.has(entry.key)) dirty.set(entry.key, before);
      held.set(entry);
      // Subjects are looked up in the database, so those do not wait.
      const seen = before?.record;
      if (seen?.subject === entry.record.subject && seen.status === entry.record.status) return;
      flushOne(entry.key, dirty.get(entry.key));
      dirty.delete(entry.key);
    },
    erase(key) {
      eraseRows(key);
      held.delete(key);
      dirty.delete(key);
    },
    flush() {
      for (const [key, before] of dirty) flushOne(key, before);
      dirty.clear();
    },
    forget() {
      held.clear();
      dirty.clear();
      names.forget();
      keys = undefined;
    },
    trim() {
      names.trim();
      held.trim();
    },
  };
}
