/**
 * What the kernel asks of a store's insides: plain rows, synchronously, all reads of one transaction from one snapshot.
 * Nothing in here knows a rule; the rules stand in the files beside this one.
 */
import type { ConversationStatus, User } from '@crm-chat/sdk/protocol';
import type { Audience, ConversationRecord, MessageRow } from '../store.js';
import type { Phrase } from './phrases.js';

/** A conversation as it is kept. Immutable: a change is a new entry, which makes undoing one a matter of forgetting it. */
export interface Entry {
  /** The store's own short number for it. */
  readonly key: number;
  readonly record: ConversationRecord;
  /** Latest activity that staff may see, and that users may: a note must not move a conversation in a user's list. */
  readonly activity_staff: string;
  readonly activity_user: string;
  /** `created_at` of the oldest row, for retention; null without rows. */
  readonly oldest_at: string | null;
  /**
   * When a user last wrote a text that the bot (`auto`) may owe an answer to. A hint: who reads it checks the rows, since the
   * text may have been deleted meanwhile.
   */
  readonly asked_at: string | null;
}

/** What only the bot's replies have. */
export interface ReplyPart {
  /** It answers every user's text at or below this `seq` that no earlier reply covers. */
  readonly answers_seq: number;
  /** Null once it has ended. */
  readonly lease: string | null;
  readonly lease_until: string | null;
}

export interface StoredMessage {
  readonly row: MessageRow;
  readonly created_at: string;
  readonly deleted: boolean;
  readonly reply: ReplyPart | null;
}

/** What is remembered of a `client_id` for ever. */
export interface Once {
  readonly kind: 'send' | 'edit' | 'delete' | 'react' | 'answer';
  readonly hash: string;
  readonly message_id: string;
  readonly seq: number;
}

export interface StoredDocument {
  readonly key: string;
  /** JSON. */
  readonly value: string;
  readonly version: number;
}

/** Whose conversations: those they take part in, and those that their subjects open. */
export interface Person {
  readonly user_id: string;
  readonly subjects: readonly string[];
}

/** Which messages a search looks at. Rows that stream, are deleted or are events are never hit. */
export interface HitScan {
  readonly tenant: string;
  readonly audience: Audience;
  /** Null: every conversation of the tenant. */
  readonly within: { readonly person: Person } | { readonly conversation: number } | null;
  readonly phrases: readonly Phrase[];
  /** At or below this place; null: from the latest. */
  readonly upto: number | null;
  /** Of one conversation: below this `seq`. */
  readonly before: number | null;
  readonly limit: number;
}

export interface Hit {
  /** Of the conversation. */
  readonly key: number;
  /** Rises with each message of the store. */
  readonly place: number;
  readonly row: MessageRow;
}

/** Which conversations a list takes, in the words of the rows. */
export interface ListScan {
  readonly tenant: string;
  readonly audience: Audience;
  /** Null: every conversation of the tenant. */
  readonly person: Person | null;
  readonly subject: string | null;
  readonly status: ConversationStatus | null;
  readonly archived: boolean | null;
  /** Empty: nobody. */
  readonly assignee: string | null;
  /** Below this place; null: from the top. */
  readonly below: { readonly activity: string; readonly key: number } | null;
  readonly limit: number;
}

/** Rows above a read mark that are looked at: who sends a million messages and reads none is not counted through. */
export const UNREAD_ROWS_MAX = 5000;

export interface ReadRows {
  /** Where an id leads: to a conversation, to null (it was dropped and stays taken), or undefined: nobody has it. */
  name(tenant: string, id: string): number | null | undefined;
  entry(key: number): Entry | undefined;

  message(key: number, id: string): StoredMessage | undefined;
  /** Ids of messages are unique in their tenant. */
  locate(tenant: string, message_id: string): { key: number; message: StoredMessage } | undefined;
  /** Rows with `rev > since` that this audience may see, by `rev`. */
  changed(key: number, audience: Audience, since: number, limit: number): readonly MessageRow[];
  /** Rows with `seq < before` that this audience may see, highest `seq` first. */
  newest(key: number, audience: Audience, before: number | null, limit: number): readonly MessageRow[];
  /** `seq` of the last row at or below `upto` that a user may see; 0 for none. */
  lastVisible(key: number, upto: number): number;
  /** Others' undeleted `text` (for staff `note` too) above a mark, counted up to `max` among the next `UNREAD_ROWS_MAX`. */
  unread(key: number, audience: Audience, above: number, viewer_id: string, max: number): number;

  /** Of a conversation: its streaming replies by `seq`. */
  streaming(key: number): readonly StoredMessage[];
  /** Of all: every streaming reply. */
  allStreaming(): readonly { readonly key: number; readonly message: StoredMessage }[];
  /** The reply with the smallest `answers_seq` at or above `seq`. */
  covering(key: number, seq: number): StoredMessage | undefined;
  /** The highest `answers_seq`; 0 for none. */
  answeredUpTo(key: number): number;
  /** The last undeleted `text` above `seq` whose sender is one of these. */
  lastText(key: number, above: number, senders: 'user' | 'staff'): StoredMessage | undefined;
  /** Finished, undeleted, non-empty texts below `seq`, latest first. */
  textsBelow(key: number, seq: number, limit: number): readonly MessageRow[];

  list(scan: ListScan): readonly Entry[];
  /** Messages that have every phrase, latest first. */
  hits(scan: HitScan): readonly Hit[];
  /** Conversations whose title and subject together have every phrase, latest opened first. */
  titled(scan: Pick<HitScan, 'tenant' | 'phrases' | 'limit'> & { readonly person: Person | null }): readonly number[];
  /** Conversations whose oldest row was created before a time, oldest first. */
  expired(before: string, limit: number): readonly number[];
  /** Conversations whose `asked_at` is at or after a time, longest waiting first, from the `skip`th on. */
  asked(since: string, skip: number, limit: number): readonly Entry[];

  document(name: string, key: string): StoredDocument | undefined;
  documents(name: string, prefix: string, after: string | null, limit: number): readonly StoredDocument[];
}

export interface Rows extends ReadRows {
  newKey(): number;
  setName(tenant: string, id: string, key: number | null): void;
  /** The open conversation that has this subject. */
  subjectHolder(tenant: string, subject: string): number | undefined;
  put(entry: Entry): void;
  /** Removes the conversation with its members, messages and what is remembered of `client_id`s; its name stays. */
  erase(key: number): void;

  /** @throws when the id, `seq` or `rev` is taken: a bug, or an id that was minted twice. */
  insert(key: number, message: StoredMessage): void;
  update(key: number, message: StoredMessage): void;
  /** The oldest rows by `seq`. */
  oldest(key: number, limit: number): readonly StoredMessage[];
  removeUpTo(key: number, seq: number): void;

  once(key: number, user_id: string, client_id: string): Once | undefined;
  remember(key: number, user_id: string, client_id: string, once: Once): void;

  /** A version that no document of this collection ever had. */
  putDocument(name: string, key: string, value: string): number;
  removeDocument(name: string, key: string): void;
}

/** Who is nobody any more: what an erased message shows as its sender. */
export const nobody = (user: User): User => ({ id: '', name: '', role: user.role, avatar: null });
