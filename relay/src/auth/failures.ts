import { createHash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RelayError } from '../errors.js';

/**
 * Of one address in a minute: requests and sockets that come without a token or with a bad one. One that has merely expired is
 * a real one of ours, and a whole office wakes its laptops at nine: those are not counted.
 */
const FAILURES_PER_MINUTE = 60;
/**
 * An attacker who owns an IPv6 /32 has four billion addresses to count by. They share this many counters, by a hash that
 * nobody outside can steer; a collision can only slow down somebody who is refused anyway.
 */
const COUNTERS = 65_536;

const COUNTED: ReadonlySet<string> = new Set(['token_missing', 'token_invalid']);

/** What each address has tried in vain, at both doors together. */
export interface Failures {
  /**
   * Runs a check of a token. A valid one always passes: behind an office's one address, a colleague's broken tab must lock
   * nobody out.
   *
   * @param address from `clientAddress`.
   * @throws what the check throws; after too many of those, RelayError `rate_limited` in its place.
   */
  watch<T>(address: string, check: () => Promise<T>): Promise<T>;
}

export function createFailures(perMinute = FAILURES_PER_MINUTE): Failures {
  const failures = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const salt = randomBytes(16);
  const counterOf = (address: string) =>
    String(createHash('sha256').update(salt).update(address).digest().readUInt32BE() % COUNTERS);

  return {
    async watch(address, check) {
      try {
        return await check();
      } catch (error) {
        if (!(error instanceof RelayError) || !COUNTED.has(error.code)) throw error;
        try {
          await failures.consume(counterOf(address));
        } catch (full) {
          if (!(full instanceof RateLimiterRes)) throw full;
          throw new RelayError('rate_limited', 'Too many attempts without a token that holds.', {
            retryAfter: full.msBeforeNext / 1000,
          });
        }
        throw error;
      }
    },
  };
}
