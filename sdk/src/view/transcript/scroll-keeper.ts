/** Within this of the end counts as at the end: a fraction of a line, and what a browser rounds. */
const END_PX = 24;

/** Index of the first one of which it is true; it is true of all below that one. */
export function firstOf<T>(list: ArrayLike<T>, isTrue: (one: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && isTrue(one)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Keeps what is being read where it is: at the end it follows, elsewhere the message at the top edge stays put, whatever
 * is added above or below, and whatever a notice takes of the room. Browsers' own scroll anchoring knows the first case
 * only, and not all have it.
 */
export class ScrollKeeper {
  atEnd = true;
  /** Whether the end of what is on the page is the end of the history. */
  hasEnd = true;
  /** How it stood when it was last put in place. */
  last = { top: 0, height: 0, room: 0 };
  #anchor: { element: HTMLElement; top: number } | null = null;

  /**
   * @param frame what positions are measured against: it does not move when a notice comes.
   * @param content holds the rows, top to bottom.
   */
  constructor(
    readonly scroller: HTMLElement,
    private readonly frame: HTMLElement,
    private readonly content: Element,
  ) {}

  /** Whether it stands elsewhere than it was put: the reader scrolled. */
  get isMoved(): boolean {
    return this.scroller.scrollTop !== this.last.top;
  }

  /** The reader scrolled. @returns whether `atEnd` changed. */
  scrolled(): boolean {
    const { scroller } = this;
    if (scroller.clientHeight === 0) return false; // Not on the page: nothing was scrolled.
    const before = this.atEnd;
    if (this.#isResized) {
      // An event told late, after something has changed its size: what the reader did and what the page did are told apart.
      this.restore();
    } else {
      this.atEnd = this.#endInView(scroller.scrollHeight, scroller.clientHeight);
      this.remember();
    }
    return before !== this.atEnd;
  }

  /** Notes what the reader has at the top edge. */
  remember(): void {
    const edge = this.scroller.getBoundingClientRect().top;
    const isBelow = (element: Element) => element.getBoundingClientRect().bottom > edge;
    const rows = this.content.children;
    const low = firstOf(rows, isBelow);
    // What stands at the very top stays there when older messages come below it: only a message holds the place.
    let at = low;
    while (at < rows.length && !rows[at]?.classList.contains('group')) at += 1;
    const row = rows[at] ?? rows[low];
    // Of a group, the message: its first ones may be far above.
    const messages = [...(row?.querySelectorAll('.msg') ?? [])];
    const element = messages.find(isBelow) ?? row;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.last = { top: scrollTop, height: scrollHeight, room: clientHeight };
    this.#anchor = element instanceof HTMLElement ? { element, top: this.#topOf(element) } : null;
  }

  /** After anything changed its size. */
  restore(): void {
    const { scroller } = this;
    if (scroller.clientHeight === 0) return;
    this.#takeIn();
    if (this.atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (this.#anchor?.element.isConnected) {
      const moved = this.#topOf(this.#anchor.element) - this.#anchor.top;
      if (Math.abs(moved) >= 0.5) scroller.scrollTop += moved;
    }
    this.remember();
  }

  /** A scroll whose event is still to come (by keys, by find-in-page) is the reader's, too. */
  #takeIn(): void {
    const { scroller } = this;
    const { top, height, room } = this.last;
    const by = scroller.scrollTop - top;
    if (by === 0 || room === 0) return;
    // What leaves the page above the reader takes the browser's scroll back to what is left: nobody scrolled.
    const isPushed = by < 0 && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
    if (this.#anchor && !(isPushed && scroller.scrollHeight < height)) this.#anchor.top -= by;
    // Shrinking content moves the scroll as well, but leaves the end in view.
    this.atEnd &&= this.#endInView(height, room) || this.#endInView(scroller.scrollHeight, scroller.clientHeight);
  }

  get #isResized(): boolean {
    const { height, room } = this.last;
    return this.scroller.scrollHeight !== height || this.scroller.clientHeight !== room;
  }

  #endInView(height: number, room: number): boolean {
    return this.hasEnd && height - this.scroller.scrollTop - room <= END_PX;
  }

  toEnd(): void {
    this.remember();
    this.atEnd = true;
    this.restore();
  }

  /** Brings an element to the top edge, or to the end where everything below it fits. */
  toTop(element: HTMLElement): void {
    const { scroller } = this;
    scroller.scrollTop += this.#topOf(element) - this.#topOf(scroller);
    this.atEnd = this.#endInView(scroller.scrollHeight, scroller.clientHeight);
    this.remember();
  }

  /** From the frame's top, in pixels of the layout: while the panel opens it is drawn a little smaller than it is. */
  #topOf(element: HTMLElement): number {
    const frame = this.frame.getBoundingClientRect();
    const scale = frame.height / this.frame.offsetHeight || 1;
    return (element.getBoundingClientRect().top - frame.top) / scale;
  }
}
