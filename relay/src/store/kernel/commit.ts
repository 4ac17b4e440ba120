import type { Change, Commit, ReadChange } from '../store.js';
import type { OpResult } from './operations.js';

/** What a batch of results has for the listeners, in order; null where nothing happened. */
export function commitOf(results: readonly (OpResult | Error)[]): Commit | null {
  const changes: Change[] = [];
  const reads: ReadChange[] = [];
  for (const result of results) {
    if (result === null || typeof result !== 'object' || result instanceof Error || !result.ok) continue;
    for (const change of result.changes) changes.push(change);
    if (result.read) reads.push(result.read);
  }
  return changes.length > 0 || reads.length > 0 ? { changes, reads } : null;
}
