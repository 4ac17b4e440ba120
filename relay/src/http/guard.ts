import { createHash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Authenticate, Principal } from '../auth/principal.js';
import { RelayError } from '../errors.js';

/** Refused tokens of one address in a minute. A page whose token ran out is refused once or twice. */
const FAILURES_PER_MINUTE = 60;
/**
 * An attacker who owns an IPv6 /32 has four billion addresses to count by. They share this many counters, by a hash that
 * nobody outside can steer; a collision can only slow down somebody who is refused anyway.
 */
const COUNTERS = 65_536;

/** Lets a request through with its principal, or refuses it. */
export interface Guard {
  /**
   * @param authorization the header.
   * @param address from `clientAddress`.
   * @throws RelayError `token_missing`, `token_invalid`, `token_expired`; `rate_limited` in their place after too many.
   */
  admit(authorization: string | undefined, address: string): Promise<Principal>;
}

export function createGuard(authenticate: Authenticate, failuresPerMinute = FAILURES_PER_MINUTE): Guard {
  const failures = new RateLimiterMemory({ points: failuresPerMinute, duration: 60 });
  const salt = randomBytes(16);
  const counterOf = (address: string) =>
    String(createHash('sha256').update(salt).update(address).digest().readUInt32BE() % COUNTERS);

  return {
    async admit(authorization, address) {
      try {
        return await authenticate(bearerOf(authorization));
      } catch (error) {
        // A valid token always passes: behind an office's one address, a colleague's broken tab must lock nobody out.
        if (!(error instanceof RelayError) || !error.code.startsWith('token_')) throw error;
        try {
          await failures.consume(counterOf(address));
        } catch (full) {
          if (!(full instanceof RateLimiterRes)) throw full;
          throw new RelayError('rate_limited', 'Too many requests with a token that was refused.', {
            retryAfter: full.msBeforeNext / 1000,
          });
        }
        throw error;
      }
    },
  };
}

/** RFC 6750, 2.1. Another scheme (Basic, Digest) is no token at all. */
function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +(\S+) *$/i.exec(authorization)?.[1];
}
