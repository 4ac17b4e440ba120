import { SignJWT } from 'jose';

/** The secret that relay and CRM share in these tests. */
export const SECRET = 'a secret for tests, at least thirty-two bytes long';

export type Person = {
  readonly sub: string;
  readonly name?: string;
  readonly role?: 'user' | 'agent' | 'admin';
  readonly subjects?: readonly string[];
};

/** A token as the CRM would sign it. `livesFor`: seconds. */
export const tokenFor = (
  { sub, ...claims }: Person & Readonly<Record<string, unknown>>,
  { livesFor = 3600, secret = SECRET }: { livesFor?: number; secret?: string } = {},
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ name: sub, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt(Math.min(now, now + livesFor - 1))
    .setExpirationTime(now + livesFor)
    .sign(new TextEncoder().encode(secret));
};
