/**
 * A link that lets its bearer into the admin page once: `crm-chat-relay admin-link` signs it with the configured secret,
 * beside a running relay or before one runs; the relay exchanges it for an ordinary token. It is no token itself: by its
 * `token_type` every other route refuses it.
 */
import { jwtVerify } from 'jose';
import type { AuthConfig } from '../config.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { LEEWAY_S, principalFrom } from './claims.js';
import type { Authenticate } from './principal.js';
import { sign } from './sign-token.js';

const LINK_TYPE = 'admin-link';
/** Long enough to copy it from one terminal to a browser, too short to be of use in a scrollback. */
export const LINK_LIFE_S = 5 * 60;
/** Of the token that it is exchanged for: a working day. */
export const ADMIN_TOKEN_LIFE_S = 8 * 3600;
const LINK_CHARS_MAX = 4096;

export interface LinkRequest {
  readonly sub: string;
  readonly name?: string | undefined;
  readonly tenant?: string | undefined;
  /** Makes this link another than any before. */
  readonly jti: string;
}

/** @throws Error where no secret is configured: with a public key nothing can be signed. */
export async function signAdminLink(config: AuthConfig, request: LinkRequest, clock: Clock): Promise<string> {
  if (config.key.kind !== 'secret') {
    throw new Error(
      'A link can be signed only with JWT_SECRET; this relay is configured with a public key and checks what the CRM has ' +
        'signed. Let the CRM sign a token with "role": "admin" and use it on /api/admin/; the page opens by a link alone.',
    );
  }
  const { sub, name, tenant, jti } = request;
  const claims = { sub, name, tenant, role: 'admin', token_type: LINK_TYPE, jti };
  return await sign(config, config.key.secret, claims, LINK_LIFE_S, clock);
}

/** Checks a link; that it is used once is up to whoever exchanges it. */
export function createLinkAuthenticator(config: AuthConfig, clock: Clock): Authenticate {
  const { key, issuer, audience, userClaim } = config;
  if (key.kind !== 'secret') {
    const detail =
      'This relay has a public key only and takes no links. Use a token of the CRM whose role is admin on the admin API.';
    return () => Promise.reject(new RelayError('token_invalid', detail));
  }
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
