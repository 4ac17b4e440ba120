import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { folderFault, makeFolder } from './make-folder.js';

/** Of HS256: RFC 7518, 3.2. */
const BYTES_MIN = 32;

/**
 * A secret of the relay's own, kept in the data folder for its owner alone, so that what it has signed outlives a restart.
 * Made where it is missing.
 *
 * @throws Error naming the file where it cannot be made, read or used.
 */
export function keptSecret(folder: string, name: string): string {
  const kept = readKeptSecret(folder, name);
  if (kept !== null) return kept;
  try {
    make(folder, name);
  } catch (cause) {
    throw new Error(folderFault(folder, cause), { cause });
  }
  // Not what this process has made: another may have been there first.
  const made = readKeptSecret(folder, name);
  if (made === null) throw new Error(`${path.join(folder, name)} was removed while it was made.`);
  return made;
}

/** The same, and null where there is none: for who must not make one. */
export function readKeptSecret(folder: string, name: string): string | null {
  const file = path.join(folder, name);
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
    // Copied or restored by hand, it may be open to others. What nobody else could read is left alone: root reads it, too.
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code !== 'EACCES' && code !== 'EPERM') throw new Error(folderFault(folder, cause), { cause });
    throw new Error(`${file} belongs to somebody else: run this as the user of the relay.`, { cause });
  }
  if (Buffer.byteLength(secret) >= BYTES_MIN) return secret;
  throw new Error(`${file} holds no secret of at least ${BYTES_MIN} bytes: remove it.`);
}

/** Whole or not at all, whoever starts or dies at the same time: written under another name, and a link never replaces. */
function make(folder: string, name: string): void {
  const file = path.join(folder, name);
  makeFolder(folder);
  // Random, and not the process's number: of two containers on one volume both may be number 1.
  const mine = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const open = openSync(mine, 'wx', 0o600);
    try {
      writeSync(open, randomBytes(48).toString('base64url'));
      // A power cut must not leave a name without its secret.
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
    linkSync(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}
