import { atom } from 'nanostores';
import type { OutboxEntry } from '../entry.js';
import {
  DEFAULT_LIMITS,
  type ConversationState,
  type Limits,
  type Message,
  type PublicPrompt,
  type User,
  type You,
} from '../protocol/index.js';
import type { ConnectionStatus } from '../status.js';
import type { TimelineItem } from './selectors.js';

/** The stores of one chat. `ChatStores` says what each holds; `Apply` alone writes them. */
export const createStores = () => ({
  $status: atom<ConnectionStatus>('connecting'),
  $you: atom<You | null>(null),
  $conversationId: atom<string | null>(null),
  $conversation: atom<ConversationState | null>(null),
  $messages: atom<readonly Message[]>([]),
  $outbox: atom<readonly OutboxEntry[]>([]),
  $timeline: atom<readonly TimelineItem[]>([]),
  $hasOlder: atom(false),
  $loadingOlder: atom(false),
  $loaded: atom(false),
  $typing: atom<readonly User[]>([]),
  $presence: atom<readonly User[]>([]),
  $reads: atom<ReadonlyMap<string, number>>(new Map()),
  $unread: atom(0),
  $limits: atom<Readonly<Limits>>(DEFAULT_LIMITS),
  $prompts: atom<readonly PublicPrompt[]>([]),
  $uploads: atom<ReadonlyMap<string, number>>(new Map()),
  $durable: atom(true),
});

export type Stores = ReturnType<typeof createStores>;
