/** Makes tokens by hand, good and hostile: a library would refuse to make most of these. */
import { createHmac, createSign, generateKeyPairSync, sign as signRaw, type KeyObject } from 'node:crypto';
import type { AuthConfig, KeyConfig } from '../../src/config.js';
import type { Clock } from '../../src/clock.js';

export const SECRET = 'a secret of the tests, long enough for HS256';
/** 2026-01-01T00:00:00Z */
export const NOW_S = 1_767_225_600;

export const fixedClock = (nowS = NOW_S): Clock & { set(ms: number): void } => {
  let now = nowS * 1000;
  return {
    now: () => now,
    after: () => () => undefined,
    set: (ms) => {
      now = ms;
    },
  };
};

export const authConfig = (
  key: KeyConfig = { kind: 'secret', secret: SECRET },
  more: Partial<AuthConfig> = {},
): AuthConfig => ({
  key,
  issuer: null,
  audience: null,
  userClaim: 'sub',
  ...more,
});

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export type Claims = Record<string, unknown> | string;

export const goodClaims = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  sub: 'tomas',
  iat: NOW_S - 10,
  exp: NOW_S + 600,
  ...more,
});

/** Whatever header and claims, signed by HMAC-SHA-256. */
export function hmacToken(
  claims: Claims,
  header: unknown = { alg: 'HS256', typ: 'JWT' },
  secret: string = SECRET,
): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function rsaToken(claims: Claims, key: KeyObject, header: unknown = { alg: 'RS256' }): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${createSign('sha256').update(input).sign(key, 'base64url')}`;
}

export function ecToken(claims: Claims, key: KeyObject, header: unknown = { alg: 'ES256' }): string {
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = signRaw('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

export function edToken(claims: Claims, key: KeyObject, header: unknown = { alg: 'EdDSA' }): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signRaw(null, Buffer.from(input), key).toString('base64url')}`;
}

export const unsignedToken = (claims: Claims, header: unknown): string => `${encode(header)}.${encode(claims)}.`;

export const rsaKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const ecKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const edKeys = () => generateKeyPairSync('ed25519');

export const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
