/**
 * One relay a folder: two would each count revisions from their own memory. The lock is an exclusive transaction on a
 * database of its own, so it belongs to the process and the system takes it back whatever kills that, `kill -9` included;
 * a file that merely exists would outlive it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder } from '../../make-folder.js';

function holderOf(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return '';
  }
}

/** For the words of whoever is refused; the lock holds without it. */
function tellHolder(pidFile: string): void {
  try {
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    rmSync(pidFile, { force: true });
  }
}

/**
 * @returns the undo.
 * @throws Error naming the folder and the process that has it.
 */
export function lockFolder(folder: string): () => void {
  makeFolder(folder);
  const pidFile = path.join(folder, 'relay.pid');
  const db = new Database(path.join(folder, 'relay.lock'), { timeout: 0 });
  try {
    // A lock is no data: without a journal it is taken on a full disk as well, where people want to read at least.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if (!(cause instanceof Database.SqliteError) || !cause.code.startsWith('SQLITE_BUSY')) throw cause;
    const holder = holderOf(pidFile);
    const who = holder === '' ? 'another relay' : `another relay (process ${holder})`;
    throw new Error(`The data folder ${folder} is used by ${who}. Stop that one, or name another folder.`, { cause });
  }
  tellHolder(pidFile);
  return () => {
    db.close();
  };
}
