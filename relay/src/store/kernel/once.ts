import type { Settled, WriteRefused } from '../store.js';
import { refused, settle } from './outcome.js';
import type { Entry, Once, Rows } from './rows.js';

interface Act {
  readonly client_id: string | null;
  readonly hash: string;
}

/**
 * What was settled under this `client_id` before: the first answer again, with the row in its present form; a refusal
 * where it stood for something else; undefined where it is new.
 */
export function earlier(
  rows: Rows,
  entry: Entry,
  actorId: string,
  kind: Once['kind'],
  { client_id: clientId, hash }: Act,
): Settled | WriteRefused | undefined {
  if (clientId === null) return undefined;
  const once = rows.once(entry.key, actorId, clientId);
  if (!once) return undefined;
  if (once.kind !== kind || once.hash !== hash) return refused('idempotency_mismatch');
  const row = rows.message(entry.key, once.message_id)?.row;
  if (row) return settle(clientId, row, true);
  // Retention took the row; what was promised about it stands.
  const { message_id, seq } = once;
  return { client_id: clientId, message_id, seq, rev: seq, duplicate: true, row: null };
}
