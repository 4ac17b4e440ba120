import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder, and those that it is in, for their owner alone: what people write to each other is nobody else's on this
 * machine. One that is there is left as it is.
 *
 * `mkdir` with `recursive` goes round for ever where a folder that is there says ENOENT of a new name in it, as /proc does
 * (Node 20 to 24, libuv's threads too).
 *
 * @throws the system's error.
 */
export function makeFolder(folder: string): void {
  const parent = path.dirname(folder);
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Some systems refuse what is there already by another name: EROFS, EPERM.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** What keeps a data folder from being used. What the system and SQLite say does not name it; what the relay words itself does. */
export function folderFault(folder: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === undefined) return message;
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return `The data folder ${folder} cannot be made: it, or what it is in, is not a folder.`;
  return `The data folder ${folder} cannot be used: ${message}`;
}
