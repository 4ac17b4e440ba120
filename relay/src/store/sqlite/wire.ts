/** What crosses the threads. */
import type { Code } from '@crm-chat/sdk/protocol';
import type { QueryName } from '../kernel/operations.js';

/** What a worker is started with. */
export type Setup =
  | {
      readonly role: 'writer';
      readonly folder: string;
      readonly file: string;
      readonly epoch: string;
      readonly maxPages: number | undefined;
    }
  | { readonly role: 'reader'; readonly file: string };

export type ToWriter =
  | { readonly kind: 'batch'; /** Packed. */ readonly ops: readonly unknown[]; readonly probe: boolean }
  /** Words for what has none yet; answered by `indexed`, also where the disk refused. */
  | { readonly kind: 'index' }
  | { readonly kind: 'close' };

export type FromWriter =
  | { readonly kind: 'open'; readonly epoch: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'done'; /** Packed. */ readonly results: readonly unknown[] }
  | { readonly kind: 'indexed' }
  /** Nothing of the batch was kept. */
  | { readonly kind: 'unavailable'; readonly message: string };

export type ToReader =
  | { readonly kind: 'open' }
  | { readonly kind: 'ask'; readonly id: number; readonly name: QueryName; readonly args: readonly unknown[] }
  | { readonly kind: 'close' };

export type FromReader =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly code: Code; readonly message: string };
