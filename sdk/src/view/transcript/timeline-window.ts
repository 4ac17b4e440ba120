import type { TimelineItem } from '../../chat.js';

/** Messages on the page at first: they fill a usual panel, and what lies around them comes a frame later. */
const FIRST = 30;
/** Around a message that is gone to: so many above, twice as many below. */
const AROUND = 20;
/** Of those that come in one go no more are shown. */
const MAX = 160;

/**
 * The part of the timeline that is on the page. Ten thousand messages as nodes would cost memory and styles for what
 * nobody sees: docs/decisions/0011-a-window-of-the-history.md. Held by keys, since older pages move every index.
 */
export class TimelineWindow {
  #from: string | null = null;
  /** The first item below the window; null while it follows the end. */
  #below: string | null = null;
  /** Index of its first item, and of the first one below it. */
  start = 0;
  end = 0;

  /** Whether the newest item is in it, and the next one will be. */
  get hasEnd(): boolean {
    return this.#below === null;
  }

  /** Nothing lies below it, and there is little enough to leave it all on the page. */
  get isSmall(): boolean {
    return this.hasEnd && this.end - this.start <= FIRST;
  }

  reset(): void {
    this.#from = null;
    this.#below = null;
  }

  /** The newest part again. */
  toEnd(): void {
    this.reset();
  }

  /**
   * The part of this timeline.
   *
   * @param mayTrim whether what is far above may go: nobody reads, marks or has the focus there.
   */
  of(timeline: readonly TimelineItem[], mayTrim: () => boolean): readonly TimelineItem[] {
    const below = this.#below === null ? -1 : indexOf(timeline, this.#below, this.end);
    this.end = below < 0 ? timeline.length : below;
    if (below < 0) this.#below = null;
    const first = this.#from === null ? -1 : indexOf(timeline, this.#from, this.start);
    this.start = first < 0 ? Math.max(0, this.end - FIRST) : first;
    if (this.end - this.start > MAX && mayTrim()) this.start = this.end - FIRST;
    this.note(timeline);
    return timeline.slice(this.start, this.end);
  }

  /** Brings one item into it, with some above and more below. */
  show(timeline: readonly TimelineItem[], at: number): void {
    if (at >= this.start && at < this.end) return;
    this.start = Math.max(0, at - AROUND);
    this.end = Math.min(timeline.length, at + 2 * AROUND);
    this.note(timeline);
  }

  /** What its edges are held by: after each change of them. */
  note(timeline: readonly TimelineItem[]): void {
    this.#from = timeline[this.start]?.key ?? null;
    this.#below = this.end < timeline.length ? (timeline[this.end]?.key ?? null) : null;
  }
}

/** Where an item is now that was at `hint`: mostly there, or further down by what came above it. */
function indexOf(timeline: readonly TimelineItem[], key: string, hint: number): number {
  if (timeline[hint]?.key === key) return hint;
  return timeline.findLastIndex((item) => item.key === key);
}
