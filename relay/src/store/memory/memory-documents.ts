import type { Rows, StoredDocument } from '../kernel/rows.js';
import type { Journal } from './journal.js';
import { byText } from './by-text.js';

interface Shelf {
  readonly documents: Map<string, StoredDocument>;
  last: number;
}

/** The collections: a shelf for each name. */
export function memoryDocuments(
  journal: Journal,
): Pick<Rows, 'document' | 'documents' | 'putDocument' | 'removeDocument'> {
  const shelves = new Map<string, Shelf>();
  return {
    document: (name, key) => shelves.get(name)?.documents.get(key),
    documents: (name, prefix, after, limit) =>
      [...(shelves.get(name)?.documents.values() ?? [])]
        .filter(({ key }) => key.startsWith(prefix) && (after === null || byText(key, after) > 0))
        .sort((a, b) => byText(a.key, b.key))
        .slice(0, limit),
    putDocument(name, key, value) {
      const shelf: Shelf = shelves.get(name) ?? { documents: new Map(), last: 0 };
      // Kept also where the write is taken back: a version is never given twice.
      shelves.set(name, shelf);
      const version = ++shelf.last;
      journal.set(shelf.documents, key, { key, value, version });
      return version;
    },
    removeDocument(name, key) {
      const shelf = shelves.get(name);
      if (shelf) journal.delete(shelf.documents, key);
    },
  };
}
