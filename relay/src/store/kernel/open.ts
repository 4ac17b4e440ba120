/** Opening a conversation, and the race of two people who open one for the same record. */
import type { User } from '@crm-chat/sdk/protocol';
import type { Access, Change, CreateWrite, OpenSpec, SendWrite, WriteOutcome, WriteRefused } from '../store.js';
import { coversSubject, enter, mayEnter } from './access.js';
import { changeOf, done, refused } from './outcome.js';
import { withPerson } from './participants.js';
import type { Entry, Rows } from './rows.js';

export type Target =
  | { readonly kind: 'there'; readonly entry: Entry; readonly pointer: boolean }
  | { readonly kind: 'new'; readonly open: OpenSpec }
  | { readonly kind: 'refused'; readonly refusal: WriteRefused };

const refuse = (refusal: WriteRefused): Target => ({ kind: 'refused', refusal });

function maySubject(access: Access, subject: string | null): boolean {
  return subject === null || access.kind === 'staff' || coversSubject(access.subjects, subject);
}

/** Where a send goes. Changes nothing: the pointer and the conversation are written when the whole write has been checked. */
export function targetOf(rows: Rows, write: SendWrite): Target {
  const { tenant, conversation_id: id, open, access } = write;
  if (rows.name(tenant, id) !== undefined || open === null) {
    const entry = enter(rows, write);
    return entry ? { kind: 'there', entry, pointer: false } : refuse(refused('not_found'));
  }
  if (!maySubject(access, open.subject)) return refuse(refused('subject_not_allowed'));
  const holder = open.subject === null ? undefined : rows.subjectHolder(tenant, open.subject);
  const entry = holder === undefined ? undefined : rows.entry(holder);
  return entry ? { kind: 'there', entry, pointer: true } : { kind: 'new', open };
}

/** Writes a conversation with rev 1; its creator takes part from the start. */
export function openConversation(
  rows: Rows,
  of: { tenant: string; conversation_id: string; actor: User; now: string },
  open: OpenSpec,
): { entry: Entry; change: Change } {
  const { tenant, conversation_id: id, actor, now } = of;
  const entry: Entry = {
    key: rows.newKey(),
    record: {
      tenant,
      id,
      title: open.title,
      subject: open.subject,
      status: 'open',
      is_archived: false,
      created_by: actor,
      assignee: null,
      bot: open.bot,
      participants: withPerson([], actor, now),
      head: 1,
      rev: 1,
      floor: 0,
      metadata: open.metadata,
      created_at: now,
      updated_at: now,
    },
    activity_staff: now,
    activity_user: now,
    oldest_at: null,
    asked_at: null,
  };
  rows.setName(tenant, id, entry.key);
  rows.put(entry);
  return { entry, change: changeOf(entry.record, { conversation: entry.record }) };
}

/** `POST /api/conversations/`. */
export function create(rows: Rows, write: CreateWrite): WriteOutcome {
  const { tenant, conversation_id: id, open, access, actor } = write;
  const key = rows.name(tenant, id);
  if (key !== undefined) {
    const entry = key === null ? undefined : rows.entry(key);
    const again = entry?.record.id === id && entry.record.created_by.id === actor.id && mayEnter(access, entry.record);
    return entry && again ? done(entry, { conversation: entry.record }) : refused('id_taken');
  }
  if (!maySubject(access, open.subject)) return refused('subject_not_allowed');
  if (open.subject !== null && rows.subjectHolder(tenant, open.subject) !== undefined) return refused('subject_taken');
  const { entry, change } = openConversation(rows, write, open);
  return done(entry, { changes: [change], conversation: entry.record, created: true });
}
