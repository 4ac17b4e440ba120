import type { Rows } from './rows.js';

/** @returns the new version, or null where another stands there than `expected` (0: none). */
export function putDocument(rows: Rows, name: string, key: string, value: string, expected?: number): number | null {
  if (expected !== undefined && (rows.document(name, key)?.version ?? 0) !== expected) return null;
  return rows.putDocument(name, key, value);
}

export function removeDocument(rows: Rows, name: string, key: string, expected?: number): boolean {
  const there = rows.document(name, key);
  if (!there || (expected !== undefined && there.version !== expected)) return false;
  rows.removeDocument(name, key);
  return true;
}
