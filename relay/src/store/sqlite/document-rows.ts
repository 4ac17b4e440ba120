import type { ReadRows, Rows, StoredDocument } from '../kernel/rows.js';
import type { Db } from './database.js';

export function documentReads(db: Db): Pick<ReadRows, 'document' | 'documents'> {
  const one = db.prepare<[string, string], StoredDocument>(
    'SELECT key, value, version FROM documents WHERE name = ? AND key = ?',
  );
  const list = db.prepare<[string, string, string, string, string | null, string | null, number], StoredDocument>(
    `SELECT key, value, version FROM documents
     WHERE name = ? AND key >= ? AND substr(key, 1, length(?)) = ? AND (? IS NULL OR key > ?) ORDER BY key LIMIT ?`,
  );
  return {
    document: (name, key) => one.get(name, key),
    documents: (name, prefix, after, limit) => list.all(name, prefix, prefix, prefix, after, after, limit),
  };
}

export function documentWrites(db: Db): Pick<Rows, 'putDocument' | 'removeDocument'> {
  const count = db.prepare<[string], { last: number }>(
    `INSERT INTO collections VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last`,
  );
  const put = db.prepare(
    `INSERT INTO documents VALUES (?, ?, ?, ?)
     ON CONFLICT (name, key) DO UPDATE SET value = excluded.value, version = excluded.version`,
  );
  const remove = db.prepare('DELETE FROM documents WHERE name = ? AND key = ?');
  return {
    putDocument(name, key, value) {
      const version = count.get(name)?.last;
      if (version === undefined) throw new Error('A collection gave no version.');
      put.run(name, key, value, version);
      return version;
    },
    removeDocument: (name, key) => void remove.run(name, key),
  };
}
