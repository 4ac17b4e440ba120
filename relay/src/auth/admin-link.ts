/**
 * A link that lets its bearer into the admin page once: `crm-chat-relay admin-link` signs it, beside a running relay; the relay
 * exchanges it for a token. It is no token itself: by its `token_type` every other route refuses it.
 */
import { jwtVerify } from 'jose';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { AdminAuth } from './admin-auth.js';
import { LEEWAY_S, principalFrom } from './claims.js';
import type { Authenticate } from './principal.js';
import { sign } from './sign-token.js';

const LINK_TYPE = 'admin-link';
/** Long enough to copy it from one terminal to a browser, too short to be of use in a scrollback. */
export const LINK_LIFE_S = 5 * 60;
const LINK_CHARS_MAX = 4096;

export interface LinkRequest {
  readonly sub: string;
  readonly name?: string | undefined;
  readonly tenant?: string | undefined;
  /** Makes this link another than any before. */
  readonly jti: string;
}

export function signAdminLink(config: AdminAuth, request: LinkRequest, clock: Clock): Promise<string> {
  const { sub, name, tenant, jti } = request;
  const claims = { sub, name, tenant, role: 'admin', token_type: LINK_TYPE, jti };
  return sign(config, config.key.secret, claims, LINK_LIFE_S, clock);
}

/** Checks a link; that it is used once is up to whoever exchanges it. */
export function createLinkAuthenticator(config: AdminAuth, clock: Clock): Authenticate {
  const { key, issuer, audience, userClaim } = config;
  const secret = new TextEncoder().encode(key.secret);
  return async (link) => {
    if (link === undefined || link === '') throw new RelayError('token_missing');
    // One spelling, or the same link could be shown twice under two texts: RFC 7515 has no padding and no stray bits.
    const isPlain = link.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
    if (link.length > LINK_CHARS_MAX || !isPlain) throw refused();
    const options = {
      algorithms: ['HS256'],
      clockTolerance: LEEWAY_S,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', 'jti'],
      ...(issuer !== null && { issuer }),
      ...(audience !== null && { audience }),
    };
    const verified = await jwtVerify(link, secret, options).catch((cause: unknown) => {
      throw refused(cause);
    });
    const { token_type: type, ...claims } = verified.payload;
    if (type !== LINK_TYPE || claims['role'] !== 'admin') throw refused();
    return principalFrom(claims, userClaim, clock.now());
  };
}

function refused(cause?: unknown): RelayError {
  return new RelayError('token_invalid', 'The link was refused: it has expired, or it is not one of this relay.', {
    cause,
  });
}
