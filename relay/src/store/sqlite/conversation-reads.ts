import type { BotMode, ConversationStatus, Metadata, User } from '@crm-chat/sdk/protocol';
import type { ParticipantRecord } from '../store.js';
import type { Entry, ListScan, Person, ReadRows } from '../kernel/rows.js';
import type { Db } from './database.js';

interface Columns {
  key: number;
  tenant: string;
  id: string;
  title: string;
  subject: string | null;
  status: ConversationStatus;
  is_archived: number;
  created_by: string;
  assignee: string | null;
  bot: BotMode;
  metadata: string;
  rev: number;
  created_at: string;
  updated_at: string;
  head: number;
  floor: number;
  activity_staff: string;
  activity_user: string;
  oldest_at: string | null;
  asked_at: string | null;
}

interface MemberColumns {
  user: string;
  joined_at: string;
  last_read_seq: number;
  last_read_visible_seq: number;
  last_read_at: string | null;
  last_read_visible_at: string | null;
}

function participantOf({ user: json, ...marks }: MemberColumns): ParticipantRecord {
  const user = JSON.parse(json) as User;
  return { user, role: user.role, ...marks };
}

function entryOf(row: Columns, members: readonly MemberColumns[]): Entry {
  const { key, activity_staff, activity_user, oldest_at, asked_at, ...columns } = row;
  const record = {
    tenant: columns.tenant,
    id: columns.id,
    title: columns.title,
    subject: columns.subject,
    status: columns.status,
    is_archived: columns.is_archived === 1,
    created_by: JSON.parse(columns.created_by) as User,
    assignee: columns.assignee === null ? null : (JSON.parse(columns.assignee) as User),
    bot: columns.bot,
    participants: members.map(participantOf),
    head: columns.head,
    rev: columns.rev,
    floor: columns.floor,
    metadata: JSON.parse(columns.metadata) as Metadata,
    created_at: columns.created_at,
    updated_at: columns.updated_at,
  };
  return { key, record, activity_staff, activity_user, oldest_at, asked_at };
}

type ConversationReads = Pick<ReadRows, 'name' | 'entry' | 'expired' | 'asked' | 'list'>;

/** Straight from the database: what a reader takes, and what a writer's memory is filled from. */
export function conversationReads(db: Db): ConversationReads {
  const name = db.prepare<[string, string], { conversation: number | null }>(
    'SELECT conversation FROM names WHERE tenant = ? AND id = ?',
  );
  const conversation = db.prepare<[number], Columns>(
    'SELECT * FROM conversations AS c JOIN heads AS h ON h.key = c.key WHERE c.key = ?',
  );
  const members = db.prepare<[number], MemberColumns>(
    `SELECT user, joined_at, last_read_seq, last_read_visible_seq, last_read_at,
            last_read_visible_at FROM members
     WHERE conversation = ? ORDER BY key`,
  );
  const expired = db.prepare<[string, number], { key: number }>(
    'SELECT key FROM heads WHERE oldest_at < ? ORDER BY oldest_at, key LIMIT ?',
  );
  const asked = db.prepare<[string, number, number], { key: number }>(
    'SELECT key FROM heads WHERE asked_at >= ? ORDER BY asked_at, key LIMIT ? OFFSET ?',
  );
  const entry = (key: number): Entry | undefined => {
    const row = conversation.get(key);
    return row && entryOf(row, members.all(key));
  };
  const entries = (keys: readonly { key: number }[]): Entry[] => keys.flatMap(({ key }) => entry(key) ?? []);
  const list = listReads(db);
  return {
    name: (tenant, id) => name.get(tenant, id)?.conversation,
    entry,
    expired: (before, limit) => expired.all(before, limit).map(({ key }) => key),
    asked: (since, skip, limit) => entries(asked.all(since, limit, skip)),
    list: (scan) => entries(list(scan)),
  };
}

/** What a person's `deal:*` begins with, and what comes after all that begins so. */
const range = (prefix: string): [string, string] => [prefix, `${prefix}\u{10FFFF}`];

/** The keys of a person's conversations, as a query within another. */
export const PERSONS = `SELECT conversation FROM members WHERE user_id = ?
  UNION SELECT s.key FROM json_each(?) AS e JOIN conversations AS s ON s.tenant = ? AND s.subject = e.value
  UNION SELECT s.key FROM json_each(?) AS e JOIN conversations AS s
    ON s.tenant = ? AND s.subject >= e.value ->> 0 AND s.subject < e.value ->> 1`;

/** What `PERSONS` is asked with. Members of all tenants are among them: who asks names the tenant. */
export function personValues(tenant: string, { user_id: userId, subjects }: Person): string[] {
  const exact = subjects.filter((pattern) => !pattern.endsWith(':*'));
  const prefixes = subjects.filter((pattern) => pattern.endsWith(':*')).map((p) => range(p.slice(0, -1)));
  return [userId, JSON.stringify(exact), tenant, JSON.stringify(prefixes), tenant];
}

/** A list's query with what it is asked with; equal texts are prepared once. */
function querySql(scan: ListScan): { sql: string; values: unknown[] } {
  const { tenant, audience, person, subject, status, archived, assignee, below, limit } = scan;
  const activity = audience === 'staff' ? 'h.activity_staff' : 'h.activity_user';
  // Few rows sorted are better than all rows in order: the plus keeps the planner from walking the tenant's.
  const few = person !== null || subject !== null || (assignee !== null && assignee !== '');
  const where = [few ? '+h.tenant = ?' : 'h.tenant = ?'];
  const values: unknown[] = [tenant];
  const also = (sql: string, ...more: unknown[]) => {
    where.push(sql);
    values.push(...more);
  };
  if (person) also(`h.key IN (${PERSONS})`, ...personValues(tenant, person));
  if (subject !== null) also('c.subject = ? AND c.tenant = ?', subject, tenant);
  if (status !== null) also('c.status = ?', status);
  if (archived !== null) also('c.is_archived = ?', archived ? 1 : 0);
  if (assignee === '') also('c.assignee IS NULL');
  else if (assignee !== null) also("c.tenant = ? AND c.assignee ->> 'id' = ?", tenant, assignee);
  if (below) also(`(${activity}, h.key) < (?, ?)`, below.activity, below.key);
  values.push(limit);
  const sql = `SELECT h.key FROM heads AS h JOIN conversations AS c ON c.key = h.key
    WHERE ${where.join(' AND ')} ORDER BY ${few ? `+${activity}` : activity} DESC, h.key DESC LIMIT ?`;
  return { sql, values };
}

function listReads(db: Db) {
  // Bounded by the number of ways in which filters go together.
  const prepared = new Map<string, ReturnType<typeof prepare>>();
  const prepare = (sql: string) => db.prepare<unknown[], { key: number }>(sql);
  return (scan: ListScan): readonly { key: number }[] => {
    const { sql, values } = querySql(scan);
    const statement = prepared.get(sql) ?? prepare(sql);
    prepared.set(sql, statement);
    return statement.all(...values);
  };
}
