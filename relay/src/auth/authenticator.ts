import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { AuthConfig } from '../config.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { isOwnSession } from './admin-session.js';
import { LEEWAY_S, principalFrom } from './claims.js';
import { createKeySource, type KeySource } from './keys.js';
import type { Authenticate } from './principal.js';
import { remembered } from './remembered.js';

/** Longer than any that fits a header or a `hello` frame. */
const TOKEN_CHARS_MAX = 8192;

/**
 * Checks tokens as docs/protocol.md, section 3, says.
 *
 * @param sessions for tokens that the relay has signed with a key of its own: `createSessionAuthenticator`.
 * @throws Error where the configured key cannot be used: at once, not at the first token.
 */
export function createAuthenticator(
  config: AuthConfig,
  clock: Clock,
  sessions: Authenticate | null = null,
): Authenticate {
  const keys = createKeySource(config.key, clock);
  const check: Authenticate = async (token) => {
    if (token === undefined || token === '') throw new RelayError('token_missing');
    refuseOddForms(token);
    if (sessions !== null && isOwnSession(token)) return await sessions(token);
    const claims = await verify(token, keys, config, clock);
    return principalFrom(claims, config.userClaim, clock.now());
  };
  return remembered(check, clock);
}

/**
 * A JWT has one spelling. Decoders forgive padding, other alphabets and stray last bits; a token that means the same
 * as another under a different text would slip past whatever remembers tokens by their text.
 */
function refuseOddForms(token: string): void {
  if (token.length > TOKEN_CHARS_MAX) throw refused(`it is longer than ${TOKEN_CHARS_MAX} characters.`);
  const parts = token.split('.');
  if (parts.length === 5) throw refused('it is encrypted (JWE); a signed one is needed.');
  if (parts.length !== 3) throw refused('it is not a JWT.');
  const canonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;
  if (!parts.every(canonical)) throw refused('it is not plain base64url.');
}

function refused(detail: string, cause?: unknown): RelayError {
  return new RelayError('token_invalid', `The token was refused: ${detail}`, { cause });
}

async function verify(token: string, keys: KeySource, config: AuthConfig, clock: Clock): Promise<JWTPayload> {
  const options = {
    algorithms: [...keys.algorithms],
    clockTolerance: LEEWAY_S,
    currentDate: new Date(clock.now()),
    ...(config.issuer !== null && { issuer: config.issuer }),
    ...(config.audience !== null && { audience: config.audience }),
  };
  try {
    return (await jwtVerify(token, keys.key, options)).payload;
  } catch (error) {
    // Keys without a `kid`, as while an issuer rotates: any of them may be the one.
    if (error instanceof errors.JWKSMultipleMatchingKeys) return await verifyWithAny(token, error, options, keys);
    throw explain(error, keys);
  }
}

async function verifyWithAny(
  token: string,
  candidates: errors.JWKSMultipleMatchingKeys,
  options: JWTVerifyOptions,
  keys: KeySource,
): Promise<JWTPayload> {
  for await (const key of candidates) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw explain(error, keys);
    }
  }
  throw refused('its signature does not hold.');
}

/** Says what is wrong to whoever has to mend it, and repeats nothing of the token. */
function explain(error: unknown, keys: KeySource): RelayError {
  if (error instanceof RelayError) return error;
  if (error instanceof errors.JWTExpired) return new RelayError('token_expired');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('its signature does not hold.', error);
  if (error instanceof errors.JWKSNoMatchingKey) return refused('its issuer publishes no key that fits it.', error);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return refused(`its algorithm has to be ${keys.algorithms.join(' or ')}, as the configured key is.`, error);
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(CLAIMS[error.claim] ?? 'a claim is wrong.', error);
  return refused('it is not a well-formed JWT.', error);
}

const CLAIMS: Readonly<Record<string, string>> = {
  iss: 'iss is not the configured issuer.',
  aud: 'aud does not name the configured audience.',
  exp: 'exp must be a number of seconds since 1970.',
  iat: 'iat must be a number of seconds since 1970.',
  nbf: 'nbf must be a number of seconds since 1970 that has passed.',
};
