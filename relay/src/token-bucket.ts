import type { Clock } from './clock.js';

/** One token bucket on an injected clock. */
export class TokenBucket {
  private tokens: number;
  /** Milliseconds since 1970 at which `tokens` was right. */
  private at: number;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
    this.at = clock.now();
  }

  /**
   * Takes `count` tokens, all or none.
   *
   * @returns 0 when they were there, else the milliseconds until they will be. More than `burst` never are: Infinity.
   */
  take(count = 1): number {
    if (count > this.burst) return Number.POSITIVE_INFINITY;
    this.fill();
    if (this.tokens < count) return Math.ceil(((count - this.tokens) * 1000) / this.perSecond);
    this.tokens -= count;
    return 0;
  }

  /** Nobody can tell a full one from a new one. */
  get isFull(): boolean {
    this.fill();
    return this.tokens >= this.burst;
  }

  private fill(): void {
    const now = this.clock.now();
    // A clock set back must not drain anybody.
    const elapsed = Math.max(0, now - this.at);
    this.tokens = Math.min(this.burst, this.tokens + (elapsed * this.perSecond) / 1000);
    this.at = now;
  }
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
  private readonly buckets = new Map<string, TokenBucket>();
  private sweptAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {}

  /** As `TokenBucket.take`. */
  take(key: string, count = 1): number {
    return (this.buckets.get(key) ?? this.create(key)).take(count);
  }

  get size(): number {
    return this.buckets.size;
  }

  private create(key: string): TokenBucket {
    if (this.buckets.size >= SWEEP_ABOVE) this.sweep(this.clock.now());
    const bucket = new TokenBucket(this.clock, this.perSecond, this.burst);
    this.buckets.set(key, bucket);
    return bucket;
  }

  private sweep(now: number): void {
    if (now - this.sweptAt < 1000) return;
    this.sweptAt = now;
    for (const [key, bucket] of this.buckets) if (bucket.isFull) this.buckets.delete(key);
  }
}
