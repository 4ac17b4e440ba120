/**
 * Where an outbox keeps its entries and their files. IndexedDB in a browser, memory where that is refused; both pass the same suite.
 */
import type { OutboxEntry, OutboxFile } from '../entry.js';

export type { OutboxEntry } from '../entry.js';

/** The bytes of an entry's file, by `OutboxFile.id`. */
export interface KeptFile {
  id: string;
  blob: Blob;
}

export type NewOutboxEntry = Omit<OutboxEntry, 'order'>;

/** What a change writes: entries to add behind all others, entries as they are now, entries to remove with their files. */
export interface OutboxChange {
  /** Bytes to keep for the entries that are added. */
  files?: readonly KeptFile[];
  add?: readonly NewOutboxEntry[];
  put?: Iterable<OutboxEntry>;
  remove?: readonly OutboxEntry[];
}

export interface OutboxChanged {
  /** Added and replaced ones. */
  put: OutboxEntry[];
  /** `client_id`s. */
  removed: string[];
}

/** Whose bytes go when the entry goes. */
export const filesOf = ({ act }: Pick<OutboxEntry, 'act'>) => (act.kind === 'send' ? (act.files ?? []) : []);

/** It came from an earlier message, and bears the relay's id: its bytes are not kept here. */
export const isSentBefore = ({ id, attachment }: OutboxFile): boolean => attachment?.id === id;

export interface OutboxStore {
  /** Whether what is put survives the page: false for the in-memory twin, which other tabs do not see either. */
  readonly durable: boolean;
  /** Every entry by `order`. */
  all(): Promise<OutboxEntry[]>;
  /** Those of these that exist. */
  get(clientIds: readonly string[]): Promise<OutboxEntry[]>;
  /** The bytes of a file; null when they are not kept. */
  file(id: string): Promise<Blob | null>;
  /**
   * One transaction, alone among all tabs: reads the entries of `scope` by `order`, lets `edit` decide, writes what it
   * returns, and resolves once that is on the disk (`durability: 'strict'`). Calls take effect in the order they were made.
   * The entries are `edit`'s own to alter. It may be called a second time, on what is there then, if a connection broke;
   * when it throws, nothing is written and the error is passed on.
   *
   * @throws ChatError `storage_full` when it cannot be kept, `closed` after `close()`.
   */
  change(scope: 'unsettled' | 'all', edit: (entries: OutboxEntry[]) => OutboxChange): Promise<OutboxChanged>;
  /** Removes everything, for `logout()`. */
  clear(): Promise<void>;
  /** Idempotent. What was already asked for is still done. */
  close(): void;
}
