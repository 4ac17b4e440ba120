import { REVS_ABOVE_CURSOR_MAX } from '../protocol/index.js';

/**
 * The rev up to which every rev has been seen. It moves by pages that reach down to it and by live frames, and by nothing
 * else: a head, an ack or a page's last row say that a rev exists, not that all before it were seen.
 */
export class Cursor {
  #value: number | null = null;
  /** Revs seen above the cursor: they count once the hole below them is filled. */
  readonly #above = new Set<number>();
  /** The highest rev known to exist, by live frames or a ping. */
  #known = 0;

  /** Null before the first newest page. */
  get value(): number | null {
    return this.#value;
  }

  /** Whether some rev between the cursor and one known to exist has not been seen. */
  get hasHole(): boolean {
    return this.#value !== null && this.#known > this.#value;
  }

  /** The first newest page, or a record of the cache: everything up to `rev` has been seen. */
  start(rev: number): void {
    this.#value = rev;
    this.#close();
  }

  /** A live frame with this rev has come. */
  see(rev: number): void {
    this.know(rev);
    if (this.#value !== null && rev <= this.#value) return;
    if (rev - 1 === this.#value) {
      this.#value = rev;
      this.#close();
    } else if (this.#above.size < REVS_ABOVE_CURSOR_MAX) {
      // Beyond the bound a rev is forgotten: the page that fills the hole goes up to the head and gives it again.
      this.#above.add(rev);
    }
  }

  /** A rev is known to exist. */
  know(rev: number): void {
    if (rev > this.#known) this.#known = rev;
  }

  /** A page that holds everything in (since, upto]. Counts only where no hole is left below it; else it shows one. */
  page(since: number, upto: number): void {
    this.know(upto);
    if (this.#value === null || since > this.#value || upto <= this.#value) return;
    this.#value = upto;
    this.#close();
  }

  #close(): void {
    let value = this.#value ?? 0;
    while (this.#above.delete(value + 1)) value += 1;
    this.#value = value;
    for (const rev of this.#above) if (rev <= value) this.#above.delete(rev);
  }
}
