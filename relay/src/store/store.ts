/**
 * What the relay keeps, behind one interface: docs/protocol.md, section 1, is its specification.
 *
 * The hot path of a conversation has its own methods and takes batches; everything else that is kept goes through
 * `collection()`. A store is deterministic: ids, times and leases are given to it, so that the model can replay a run.
 * Every store passes `relay/test/contract/store.ts`.
 */
import type {
  Attachment,
  BotMode,
  Code,
  ConversationEvent,
  ConversationStatus,
  Message,
  MessageType,
  Metadata,
  Rich,
  Role,
  User,
} from '@crm-chat/sdk/protocol';

/** Whom a read or a write is for. Staff (agents, admins, the bot, the relay itself) enters every conversation of its tenant. */
export type Access =
  | { readonly kind: 'staff' }
  /** Enters conversations it takes part in, and those whose subject matches one of `subjects` (`deal:42`, `deal:*`). */
  | { readonly kind: 'person'; readonly user_id: string; readonly subjects: readonly string[] };

/** What a viewer may see: `user`s get no notes. */
export type Audience = 'staff' | 'user';

/** A message as it is stored and sent: encoded once, by the store. */
export interface MessageRow {
  readonly id: string;
  readonly seq: number;
  readonly rev: number;
  readonly type: MessageType;
  readonly sender_id: string;
  readonly sender_role: Role;
  readonly status: Message['status'];
  /** The `Message` as JSON, exactly as it goes on the wire. */
  readonly json: string;
}

export interface ParticipantRecord {
  readonly user: User;
  readonly role: Role;
  readonly joined_at: string;
  /** Highest `seq` read, never above `head`, never lowered. */
  readonly last_read_seq: number;
  /**
   * The highest `seq` at or below it that a `user` may see: what users are told. Kept beside the mark because it must
   * not sink when retention removes that row.
   */
  readonly last_read_visible_seq: number;
  readonly last_read_at: string | null;
}

/** A conversation without anything that depends on who looks. */
export interface ConversationRecord {
  readonly tenant: string;
  readonly id: string;
  readonly title: string;
  readonly subject: string | null;
  readonly status: ConversationStatus;
  readonly is_archived: boolean;
  readonly created_by: User;
  readonly assignee: User | null;
  readonly bot: BotMode;
  readonly participants: readonly ParticipantRecord[];
  readonly head: number;
  readonly rev: number;
  /** Rows whose `seq` is at or below it are gone. */
  readonly floor: number;
  readonly metadata: Metadata;
  readonly created_at: string;
  readonly updated_at: string;
}

/** One durable change: exactly one rev of one conversation. The bus carries it, the hub hands it out. */
export interface Change {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly rev: number;
  /** The row in the form of this rev, where the change is one of a message. */
  readonly row: MessageRow | null;
  /** Whether this rev created the row (`message:new`) or changed it (`message:updated`). */
  readonly created: boolean;
  /** The conversation in the form of this rev, where it changed too. */
  readonly conversation: ConversationRecord | null;
  /** A person who lost their membership with this rev: their sockets close before they see it or anything later. */
  readonly removed: string | null;
}

/** A moved read mark: a register, it takes no rev. */
export interface ReadChange {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly user: User;
  readonly seq: number;
  readonly visible_seq: number;
  readonly at: string;
}

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
  readonly attachments: readonly Attachment[];
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
 * `note`: `invalid`). An agent becomes a participant with their first `text`, a person with `subjects` likewise: the change
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
  /** The binding id: another than asked for where a pointer was followed. */
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
   * After the write: of a `create`, `patch`, `add-member` and `remove-member` always, of the rest where the write changed the
   * conversation itself, else null. A plain message does not carry the 200 participants of its room along.
   */
  readonly conversation: ConversationRecord | null;
  /** Of a `create`: whether it was new. */
  readonly created: boolean;
  /** Of a `reply-start`: true where a new stream was started under this lease; false where `settled` names a reply that exists. */
  readonly started: boolean;
  /** Of a `reply-start`: another reply streams under a live lease; `settled` names that one, and nothing was started. */
  readonly busy: boolean;
  /** Of a `retain`: rows removed. */
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

interface ReadBase {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly access: Access;
  readonly audience: Audience;
}

export interface ChangesQuery extends ReadBase {
  /** Null: the newest `limit` messages instead, ascending; the answer's `upto` is then `head`. */
  readonly since: number | null;
  /** Checked as docs/protocol.md, section 1, says: `ahead` where `since > head`, `diverged` where the row is not as named. */
  readonly at: { readonly id: string; readonly rev: number } | null;
  readonly limit: number;
  /** UTF-8 bytes of `json` after which a page ends (at least one row is given). */
  readonly bytes: number;
}

export interface ChangesResult {
  readonly kind: 'page';
  readonly rows: readonly MessageRow[];
  readonly upto: number;
  readonly has_more: boolean;
  readonly older: boolean;
  readonly streaming: readonly { readonly id: string; readonly text: string }[];
  readonly conversation: ConversationRecord;
}

export interface ResetResult {
  readonly kind: 'reset';
  readonly reason: 'ahead' | 'diverged';
}

