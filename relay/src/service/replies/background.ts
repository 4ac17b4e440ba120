/** What goes on without anybody waiting for it: no failure of it is unhandled, and whoever closes can wait for all of it. */
export class Background {
  readonly #going = new Set<Promise<unknown>>();

  constructor(private readonly failed: (error: unknown) => void) {}

  track(work: Promise<unknown>): void {
    const settled = work.catch(this.failed).finally(() => this.#going.delete(settled));
    this.#going.add(settled);
  }

  /** Nothing is going on any more, nor what began meanwhile. */
  async settled(): Promise<void> {
    while (this.#going.size > 0) await Promise.allSettled(this.#going);
  }
}
