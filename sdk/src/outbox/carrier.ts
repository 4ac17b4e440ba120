/** What an outbox asks of whoever carries its entries to the relay. */
import type { Code } from '../protocol/index.js';
import type { OutboxEntry } from './outbox-store.js';

export type Settlement =
  | {
      client_id: string;
      kind: 'acked';
      /** Binding: the queue goes there from now on. */
      conversation_id: string;
      message_id: string;
      seq: number;
      rev: number;
      duplicate: boolean;
      epoch: string | null;
    }
  /** Nobody knows whether it arrived, or it may succeed later: it is sent again under the same `client_id`. */
  | { client_id: string; kind: 'retry'; code: Code | 'network'; detail: string; retry_after: number | null }
  /** It will never be accepted as it is. */
  | { client_id: string; kind: 'refused'; code: Code; detail: string };

/**
 * Carries one ordered run of entries of one conversation (at most `limits.send_burst` and 20 sends) and resolves with one
 * settlement for each entry it says anything of; those it leaves out were not tried and stay queued. Never rejects.
 */
export type Carrier = (entries: readonly OutboxEntry[]) => Promise<readonly Settlement[]>;
