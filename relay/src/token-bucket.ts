import type { Clock } from './clock.js';

interface Bucket {
  tokens: number;
  /** Milliseconds since 1970 at which `tokens` was right. */
  at: number;
}

/** Above this many buckets, full ones are swept. */
const SWEEP_ABOVE = 1024;

/**
 * Token buckets by key on an injected clock. rate-limiter-flexible's memory limiter counts in fixed windows on the
 * machine's own clock: it lets twice the burst through at a window's edge and cannot be turned by hand.
 *
 * Memory: a bucket that has filled up again says nothing and is dropped, so only keys of the last `burst / perSecond`
 * seconds are kept.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private sweptAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {}

  /**
   * Takes `count` tokens, all or none.
   *
   * @returns 0 when they were there, else the milliseconds until they will be. More than `burst` never are: Infinity.
   */
  take(key: string, count = 1): number {
    if (count > this.burst) return Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    const bucket = this.buckets.get(key) ?? this.create(key, now);
    // A clock set back must not drain anybody.
    const elapsed = Math.max(0, now - bucket.at);
    bucket.tokens = Math.min(this.burst, bucket.tokens + (elapsed * this.perSecond) / 1000);
    bucket.at = now;
    if (bucket.tokens < count) return Math.ceil(((count - bucket.tokens) * 1000) / this.perSecond);
    bucket.tokens -= count;
    return 0;
  }

  get size(): number {
    return this.buckets.size;
  }

  private create(key: string, now: number): Bucket {
    if (this.buckets.size >= SWEEP_ABOVE && now - this.sweptAt >= 1000) this.sweep(now);
    const bucket = { tokens: this.burst, at: now };
    this.buckets.set(key, bucket);
    return bucket;
  }

  private sweep(now: number): void {
    this.sweptAt = now;
    for (const [key, bucket] of this.buckets) {
      if (bucket.tokens + ((now - bucket.at) * this.perSecond) / 1000 >= this.burst) this.buckets.delete(key);
    }
  }
}
