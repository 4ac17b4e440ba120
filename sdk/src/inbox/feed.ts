import type { ReadableAtom } from 'nanostores';
import type { Conversation } from '../protocol/index.js';

/** What is told of a person's list. */
export type InboxNews =
  | { readonly kind: 'updated'; readonly conversation: Conversation }
  /** Gone, or not this person's any more. */
  | { readonly kind: 'removed'; readonly id: string }
  /** Something was not told: the list is read again. */
  | { readonly kind: 'stale' };

export interface InboxFeed {
  /** Whether news come by themselves; else whoever wants to know asks. */
  readonly $isLive: ReadableAtom<boolean>;
  /** Returns the undo. */
  on(listener: (news: InboxNews) => void): () => void;
}
