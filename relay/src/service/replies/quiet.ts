const MOST = 10_000;

/**
 * Conversations known not to want an automatic answer, so that a busy room without a bot costs no look-up a message.
 * A hint: forgetting one costs a look-up, and the sweep finds what a wrong one has left.
 */
export class QuietConversations {
  readonly #known = new Set<string>();
  /** Counts changes of conversations: what was read before one may be wrong after it. */
  #changes = 0;

  get changes(): number {
    return this.#changes;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** @param changes as they stood before the look-up that found it quiet */
  add(key: string, changes: number): void {
    if (changes !== this.#changes) return;
    const [oldest] = this.#known;
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(key);
  }

  /** The conversation changed, or may have. */
  forget(key: string): void {
    this.#changes += 1;
    this.#known.delete(key);
  }
}
