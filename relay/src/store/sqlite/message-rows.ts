import type { Statement } from 'better-sqlite3';
import type { MessageType, Message, Role } from '@crm-chat/sdk/protocol';
import type { Audience, MessageRow } from '../store.js';
import { UNREAD_ROWS_MAX, type ReadRows, type Rows, type StoredMessage } from '../kernel/rows.js';
import type { Db } from './database.js';
import type { WordsWrites } from './words-writes.js';

interface Columns {
  conversation: number;
  id: string;
  seq: number;
  rev: number;
  type: MessageType;
  sender_id: string;
  sender_role: Role;
  status: Message['status'];
  created_at: string;
  deleted: number;
  answers_seq: number | null;
  lease: string | null;
  lease_until: string | null;
  json: string;
}

const ROW = 'id, seq, rev, type, sender_id, sender_role, status, json';
const FRESH = `conversation, ${ROW}, created_at, deleted, tenant`;
const ALL = `conversation, ${ROW}, created_at, deleted, answers_seq, lease, lease_until`;

function stored(columns: Columns): StoredMessage {
  const { conversation: _, created_at, deleted, answers_seq, lease, lease_until, ...row } = columns;
  const reply = answers_seq === null ? null : { answers_seq, lease, lease_until };
  return { row, created_at, deleted: deleted === 1, reply };
}

/** A query in two forms: what staff see, and what users see. */
function forEach<P extends unknown[], R = MessageRow>(
  db: Db,
  sql: (visible: string) => string,
): Record<Audience, Statement<P, R>> {
  return { staff: db.prepare(sql('TRUE')), user: db.prepare(sql("type <> 'note'")) };
}

/** Two lists by rev, as one. */
function merge(a: readonly MessageRow[], b: readonly MessageRow[], limit: number): readonly MessageRow[] {
  if (b.length === 0) return a;
  return [...a, ...b].sort((one, other) => one.rev - other.rev).slice(0, limit);
}

type PageReads = Pick<ReadRows, 'changed' | 'newest' | 'lastVisible' | 'unread' | 'textsBelow'>;

export function pageReads(db: Db): PageReads {
  type Since = [key: number, since: number, limit: number];
  const fresh = forEach<Since>(
    db,
    (visible) =>
      `SELECT ${ROW} FROM messages WHERE conversation = ? AND seq > ? AND rev = seq AND ${visible} ORDER BY seq LIMIT ?`,
  );
  const edited = forEach<Since>(
    db,
    (visible) =>
      `SELECT ${ROW} FROM messages WHERE conversation = ? AND rev > ? AND rev <> seq AND ${visible} ORDER BY rev LIMIT ?`,
  );
  const newest = forEach<Since>(
    db,
    (visible) =>
      `SELECT ${ROW} FROM messages WHERE conversation = ? AND seq < ? AND ${visible} ORDER BY seq DESC LIMIT ?`,
  );
  const lastVisible = db.prepare<[number, number], { seq: number }>(
    "SELECT seq FROM messages WHERE conversation = ? AND seq <= ? AND type <> 'note' ORDER BY seq DESC LIMIT 1",
  );
  const unread = forEach<[number, number, string, number], { count: number }>(
    db,
    (visible) => `SELECT count(*) AS count FROM (
      SELECT 1 FROM (SELECT type, deleted, sender_id FROM messages
                     WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ${UNREAD_ROWS_MAX})
      WHERE deleted = 0 AND sender_id <> ? AND type <> 'event' AND ${visible} LIMIT ?)`,
  );
  const textsBelow = db.prepare<[number, number, number], MessageRow>(
    `SELECT ${ROW} FROM messages
     WHERE conversation = ? AND seq < ? AND type = 'text' AND deleted = 0 AND status <> 'streaming'
     ORDER BY seq DESC LIMIT ?`,
  );
  return {
    changed: (key: number, audience: Audience, since: number, limit: number) =>
      merge(fresh[audience].all(key, since, limit), edited[audience].all(key, since, limit), limit),
    newest: (key, audience, before, limit) => newest[audience].all(key, before ?? Number.MAX_SAFE_INTEGER, limit),
    lastVisible: (key, upto) => lastVisible.get(key, upto)?.seq ?? 0,
    unread: (key, audience, above, viewerId, max) => unread[audience].get(key, above, viewerId, max)?.count ?? 0,
    textsBelow: (key, seq, limit) => textsBelow.all(key, seq, limit),
  };
}

type MessageReads = Pick<
  ReadRows,
  'message' | 'locate' | 'streaming' | 'allStreaming' | 'covering' | 'answeredUpTo' | 'lastText'
>;

