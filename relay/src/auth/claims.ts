import { ID_CHARS_MAX, NAME_CHARS_MAX, SUBJECT_CHARS_MAX, type TokenRole } from '@crm-chat/sdk/protocol';
import type { JWTPayload } from 'jose';
import { RelayError } from '../errors.js';
import { UNNAMEABLE_IDS } from '../unnameable-ids.js';
import type { Principal } from './principal.js';

/** Seconds that the clocks of relay and CRM may differ by. docs/protocol.md, section 3. */
export const LEEWAY_S = 30;
/** The longest life of a token, seconds. */
export const LIFE_MAX_S = 24 * 3600;
const SUBJECTS_MAX = 1000;
const AVATAR_CHARS_MAX = 2048;
/** Senders of the relay itself. Who could sign in under such an id could change what the bot said: it would be theirs. */
const OWN_IDS: readonly string[] = ['bot', 'system'];
const ROLES: readonly string[] = ['user', 'agent', 'admin'] satisfies TokenRole[];

/**
 * The claims of a token whose signature holds.
 *
 * @param userClaim `JWT_USER_CLAIM`.
 * @param now milliseconds since 1970.
 * @throws RelayError `token_invalid` with the claim at fault, `token_expired`.
 */
export function principalFrom(claims: JWTPayload, userClaim: string, now: number): Principal {
  const expiresAt = expiry(claims, now / 1000);
  if (present(claims['token_type']) && claims['token_type'] !== 'access') {
    throw invalid('token_type must be "access": this one is meant for something else.');
  }
  const id = userId(claims, userClaim);
  return {
    tenant: present(claims['tenant']) ? identifier(claims['tenant'], 'tenant') : 'default',
    user: { id, name: nameOf(claims['name'], id), role: roleOf(claims['role']), avatar: avatarOf(claims['avatar']) },
    subjects: subjectsOf(claims['subjects']),
    expiresAt: expiresAt * 1000,
  };
}

function invalid(detail: string): RelayError {
  return new RelayError('token_invalid', `The token was refused: ${detail}`);
}

/** Many JWT libraries write an absent claim as null. */
function present(claim: unknown): boolean {
  return claim !== undefined && claim !== null;
}

/** RFC 7519 lets a NumericDate have a fraction; JSON lets it be 1e999, which is infinite and would live for ever. */
function seconds(claim: unknown, name: string): number {
  if (typeof claim !== 'number' || !Number.isFinite(claim) || claim < 0) {
    throw invalid(`${name} must be a number of seconds since 1970.`);
  }
  return claim;
}

/** Seconds since 1970 until when the token is accepted. */
function expiry(claims: JWTPayload, now: number): number {
  if (!present(claims.exp)) throw invalid('exp is missing.');
  const exp = seconds(claims.exp, 'exp');
  const iat = present(claims.iat) ? seconds(claims.iat, 'iat') : now;
  if (present(claims.nbf) && seconds(claims.nbf, 'nbf') > now + LEEWAY_S) throw invalid('nbf lies in the future.');
  // Issued later than now would make a long life look short.
  if (iat > now + LEEWAY_S) throw invalid('iat lies in the future.');
  if (exp <= now - LEEWAY_S) throw new RelayError('token_expired');
  // The leeway counts for the rule without `iat` alone: there the signer's clock stands against ours.
  if (exp - iat > LIFE_MAX_S + (present(claims.iat) ? 0 : LEEWAY_S)) throw invalid('it lives longer than 24 hours.');
  // Past it, the leeway that let the token in is what is left of it: without that, a socket would be let in and closed at once.
  return exp > now ? exp : exp + LEEWAY_S;
}

function userId(claims: JWTPayload, claim: string): string {
  const value: unknown = claims[claim];
  if (!present(value)) throw invalid(`${claim} is missing.`);
  // A Django SimpleJWT writes the primary key, a number. `sub` itself is a string by RFC 7519, 4.1.2.
  if (claim !== 'sub' && typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const id = identifier(value, claim);
  if (OWN_IDS.includes(id)) throw invalid(`${claim} "bot" and "system" are the relay's own.`);
  if (UNNAMEABLE_IDS.includes(id)) throw invalid(`${claim} "." and ".." cannot be named in an address.`);
  return id;
}

function identifier(value: unknown, claim: string): string {
  if (typeof value !== 'string' || value.length < 1 || value.length > ID_CHARS_MAX || !value.isWellFormed()) {
    throw invalid(`${claim} must be a string of 1 to ${ID_CHARS_MAX} characters.`);
  }
  return value;
}

function nameOf(value: unknown, id: string): string {
  if (!present(value)) return id;
  if (typeof value !== 'string') throw invalid('name must be a string.');
  // A name stands in one line of other people's screens.
  const name = value
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return name === '' ? id : name.slice(0, NAME_CHARS_MAX).toWellFormed();
}

function roleOf(value: unknown): TokenRole {
  if (!present(value)) return 'user';
  if (typeof value !== 'string' || !ROLES.includes(value)) throw invalid('role must be "user", "agent" or "admin".');
  return value as TokenRole;
}

/** Only what an `<img>` may load; anything else is no reason to lock a person out. */
function avatarOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > AVATAR_CHARS_MAX || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

function subjectsOf(value: unknown): readonly string[] {
  if (!present(value)) return [];
  const fine = (subject: unknown) =>
    typeof subject === 'string' && subject !== '' && subject.length <= SUBJECT_CHARS_MAX && subject.isWellFormed();
  if (!Array.isArray(value) || value.length > SUBJECTS_MAX || !value.every(fine)) {
    throw invalid(`subjects must be a list of at most ${SUBJECTS_MAX} strings such as "deal:42".`);
  }
  return value as string[];
}
