/** The store on SQLite: one thread writes, with many writes in a transaction, one reads, and this one never waits for a disk. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { collectionOf } from '../kernel/collections.js';
import { readsOf, type Op } from '../kernel/operations.js';
import type { Store, WriteOutcome } from '../store.js';
import { Reader, READS_MAX } from './reader.js';
import { startWorker } from './start-worker.js';
import type { FromReader, FromWriter, ToReader, ToWriter } from './wire.js';
import { WRITE_BOUNDS, Writer, type WriteBounds } from './writer.js';

export interface SqliteStoreOptions {
  /** Created where it is missing. One relay at a time may have it. */
  readonly folder: string;
  /** Names a new history; by default a random UUID. */
  readonly newEpoch?: () => string;
  readonly bounds?: Partial<WriteBounds> & { readonly reads?: number };
  /** The most pages of 4 KiB that the database may have; past it, the disk counts as full. */
  readonly maxPages?: number;
}

const post = (worker: Worker, message: ToWriter | ToReader): void => worker.postMessage(message);

/** Waits for the thread's first word. */
async function opened<T extends FromWriter | FromReader>(worker: Worker): Promise<T> {
  const gone = once(worker, 'exit').then(() => {
    throw new Error('The store could not be started.');
  });
  gone.catch(() => undefined);
  const [message] = (await Promise.race([once(worker, 'message'), gone])) as [T];
  if (message.kind === 'refused') throw new Error(message.message);
  return message;
}

function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
  });
}

/**
 * @throws Error when the folder is used by another relay (naming it), when its data is a newer relay's, and when the disk
 * cannot keep what is acknowledged.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const folder = path.resolve(options.folder);
  const file = path.join(folder, 'crm-chat.db');
  const epoch = (options.newEpoch ?? randomUUID)();
  const writerThread = startWorker({ role: 'writer', folder, file, epoch, maxPages: options.maxPages });
  const readerThread = startWorker({ role: 'reader', file });
  // Heard from the start: one that has ended already would say nothing more.
  const gone = { writer: ended(writerThread), reader: ended(readerThread) };
  try {
    const first = await opened<FromWriter>(writerThread);
    post(readerThread, { kind: 'open' });
    await opened<FromReader>(readerThread);
    if (first.kind !== 'open') throw new Error('The store could not be started.');
    return storeOf({ writerThread, readerThread, gone, epoch: first.epoch, options });
  } catch (error) {
    await Promise.all([writerThread.terminate(), readerThread.terminate()]);
    throw error;
  }
}

function storeOf(parts: {
  readonly writerThread: Worker;
  readonly readerThread: Worker;
  readonly gone: { readonly writer: Promise<void>; readonly reader: Promise<void> };
  readonly epoch: string;
  readonly options: SqliteStoreOptions;
}): Store {
  const { writerThread, readerThread, gone, epoch, options } = parts;
  const { reads: readsMax = READS_MAX, ...bounds } = options.bounds ?? {};
  const writer = new Writer(writerThread, { ...WRITE_BOUNDS, ...bounds });
  const reader = new Reader(readerThread, readsMax);
  const reads = readsOf(reader.ask);
  const change = (op: Op) => writer.push(op);
  let probing: Promise<boolean> | null = null;
  let closing: Promise<void> | null = null;
  const failed = new Promise<Error>((resolve) => {
    for (const [name, thread] of Object.entries({ writing: writerThread, reading: readerThread })) {
      thread.once('error', (cause) => resolve(new Error(`The store's ${name} thread has failed.`, { cause })));
      thread.once('exit', () => {
        if (closing === null) resolve(new Error(`The store's ${name} thread has ended.`));
      });
    }
  });

  /** One probe at a time: asking for readiness must not be a way to keep the disk busy. */
  function ready(): Promise<boolean> {
    probing ??= writer.probe().finally(() => {
      probing = null;
    });
    return probing.then((taken) => taken && reader.alive);
  }

  async function close(): Promise<void> {
    reader.stop();
    await writer.drain();
    // The reader first: a checkpoint cannot empty the log while somebody reads from it.
    post(readerThread, { kind: 'close' });
    await gone.reader;
    post(writerThread, { kind: 'close' });
    await gone.writer;
  }

  return {
    epoch,
    write: (write) => change({ op: 'write', write }) as Promise<WriteOutcome>,
    onCommit: (listener) => writer.onCommit(listener),
    ...reads,
    list: async (query) => {
      if (query.q !== null) await writer.indexed();
      return reads.list(query);
    },
    find: async (query) => {
      await writer.indexed();
      return reads.find(query);
    },
    collection: <T>(name: string) => collectionOf<T>(name, reader.ask, change),
    ready,
    failed,
    close: () => (closing ??= close()),
  };
}
