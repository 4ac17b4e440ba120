import type { TimelineItem } from '../../chat.js';
import type { Message } from '../../protocol/index.js';

/** Where each message stands, by its id: of a list that grows at its end no more is looked at than what is new. */
export class ById {
  readonly #at = new Map<string, number>();
  #known: readonly TimelineItem[] = [];

  of(timeline: readonly TimelineItem[], id: string): Message | undefined {
    if (timeline !== this.#known) this.#take(timeline);
    const message = timeline[this.#at.get(id) ?? -1]?.message;
    return message?.id === id ? message : undefined;
  }

  #take(timeline: readonly TimelineItem[]): void {
    const known = this.#known;
    const last = known.length - 1;
    // Older ones come before the first one; what waits, or is answered while it does, moves at the end.
    const isLonger = known[0]?.key === timeline[0]?.key && known[last]?.key === timeline[last]?.key;
    if (!isLonger) this.#at.clear();
    for (let at = isLonger ? last : 0; at < timeline.length; at += 1) {
      const message = timeline[at]?.message;
      if (message) this.#at.set(message.id, at);
    }
    this.#known = timeline;
  }
}
