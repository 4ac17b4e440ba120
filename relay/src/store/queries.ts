/** What a store is asked, and what it answers. */
import type { ConversationStatus, Message } from '@crm-chat/sdk/protocol';
import type { Access, Audience, ConversationRecord, MessageRow } from './records.js';

export interface ReadBase {
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
