import { backoff, behindPolls } from '../backoff.js';
import type { Clock } from '../clock.js';
import type { Reaction } from './reactions.js';

/** docs/protocol.md, section 5. */
const TRIES_BEFORE_POLLING = 2;
/** A socket that lives that long was a success: the next loss begins with a short pause again. */
const STABLE_MS = 5000;

/** What has become of the tries so far, and what follows for the next: its pause, and whether long-poll runs beside it. */
export class Tries {
  readonly #clock: Clock;
  #attempt = 0;
  /** Sockets in a row that never lived, or died young, without a word from a relay. */
  #failures = 0;
  #refusals = 0;
  /** Null: no socket is welcome. */
  #welcomeAt: number | null = null;
  #behindPolls = 0;
  #goaway: readonly [number, number] | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Goes somewhere else: whatever kept it from where it was counts for nothing there. */
  startOver(): void {
    this.#attempt = this.#failures = this.#refusals = 0;
    this.#welcomeAt = null;
  }

  /** HTTP has answered, where it is all that is asked. */
  answered(): void {
    this.#attempt = 0;
  }

  welcome(): void {
    this.#welcomeAt = this.#clock.now();
    this.#refusals = this.#behindPolls = 0;
    this.#goaway = null;
  }

  /** The relay is about to go: the range in seconds within which it wants to see us again. */
  goaway(range: readonly [number, number]): void {
    this.#goaway = range;
  }

  /** A socket has closed, or could not be had. */
  lost({ mayBeProxy, refusesToken }: Reaction): void {
    const isStable = this.#welcomeAt !== null && this.#clock.now() - this.#welcomeAt >= STABLE_MS;
    this.#welcomeAt = null;
    if (isStable) this.#attempt = this.#failures = 0;
    else if (mayBeProxy) this.#failures += 1;
    if (refusesToken) this.#refusals += 1;
  }

  /** Whether the one that was just lost may be followed at once: it was the first in a row. */
  takeFirst(): boolean {
    if (this.#attempt > 0) return false;
    this.#attempt = 1;
    return true;
  }

  /** The page may have another token by now. */
  forgive(): void {
    this.#refusals = 0;
  }

  /** Not this token only: the one that came in its place was refused, too. */
  get areRefused(): boolean {
    return this.#refusals > 1;
  }

  /** Sockets do not come through. */
  get haveFailed(): boolean {
    return this.#failures >= TRIES_BEFORE_POLLING;
  }

  /** Milliseconds until the next one. */
  pause(isPolling: boolean): number {
    const chance = this.#clock.random();
    if (this.#goaway) {
      const [min, max] = this.#goaway;
      this.#goaway = null;
      return (min + (max - min) * chance) * 1000;
    }
    return isPolling ? behindPolls(this.#behindPolls++, chance) : backoff(this.#attempt++, chance);
  }
}
