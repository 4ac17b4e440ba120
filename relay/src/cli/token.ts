import { createAuthenticator } from '../auth/authenticator.js';
import { signToken, type TokenRequest } from '../auth/sign-token.js';
import { systemClock } from '../clock.js';
import { readConfig, type Environment, type Flags } from '../config.js';
import type { Console } from './program.js';

/** `crm-chat-relay token`: prints a JWT and nothing else, so that it can be piped. */
export async function printToken(
  { expires, ...request }: Omit<TokenRequest, 'expiresIn'> & { expires: number },
  flags: Flags,
  environment: Environment,
  speak: Console,
): Promise<void> {
  const { auth } = readConfig(flags, environment, 'sign');
  const token = await signToken(auth, { ...request, expiresIn: expires }, systemClock);
  // What the relay would refuse is better refused here, with the reason.
  await createAuthenticator(auth, systemClock)(token);
  speak.out(token);
}
