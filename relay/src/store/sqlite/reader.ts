import type { Worker } from 'node:worker_threads';
import { RelayError, StoreUnavailable } from '../../errors.js';
import type { Asking, QueryResult, QueryName } from '../kernel/operations.js';
import type { FromReader, ToReader } from './wire.js';

interface Asked {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** How many questions may wait for their answers. */
export const READS_MAX = 10_000;

/** Questions to the reading thread. A long commit does not hold them up, nor do they hold up a commit. */
export class Reader {
  readonly #worker: Worker;
  readonly #max: number;
  readonly #asked = new Map<number, Asked>();
  #ids = 0;
  #ended: StoreUnavailable | null = null;

  constructor(worker: Worker, max: number) {
    this.#worker = worker;
    this.#max = max;
    worker.on('message', (message: FromReader) => {
      if (message.kind === 'answer') this.#take(message.id)?.resolve(message.result as never);
      if (message.kind !== 'failed') return;
      const { code, message: detail } = message;
      const error = code === 'internal' ? new RelayError(code, undefined, { cause: new Error(detail) }) : undefined;
      const refusal = code === 'storage_unavailable' ? new StoreUnavailable(detail) : new RelayError(code, detail);
      this.#take(message.id)?.reject(error ?? refusal);
    });
    worker.once('error', (cause) => this.#end(new StoreUnavailable('The store has failed.', { cause })));
    worker.once('exit', () => this.#end(new StoreUnavailable('The store has ended.')));
  }

  readonly ask: Asking = <N extends QueryName>(name: N, ...args: readonly unknown[]) => {
    if (this.#ended) return Promise.reject(this.#ended);
    if (this.#asked.size >= this.#max) return Promise.reject(new RelayError('overloaded'));
    return new Promise<QueryResult<N>>((resolve, reject) => {
      const id = ++this.#ids;
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ kind: 'ask', id, name, args } satisfies ToReader);
    });
  };

  /** Takes no more questions; those asked are still answered, since a thread takes its messages in order. */
  stop(): void {
    this.#ended ??= new StoreUnavailable('The store is closed.');
  }

  get alive(): boolean {
    return !this.#ended;
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }

  #end(error: StoreUnavailable): void {
    this.#ended ??= error;
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}
