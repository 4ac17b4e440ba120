/**
 * How what one relay commits reaches the sockets of every relay, its own included: one path for one machine and for many.
 * Every bus passes `relay/test/contract/bus.ts`.
 */
import type { User } from '@crm-chat/sdk/protocol';
import type { Commit } from '../store/store.js';

/** What is never stored. Addressed to everybody in the conversation unless `note` says staff only. */
export type Ephemeral = { readonly tenant: string; readonly conversation_id: string } & (
  | { readonly kind: 'typing'; readonly user: User; readonly is_typing: boolean; readonly note: boolean }
  /** Cut the message's text at `offset`, append `text`. */
  | { readonly kind: 'delta'; readonly message_id: string; readonly offset: number; readonly text: string }
  /** The whole text so far, with each draft saved: what mends a relay that missed a delta. */
  | { readonly kind: 'draft'; readonly message_id: string; readonly text: string }
  /** Sockets and waiting polls that `relay` holds of this person in this conversation. */
  | { readonly kind: 'presence'; readonly relay: string; readonly user: User; readonly count: number }
  /** Someone asked to stop a streaming reply; the relay that holds its lease does. */
  | { readonly kind: 'stop'; readonly message_id: string; readonly by: User }
  | { readonly kind: 'floor'; readonly floor: number }
  /** The conversation is gone. */
  | { readonly kind: 'dropped' }
);

export type BusEvent =
  { readonly kind: 'commit'; readonly commit: Commit } | { readonly kind: 'ephemeral'; readonly event: Ephemeral };

export interface Bus {
  /** Never throws; order of one publisher is kept. */
  publish(event: BusEvent): void;
  /** Returns the undo. */
  subscribe(listener: (event: BusEvent) => void): () => void;
  close(): Promise<void>;
}
