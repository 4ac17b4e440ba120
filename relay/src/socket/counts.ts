/** How many things there are of each key, up to a bound. */
export class Counts {
  private readonly counts = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** @returns the undo (may be called twice), or null where there are as many as there may be. */
  take(key: string): (() => void) | null {
    const count = this.counts.get(key) ?? 0;
    if (count >= this.most) return null;
    this.counts.set(key, count + 1);
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      const left = (this.counts.get(key) ?? 1) - 1;
      if (left === 0) this.counts.delete(key);
      else this.counts.set(key, left);
    };
  }

  isFull(key: string): boolean {
    return (this.counts.get(key) ?? 0) >= this.most;
  }

  get size(): number {
    return this.counts.size;
  }
}
