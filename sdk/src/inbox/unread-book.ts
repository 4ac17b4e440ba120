import type { Conversation, You } from '../protocol/index.js';

/** Of one conversation: how many unread messages it had when its counter stood at `head`. */
export type UnreadEntry = readonly [id: string, unread: number, head: number];

/** What there is to read for somebody: staff see every conversation of the tenant, and answer for those they are in. */
const concerns = ({ participants, assignee }: Conversation, { user: { id, role } }: You): boolean =>
  role === 'user' || assignee?.id === id || participants.some(({ user }) => user.id === id);

/**
 * Which of a person's conversations have something unread. Read as a whole, then kept by hints; hints that come while it is
 * read are not older than what is read, or another one follows.
 */
export class UnreadBook {
  #entries = new Map<string, UnreadEntry>();
  #hinted: Map<string, UnreadEntry> | null = null;

  entries(): UnreadEntry[] {
    return [...this.#entries.values()];
  }

  /** Of another tab, which has read it. */
  load(entries: readonly UnreadEntry[]): void {
    this.#entries = new Map(entries.map((entry) => [entry[0], entry]));
    this.#hinted = null;
  }

  /** From now on it is read. */
  begin(): void {
    this.#hinted = new Map();
  }

  /** It was read: these have something unread, of all. */
  finish(rows: readonly Conversation[], you: You): void {
    const read = rows.map((row) => this.#entryOf(row, you));
    const hinted = this.#hinted ?? new Map<string, UnreadEntry>();
    this.load([]);
    for (const entry of read) this.#put(entry);
    for (const entry of hinted.values()) if (entry[2] >= (this.#entries.get(entry[0])?.[2] ?? 0)) this.#put(entry);
  }

  updated(conversation: Conversation, you: You): void {
    this.#hint(this.#entryOf(conversation, you));
  }

  removed(id: string): void {
    this.#hint([id, 0, Number.MAX_SAFE_INTEGER]);
  }

  #entryOf(conversation: Conversation, you: You): UnreadEntry {
    const { id, unread_count: unread, head, is_archived: isArchived } = conversation;
    return [id, isArchived || !concerns(conversation, you) ? 0 : unread, head];
  }

  #hint(entry: UnreadEntry): void {
    this.#hinted?.set(entry[0], entry);
    this.#put(entry);
  }

  #put(entry: UnreadEntry): void {
    if (entry[1] > 0) this.#entries.set(entry[0], entry);
    else this.#entries.delete(entry[0]);
  }
}
