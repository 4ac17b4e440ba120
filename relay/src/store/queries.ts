/** What a store is asked, and what it answers. */
import type { ConversationStatus, Found, Message, Snippet } from '@crm-chat/sdk/protocol';
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
  /** Id of the agent in charge; empty for none. */
  readonly assignee: string | null;
  /** Only what has something unread. A page may then have fewer than `limit`, none even, and a next one all the same. */
  readonly unread: boolean;
  /** Looked for in titles, subjects and visible texts; the best come first then. Null, or without a word in it: no search. */
  readonly q: string | null;
  readonly cursor: string | null;
  readonly limit: number;
}

export interface ListItem {
  /** `updated_at` is the latest activity that this audience may see; elsewhere it is that of the conversation's own `rev`. */
  readonly conversation: ConversationRecord;
  /** The visible row with the highest `seq`. */
  readonly last_message: MessageRow | null;
  /** Counted up to 1,000, among the 5,000 rows after the mark. Who has no read mark has read nothing. */
  readonly unread_count: number;
  /** Of a search: why it is here. */
  readonly found: Found | null;
}

export interface ListResult {
  /** Latest activity first: by `updated_at` that only what the viewer may see moves. Of a search: best first. */
  readonly items: readonly ListItem[];
  readonly next: string | null;
}

/** One conversation, as several people's lists show it. */
export interface ShownQuery {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly viewers: readonly {
    readonly viewer_id: string;
    readonly access: Access;
    readonly audience: Audience;
  }[];
}

export interface ShownResult {
  readonly conversation: ConversationRecord;
  /** As `updated_at` of a list's item. */
  readonly activity: Readonly<Record<Audience, string>>;
  readonly last_message: Readonly<Record<Audience, MessageRow | null>>;
  /** For each viewer, in order; null where they may not see it. */
  readonly unread: readonly (number | null)[];
}

/** A search through the messages of one conversation. */
export interface FindQuery extends ReadBase {
  readonly q: string;
  /** Below this `seq`; null: from the latest. */
  readonly before: number | null;
  readonly limit: number;
}

export interface FindResult {
  /** Latest first. */
  readonly hits: readonly { readonly row: MessageRow; readonly snippet: Snippet }[];
  readonly has_more: boolean;
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
