import type { Collection, Document } from '../store.js';
import type { Asking, Op, OpResult } from './operations.js';
import type { StoredDocument } from './rows.js';

const LIST_LIMIT = 1000;

function decode<T>({ key, value, version }: StoredDocument): Document<T> {
  return { key, value: JSON.parse(value) as T, version };
}

/** A collection over a store's queue of changes and its queries. */
export function collectionOf<T>(name: string, ask: Asking, change: (op: Op) => Promise<OpResult>): Collection<T> {
  const expecting = (expected: number | undefined) => (expected === undefined ? {} : { expected });
  return {
    async get(key) {
      const found = await ask('get', name, key);
      return found && decode<T>(found);
    },
    async put(key, value, expected) {
      const op = { op: 'put', name, key, value: JSON.stringify(value), ...expecting(expected) } as const;
      return (await change(op)) as number | null;
    },
    async remove(key, expected) {
      return (await change({ op: 'remove', name, key, ...expecting(expected) })) as boolean;
    },
    async list({ prefix = '', after, limit = LIST_LIMIT } = {}) {
      const found = await ask('documents', name, prefix, after ?? null, limit);
      return found.map((document) => decode<T>(document));
    },
  };
}
