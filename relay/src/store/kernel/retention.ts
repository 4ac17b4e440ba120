import type { DropWrite, RetainWrite, WriteOutcome } from '../store.js';
import { enter } from './access.js';
import { release } from './files.js';
import { done, refused } from './outcome.js';
import type { Rows, StoredMessage } from './rows.js';

/** A streaming row holds its place: its end would otherwise bring back a row that everybody has dropped. */
const stays = ({ row, created_at: at }: StoredMessage, before: string): boolean =>
  at >= before || row.status === 'streaming';

/** Removes the oldest rows and raises `floor`. What is remembered of their `client_id`s stays. */
export function retain(rows: Rows, write: RetainWrite): WriteOutcome {
  const entry = enter(rows, write);
  if (!entry) return refused('not_found');
  if (write.access.kind !== 'staff') return refused('forbidden');
  const oldest = rows.oldest(entry.key, write.limit);
  const kept = oldest.findIndex((message) => stays(message, write.before));
  const gone = kept === -1 ? oldest : oldest.slice(0, kept);
  const last = gone.at(-1);
  if (!last) return done(entry);
  const orphaned = gone.flatMap(({ row }) => release(rows, row, write.now));
  rows.removeUpTo(entry.key, last.row.seq);
  const [first] = rows.oldest(entry.key, 1);
  const record = { ...entry.record, floor: last.row.seq };
  const after = { ...entry, record, oldest_at: first?.created_at ?? null };
  rows.put(after);
  return done(after, { removed: gone.length, orphaned });
}

const CHUNK = 500;

/** Everything goes but the name: an id once used stays taken. */
export function drop(rows: Rows, write: DropWrite): WriteOutcome {
  const entry = enter(rows, write);
  if (!entry) return refused('not_found');
  if (write.access.kind !== 'staff') return refused('forbidden');
  const { record, key } = entry;
  const orphaned: string[] = [];
  let removed = 0;
  for (let before: number | null = null; ;) {
    const page = rows.newest(key, 'staff', before, CHUNK);
    const last = page.at(-1);
    if (!last) break;
    orphaned.push(...page.flatMap((row) => release(rows, row, write.now)));
    removed += page.length;
    before = last.seq;
  }
  rows.erase(key);
  rows.setName(record.tenant, record.id, null);
  return done({ ...entry, record: { ...record, head: 0, floor: 0 } }, { orphaned, removed });
}