export interface HistoryQuery extends ReadBase {
  /** Null: the newest. */
  readonly before: number | null;
  readonly limit: number;
  readonly bytes: number;
}

export interface HistoryResult {
  readonly rows: readonly MessageRow[];
  readonly has_more: boolean;
  readonly conversation: ConversationRecord;
}

export interface ListQuery {
  readonly tenant: string;
  readonly access: Access;
  readonly audience: Audience;
  /** Whose unread count and read mark. */
  readonly viewer_id: string;
  readonly subject: string | null;
  readonly status: ConversationStatus | null;
  readonly archived: boolean | null;
  /** Part of a title, case-insensitive. */
  readonly q: string | null;
  readonly cursor: string | null;
  readonly limit: number;
}

export interface ListItem {
  /** `updated_at` is the latest activity that this audience may see; elsewhere it is that of the conversation's own `rev`. */
  readonly conversation: ConversationRecord;
  /** The visible row with the highest `seq`. */
  readonly last_message: MessageRow | null;
  /** Counted up to 1,000. Who has no read mark has read nothing. */
  readonly unread_count: number;
}

export interface ListResult {
  /** Latest activity first: by `updated_at` that only what the viewer may see moves. */
  readonly items: readonly ListItem[];
  readonly next: string | null;
}

export interface StreamingReply {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly message_id: string;
  readonly lease_until: string;
  readonly text: string;
}

/** What a bot needs to know to begin. */
export interface ReplyContext {
  readonly conversation: ConversationRecord;
  /** The message to answer. */
  readonly message: Message;
  /** Earlier texts, oldest first, notes left out, at most 20. */
  readonly history: readonly Message[];
  /** The reply that covers the message already. */
  readonly reply: MessageRow | null;
}

/** A document of a collection, with the version that a conditional put names. */
export interface Document<T> {
  readonly key: string;
  readonly value: T;
  readonly version: number;
}

/** Small things kept by key: prompts, uploads' metadata, audit ... Values are JSON. */
export interface Collection<T> {
  get(key: string): Promise<Document<T> | null>;
  /**
   * @param expected the version that must stand there now (0: none); absent: whatever stands there.
   * @returns the new version, or null where `expected` did not hold.
   */
  put(key: string, value: T, expected?: number): Promise<number | null>;
  remove(key: string, expected?: number): Promise<boolean>;
  /** By key, ascending (code points), keys above `after` that begin with `prefix`. */
  list(options?: { prefix?: string; after?: string; limit?: number }): Promise<readonly Document<T>[]>;
}

export interface Store {
  /** Names the history: it changes on restore or migration, and a restart keeps it. */
  readonly epoch: string;

  /**
   * Applies one write. Whatever waits while a commit runs goes into the next one; the promise settles after the commit that
   * holds it has reached the disk. Writes given in one turn keep their order.
   *
   * @throws StoreUnavailable when the disk refuses (full, read-only): nothing of the write was kept.
   * @throws RelayError `overloaded` when too much waits already, `internal` when this write could not be carried out.
   */
  write(write: Write): Promise<WriteOutcome>;

  /**
   * Called once for each commit, before the promises of its writes settle, with every change in order: what the bus is fed
   * from. Returns the undo.
   */
  onCommit(listener: (commit: Commit) => void): () => void;

  changes(query: ChangesQuery): Promise<ChangesResult | ResetResult | null>;
  history(query: HistoryQuery): Promise<HistoryResult | null>;
  /** Follows pointers; null for a dropped one. */
  conversation(tenant: string, id: string): Promise<ConversationRecord | null>;
  list(query: ListQuery): Promise<ListResult>;
  /** One item of the list, as one person sees it. */
  item(query: ReadBase & { readonly viewer_id: string }): Promise<ListItem | null>;
  /** Null where it is not there or not to be seen. */
  message(tenant: string, id: string): Promise<{ conversation_id: string; row: MessageRow } | null>;

  /** Where the bot has to answer: the last of the unanswered users' texts, if `message_id` is null. Null: nothing to do. */
  replyContext(tenant: string, conversation_id: string, message_id: string | null): Promise<ReplyContext | null>;
  /**
   * Conversations of all tenants where a relay that died (or was full) left the bot's answer owing: `auto`, nothing streams,
   * a user's `text` created at or after `since` has no reply that covers it, and no agent or admin wrote a `text` after it.
   * Longest waiting first.
   */
  unanswered(since: string, limit: number): Promise<readonly { tenant: string; conversation_id: string }[]>;
  /** Every reply that streams now, of all tenants. */
  streaming(): Promise<readonly StreamingReply[]>;
  /** Conversations with rows created before a time, for retention. */
  expired(before: string, limit: number): Promise<readonly { tenant: string; conversation_id: string }[]>;

  collection<T>(name: string): Collection<T>;
  /** Whether a write would be taken now: for `/readyz`. */
  ready(): Promise<boolean>;
  /** Finishes queued commits, checkpoints, lets go of the folder. Idempotent. */
  close(): Promise<void>;
}

export interface Commit {
  readonly changes: readonly Change[];
  readonly reads: readonly ReadChange[];
}
