/** Within this of the end counts as at the end: a fraction of a line, and what a browser rounds. */
const END_PX = 24;
/** So near to the top the next older page is asked for. */
const TOP_PX = 240;

/**
 * Keeps what is being read where it is: at the end it follows, elsewhere the message at the top edge stays put, whatever
 * is added above or below, and whatever a notice takes of the room. Browsers' own scroll anchoring knows the first case
 * only, and not all have it.
 */
export class ScrollKeeper {
  atEnd = true;
  #anchor: { element: HTMLElement; top: number } | null = null;
  /** How it stood when it was last put in place. */
  #last = { top: 0, height: 0, room: 0 };

  /**
   * @param frame what positions are measured against: it does not move when a notice comes.
   * @param marks the messages and lines that may be an anchor, top to bottom.
   */
  constructor(
    private readonly scroller: HTMLElement,
    private readonly frame: HTMLElement,
    private readonly marks: () => HTMLElement[],
  ) {}

  get nearTop(): boolean {
    return this.scroller.scrollTop < TOP_PX;
  }

  /** The reader scrolled. @returns whether `atEnd` changed. */
  scrolled(): boolean {
    const { scroller } = this;
    if (scroller.clientHeight === 0) return false; // Not on the page: nothing was scrolled.
    const { top, height, room } = this.#last;
    if (scroller.scrollTop === top && (scroller.scrollHeight !== height || scroller.clientHeight !== room)) {
      // The event of our own scrolling, told after something else has changed its size: nobody scrolled away.
      this.restore();
      return false;
    }
    const before = this.atEnd;
    this.atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= END_PX;
    this.remember();
    return before !== this.atEnd;
  }

  /** Notes what the reader has at the top edge. */
  remember(): void {
    const edge = this.scroller.getBoundingClientRect().top;
    const marks = this.marks();
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const mark = marks[middle];
      if (mark && mark.getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.#last = { top: scrollTop, height: scrollHeight, room: clientHeight };
    const element = marks[low];
    this.#anchor = element ? { element, top: this.#topOf(element) } : null;
  }

  /** After anything changed its size. */
  restore(): void {
    const { scroller } = this;
    if (scroller.clientHeight === 0) return;
    if (this.atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (this.#anchor?.element.isConnected) {
      const moved = this.#topOf(this.#anchor.element) - this.#anchor.top;
      if (Math.abs(moved) >= 0.5) scroller.scrollTop += moved;
    }
    this.remember();
  }

  toEnd(): void {
    this.atEnd = true;
    this.restore();
  }

  /** Brings an element to the top edge, or to the end where everything below it fits. */
  toTop(element: HTMLElement): void {
    const { scroller } = this;
    scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    this.atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= END_PX;
    this.remember();
  }

  #topOf(element: HTMLElement): number {
    return element.getBoundingClientRect().top - this.frame.getBoundingClientRect().top;
  }
}
