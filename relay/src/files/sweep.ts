import type { Clock } from '../clock.js';
import type { FileDue } from '../store/store.js';
import type { Blobs } from './blobs.js';
import type { SweepReport } from './files.js';
import type { UploadLedger } from './upload-ledger.js';

/** Milliseconds after which an upload goes that no message has named. */
export const UNSENT_MS = 7 * 24 * 3_600_000;
/**
 * Bytes without a record stay as long: an operator who has put back the database of yesterday may still find the right one.
 */
const STRAY_MS = UNSENT_MS;
/** Between the bytes and their record lie milliseconds: what lacks one after an hour belongs to a process that died. */
const UNFINISHED_MS = 3_600_000;

export interface Sweeping {
  readonly ledger: UploadLedger;
  readonly blobs: Blobs;
  readonly clock: Clock;
}

type Counts = { -readonly [Name in keyof SweepReport]: SweepReport[Name] };

/**
 * Record first, bytes after, the note that it is due last: ended anywhere in between, the next sweep finds the note and goes
 * on. The record goes only in the version that was seen, so a send that came to name the file meanwhile keeps it.
 */
export async function sweep(parts: Sweeping, signal?: AbortSignal): Promise<SweepReport> {
  const counts: Counts = { removed: 0, bytes: 0, strays: 0, lost: 0 };
  for await (const due of parts.ledger.dues()) {
    if (signal?.aborted) return counts;
    await settle(parts, due, counts);
  }
  for await (const { id, since } of parts.blobs.list()) {
    if (signal?.aborted) return counts;
    if (parts.clock.now() - since < STRAY_MS || (await parts.ledger.find(id)) !== null) continue;
    await parts.blobs.remove(id);
    counts.strays += 1;
  }
  return counts;
}

async function settle({ ledger, blobs, clock }: Sweeping, due: FileDue, counts: Counts): Promise<void> {
  const now = clock.now();
  const at = Date.parse(due.due_at);
  const found = await ledger.find(due.id);
  if (found === null) {
    // Never finished, or its record went and this process died before the rest.
    if (at > now && at - UNSENT_MS > now - UNFINISHED_MS) return;
    await blobs.remove(due.id);
    return ledger.forgetDue(due);
  }
  // Another note has taken its place.
  if (found.value.due_at !== due.due_at) return ledger.forgetDue(due);
  const isLost = at > now && !(await blobs.has(due.id));
  if (at > now && !isLost) return;
  if (!(await ledger.remove(found))) return;
  await blobs.remove(due.id);
  await ledger.forgetDue(due);
  if (isLost) counts.lost += 1;
  else {
    counts.removed += 1;
    counts.bytes += found.value.attachment.size;
  }
}
