/** The threads that wait for the disk: one writes, one reads. Each has a connection of its own. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { RelayError } from '../../errors.js';
import { folderFault } from '../../make-folder.js';
import { look, type QueryArgs, type QueryName } from '../kernel/operations.js';
import { createBatches } from './batch.js';
import { epochOf, isUnavailable, openReader, openWriter, type Db } from './database.js';
import { lockFolder } from './folder-lock.js';
import { startIndexing } from './indexing.js';
import { nativeFault } from './native-fault.js';
import { packResults, unpackOps } from './pack.js';
import { readRows, writerRows } from './sqlite-rows.js';
import { createIndexer } from './words-writes.js';
import type { FromReader, FromWriter, Setup, ToReader, ToWriter } from './wire.js';

const port = parentPort;
if (!port) throw new Error('This file is a worker.');
const setup = workerData as Setup;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is in the log is as safe there: a disk that is full must not make a failure of an end in order. */
function checkpoint(db: Db): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
}

function write({ folder, file, epoch, maxPages }: Extract<Setup, { role: 'writer' }>): void {
  const tell = (message: FromWriter) => port?.postMessage(message);
  const unlock = lockFolder(folder);
  const db = openWriter({ file, epoch, maxPages });
  const batches = createBatches(db, writerRows(db));
  const indexing = startIndexing(createIndexer(db), (error) => {
    // What is not the disk's doing ends the thread: the relay says that it is not ready, and is started again.
    if (!isUnavailable(error)) throw error;
  });
  const close = () => {
    indexing.stop();
    checkpoint(db);
    db.close();
    unlock();
    port?.close();
  };
  const commit = ({ ops: packed, probe }: Extract<ToWriter, { kind: 'batch' }>) => {
    try {
      if (probe) batches.probe();
      const ops = unpackOps(packed);
      tell({ kind: 'done', results: ops.length > 0 ? packResults(ops, batches.commit(ops)) : [] });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      tell({ kind: 'unavailable', message: messageOf(error) });
    }
  };
  port?.on('message', (message: ToWriter) => {
    if (message.kind === 'close') close();
    else if (message.kind === 'batch') {
      commit(message);
      indexing.touch();
    } else {
      indexing.now();
      tell({ kind: 'indexed' });
    }
  });
  tell({ kind: 'open', epoch: epochOf(db) });
}

function read({ file }: Extract<Setup, { role: 'reader' }>): void {
  const tell = (message: FromReader) => port?.postMessage(message);
  const db = openReader(file);
  const rows = readRows(db);
  // One transaction, one snapshot.
  const answer = db.transaction((name: QueryName, args: QueryArgs<QueryName>) => look(rows, name, args));
  port?.on('message', (message: ToReader) => {
    if (message.kind === 'close') {
      db.close();
      port.close();
    }
    if (message.kind !== 'ask') return;
    const { id, name, args } = message;
    try {
      tell({ kind: 'answer', id, result: answer(name, args as QueryArgs<QueryName>) });
    } catch (error) {
      const other = isUnavailable(error) ? 'storage_unavailable' : 'internal';
      tell({ kind: 'failed', id, code: error instanceof RelayError ? error.code : other, message: messageOf(error) });
    }
  });
  tell({ kind: 'open' });
}

function refusal(error: unknown, { file }: Setup): string {
  return nativeFault(error) ?? folderFault(path.dirname(file), error);
}

try {
  if (setup.role === 'writer') write(setup);
  // The schema has to be there first.
  else port.once('message', () => read(setup));
} catch (error) {
  port.postMessage({ kind: 'refused', message: refusal(error, setup) } satisfies FromWriter);
  port.close();
}
