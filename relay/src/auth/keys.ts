import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { KeyConfig } from '../config.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { readPublicKey } from '../public-key.js';

/** Where the key to a token's signature comes from, and the algorithms it may be used with: never the token's choice. */
export interface KeySource {
  readonly algorithms: readonly string[];
  /** @throws jose's errors; RelayError `overloaded` where keys cannot be fetched. */
  readonly key: JWTVerifyGetKey;
}

/** @throws Error with what is wrong with the configured key; it never quotes it. */
export function createKeySource(config: KeyConfig, clock: Clock): KeySource {
  if (config.kind === 'secret') return secretSource(config.secret);
  if (config.kind === 'pem') return pemSource(config.pem);
  return jwksSource(config.url, clock);
}

function secretSource(secret: string): KeySource {
  const key = new TextEncoder().encode(secret);
  return { algorithms: ['HS256'], key: () => key };
}

/**
 * One algorithm for one key. With several allowed, a token could choose; with HS256 among them, the public key's text
 * would be a secret that everybody knows.
 */
function pemSource(pem: string): KeySource {
  // The config has looked at it already: this is for who comes by without one.
  const { key, algorithm } = readPublicKey(pem);
  return { algorithms: [algorithm], key: () => key };
}

/** Keys older than this are read again beside the work; the old ones serve meanwhile. */
const REFRESH_AFTER_MS = 10 * 60_000;
/** An issuer that cannot be reached for this long no longer vouches for anybody: revoked keys must end some time. */
const STALE_AFTER_MS = 24 * 3600_000;
/** One failed fetch is enough for all who ask in this time. */
const PAUSE_MS = 5000;

function jwksSource(url: URL, clock: Clock): KeySource {
  let readAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  // jose reads once for all who wait, refuses redirects, gives up after 5 s, and lets an unknown `kid` cause a new fetch
  // at most every 30 s. That counts from the last success: while the issuer is away, strangers who invent kids would
  // have each request knock there, so failures have a pause of their own. jose's expiry is off, because it would refuse
  // everybody while the issuer is briefly away; ours is below.
  const remote = createRemoteJWKSet(url, {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    async [customFetch](address, options) {
      if (clock.now() - failedAt < PAUSE_MS) throw unreachable();
      try {
        const response = await fetch(address, options);
        if (response.status !== 200) throw new Error(`The key set's URL answered ${response.status}.`);
        readAt = clock.now();
        return response;
      } catch (cause) {
        failedAt = clock.now();
        throw unreachable(cause);
      }
    },
  });

  return {
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    async key(header, token) {
      const age = clock.now() - readAt;
      if (age >= STALE_AFTER_MS) await remote.reload();
      else if (age >= REFRESH_AFTER_MS && !remote.reloading) remote.reload().catch(() => undefined);
      return remote(header, token);
    },
  };
}

/** Not a `token_…` code: the token may be as good as ever, and the person must not be told to sign in again. */
function unreachable(cause?: unknown): RelayError {
  return new RelayError('overloaded', "The keys of the tokens' issuer cannot be read at the moment.", {
    retryAfter: PAUSE_MS / 1000,
    cause,
  });
}
