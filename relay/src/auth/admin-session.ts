/** The token that an admin link is exchanged for. With `JWT_SECRET` it is one like any other. */
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { AdminAuth } from './admin-auth.js';
import { LEEWAY_S, principalFrom } from './claims.js';
import type { Authenticate, Principal } from './principal.js';
import { sign } from './sign-token.js';

/** A working day. */
export const SESSION_LIFE_S = 8 * 3600;
/** The `typ` of one that is signed with the relay's own key: it says which key to check it with, never by which rules. */
export const OWN_SESSION = 'crm-chat-admin+jwt';

export function signAdminSession(config: AdminAuth, principal: Principal, clock: Clock): Promise<string> {
  const { id: sub, name, role } = principal.user;
  const claims = { sub, name, role, tenant: principal.tenant };
  return sign(config, config.key.secret, claims, SESSION_LIFE_S, clock, config.sessionType);
}

/** Whether a token claims to be one of the relay's own key. */
export function isOwnSession(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === OWN_SESSION;
  } catch {
    return false;
  }
}

/**
 * Checks tokens of the relay's own key, for `createAuthenticator`. Null where there is none.
 *
 * The key is for admins alone: whoever has it must not be able to speak as a customer or an agent.
 */
export function createSessionAuthenticator(config: AdminAuth, clock: Clock): Authenticate | null {
  if (config.sessionType !== OWN_SESSION) return null;
  const secret = new TextEncoder().encode(config.key.secret);
  return async (token = '') => {
    const options = {
      algorithms: ['HS256'],
      typ: OWN_SESSION,
      clockTolerance: LEEWAY_S,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', 'iat'],
    };
    const { payload } = await jwtVerify(token, secret, options).catch((cause: unknown) => {
      throw cause instanceof errors.JWTExpired ? new RelayError('token_expired') : refused(cause);
    });
    const principal = principalFrom(payload, config.userClaim, clock.now());
    const { exp = Infinity, iat = 0 } = payload;
    if (principal.user.role !== 'admin' || exp - iat > SESSION_LIFE_S) throw refused();
    return principal;
  };
}

function refused(cause?: unknown): RelayError {
  return new RelayError('token_invalid', 'The token was refused: no admin link of this relay was exchanged for it.', {
    cause,
  });
}
