import { RelayError } from '../../errors.js';

/** So many at a time; so many more may wait for a place, in the order in which they came. */
export class Places {
  #taken = 0;
  readonly #waiting: { readonly take: () => void; readonly fail: (error: unknown) => void }[] = [];

  constructor(
    private readonly places: number,
    private readonly waitingMax: number,
  ) {}

  get free(): number {
    return Math.max(0, this.places - this.#taken);
  }

  /** A place now, or none. */
  tryTake(): boolean {
    if (this.free === 0) return false;
    this.#taken += 1;
    return true;
  }

  /**
   * A place, when there is one.
   *
   * @throws RelayError `overloaded` where too many wait already, `draining` once `close` was called; the signal's reason
   */
  async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.tryTake()) return;
    if (this.#waiting.length >= this.waitingMax) throw new RelayError('overloaded', 'Too many wait for the bot.');
    await new Promise<void>((resolve, reject) => {
      const waiter = {
        take: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
        fail: reject,
      };
      const leave = (): void => {
        const at = this.#waiting.indexOf(waiter);
        if (at !== -1) this.#waiting.splice(at, 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
    });
  }

  give(): void {
    const next = this.#waiting.shift();
    // The place goes straight to who waited longest.
    if (next) next.take();
    else this.#taken -= 1;
  }

  close(): void {
    for (const waiter of this.#waiting.splice(0)) waiter.fail(new RelayError('draining'));
  }
}
