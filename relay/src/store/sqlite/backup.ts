/** Copies of a data folder, taken beside a running relay, and put in place of one that is gone. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder } from '../../make-folder.js';
import { syncPath } from '../../sync-path.js';
import { lockFolder } from './folder-lock.js';

const DATABASE = 'crm-chat.db';
/** What people uploaded: a file never changes once it has its name. */
const FILES = 'files';
/** What is arriving at this moment. */
const INCOMING = 'incoming';

async function copyFiles(from: string, to: string): Promise<void> {
  const source = path.join(from, FILES);
  if (!existsSync(source)) return;
  await cp(source, path.join(to, FILES), {
    recursive: true,
    force: false,
    // One that is removed meanwhile is no part of the backup, and no reason to have none.
    filter: (file) => existsSync(file) && path.relative(source, file).split(path.sep)[0] !== INCOMING,
  });
}

/**
 * Takes a copy of a data folder, also while a relay uses it: what was acknowledged before the call is in it.
 *
 * Files are copied before the database and again after it: a message that the copy has names only files that it has.
 *
 * @throws Error where there is nothing to copy, or something stands at `to` already.
 */
export async function backUp(folder: string, to: string): Promise<void> {
  const file = path.join(folder, DATABASE);
  if (!existsSync(file)) throw new Error(`There is no relay's data in ${folder}.`);
  if (existsSync(to) && (await readdir(to)).length > 0) {
    throw new Error(`${to} is not empty. A backup is never written over another one: name a new folder.`);
  }
  // Half a backup must not look like one. `resolve` takes a closing slash away: this is to stand beside it, not in it.
  const partial = `${path.resolve(to)}.partial`;
  await rm(partial, { recursive: true, force: true });
  makeFolder(partial);
  await copyFiles(folder, partial);
  const copy = path.join(partial, DATABASE);
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    await db.backup(copy);
  } finally {
    db.close();
  }
  await copyFiles(folder, partial);
  await syncPath(copy);
  await syncPath(partial);
  await rm(to, { recursive: true, force: true });
  await rename(partial, to);
  await syncPath(path.dirname(path.resolve(to)));
}

/** A new history: what clients have seen of the one that was lost is compared no more with this one. */
function renew(file: string): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    const check = db.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw new Error(`The backup's database is damaged: ${String(check)}`);
    db.pragma('synchronous = FULL');
    const { changes } = db.prepare("UPDATE meta SET value = ? WHERE name = 'epoch'").run(randomUUID());
    if (changes !== 1) throw new Error("The backup's database is not a relay's.");
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

/**
 * Puts a backup in place, as a new history (another `epoch`): every client loads it anew, and sends again under the same
 * `client_id` what was acknowledged to it in the last 24 hours and is not there.
 *
 * @throws Error where a relay uses the folder, has data there, or the backup is damaged: nothing is changed then.
 */
export async function restore(from: string, folder: string): Promise<void> {
  if (!existsSync(path.join(from, DATABASE))) throw new Error(`There is no backup in ${from}.`);
  const unlock = lockFolder(folder);
  try {
    if (existsSync(path.join(folder, DATABASE)) || existsSync(path.join(folder, FILES))) {
      throw new Error(`${folder} has data already. Move it away first, or name another folder with --data.`);
    }
    await putInPlace(from, folder);
  } finally {
    unlock();
  }
}

async function putInPlace(from: string, folder: string): Promise<void> {
  const file = path.join(folder, DATABASE);
  const partial = `${file}.partial`;
  try {
    await copyFiles(from, folder);
    await cp(path.join(from, DATABASE), partial);
    renew(partial);
    await syncPath(partial);
    await rename(partial, file);
    await syncPath(folder);
  } catch (error) {
    // The folder was empty: whoever tries again must find it so.
    await rm(partial, { force: true });
    await rm(path.join(folder, FILES), { recursive: true, force: true });
    throw error;
  }
}
