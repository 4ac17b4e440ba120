import type { Message, You } from '../../protocol/index.js';

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
    const unread = countAfter(messages, read, newest, me) > 0;
    if (this.#after === null) {
      // Someone who looks at the end while a message arrives has read it: no line.
      if (!unread || watching) return null;
      this.#after = read;
      this.#upto = newest;
    } else if (unread && !watching) {
      this.#upto = newest;
    }
    const after = this.#after;
    const count = countAfter(messages, after, this.#upto, me);
    return count > 0 ? { after, count } : null;
  }
}

/** From the end, and no further than the mark: most of a long history was read long ago. */
function countAfter(messages: readonly Message[], after: number, upto: number, me: string): number {
  let count = 0;
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at];
    if (!message || message.seq <= after) break;
    if (message.seq <= upto && countsAsUnread(message, me)) count += 1;
  }
  return count;
}
