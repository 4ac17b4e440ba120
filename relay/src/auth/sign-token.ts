import { SignJWT } from 'jose';
import type { TokenRole } from '@crm-chat/sdk/protocol';
import type { AuthConfig } from '../config.js';
import type { Clock } from '../clock.js';

export interface TokenRequest {
  readonly sub: string;
  readonly name?: string | undefined;
  readonly role?: TokenRole | undefined;
  readonly tenant?: string | undefined;
  readonly subjects?: readonly string[] | undefined;
  /** Seconds from now. */
  readonly expiresIn: number;
}

/**
 * A token that this relay accepts: for the demo page and for trying things out by hand. A CRM signs its own.
 *
 * @throws Error where the relay holds no secret: with a public key it can check tokens, not make them.
 */
export async function signToken(config: AuthConfig, request: TokenRequest, clock: Clock): Promise<string> {
  if (config.key.kind !== 'secret') {
    throw new Error(
      'Only a relay with JWT_SECRET can sign tokens: one with a public key checks what the CRM has signed.',
    );
  }
  const { sub, name, role, tenant, subjects, expiresIn } = request;
  return await sign(config, config.key.secret, { sub, name, role, tenant, subjects }, expiresIn, clock);
}

/**
 * @param claims those that are undefined stay out: JSON has none.
 * @param expiresIn seconds from now.
 * @param typ of the header: what the token is for, RFC 8725, 3.11.
 */
export function sign(
  { userClaim, issuer, audience }: AuthConfig,
  secret: string,
  { sub, ...more }: { readonly sub: string } & Readonly<Record<string, unknown>>,
  expiresIn: number,
  clock: Clock,
  typ = 'JWT',
): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  const claims = {
    [userClaim]: sub,
    ...more,
    iat: now,
    exp: now + expiresIn,
    ...(issuer !== null && { iss: issuer }),
    ...(audience !== null && { aud: audience }),
  };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ }).sign(new TextEncoder().encode(secret));
}
