/**
 * Where an outbox keeps its entries. IndexedDB in a browser, memory where that is refused; both pass the same suite.
 */
import type { Code, OpenContent, SendContent } from '../protocol/index.js';

export type OutboxAct =
  | { kind: 'send'; content: SendContent }
  | { kind: 'edit'; message_id: string; text: string }
  | { kind: 'delete'; message_id: string }
  | { kind: 'react'; message_id: string; emoji: string; on: boolean };

/**
 * `queued`: waits its turn. `sending`: handed to the transport, not answered. `settled`: durable on the relay; kept for 24 h
 * so that it can be sent again after the history was replaced. `failed`: parked, the person decides.
 */
export type OutboxState = 'queued' | 'sending' | 'settled' | 'failed';

export interface OutboxEntry {
  /** UUIDv7, minted once; what makes a repetition harmless. */
  client_id: string;
  /** As the relay has confirmed it: the relay's answer may readdress a whole queue. */
  conversation_id: string;
  /** Whether the conversation's first send still has to open it, and how. */
  open: OpenContent | null;
  act: OutboxAct;
  /** Order within this store, given on adding; ascending. */
  order: number;
  /** ISO 8601, the device's clock. */
  created_at: string;
  state: OutboxState;
  /** Whether it has ever been handed to a transport: from then on its content is fixed, an edit queues an edit. */
  was_sent: boolean;
  attempts: number;
  /** Of a failed one, or the last transient failure of a queued one. */
  error: { code: Code | 'network'; detail: string } | null;
  /** Milliseconds since 1970: not before then (`retry_after`). */
  not_before: number;
  /** Of a settled one. */
  ack: { message_id: string; seq: number; rev: number; at: string; epoch: string | null } | null;
}

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
