import type { Access, Audience, ListItem, ListQuery, ListResult, ShownQuery, ShownResult } from '../store.js';
import { enter, follow, mayEnter } from './access.js';
import { decodeCursor, encodeCursor } from './cursors.js';
import { activityOf, hasUnread, itemOf, personOf, UNREAD_MAX, unreadOf } from './items.js';
import { phrasesOf } from './phrases.js';
import type { Entry, ListScan, ReadRows } from './rows.js';
import { search } from './search.js';

/** Conversations looked at for a page of unread ones; the page then says where to go on. */
const UNREAD_SCAN = 500;

type Place = NonNullable<ListScan['below']>;

const encode = ({ activity, key }: Place): string => encodeCursor([activity, key]);

function decode(cursor: string): Place {
  const [activity, key] = decodeCursor(cursor, ['string', 'number']);
  return { activity: String(activity), key: Number(key) };
}

/** @throws RelayError `invalid` for a cursor that is none. */
export function list(rows: ReadRows, query: ListQuery): ListResult {
  const { q } = query;
  if (q !== null && q.trim() !== '') return search(rows, query, phrasesOf(q));
  const { tenant, access, audience, subject, status, archived, assignee, limit } = query;
  const most = query.unread ? Math.max(UNREAD_SCAN, limit) : limit;
  const found = rows.list({
    tenant,
    audience,
    person: personOf(access),
    subject,
    status,
    archived,
    assignee,
    below: query.cursor === null ? null : decode(query.cursor),
    limit: most + 1,
  });
  const looked = found.slice(0, most);
  const entries = query.unread ? firstUnread(rows, looked, query) : looked;
  // Where the page ends: at its last one, or where looking for unread ones stopped.
  const last = entries.length === limit ? entries.at(-1) : looked.at(-1);
  const more = last !== undefined && found.at(-1) !== last;
  return {
    items: entries.map((entry) => itemOf(rows, entry, audience, query.viewer_id)),
    next: more ? encode({ activity: activityOf(last, audience), key: last.key }) : null,
  };
}

function firstUnread(rows: ReadRows, entries: readonly Entry[], query: ListQuery): Entry[] {
  const unread: Entry[] = [];
  for (const entry of entries) {
    if (unread.length === query.limit) break;
    if (hasUnread(rows, entry, query)) unread.push(entry);
  }
  return unread;
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

/** `item` for many at once: what differs by person is a number. */
export function shown(rows: ReadRows, { tenant, conversation_id, viewers }: ShownQuery): ShownResult | null {
  const entry = follow(rows, tenant, conversation_id);
  if (!entry) return null;
  const last = (audience: Audience) => rows.newest(entry.key, audience, null, 1)[0] ?? null;
  return {
    conversation: entry.record,
    activity: { staff: entry.activity_staff, user: entry.activity_user },
    last_message: { staff: last('staff'), user: last('user') },
    unread: viewers.map(({ access, audience, viewer_id: id }) =>
      mayEnter(access, entry.record) ? unreadOf(rows, entry, audience, id, UNREAD_MAX) : null,
    ),
  };
}
