import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The secret of a development relay: made once, kept in the data folder for its owner alone, so that the tokens of an open
 * page outlive a restart.
 */
export function devSecret(folder: string): string {
  const file = path.join(folder, 'dev-secret');
  mkdirSync(folder, { recursive: true });
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    // A link appears whole or not at all: of two that start at once, both read the same secret.
    linkSync(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  chmodSync(file, 0o600);
  const secret = readFileSync(file, 'utf8').trim();
  if (Buffer.byteLength(secret) < 32) throw new Error(`${file} holds no secret of at least 32 bytes: remove it.`);
  return secret;
}
