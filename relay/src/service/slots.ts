import { RelayError } from '../errors.js';

export interface SlotBounds {
  readonly each: number;
  readonly all: number;
}

/** How many of a kind may be under way at once, of one person and together. */
export class Slots {
  readonly #bounds: SlotBounds;
  readonly #held = new Map<string, number>();
  #all = 0;

  constructor(bounds: SlotBounds) {
    this.#bounds = bounds;
  }

  /**
   * @param key of the person.
   * @returns gives the place back; may be called twice.
   * @throws RelayError `too_many_connections` for one person's too many, `overloaded` for everybody's
   */
  take(key: string): () => void {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.#bounds.each) throw new RelayError('too_many_connections', 'Too many files at once.');
    if (this.#all >= this.#bounds.all) throw new RelayError('overloaded');
    this.#held.set(key, held + 1);
    this.#all += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#all -= 1;
      const left = (this.#held.get(key) ?? 1) - 1;
      if (left > 0) this.#held.set(key, left);
      else this.#held.delete(key);
    };
  }

  get size(): number {
    return this.#all;
  }
}
