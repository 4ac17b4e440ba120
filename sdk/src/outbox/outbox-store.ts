/**
 * Where an outbox keeps its entries. IndexedDB in a browser, memory where that is refused; both pass the same suite.
 */
import type { OutboxEntry } from '../entry.js';

export type { OutboxAct, OutboxEntry, OutboxState } from '../entry.js';

export interface OutboxStore {
  /** Whether what is put survives the page: false for the in-memory twin. */
  readonly durable: boolean;
  /** Adds behind everything that is there; resolves with `order` set once it is durable (`durability: 'strict'`). */
  add(entry: Omit<OutboxEntry, 'order'>): Promise<OutboxEntry>;
  /** Every entry by `order`. */
  all(): Promise<OutboxEntry[]>;
  /** Replaces entries that still exist, in one transaction; those that were removed meanwhile stay removed. */
  update(entries: readonly OutboxEntry[]): Promise<void>;
  remove(clientIds: readonly string[]): Promise<void>;
  /** Removes everything, for `logout()`. */
  clear(): Promise<void>;
  close(): void;
}
