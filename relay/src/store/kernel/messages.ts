/** The `Message` as JSON: encoded once, here, and taken apart only for the rarer writes that change one. */
import type { Attachment, Message, User } from '@crm-chat/sdk/protocol';
import type { ConversationRecord, MessageRow } from '../store.js';
import type { Entry, StoredMessage } from './rows.js';

/** A message whose lists nobody changes. */
type Encodable = {
  readonly [Name in keyof Message]: Message[Name] extends readonly (infer T)[] ? readonly T[] : Message[Name];
};

export function rowOf(message: Encodable): MessageRow {
  return {
    id: message.id,
    seq: message.seq,
    rev: message.rev,
    type: message.type,
    sender_id: message.sender.id,
    sender_role: message.sender.role,
    status: message.status,
    json: JSON.stringify(message),
  };
}

export const messageOf = (row: MessageRow): Message => JSON.parse(row.json) as Message;

/** What differs between the kinds of new messages; the rest is as it is for a plain text. */
export interface Fresh {
  readonly id: string;
  readonly type: Message['type'];
  readonly text: string;
  readonly client_id?: string | null;
  readonly rich?: Message['rich'];
  readonly attachments?: readonly Attachment[];
  readonly reply_to?: string | null;
  readonly mentions?: readonly string[];
  readonly status?: Message['status'];
}

/** @param record of the conversation after the change: its `head` becomes the message's `seq` and `rev`. */
export function compose(record: ConversationRecord, fresh: Fresh, sender: User, now: string): MessageRow {
  const { attachments = [], mentions = [] } = fresh;
  return rowOf({
    id: fresh.id,
    conversation_id: record.id,
    client_id: fresh.client_id ?? null,
    sender,
    type: fresh.type,
    text: fresh.text,
    rich: fresh.rich ?? null,
    attachment: attachments[0] ?? null,
    attachments,
    reply_to: fresh.reply_to ?? null,
    reactions: [],
    mentions,
    status: fresh.status ?? 'sent',
    seq: record.head,
    rev: record.head,
    created_at: now,
    edited_at: null,
    deleted_at: null,
  });
}

/** The stored message with some fields changed; takes a rev where `rev` is given. */
export function changed(stored: StoredMessage, fields: Partial<Message>): StoredMessage {
  const row = rowOf({ ...messageOf(stored.row), ...fields });
  return { ...stored, row, deleted: stored.deleted || (fields.deleted_at ?? null) !== null };
}

const later = (a: string, b: string): string => (a > b ? a : b);

/**
 * Field by field, since each message makes one: records come from the database, from a new conversation and from other
 * changes, and V8 copies by its slow way what has many shapes. docs/performance.md has what it brought.
 */
function atHead(record: ConversationRecord, head: number): ConversationRecord {
  return {
    tenant: record.tenant,
    id: record.id,
    title: record.title,
    subject: record.subject,
    status: record.status,
    is_archived: record.is_archived,
    created_by: record.created_by,
    assignee: record.assignee,
    bot: record.bot,
    participants: record.participants,
    head,
    rev: record.rev,
    floor: record.floor,
    metadata: record.metadata,
    created_at: record.created_at,
    updated_at: record.updated_at,
  };
}

/** The entry one rev further, after a new message. A clock that was set back does not take a conversation down the list. */
export function advance(entry: Entry, now: string, visible: boolean): Entry {
  return {
    key: entry.key,
    record: atHead(entry.record, entry.record.head + 1),
    activity_staff: later(entry.activity_staff, now),
    activity_user: visible ? later(entry.activity_user, now) : entry.activity_user,
    oldest_at: entry.oldest_at ?? now,
    asked_at: entry.asked_at,
  };
}

/** The entry one rev further, after a change of the conversation itself. */
export function amend(entry: Entry, now: string, fields: Partial<ConversationRecord>): Entry {
  const rev = entry.record.head + 1;
  return {
    ...entry,
    record: { ...entry.record, ...fields, head: rev, rev, updated_at: now },
    activity_staff: later(entry.activity_staff, now),
    activity_user: later(entry.activity_user, now),
  };
}

/** The entry one rev further, after a change of an existing message: it stays where it is in the list. */
export function step(entry: Entry): Entry {
  return { ...entry, record: { ...entry.record, head: entry.record.head + 1 } };
}
