/** The kernel over maps: what the SQLite store is held to, what the model runs on. Nothing outlives the process. */
import { RelayError, StoreUnavailable } from '../../errors.js';
import { collectionOf } from '../kernel/collections.js';
import { look, readsOf, run, type Asking, type Op, type OpResult } from '../kernel/operations.js';
import { commitOf } from '../kernel/commit.js';
import type { Commit, Store, WriteOutcome } from '../store.js';
import { MemoryRows } from './memory-rows.js';

interface Waiting {
  readonly op: Op;
  readonly resolve: (result: OpResult) => void;
  readonly reject: (error: Error) => void;
}

class Queue {
  readonly rows = new MemoryRows();
  readonly listeners = new Set<(commit: Commit) => void>();
  #waiting: Waiting[] = [];
  closed = false;

  /** What is given in one turn is one commit, as with a disk that is busy meanwhile. */
  push(op: Op): Promise<OpResult> {
    if (this.closed) return Promise.reject(new StoreUnavailable('The store is closed.'));
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ op, resolve, reject }) === 1) queueMicrotask(() => this.flush());
    });
  }

  flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    const results = batch.map(({ op }) => this.#run(op));
    const commit = commitOf(results);
    try {
      if (commit) for (const listener of [...this.listeners]) listener(commit);
    } finally {
      for (const [at, { resolve, reject }] of batch.entries()) {
        const result = results[at];
        if (result === undefined || result instanceof Error) reject(result ?? new Error('A write was lost.'));
        else resolve(result);
      }
    }
  }

  #run(op: Op): OpResult | Error {
    try {
      return this.rows.transaction(() => run(this.rows, op));
    } catch (cause) {
      return new RelayError('internal', undefined, { cause });
    }
  }
}

/** @param options.epoch names the history; opaque. */
export function createMemoryStore({ epoch }: { readonly epoch: string }): Store {
  const queue = new Queue();
  const ask: Asking = async (name, ...args) => {
    if (queue.closed) throw new StoreUnavailable('The store is closed.');
    return look(queue.rows, name, args);
  };
  const change = (op: Op) => queue.push(op);
  return {
    epoch,
    write: async (write) => (await change({ op: 'write', write })) as WriteOutcome,
    onCommit(listener) {
      queue.listeners.add(listener);
      return () => queue.listeners.delete(listener);
    },
    ...readsOf(ask),
    collection: <T>(name: string) => collectionOf<T>(name, ask, change),
    ready: async () => !queue.closed,
    failed: new Promise<Error>(() => undefined),
    async close() {
      queue.flush();
      queue.closed = true;
    },
  };
}
