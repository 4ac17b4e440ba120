/** What may be asked of a store, and what comes of it. */
import type { BotMode, Code, ConversationStatus, MessageType, Metadata, Rich, User } from '@crm-chat/sdk/protocol';
import type { Access, Change, ConversationRecord, MessageRow, ReadChange } from './records.js';

/** How a new conversation is to be, when a write may open one. */
export interface OpenSpec {
  readonly title: string;
  readonly subject: string | null;
  readonly metadata: Metadata;
  readonly bot: BotMode;
}

export interface NewMessage {
  /** UUIDv7 minted by the service. */
  readonly id: string;
  /** Null: accepted, not deduplicated. */
  readonly client_id: string | null;
  /** SHA-256, hex, of the content as the client sent it; what a repetition is compared with. */
  readonly hash: string;
  readonly type: Exclude<MessageType, 'event'>;
  readonly text: string;
  readonly rich: Rich | null;
  /** The sender's own uploads. */
  readonly attachment_ids: readonly string[];
  readonly reply_to: string | null;
  readonly mentions: readonly string[];
}

interface WriteBase {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly access: Access;
  /** The acting person; becomes `sender`, `created_by` ... as it stands here. */
  readonly actor: User;
  /** ISO 8601 UTC with milliseconds. */
  readonly now: string;
}

/**
 * All or nothing. A member whose `client_id` is known counts as done. Order of checks: the conversation and access to it
 * (`not_found`), repetition (`idempotency_mismatch`, or the first answer again: also when the conversation was closed
 * since), `conversation_closed`, then `reply_to` (must be a row here that the sender may see; a `text` may not answer a
 * `note`: `invalid`), an `answer` (`to` likewise, values that fit the question: `invalid`; not one's own question:
 * `forbidden`; one each: `already_answered`; its text is worded here), `mentions` (a `user`'s: people who take part, the
 * assignee: `invalid`), then the files (the sender's own uploads of this tenant, neither removed nor deleted with a message:
 * `attachment_gone`). An agent becomes a participant with their first `text`, a person with `subjects` likewise: the change
 * of the conversation then has the message's rev, and no event message. A note makes nobody a participant: users would see
 * its author appear. A participant whose name, role or picture is another by now is brought up to date the same way.
 * Opening takes a rev of its own, the first; the first message then has the second.
 */
export interface SendWrite extends WriteBase {
  readonly kind: 'send';
  /**
   * Present: opens the conversation where nobody has the id. Where its `subject` belongs to another, open conversation,
   * the id becomes a pointer to that one, written before the message; a retry follows the pointer for ever.
   */
  readonly open: OpenSpec | null;
  readonly items: readonly NewMessage[];
}

/** Own messages; an admin may edit and delete (not react for) others'. Not a deleted (`message_deleted`) or streaming one. */
export interface EditWrite extends WriteBase {
  readonly kind: 'edit';
  readonly client_id: string | null;
  readonly hash: string;
  readonly message_id: string;
  readonly text: string;
}

export interface DeleteWrite extends WriteBase {
  readonly kind: 'delete';
  readonly client_id: string | null;
  readonly hash: string;
  readonly message_id: string;
  /** For a person's sake: the tombstone loses its sender too (`id: ""`, `name: ""`). Staff only. */
  readonly erase: boolean;
}

export interface ReactWrite extends WriteBase {
  readonly kind: 'react';
  readonly client_id: string | null;
  readonly hash: string;
  readonly message_id: string;
  readonly emoji: string;
  readonly on: boolean;
}

/** `last_read_seq = max(...)`, capped at `head`. Only participants have a mark; for others it is a no-op. */
export interface ReadWrite extends WriteBase {
  readonly kind: 'read';
  readonly seq: number;
}

/** `POST /api/conversations/`: the same id from its creator again gives that conversation. Others' id: `id_taken`. Taken subject: `subject_taken`. */
export interface CreateWrite extends WriteBase {
  readonly kind: 'create';
  readonly open: OpenSpec;
}

/** Fields absent are left as they are. Reopening or naming a subject that another open conversation has: `subject_taken`. */
export interface PatchWrite extends WriteBase {
  readonly kind: 'patch';
  /**
   * UUIDv7 for the event message, if one is written (assignee, status, hand-over do; the rest do not). Where there are
   * several, each with a rev of its own, the others' ids are derived from it.
   */
  readonly event_id: string;
  readonly title?: string;
  readonly status?: ConversationStatus;
  readonly is_archived?: boolean;
  readonly bot?: BotMode;
  readonly assignee?: User | null;
  readonly subject?: string | null;
  readonly metadata?: Metadata;
}

export interface AddMemberWrite extends WriteBase {
  readonly kind: 'add-member';
  readonly event_id: string;
  readonly user: User;
}

export interface RemoveMemberWrite extends WriteBase {
  readonly kind: 'remove-member';
  readonly event_id: string;
  readonly user_id: string;
}

/**
 * For a person's sake: they are no member, assignee or creator of the conversation any more. Nothing is told of it, since the
 * telling would name them. Staff only. Their messages are erased one by one (`DeleteWrite`).
 */
