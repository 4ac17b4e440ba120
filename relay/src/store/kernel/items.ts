/** A conversation as one person's list shows it. */
import type { Access, Audience, ListItem, ListQuery } from '../store.js';
import type { Entry, Person, ReadRows } from './rows.js';

/** A badge says "99+"; counting a million rows to get there would be a gift to whoever wants the relay slow. */
export const UNREAD_MAX = 1000;

export const activityOf = (entry: Entry, audience: Audience): string =>
  audience === 'staff' ? entry.activity_staff : entry.activity_user;

export function unreadOf(
  rows: ReadRows,
  { record, key }: Entry,
  audience: Audience,
  viewerId: string,
  max: number,
): number {
  const mark = record.participants.find(({ user }) => user.id === viewerId)?.last_read_seq ?? 0;
  return mark >= record.head ? 0 : rows.unread(key, audience, mark, viewerId, max);
}

export function itemOf(rows: ReadRows, entry: Entry, audience: Audience, viewerId: string): ListItem {
  return {
    conversation: { ...entry.record, updated_at: activityOf(entry, audience) },
    last_message: rows.newest(entry.key, audience, null, 1)[0] ?? null,
    unread_count: unreadOf(rows, entry, audience, viewerId, UNREAD_MAX),
    found: null,
  };
}

export const personOf = (access: Access): Person | null =>
  access.kind === 'staff' ? null : { user_id: access.user_id, subjects: access.subjects };

export const hasUnread = (rows: ReadRows, entry: Entry, { audience, viewer_id }: ListQuery): boolean =>
  unreadOf(rows, entry, audience, viewer_id, 1) > 0;
