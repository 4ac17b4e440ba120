import { createPublicKey, type KeyObject } from 'node:crypto';

export interface PublicKey {
  readonly key: KeyObject;
  /** The one that the key serves for. */
  readonly algorithm: 'RS256' | 'ES256' | 'EdDSA';
}

/**
 * A public key, or a certificate, as PEM text.
 *
 * @throws Error with what is wrong with it, to stand behind a setting's name; it never quotes the text.
 */
export function readPublicKey(pem: string): PublicKey {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (cause) {
    throw new Error('takes a public key (or certificate) as PEM text: this one cannot be read', { cause });
  }
  const algorithm = algorithmOf(key);
  if (algorithm !== null) return { key, algorithm };
  throw new Error('takes an RSA key of at least 2048 bits, an EC key on P-256 or an Ed25519 key');
}

function algorithmOf(key: KeyObject): PublicKey['algorithm'] | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa') return (details?.modulusLength ?? 0) >= 2048 ? 'RS256' : null;
  if (type === 'ec') return details?.namedCurve === 'prime256v1' ? 'ES256' : null;
  return type === 'ed25519' ? 'EdDSA' : null;
}