export interface ForgetWrite extends WriteBase {
  readonly kind: 'forget';
  readonly user_id: string;
}

/**
 * An upload goes, whoever sent it and wherever: each message that names it keeps its place, with a tombstone for the file,
 * and takes a rev in its own conversation. Its record goes with this commit, so that nobody gets its bytes or sends it from
 * now on; a note that it is due stays until the bytes have gone. For admins, and for the relay itself. `not_found` where no
 * such upload is on record in this tenant.
 */
export interface RemoveFileWrite extends Omit<WriteBase, 'conversation_id'> {
  readonly kind: 'remove-file';
  readonly file_id: string;
}

/** Rows and members go; the id stays taken. */
export interface DropWrite extends WriteBase {
  readonly kind: 'drop';
}

/** Removes the oldest rows by `seq` created before `before`, stops at a streaming one, raises `floor`. At most `limit` rows a write. */
export interface RetainWrite extends WriteBase {
  readonly kind: 'retain';
  readonly before: string;
  readonly limit: number;
}

/**
 * Starts the bot's reply: a message with `status: "streaming"` and empty text. It answers every user's text at or below
 * `answers` that has no reply yet. Answered with `busy` while another reply of the conversation streams under a
 * live lease (one whose lease has expired is ended as `interrupted` on the way); answers the existing reply where that
 * message is covered already. An `interrupted` reply to it runs again in the same message. The reply's `reply_to` is
 * `answers`. Else: `bot_off`, `conversation_closed`, `message_deleted`, `invalid` (not a text of a person).
 */
export interface ReplyStartWrite extends WriteBase {
  readonly kind: 'reply-start';
  readonly message_id: string;
  /** Id of the message it answers. */
  readonly answers: string;
  readonly lease: string;
  readonly lease_until: string;
}

/** Saves the text so far and renews the lease. Takes no rev. Refused (`not_found`) under another lease. */
export interface ReplyDraftWrite extends WriteBase {
  readonly kind: 'reply-draft';
  readonly message_id: string;
  readonly lease: string;
  readonly lease_until: string;
  readonly text: string;
}

/** Ends the reply with a rev. `lease: null` ends one whose lease has expired at `now` (a relay died). `text: null` keeps the draft. */
export interface ReplyEndWrite extends WriteBase {
  readonly kind: 'reply-end';
  readonly message_id: string;
  readonly lease: string | null;
  readonly text: string | null;
  readonly status: 'sent' | 'interrupted';
}

export type Write =
  | SendWrite
  | EditWrite
  | DeleteWrite
  | ReactWrite
  | ReadWrite
  | CreateWrite
  | PatchWrite
  | AddMemberWrite
  | RemoveMemberWrite
  | ForgetWrite
  | RemoveFileWrite
  | DropWrite
  | RetainWrite
  | ReplyStartWrite
  | ReplyDraftWrite
  | ReplyEndWrite;

/** What one message-changing act came to. */
export interface Settled {
  readonly client_id: string | null;
  readonly message_id: string;
  readonly seq: number;
  /** Of the row's present form; its `seq` where retention has removed it. */
  readonly rev: number;
  readonly duplicate: boolean;
  /** In its present form; null where retention has removed it. */
  readonly row: MessageRow | null;
}

export interface WriteDone {
  readonly ok: true;
  /** The binding id: another than asked for where a pointer was followed. Empty for a `remove-file`. */
  readonly conversation_id: string;
  /** One for each item of a send, one for an edit, delete, react, reply; none for the rest. */
  readonly settled: readonly Settled[];
  /** In order of rev; empty for repetitions and no-ops. */
  readonly changes: readonly Change[];
  readonly read: ReadChange | null;
  /** Of the conversation after the write; 0 after a drop. */
  readonly head: number;
  /** Of the conversation after the write. */
  readonly floor: number;
  /**
   * After the write: of a `create`, `patch`, `add-member`, `remove-member` and `forget` always, of the rest where the write
   * changed the conversation itself, else null. A plain message does not carry the 200 participants of its room along.
   */
  readonly conversation: ConversationRecord | null;
  /** Of a `create`: whether it was new. */
  readonly created: boolean;
  /** Of a `reply-start`: true where a new stream was started under this lease; false where `settled` names a reply that exists. */
  readonly started: boolean;
  /** Of a `reply-start`: another reply streams under a live lease; `settled` names that one, and nothing was started. */
  readonly busy: boolean;
  /** Of a `retain`: rows removed. Of a `remove-file`: messages that have lost the file. */
  readonly removed: number;
  /** Attachment ids that lost their message (delete, retain, drop). */
  readonly orphaned: readonly string[];
}

export interface WriteRefused {
  readonly ok: false;
  readonly code: Code;
  readonly detail: string;
  /** Of a send: each faulty member; `client_id` where it has one, else its index. */
  readonly errors: readonly { readonly client_id: string; readonly code: Code }[];
}

export type WriteOutcome = WriteDone | WriteRefused;
