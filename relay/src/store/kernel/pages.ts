/** Catching up and history: docs/protocol.md, section 1. All of a page comes from one snapshot. */
import type {
  Audience,
  ChangesQuery,
  ChangesResult,
  HistoryQuery,
  HistoryResult,
  MessageRow,
  ResetResult,
} from '../store.js';
import { enter, sees } from './access.js';
import { textOf } from './replies.js';
import type { Entry, ReadRows } from './rows.js';

/** As many rows as fit, one at least; `cut` where there was more. */
function fit(rows: readonly MessageRow[], limit: number, bytes: number): { rows: readonly MessageRow[]; cut: boolean } {
  let left = bytes;
  for (const [at, row] of rows.entries()) {
    left -= Buffer.byteLength(row.json);
    if (at === limit || (at > 0 && left < 0)) return { rows: rows.slice(0, at), cut: true };
  }
  return { rows, cut: false };
}

function newestPage(
  rows: ReadRows,
  entry: Entry,
  audience: Audience,
  before: number | null,
  limit: number,
  bytes: number,
) {
  // One more than asked for tells whether there is more.
  const page = fit(rows.newest(entry.key, audience, before, limit + 1), limit, bytes);
  return { rows: page.rows.toReversed(), more: page.cut };
}

/** Whether the client's row proves that it has seen this very history; a hidden row would be one of another audience. */
function diverged(rows: ReadRows, entry: Entry, audience: Audience, at: ChangesQuery['at']): boolean {
  if (at === null) return false;
  const row = rows.message(entry.key, at.id)?.row;
  return !row || row.rev < at.rev || !sees(audience, row.type);
}

export function changes(rows: ReadRows, query: ChangesQuery): ChangesResult | ResetResult | null {
  const entry = enter(rows, query);
  if (!entry) return null;
  const { record } = entry;
  const { audience, since, limit, bytes } = query;
  const common = {
    kind: 'page',
    streaming: rows.streaming(entry.key).map((message) => ({ id: message.row.id, text: textOf(message) })),
    conversation: record,
  } as const;
  if (since === null) {
    const page = newestPage(rows, entry, audience, null, limit, bytes);
    return { ...common, rows: page.rows, upto: record.head, has_more: false, older: page.more };
  }
  if (since > record.head) return { kind: 'reset', reason: 'ahead' };
  if (diverged(rows, entry, audience, query.at)) return { kind: 'reset', reason: 'diverged' };
  const page = fit(rows.changed(entry.key, audience, since, limit + 1), limit, bytes);
  // On the last page everything up to `head` has been given, seen or hidden; before it, no more than the last row says.
  const upto = page.cut ? (page.rows.at(-1)?.rev ?? since) : record.head;
  return { ...common, rows: page.rows, upto, has_more: page.cut, older: false };
}

export function history(rows: ReadRows, query: HistoryQuery): HistoryResult | null {
  const entry = enter(rows, query);
  if (!entry) return null;
  const page = newestPage(rows, entry, query.audience, query.before, query.limit, query.bytes);
  return { rows: page.rows, has_more: page.more, conversation: entry.record };
}
