/** The `Message` as JSON: encoded once, here, and taken apart only for the rarer writes that change one. */
import type { Message, User } from '@crm-chat/sdk/protocol';
import type { ConversationRecord, MessageRow, NewMessage } from '../store.js';
import type { Entry, StoredMessage } from './rows.js';

export function rowOf(message: Message): MessageRow {
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
export type Fresh = Pick<Message, 'id' | 'sender' | 'type' | 'text'> &
  Partial<Pick<Message, 'client_id' | 'rich' | 'attachments' | 'reply_to' | 'mentions' | 'status'>>;

/** @param record of the conversation after the change: its `head` becomes the message's `seq` and `rev`. */
export function compose(record: ConversationRecord, fresh: Fresh, now: string): MessageRow {
  const attachments = fresh.attachments ?? [];
  return rowOf({
    id: fresh.id,
    conversation_id: record.id,
    client_id: fresh.client_id ?? null,
    sender: fresh.sender,
    type: fresh.type,
    text: fresh.text,
    rich: fresh.rich ?? null,
    attachment: attachments[0] ?? null,
    attachments,
    reply_to: fresh.reply_to ?? null,
    reactions: [],
    mentions: fresh.mentions ?? [],
    status: fresh.status ?? 'sent',
    seq: record.head,
    rev: record.head,
    created_at: now,
    edited_at: null,
    deleted_at: null,
  });
}

export function composeSend(record: ConversationRecord, item: NewMessage, sender: User, now: string): MessageRow {
  return compose(record, { ...item, sender, attachments: [...item.attachments], mentions: [...item.mentions] }, now);
}

/** The stored message with some fields changed; takes a rev where `rev` is given. */
export function changed(stored: StoredMessage, fields: Partial<Message>): StoredMessage {
  const row = rowOf({ ...messageOf(stored.row), ...fields });
  return { ...stored, row, deleted: stored.deleted || (fields.deleted_at ?? null) !== null };
}

const later = (a: string, b: string): string => (a > b ? a : b);

/** The entry one rev further, after a new message. A clock that was set back does not take a conversation down the list. */
export function advance(entry: Entry, now: string, visible: boolean): Entry {
  return {
    ...entry,
    record: { ...entry.record, head: entry.record.head + 1 },
    activity_staff: later(entry.activity_staff, now),
    activity_user: visible ? later(entry.activity_user, now) : entry.activity_user,
    oldest_at: entry.oldest_at ?? now,
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

/** Ids of the files that a row names. */
export function attachmentsOf(row: MessageRow): readonly string[] {
  // Most rows have none, and are not parsed. Inside a text the quotes would be escaped.
  if (row.json.includes('"attachments":[]')) return [];
  return messageOf(row).attachments.map(({ id }) => id);
}
