/** What is on the page around what the reader has in view: comes where there is more than is on it. */
import type { Chat, TimelineItem } from '../../chat.js';
import { fileNamesOf, textOf } from '../item.js';
import { asks } from '../message/answers.js';
import { firstOf, type ScrollKeeper } from './scroll-keeper.js';
import type { TimelineWindow } from './timeline-window.js';

/** All of these are in heights of what is in view: so much is on the page above and below it, */
const AHEAD = 2;
/** so much comes in one frame: more of it in one frame would be seen as a jerk, */
const STEP = 1.25;
/** and no less, since each step has a price of its own, */
const STEP_MIN = 0.5;
/** beyond this it goes, */
const FAR = 5;
/** down to this, so that it does not come and go with each turn of the wheel, */
const NEAR = 3;
/** and so close to an edge twice as much comes at once: the next frame may be past it. */
const URGENT = 0.5;

/** The relay is asked for older messages when less than a screen, or than this, px, lies above what is in view. */
const ASK_PX = 240;

/** So many stay while the focus or a selection is among them, which would go with its message. */
const HELD_MAX = 160;

/** Height of a message before it was ever laid out, px: half a name and gap, and lines of some 40 characters and 20 px. */
const BASE_PX = 56;
const CHAR_PX = 0.5;
/** A picture, a card, a form. */
const BLOCK_PX = 200;

const heightOf = (item: TimelineItem): number =>
  BASE_PX + textOf(item).length * CHAR_PX + fileNamesOf(item).length * BLOCK_PX + (asks(item) ? BLOCK_PX : 0);

interface Around {
  /** Null: nothing is in view. */
  readonly keeper: ScrollKeeper | null;
  readonly window: TimelineWindow;
  readonly timeline: readonly TimelineItem[];
  /** Whether the focus or a selection is among the messages. */
  readonly isHeld: () => boolean;
  /** Has older messages than those; null where they are not wanted. */
  readonly chat: Chat | null;
}

/**
 * Brings messages to the page before the reader comes to them, some in each frame, and takes those away that are far off:
 * what forty messages take at once is a frame that is late. docs/decisions/0020-messages-come-a-screen-a-frame.md
 */
export class Surroundings {
  #frame = 0;
  /** The frame in which something was brought. */
  #at: unknown = null;

  constructor(
    private readonly around: () => Around,
    private readonly changed: () => void,
  ) {}

  /** The oldest message for which an older page was asked. */
  #askedBefore: string | null = null;

  /** What was refused may be asked again: the reader has scrolled, or the line is back. */
  forget(): void {
    this.#askedBefore = null;
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** After a scroll and after a rendering. */
  look(): void {
    const { keeper, window, isHeld, chat } = this.around();
    if (!keeper || keeper.last.room === 0) return;
    const { above, below, room } = edgesOf(keeper);
    const isUp = window.start > 0 && (above <= below || window.hasEnd);
    const gap = isUp ? above : below;
    const isLeft =
      Math.max(above, below) > FAR * room &&
      (window.end - window.start > HELD_MAX || !isHeld()) &&
      leave(this.around());
    const isBrought = (isUp || !window.hasEnd) && gap < AHEAD * room && this.#bring(isUp, gap / room);
    if (isLeft || isBrought) this.changed();
    else if (chat && window.start === 0 && above < Math.max(room, ASK_PX)) this.#askOlder(chat);
  }

  #bring(isUp: boolean, gap: number): boolean {
    const { keeper, window, timeline } = this.around();
    const isUrgent = gap < URGENT;
    const now = document.timeline.currentTime;
    // A scroll is told before the frame's own callbacks: both would bring something in one frame.
    if (!isUrgent && now === this.#at) {
      this.#later();
      return false;
    }
    this.#at = now;
    const px = (keeper?.last.room ?? 0) * (isUrgent ? AHEAD : Math.min(Math.max(AHEAD - gap, STEP_MIN), STEP));
    if (isUp) takeOlder(window, timeline, px);
    else takeNewer(window, timeline, px);
    return true;
  }

  #askOlder(chat: Chat): void {
    const { $hasOlder, $loadingOlder, $messages } = chat.stores;
    const oldest = $messages.get()[0]?.id;
    if (oldest === undefined || oldest === this.#askedBefore || !$hasOlder.get() || $loadingOlder.get()) return;
    this.#askedBefore = oldest;
    // Offline it fails; the next scroll or the returning line asks again.
    chat.loadOlder().catch(() => {});
  }

  #later(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.look();
    });
  }
}

/**
 * Pixels on the page above what is in view and below it, and in view, as they were last put in place: to read them anew
 * would lay the page out once more for whatever else has just changed on it.
 */
const edgesOf = ({ last: { top, height, room } }: ScrollKeeper) => ({ above: top, below: height - top - room, room });

/** Keys of the first and the last message that is no further than so many pixels from what is in view. */
function within({ scroller }: ScrollKeeper, px: number): { first: string | null; last: string | null } {
  const { top, bottom } = scroller.getBoundingClientRect();
  const messages = [...scroller.querySelectorAll<HTMLElement>('.msg')];
  const from = firstOf(messages, (message) => message.getBoundingClientRect().bottom > top - px);
  const to = firstOf(messages, (message) => message.getBoundingClientRect().top > bottom + px) - 1;
  return { first: messages[from]?.dataset.key ?? null, last: messages[to]?.dataset.key ?? null };
}

const heightAt = (timeline: readonly TimelineItem[], at: number): number => {
  const item = timeline[at];
  return item ? heightOf(item) : BASE_PX;
};

/** Takes in about so many pixels of what stands above. */
function takeOlder(window: TimelineWindow, timeline: readonly TimelineItem[], px: number): void {
  for (let rest = px; rest > 0 && window.start > 0; rest -= heightAt(timeline, window.start)) window.start -= 1;
  window.note(timeline);
}

/** And below. */
function takeNewer(window: TimelineWindow, timeline: readonly TimelineItem[], px: number): void {
  for (let rest = px; rest > 0 && window.end < timeline.length; window.end += 1) rest -= heightAt(timeline, window.end);
  window.note(timeline);
}

/** Takes away what is far off. @returns whether there was something. */
function leave({ keeper, window, timeline }: Around): boolean {
  if (!keeper) return false;
  const { above, below, room } = edgesOf(keeper);
  const { first, last } = within(keeper, NEAR * room);
  const shown = timeline.slice(window.start, window.end);
  const at = (key: string | null) => shown.findIndex((item) => item.key === key);
  const [from, to] = [above > FAR * room ? at(first) : -1, below > FAR * room ? at(last) : -1];
  if (to >= 0) window.end = window.start + to + 1;
  if (from >= 0) window.start += from;
  window.note(timeline);
  return window.end - window.start < shown.length;
}
