import type { AuthConfig, Config, SecretKey } from '../config.js';
import { keptSecret, readKeptSecret } from '../kept-secret.js';
import { OWN_SESSION } from './admin-session.js';

/** What admin links, and the tokens that they are exchanged for, are signed and checked with. */
export interface AdminAuth extends AuthConfig {
  readonly key: SecretKey;
  /** The `typ` of such a token. */
  readonly sessionType: string;
}

/** In the data folder, and in no backup of it: whoever gets hold of one is not let in. */
const KEY_FILE = 'admin-key';

type Keyed = Pick<Config, 'auth' | 'data'>;

/**
 * `JWT_SECRET`, where there is one. With a public key the relay cannot sign, so it has a key of its own for this alone:
 * docs/decisions/0025.
 *
 * @throws Error where that key cannot be made or read.
 */
export function adminAuth(config: Keyed): AdminAuth {
  return shared(config) ?? own(keptSecret(config.data, KEY_FILE));
}

/**
 * The same beside the relay, for a command. It makes no key: in a folder that was named by mistake it would sign what no relay
 * takes, and as root it would leave a key there that the relay cannot read.
 *
 * @throws Error where there is none, or it cannot be read.
 */
export function adminAuthBeside(config: Keyed): AdminAuth {
  const auth = shared(config);
  if (auth !== null) return auth;
  const secret = readKeptSecret(config.data, KEY_FILE);
  if (secret !== null) return own(secret);
  throw new Error(
    `There is no ${KEY_FILE} in ${config.data}. A relay with JWT_JWKS_URL or JWT_PUBLIC_KEY makes it when it starts: name its ` +
      'data folder with --data, and start it once.',
  );
}

function shared({ auth }: Keyed): AdminAuth | null {
  const { key } = auth;
  return key.kind === 'secret' ? { ...auth, key, sessionType: 'JWT' } : null;
}

/** Issuer, audience and claim are the CRM's, which has nothing to do with this key. */
function own(secret: string): AdminAuth {
  const key = { kind: 'secret', secret } as const;
  return { key, issuer: null, audience: null, userClaim: 'sub', sessionType: OWN_SESSION };
}
