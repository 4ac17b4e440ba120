import { createHash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Authenticate, Principal } from '../auth/principal.js';
import { RelayError } from '../errors.js';

/**
 * Requests of one address in a minute that come without a token or with a bad one. One that has merely expired is a real
 * one of ours, and a whole office wakes its laptops at nine: those are not counted.
 */
const FAILURES_PER_MINUTE = 60;
/**
 * An attacker who owns an IPv6 /32 has four billion addresses to count by. They share this many counters, by a hash that
 * nobody outside can steer; a collision can only slow down somebody who is refused anyway.
 */
const COUNTERS = 65_536;

const COUNTED: ReadonlySet<string> = new Set(['token_missing', 'token_invalid']);

/** Lets a request through with its principal, or refuses it. */
export interface Guard {
  /**
   * @param authorization the header.
   * @param address from `clientAddress`.
   * @throws RelayError `token_missing`, `token_invalid`, `token_expired`; `rate_limited` in their place after too many.
   */
  admit(authorization: string | undefined, address: string): Promise<Principal>;
  /** The same for another way in: whatever `check` refuses counts like a refused token. */
  watch(check: () => Promise<Principal>, address: string): Promise<Principal>;
}

export function createGuard(authenticate: Authenticate, failuresPerMinute = FAILURES_PER_MINUTE): Guard {
  const failures = new RateLimiterMemory({ points: failuresPerMinute, duration: 60 });
  const salt = randomBytes(16);
  const counterOf = (address: string) =>
    String(createHash('sha256').update(salt).update(address).digest().readUInt32BE() % COUNTERS);

  const watch = async (check: () => Promise<Principal>, address: string): Promise<Principal> => {
    try {
      return await check();
    } catch (error) {
      // A valid token always passes: behind an office's one address, a colleague's broken tab must lock nobody out.
      if (!(error instanceof RelayError) || !COUNTED.has(error.code)) throw error;
      try {
        await failures.consume(counterOf(address));
      } catch (full) {
        if (!(full instanceof RateLimiterRes)) throw full;
        throw new RelayError('rate_limited', 'Too many requests without a token that holds.', {
          retryAfter: full.msBeforeNext / 1000,
        });
      }
      throw error;
    }
  };

  return {
    watch,
    admit: (authorization, address) => watch(async () => await authenticate(bearerOf(authorization)), address),
  };
}

/** RFC 6750, 2.1. Another scheme (Basic, Digest) is no token at all. */
function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +(\S+) *$/i.exec(authorization)?.[1];
}
