import type { OutboxEntry } from '../entry.js';
import type { OutboxChanged } from './outbox-store.js';

/** What changed in one go. */
export interface OutboxNews {
  /** The conversations whose entries changed. */
  readonly conversations: ReadonlySet<string>;
  /** Queues that the relay readdressed: from there to here. */
  readonly moved: ReadonlyMap<string, string>;
}

/** A readdressing is remembered for what is still typed under the old id: bounded like all that is remembered. */
const MOVED_MAX = 1000;

const EMPTY: readonly OutboxEntry[] = Object.freeze([]);

/** This tab's picture of the store: what the view reads. The store itself decides; this follows. */
export class Entries {
  readonly #byId = new Map<string, OutboxEntry>();
  readonly #snapshots = new Map<string, readonly OutboxEntry[]>();
  readonly #moved = new Map<string, string>();
  readonly #listeners = new Set<(news: OutboxNews) => void>();
  #news: { conversations: Set<string>; moved: Map<string, string> } | null = null;

  of(conversationId: string): readonly OutboxEntry[] {
    const known = this.#snapshots.get(conversationId);
    if (known) return known;
    const found = [...this.#byId.values()].filter((entry) => entry.conversation_id === conversationId);
    if (found.length === 0) return EMPTY;
    const snapshot = Object.freeze(found.sort((a, b) => a.order - b.order));
    this.#snapshots.set(conversationId, snapshot);
    return snapshot;
  }

  get(clientId: string): OutboxEntry | undefined {
    return this.#byId.get(clientId);
  }

  /** Those that pass, by order. */
  all(passes: (entry: OutboxEntry) => boolean): readonly OutboxEntry[] {
    return [...this.#byId.values()].filter(passes).sort((a, b) => a.order - b.order);
  }

  /** By order. */
  first(passes: (entry: OutboxEntry) => boolean): OutboxEntry | undefined {
    let first: OutboxEntry | undefined;
    for (const entry of this.#byId.values()) {
      if (passes(entry) && !(first && first.order < entry.order)) first = entry;
    }
    return first;
  }

  get settledCount(): number {
    let count = 0;
    for (const { state } of this.#byId.values()) if (state === 'settled') count++;
    return count;
  }

  /** Where the queue of that conversation goes now. */
  address(conversationId: string): string {
    let id = conversationId;
    // As many steps as there are readdressings, should they ever run in a circle.
    for (let steps = this.#moved.size; steps > 0; steps--) id = this.#moved.get(id) ?? id;
    return id;
  }

  apply({ put, removed }: OutboxChanged): void {
    for (const id of removed) {
      const before = this.#byId.get(id);
      if (!before) continue;
      this.#byId.delete(id);
      this.#touch(before.conversation_id);
    }
    for (const entry of put) {
      const before = this.#byId.get(entry.client_id);
      this.#byId.set(entry.client_id, entry);
      this.#touch(entry.conversation_id);
      if (before && before.conversation_id !== entry.conversation_id) this.#touch(before.conversation_id);
    }
    this.learn(put);
  }

  /** Learns from entries where queues go now: the word of another tab may be late or lost. */
  learn(entries: Iterable<OutboxEntry>): void {
    for (const { moved_from, conversation_id } of entries) {
      if (moved_from !== undefined) this.#move(moved_from, conversation_id);
    }
  }

  /** What was read again: `ids` are those asked for, null for everything. */
  replace(ids: readonly string[] | null, found: OutboxEntry[]): void {
    const there = new Set(found.map((entry) => entry.client_id));
    const removed = [...(ids ?? this.#byId.keys())].filter((id) => !there.has(id));
    this.apply({ put: found, removed });
  }

  subscribe(listener: (news: OutboxNews) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  close(): void {
    this.#listeners.clear();
  }

  #move(from: string, to: string): void {
    if (this.#moved.get(from) === to) return;
    this.#touch(from).moved.set(from, to);
    // The latest is the truth: a way back ends an earlier way there.
    this.#moved.delete(to);
    this.#moved.delete(from);
    this.#moved.set(from, to);
    for (const oldest of this.#moved.keys()) {
      if (this.#moved.size <= MOVED_MAX) break;
      this.#moved.delete(oldest);
    }
  }

  /** Listeners hear once of all that changes in one go, and what they throw does not reach whoever made the change. */
  #touch(conversationId: string) {
    this.#snapshots.delete(conversationId);
    if (!this.#news) {
      this.#news = { conversations: new Set(), moved: new Map() };
      queueMicrotask(() => {
        const news = this.#news;
        this.#news = null;
        if (news) for (const listener of [...this.#listeners]) listener(news);
      });
    }
    this.#news.conversations.add(conversationId);
    return this.#news;
  }
}
