import type { Limits } from '@crm-chat/sdk/protocol';
import type { Failures } from '../auth/failures.js';
import type { Authenticate, Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { TokenBuckets } from '../token-bucket.js';

/**
 * Requests a second of one person, over all of their tabs and devices; what one may have in a row. A tab on long-poll asks four
 * times a second at most, one that opens a full conversation some ten times at once. Where sends may come faster, so may requests.
 */
const REQUESTS_PER_SECOND = 50;
const REQUEST_BURST = 250;

/** Lets a request through with its principal, or refuses it. */
export interface Guard {
  /**
   * @param authorization the header.
   * @param address from `clientAddress`.
   * @throws RelayError `token_missing`, `token_invalid`, `token_expired`; `rate_limited` after too many of these from one
   * address, and after too many requests of one person.
   */
  admit(authorization: string | undefined, address: string): Promise<Principal>;
  /** The same for another way in: whatever `check` refuses counts like a refused token. */
  watch(check: () => Promise<Principal>, address: string): Promise<Principal>;
}

export interface GuardOptions {
  readonly authenticate: Authenticate;
  readonly failures: Failures;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'sends_per_second' | 'send_burst'>;
}

export function createGuard({ authenticate, failures, clock, limits }: GuardOptions): Guard {
  const perSecond = Math.max(REQUESTS_PER_SECOND, 2 * limits.sends_per_second);
  const requests = new TokenBuckets(clock, perSecond, Math.max(REQUEST_BURST, 4 * limits.send_burst));

  const watch = async (check: () => Promise<Principal>, address: string): Promise<Principal> => {
    const principal = await failures.watch(address, check);
    const waitMs = requests.take(JSON.stringify([principal.tenant, principal.user.id]));
    if (waitMs > 0) throw new RelayError('rate_limited', undefined, { retryAfter: waitMs / 1000 });
    return principal;
  };

  return {
    watch,
    admit: (authorization, address) => watch(async () => await authenticate(bearerOf(authorization)), address),
  };
}

/** RFC 6750, 2.1. Another scheme (Basic, Digest) is no token at all. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +(\S+) *$/i.exec(authorization)?.[1];
}
