import { RelayError } from '../../errors.js';
import type { Access, Audience, ListItem, ListQuery, ListResult } from '../store.js';
import { enter } from './access.js';
import type { Entry, ListScan, ReadRows } from './rows.js';

/** A badge says "99+"; counting a million rows to get there would be a gift to whoever wants the relay slow. */
const UNREAD_MAX = 1000;

type Place = NonNullable<ListScan['below']>;

const encode = ({ activity, key }: Place): string => Buffer.from(JSON.stringify([activity, key])).toString('base64url');

function decode(cursor: string): Place {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value) && value.length === 2) {
      const [activity, key] = value as unknown[];
      if (typeof activity === 'string' && typeof key === 'number') return { activity, key };
    }
  } catch {
    // Falls through: any text that is not a cursor of ours is the same mistake.
  }
  throw new RelayError('invalid', 'The cursor is not one that this relay gave.', {
    errors: [{ path: 'cursor', message: 'has to be the `next` of an earlier page' }],
  });
}

const activityOf = (entry: Entry, audience: Audience): string =>
  audience === 'staff' ? entry.activity_staff : entry.activity_user;

function itemOf(rows: ReadRows, entry: Entry, audience: Audience, viewerId: string): ListItem {
  const { record, key } = entry;
  const mark = record.participants.find(({ user }) => user.id === viewerId)?.last_read_seq ?? 0;
  return {
    conversation: { ...record, updated_at: activityOf(entry, audience) },
    last_message: rows.newest(key, audience, null, 1)[0] ?? null,
    unread_count: rows.unread(key, audience, mark, viewerId, UNREAD_MAX),
  };
}

/** @throws RelayError `invalid` for a cursor that is none. */
export function list(rows: ReadRows, query: ListQuery): ListResult {
  const { tenant, access, audience, subject, status, archived, limit } = query;
  const found = rows.list({
    tenant,
    audience,
    person: access.kind === 'staff' ? null : { user_id: access.user_id, subjects: access.subjects },
    subject,
    status,
    archived,
    q: query.q?.toLowerCase() ?? null,
    below: query.cursor === null ? null : decode(query.cursor),
    limit: limit + 1,
  });
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  const more = found.length > limit && last;
  return {
    items: entries.map((entry) => itemOf(rows, entry, audience, query.viewer_id)),
    next: more ? encode({ activity: activityOf(last, audience), key: last.key }) : null,
  };
}

interface ItemQuery {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly access: Access;
  readonly audience: Audience;
  readonly viewer_id: string;
}

export function item(rows: ReadRows, query: ItemQuery): ListItem | null {
  const entry = enter(rows, query);
  return entry ? itemOf(rows, entry, query.audience, query.viewer_id) : null;
}
