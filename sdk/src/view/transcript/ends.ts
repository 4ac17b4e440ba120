import type { Roving } from './roving.js';
import type { ScrollKeeper } from './scroll-keeper.js';
import type { Move } from './transcript-keys.js';
import type { TranscriptModel } from './transcript-model.js';

/** By key to the first or the last of all messages that are loaded, which need not be on the page. */
export class Ends {
  /** What takes the focus after the next rendering. */
  #next: 'first' | 'last' | null = null;

  constructor(
    private readonly host: { requestUpdate(): void; toEnd(): void },
    private readonly roving: Roving,
    private readonly model: () => TranscriptModel,
  ) {}

  /** The focus is at the first or the last message on the page. @returns whether it goes further than that. */
  go(move: Move): boolean {
    const { window, current } = this.model();
    if (move === 'first') {
      if (window.start === 0) return false;
      this.#next = 'first';
      window.show(current, 0);
      this.host.requestUpdate();
      return true;
    }
    if (!window.hasEnd && move !== 'last') return false;
    this.#next = window.hasEnd ? null : 'last';
    this.host.toEnd();
    return true;
  }

  /** After a rendering. */
  arrive(keeper: ScrollKeeper): void {
    const { oldestKey, newestKey } = this.model();
    const message = this.#next && this.roving.focus(this.#next === 'first' ? oldestKey : newestKey);
    if (message && this.#next === 'first') keeper.toTop(message);
    this.#next = null;
  }
}
