import type { TimelineItem } from '../../chat.js';

/** Messages on the page at first: more than the tallest panel shows. */
const FIRST = 60;
/** How many come with one step, and how many there are at most: a few screens above and below. */
const STEP = 40;
const MAX = 160;

/**
 * The part of the timeline that is on the page. Ten thousand messages as nodes would cost memory and styles for what
 * nobody sees: docs/decisions/0011-a-window-of-the-history.md. Held by keys, since older pages move every index.
 */
export class TimelineWindow {
  #from: string | null = null;
  /** The first item below the window; null while it follows the end. */
  #below: string | null = null;
  #start = 0;
  #end = 0;

  /** Whether the newest item is in it, and the next one will be. */
  get hasEnd(): boolean {
    return this.#below === null;
  }

  /** How many items stand above it. */
  get above(): number {
    return this.#start;
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
  of(timeline: readonly TimelineItem[], mayTrim: boolean): readonly TimelineItem[] {
    const below = this.#below === null ? -1 : indexOf(timeline, this.#below, this.#end);
    this.#end = below < 0 ? timeline.length : below;
    if (below < 0) this.#below = null;
    const first = this.#from === null ? -1 : indexOf(timeline, this.#from, this.#start);
    this.#start = first < 0 ? Math.max(0, this.#end - FIRST) : first;
    if (mayTrim && this.#end - this.#start > MAX) this.#start = this.#end - FIRST;
    this.#note(timeline);
    return timeline.slice(this.#start, this.#end);
  }

  /** @returns whether there was something above it. */
  older(timeline: readonly TimelineItem[]): boolean {
    if (this.#start === 0) return false;
    this.#start = Math.max(0, this.#start - STEP);
    this.#end = Math.min(this.#end, this.#start + MAX);
    this.#note(timeline);
    return true;
  }

  /** @returns whether there was something below it. */
  newer(timeline: readonly TimelineItem[]): boolean {
    if (this.hasEnd) return false;
    this.#end = Math.min(timeline.length, this.#end + STEP);
    this.#start = Math.max(this.#start, this.#end - MAX);
    this.#note(timeline);
    return true;
  }

  /** Brings one item into it, with some above and more below. */
  show(timeline: readonly TimelineItem[], at: number): void {
    if (at >= this.#start && at < this.#end) return;
    this.#start = Math.max(0, at - STEP);
    this.#end = Math.min(timeline.length, this.#start + MAX);
    this.#note(timeline);
  }

  #note(timeline: readonly TimelineItem[]): void {
    this.#from = timeline[this.#start]?.key ?? null;
    this.#below = this.#end < timeline.length ? (timeline[this.#end]?.key ?? null) : null;
  }
}

/** Where an item is now that was at `hint`: mostly there, or further down by what came above it. */
function indexOf(timeline: readonly TimelineItem[], key: string, hint: number): number {
  if (timeline[hint]?.key === key) return hint;
  return timeline.findLastIndex((item) => item.key === key);
}
