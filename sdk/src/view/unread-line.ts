import type { Message, You } from '../protocol/index.js';

/** What counts as unread: others' texts and notes, not lines of the relay and not what was deleted. */
export const countsAsUnread = ({ type, deleted_at, sender }: Message, me: string): boolean =>
  type !== 'event' && deleted_at === null && sender.id !== me;

export interface UnreadInput {
  messages: readonly Message[];
  you: You | null;
  /** Own read mark. */
  read: number;
  /** Whether the reader has the end of the transcript before their eyes. */
  watching: boolean;
}

/**
 * The line above the first unread message. It stands where reading stopped, keeps its count once everything was read, and
 * goes when the reader leaves or writes.
 */
export class UnreadLine {
  #after: number | null = null;
  #upto = 0;

  clear(): void {
    this.#after = null;
  }

  /** @returns the read mark it stands above and its count; null for none. */
  of({ messages, you, read, watching }: UnreadInput): { after: number; count: number } | null {
    const me = you?.user.id;
    if (me === undefined) return null;
    const newest = messages.at(-1)?.seq ?? 0;
    const unread = messages.some((message) => message.seq > read && countsAsUnread(message, me));
    if (this.#after === null) {
      // Someone who looks at the end while a message arrives has read it: no line.
      if (!unread || watching) return null;
      this.#after = read;
      this.#upto = newest;
    } else if (unread && !watching) {
      this.#upto = newest;
    }
    const after = this.#after;
    const count = messages.filter(
      (message) => message.seq > after && message.seq <= this.#upto && countsAsUnread(message, me),
    ).length;
    return count > 0 ? { after, count } : null;
  }
}
