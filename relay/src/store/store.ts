/**
 * What the relay keeps, behind one interface: docs/protocol.md, section 1, is its specification.
 *
 * The hot path of a conversation has its own methods and takes batches; everything else that is kept goes through
 * `collection()`. A store is deterministic: ids, times and leases are given to it, so that the model can replay a run.
 * Every store passes `relay/test/contract/store.ts`.
 */
import type { Commit, ConversationRecord, MessageRow } from './records.js';
import type {
  ChangesQuery,
  ChangesResult,
  FindQuery,
  FindResult,
  HistoryQuery,
  HistoryResult,
  ListItem,
  ListQuery,
  ListResult,
  ReadBase,
  ReplyContext,
  ResetResult,
  ShownQuery,
  ShownResult,
  StreamingReply,
} from './queries.js';
import type { Write, WriteOutcome } from './writes.js';

export * from './file-records.js';
export type * from './queries.js';
export type * from './records.js';
export type * from './writes.js';

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
   * from. A listener must not throw. Returns the undo.
   */
  onCommit(listener: (commit: Commit) => void): () => void;

  changes(query: ChangesQuery): Promise<ChangesResult | ResetResult | null>;
  history(query: HistoryQuery): Promise<HistoryResult | null>;
  /** Follows pointers; null for a dropped one. */
  conversation(tenant: string, id: string): Promise<ConversationRecord | null>;
  list(query: ListQuery): Promise<ListResult>;
  /** One item of the list, as one person sees it. */
  item(query: ReadBase & { readonly viewer_id: string }): Promise<ListItem | null>;
  /** The same for many at once, in one look; null where there is no such conversation (any more). */
  shown(query: ShownQuery): Promise<ShownResult | null>;
  /**
   * Searches the messages of one conversation. What was committed before the question is found; a relay that takes more
   * messages than it has time to index says what it has so far.
   */
  find(query: FindQuery): Promise<FindResult | null>;
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
  /**
   * Settles, and never rejects, when the store has ended without being closed and nothing will bring it back: whoever runs it
   * has to start anew. A disk that refuses is no such end.
   */
  readonly failed: Promise<Error>;
  /** Finishes queued commits, checkpoints, lets go of the folder. Idempotent. */
  close(): Promise<void>;
}
