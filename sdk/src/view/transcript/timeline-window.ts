import type { TimelineItem } from '../../chat.js';
import { fileNamesOf, textOf } from '../item.js';
import { asks } from '../message/answers.js';

/** Messages on the page at first: they fill a usual panel, and what lies around them comes a frame later. */
const FIRST = 30;
/** Around a message that is gone to: so many above, twice as many below. */
const AROUND = 20;
/** Of those that come in one go no more are shown. */
const MAX = 160;

/** Height of a message before it was ever laid out, px: half a name and gap, and lines of some 40 characters and 20 px. */
const BASE_PX = 56;
const CHAR_PX = 0.5;
/** A picture, a card, a form. */
const BLOCK_PX = 200;

const heightOf = (item: TimelineItem): number =>
  BASE_PX + textOf(item).length * CHAR_PX + fileNamesOf(item).length * BLOCK_PX + (asks(item) ? BLOCK_PX : 0);

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

  /** How many items there are in it. */
  get length(): number {
    return this.#end - this.#start;
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
  of(timeline: readonly TimelineItem[], mayTrim: () => boolean): readonly TimelineItem[] {
    const below = this.#below === null ? -1 : indexOf(timeline, this.#below, this.#end);
    this.#end = below < 0 ? timeline.length : below;
    if (below < 0) this.#below = null;
    const first = this.#from === null ? -1 : indexOf(timeline, this.#from, this.#start);
    this.#start = first < 0 ? Math.max(0, this.#end - FIRST) : first;
    if (this.#end - this.#start > MAX && mayTrim()) this.#start = this.#end - FIRST;
    this.#note(timeline);
    return timeline.slice(this.#start, this.#end);
  }

  /**
   * Takes in about so many pixels of what stands above it.
   *
   * @returns whether there was something.
   */
  older(timeline: readonly TimelineItem[], px: number): boolean {
    if (this.#start === 0) return false;
    for (let rest = px; rest > 0 && this.#start > 0; rest -= this.#heightAt(timeline, this.#start)) this.#start -= 1;
    this.#note(timeline);
    return true;
  }

  /** As `older`, below it. */
  newer(timeline: readonly TimelineItem[], px: number): boolean {
    if (this.hasEnd) return false;
    for (let rest = px; rest > 0 && this.#end < timeline.length; this.#end += 1)
      rest -= this.#heightAt(timeline, this.#end);
    this.#note(timeline);
    return true;
  }

  /**
   * Leaves out what stands above the one item and below the other; null for an edge that stays.
   *
   * @returns whether that is something.
   */
  trim(timeline: readonly TimelineItem[], first: string | null, last: string | null): boolean {
    const shown = timeline.slice(this.#start, this.#end);
    const [from, to] = [first, last].map((key) => shown.findIndex((item) => item.key === key)) as [number, number];
    if (to >= 0) this.#end = this.#start + to + 1;
    if (from >= 0) this.#start += from;
    this.#note(timeline);
    return this.#end - this.#start < shown.length;
  }

  /** Brings one item into it, with some above and more below. */
  show(timeline: readonly TimelineItem[], at: number): void {
    if (at >= this.#start && at < this.#end) return;
    this.#start = Math.max(0, at - AROUND);
    this.#end = Math.min(timeline.length, at + 2 * AROUND);
    this.#note(timeline);
  }

  #heightAt(timeline: readonly TimelineItem[], at: number): number {
    const item = timeline[at];
    return item ? heightOf(item) : BASE_PX;
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
