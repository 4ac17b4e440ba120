/** Group commit, as the main thread sees it: while a batch is on its way to the disk, what comes waits for the next one. */
import type { Worker } from 'node:worker_threads';
import { RelayError, StoreUnavailable } from '../../errors.js';
import { commitOf } from '../kernel/commit.js';
import type { Op, OpResult } from '../kernel/operations.js';
import type { Commit } from '../store.js';
import type { BatchResult, Failure } from './batch.js';
import { packOps, unpackResults } from './pack.js';
import type { FromWriter, ToWriter } from './wire.js';

/** How much may wait. A message counts as one; what a message may be long is counted beside it. */
export interface WriteBounds {
  readonly waiting: number;
  readonly waitingChars: number;
  readonly batch: number;
  readonly batchChars: number;
}

export const WRITE_BOUNDS: WriteBounds = Object.freeze({
  waiting: 20_000,
  waitingChars: 64 * 1024 * 1024,
  batch: 1000,
  batchChars: 4 * 1024 * 1024,
});

interface Waiting {
  readonly op: Op;
  readonly messages: number;
  readonly chars: number;
  readonly resolve: (result: OpResult) => void;
  readonly reject: (error: Error) => void;
}

function sizeOf(op: Op): { messages: number; chars: number } {
  if (op.op !== 'write') return { messages: 1, chars: op.op === 'put' ? op.value.length : 0 };
  const { write } = op;
  if (write.kind !== 'send') return { messages: 1, chars: 'text' in write ? (write.text?.length ?? 0) : 0 };
  return { messages: write.items.length, chars: write.items.reduce((sum, { text }) => sum + text.length, 0) };
}

const isFailure = (result: BatchResult | undefined): result is Failure =>
  typeof result === 'object' && result !== null && 'failed' in result;

export class Writer {
  readonly #worker: Worker;
  readonly #bounds: WriteBounds;
  readonly #listeners = new Set<(commit: Commit) => void>();
  #waiting: Waiting[] = [];
  #sent: Waiting[] | null = null;
  #messages = 0;
  #chars = 0;
  #probes: ((taken: boolean) => void)[] = [];
  #sentProbes: ((taken: boolean) => void)[] = [];
  #idle: (() => void)[] = [];
  /** Searches that wait for words: those that were told of it, and those that come after. */
  #indexing: (() => void)[] | null = null;
  #toIndex: (() => void)[] = [];
  /** Why nothing is taken any more. */
  #ended: StoreUnavailable | null = null;

  constructor(worker: Worker, bounds: WriteBounds) {
    this.#worker = worker;
    this.#bounds = bounds;
    worker.on('message', (message: FromWriter) => {
      if (message.kind === 'done') this.#done(message.results);
      if (message.kind === 'unavailable') this.#failed(message.message);
      if (message.kind === 'indexed') this.#indexed();
    });
    worker.once('error', (cause) => this.#end(new StoreUnavailable('The store has failed.', { cause })));
    worker.once('exit', () => this.#end(new StoreUnavailable('The store has ended.')));
  }

  push(op: Op): Promise<OpResult> {
    if (this.#ended) return Promise.reject(this.#ended);
    const size = sizeOf(op);
    const { waiting, waitingChars } = this.#bounds;
    if (this.#messages + size.messages > waiting || this.#chars + size.chars > waitingChars) {
      return Promise.reject(new RelayError('overloaded'));
    }
    this.#messages += size.messages;
    this.#chars += size.chars;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ op, messages: size.messages, chars: size.chars, resolve, reject });
      // What else is given in this turn goes along.
      if (!this.#sent) queueMicrotask(() => this.#send());
    });
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the disk takes a write: tried on it, with the batch that is next. */
  probe(): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#probes.push(resolve);
      if (!this.#sent) queueMicrotask(() => this.#send());
    });
  }

  /** Resolves when what was committed by now has its words, or as much of it as there is time for. One asks for all. */
  indexed(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#toIndex.push(resolve);
      if (!this.#indexing) this.#index();
    });
  }

  #index(): void {
    this.#indexing = this.#toIndex.splice(0);
    this.#worker.postMessage({ kind: 'index' } satisfies ToWriter);
  }

  #indexed(): void {
    const waiting = this.#indexing ?? [];
    this.#indexing = null;
    if (this.#toIndex.length > 0) this.#index();
    for (const resolve of waiting) resolve();
  }

  /** Takes nothing more; resolves when all that waited is settled. */
  async drain(): Promise<void> {
    this.#ended ??= new StoreUnavailable('The store is closed.');
    if (this.#sent || this.#waiting.length > 0 || this.#probes.length > 0) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #take(): Waiting[] {
    const { batch, batchChars } = this.#bounds;
    let [count, messages, chars] = [0, 0, 0];
    for (const waiting of this.#waiting) {
      messages += waiting.messages;
      chars += waiting.chars;
      if (count > 0 && (messages > batch || chars > batchChars)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #send(): void {
    if (this.#sent) return;
    if (this.#waiting.length === 0 && this.#probes.length === 0) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#sent = this.#take();
    this.#sentProbes = this.#probes.splice(0);
    const message: ToWriter = {
      kind: 'batch',
      ops: packOps(this.#sent.map(({ op }) => op)),
      probe: this.#sentProbes.length > 0,
    };
    this.#worker.postMessage(message);
  }

  /** Frees the way for the next batch, which is on the disk while this one is told. */
  #next(): { batch: readonly Waiting[]; probes: readonly ((taken: boolean) => void)[] } {
    const batch = this.#sent ?? [];
    const probes = this.#sentProbes;
    for (const { messages, chars } of batch) {
      this.#messages -= messages;
      this.#chars -= chars;
    }
    this.#sent = null;
    this.#sentProbes = [];
    this.#send();
    return { batch, probes };
  }

  #done(packed: readonly unknown[]): void {
    const { batch, probes } = this.#next();
    const results = unpackResults(
      batch.map(({ op }) => op),
      packed,
    );
    const commit = commitOf(results.filter((result): result is OpResult => !isFailure(result)));
    try {
      if (commit) for (const listener of [...this.#listeners]) listener(commit);
    } finally {
      for (const [at, { resolve, reject }] of batch.entries()) {
        const result = results[at];
        if (result === undefined) reject(new RelayError('internal'));
        else if (isFailure(result)) reject(new RelayError('internal', undefined, { cause: new Error(result.failed) }));
        else resolve(result);
      }
      for (const resolve of probes) resolve(true);
    }
  }

  #failed(message: string): void {
    const { batch, probes } = this.#next();
    for (const { reject } of batch) reject(new StoreUnavailable(undefined, { cause: new Error(message) }));
    for (const resolve of probes) resolve(false);
  }

  #end(error: StoreUnavailable): void {
    this.#ended ??= error;
    for (const { reject } of [...(this.#sent ?? []), ...this.#waiting.splice(0)]) reject(error);
    for (const resolve of [...this.#sentProbes.splice(0), ...this.#probes.splice(0)]) resolve(false);
    this.#sent = null;
    for (const resolve of this.#idle.splice(0)) resolve();
    for (const resolve of [...(this.#indexing ?? []), ...this.#toIndex.splice(0)]) resolve();
    this.#indexing = null;
  }
}
