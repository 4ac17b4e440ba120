import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Authenticate, Principal } from './principal.js';

/** People at work at once whom the relay remembers; beyond, the one not seen for longest is checked anew. */
const ENTRIES_MAX = 4000;
/** How long a key withdrawn at the issuer may go unnoticed for a token just seen. */
const REMEMBERED_MS = 60_000;

/**
 * Remembers for a minute whom a token spoke for. A signature costs 58 us of CPU (HS256 and RS256 alike, through WebCrypto's
 * thread pool), a remembered one 5: a client on POST or long-poll shows the same token with every request. Refusals are
 * not remembered, so strangers can push nobody out.
 */
export function remembered(authenticate: Authenticate, clock: Clock): Authenticate {
  const seen = new Map<string, { principal: Principal; until: number }>();
  return async (token) => {
    if (token === undefined || token === '') return await authenticate(token);
    // Not the token itself: what a heap dump shows should let nobody in.
    const key = createHash('sha256').update(token).digest('base64');
    const entry = seen.get(key);
    if (entry !== undefined) {
      seen.delete(key);
      if (clock.now() < entry.until) {
        seen.set(key, entry);
        return entry.principal;
      }
    }
    const principal = await authenticate(token);
    seen.set(key, { principal, until: Math.min(clock.now() + REMEMBERED_MS, principal.expiresAt) });
    if (seen.size > ENTRIES_MAX) {
      // A Map keeps the order of insertion, and each use above inserts anew.
      const [oldest] = seen.keys();
      if (oldest !== undefined) seen.delete(oldest);
    }
    return principal;
  };
}