/** @param tenantOf of a conversation: a message is found by its id within the tenant. */
export function messageReads(db: Db, tenantOf: (key: number) => string | undefined): MessageReads {
  const located = db.prepare<[string, string], Columns>(`SELECT ${ALL} FROM messages WHERE tenant = ? AND id = ?`);
  const streaming = db.prepare<[number], Columns>(
    `SELECT ${ALL} FROM messages WHERE conversation = ? AND status = 'streaming' ORDER BY seq`,
  );
  const allStreaming = db.prepare<[], Columns>(
    `SELECT ${ALL} FROM messages WHERE status = 'streaming' ORDER BY conversation, seq`,
  );
  const covering = db.prepare<[number, number], Columns>(
    `SELECT ${ALL} FROM messages WHERE conversation = ? AND answers_seq >= ? ORDER BY answers_seq LIMIT 1`,
  );
  const answered = db.prepare<[number], { seq: number | null }>(
    'SELECT max(answers_seq) AS seq FROM messages WHERE conversation = ? AND answers_seq IS NOT NULL',
  );
  const lastText = (roles: string) =>
    db.prepare<[number, number], Columns>(
      `SELECT ${ALL} FROM messages
       WHERE conversation = ? AND seq > ? AND type = 'text' AND deleted = 0 AND sender_role IN (${roles})
       ORDER BY seq DESC LIMIT 1`,
    );
  const lastTexts = { user: lastText("'user'"), staff: lastText("'agent', 'admin'") };
  const one = (columns: Columns | undefined) => columns && stored(columns);
  return {
    message(key, id) {
      const tenant = tenantOf(key);
      const found = tenant === undefined ? undefined : located.get(tenant, id);
      return found?.conversation === key ? stored(found) : undefined;
    },
    locate(tenant, id) {
      const found = located.get(tenant, id);
      return found && { key: found.conversation, message: stored(found) };
    },
    streaming: (key) => streaming.all(key).map(stored),
    allStreaming: () => allStreaming.all().map((row) => ({ key: row.conversation, message: stored(row) })),
    covering: (key, seq) => one(covering.get(key, seq)),
    answeredUpTo: (key) => answered.get(key)?.seq ?? 0,
    lastText: (key, above, senders) => one(lastTexts[senders].get(key, above)),
  };
}

type MessageWrites = Pick<Rows, 'insert' | 'update' | 'oldest' | 'removeUpTo' | 'once' | 'remember'>;

export function messageWrites(
  db: Db,
  tenantOf: (key: number) => string | undefined,
  words: WordsWrites,
): MessageWrites {
  const inserting = (columns: string) =>
    db.prepare(`INSERT INTO messages (${columns}) VALUES (${columns.replaceAll(/[a-z_]+/g, '?')})`);
  const insert = inserting(FRESH);
  const insertReply = inserting(`${FRESH}, answers_seq, lease, lease_until`);
  const update = db.prepare<unknown[], { key: number; tenant: string }>(
    `UPDATE messages SET rev = ?, sender_id = ?, status = ?, json = ?, deleted = ?, lease = ?, lease_until = ?
     WHERE conversation = ? AND seq = ? RETURNING key, tenant`,
  );
  const oldest = db.prepare<[number, number], Columns>(
    `SELECT ${ALL} FROM messages WHERE conversation = ? ORDER BY seq LIMIT ?`,
  );
  const removeUpTo = db.prepare('DELETE FROM messages WHERE conversation = ? AND seq <= ?');
  return {
    ...onceWrites(db),
    insert(key, { row: r, created_at: at, deleted, reply }) {
      const gone = deleted ? 1 : 0;
      const tenant = tenantOf(key);
      if (!reply) {
        insert.run(key, r.id, r.seq, r.rev, r.type, r.sender_id, r.sender_role, r.status, r.json, at, gone, tenant);
        return;
      }
      const { answers_seq: answers, lease, lease_until: until } = reply;
      insertReply.run(
        key,
        r.id,
        r.seq,
        r.rev,
        r.type,
        r.sender_id,
        r.sender_role,
        r.status,
        r.json,
        at,
        gone,
        tenant,
        answers,
        lease,
        until,
      );
    },
    update(key, { row, deleted, reply }) {
      const gone = deleted ? 1 : 0;
      const { rev, sender_id: sender, status, json, seq, type } = row;
      const lease = [reply?.lease ?? null, reply?.lease_until ?? null];
      const at = update.get(rev, sender, status, json, gone, ...lease, key, seq);
      if (at) words.changed({ ...at, conversation: key, type, status, deleted: gone, json });
    },
    oldest: (key, limit) => oldest.all(key, limit).map(stored),
    removeUpTo(key, seq) {
      words.removing(key, seq);
      removeUpTo.run(key, seq);
      words.removed();
    },
  };
}

function onceWrites(db: Db): Pick<Rows, 'once' | 'remember'> {
  type Remembered = NonNullable<ReturnType<Rows['once']>>;
  const once = db.prepare<[string, number, string], Remembered>(
    'SELECT kind, hash, message_id, seq FROM once WHERE client_id = ? AND conversation = ? AND user_id = ?',
  );
  // A deleted answer makes room for another under the same key; what a client minted is looked up first, and never replaced.
  const remember = db.prepare('INSERT OR REPLACE INTO once VALUES (?, ?, ?, ?, ?, ?, ?)');
  return {
    once: (key, userId, clientId) => once.get(clientId, key, userId),
    remember: (key, userId, clientId, { kind, hash, message_id: id, seq }) =>
      void remember.run(clientId, key, userId, kind, hash, id, seq),
  };
}
