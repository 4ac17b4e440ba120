import type { OutboxEntry } from '../entry.js';
import { ChatError } from '../errors.js';
import { filesOf, type OutboxChange, type OutboxChanged, type OutboxStore } from './outbox-store.js';

/** What memory stores share when several stand on the same entries. */
export interface OutboxShelf {
  /** By `client_id`, in order. */
  entries: Map<string, OutboxEntry>;
  files: Map<string, Blob>;
  next: number;
}

export const createOutboxShelf = (): OutboxShelf => ({ entries: new Map(), files: new Map(), next: 1 });

/** The twin of the IndexedDB store, for private windows and tests. Forgets everything with its shelf. */
export const createMemoryOutboxStore = (shelf: OutboxShelf = createOutboxShelf()): OutboxStore => {
  let closed = false;

  // A copy at each way through, as IndexedDB does it: nobody alters what is kept by holding on to it.
  const copy = (entries: Iterable<OutboxEntry>) => [...entries].map((entry) => structuredClone(entry));

  const write = ({ add = [], put = [], remove = [], files = [] }: OutboxChange): OutboxChanged => {
    const written = [...put, ...add.map((entry) => ({ ...entry, order: shelf.next++ }))];
    for (const entry of copy(written)) shelf.entries.set(entry.client_id, entry);
    if (add.length > 0) for (const { id, blob } of files) shelf.files.set(id, blob);
    for (const entry of remove) {
      shelf.entries.delete(entry.client_id);
      for (const { id } of filesOf(entry)) shelf.files.delete(id);
    }
    return { put: written, removed: remove.map(({ client_id }) => client_id) };
  };

  const guarded = async <T>(work: () => T): Promise<T> => {
    if (closed) throw new ChatError('closed', 'The outbox was closed.');
    return work();
  };

  return {
    durable: false,
    all: () => guarded(() => copy(shelf.entries.values())),
    get: (clientIds) => guarded(() => copy(clientIds.flatMap((id) => shelf.entries.get(id) ?? []))),
    file: (id) => guarded(() => shelf.files.get(id) ?? null),
    change: (scope, edit) =>
      guarded(() => {
        const entries = [...shelf.entries.values()];
        return write(edit(copy(scope === 'all' ? entries : entries.filter(({ state }) => state !== 'settled'))));
      }),
    clear: () =>
      guarded(() => {
        shelf.entries.clear();
        shelf.files.clear();
      }),
    close() {
      closed = true;
    },
  };
};
