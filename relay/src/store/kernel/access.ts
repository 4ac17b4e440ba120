import type { MessageType } from '@crm-chat/sdk/protocol';
import type { Access, Audience, ConversationRecord } from '../store.js';
import type { Entry, ReadRows } from './rows.js';

/** `deal:42` names itself, `deal:*` every deal. A bare `*` is an ordinary subject: a token that opens all says so by role. */
export function coversSubject(patterns: readonly string[], subject: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith(':*') ? subject.startsWith(pattern.slice(0, -1)) : pattern === subject,
  );
}

export function isMember(record: ConversationRecord, userId: string): boolean {
  return record.participants.some((participant) => participant.user.id === userId);
}

export function mayEnter(access: Access, record: ConversationRecord): boolean {
  if (access.kind === 'staff') return true;
  if (record.subject !== null && coversSubject(access.subjects, record.subject)) return true;
  return isMember(record, access.user_id);
}

export const audienceOf = (access: Access): Audience => (access.kind === 'staff' ? 'staff' : 'user');

/** Notes are for staff. */
export const sees = (audience: Audience, type: MessageType): boolean => audience === 'staff' || type !== 'note';

/** Follows a pointer; undefined where there is nothing (any more). */
export function follow(rows: ReadRows, tenant: string, id: string): Entry | undefined {
  const key = rows.name(tenant, id);
  return key === undefined || key === null ? undefined : rows.entry(key);
}

/** Missing and not yours are the same answer: an id must not tell whether it is in use. */
export function enter(
  rows: ReadRows,
  of: { readonly tenant: string; readonly conversation_id: string; readonly access: Access },
): Entry | undefined {
  const entry = follow(rows, of.tenant, of.conversation_id);
  return entry && mayEnter(of.access, entry.record) ? entry : undefined;
}
