import type { ReadWrite, WriteOutcome } from '../store.js';
import { enter } from './access.js';
import { done, refused } from './outcome.js';
import type { Rows } from './rows.js';

/** A register: `max(...)`, never above `head`. It takes no rev. */
export function read(rows: Rows, write: ReadWrite): WriteOutcome {
  const entry = enter(rows, write);
  if (!entry) return refused('not_found');
  const { record } = entry;
  const at = record.participants.findIndex(({ user }) => user.id === write.actor.id);
  const mine = record.participants[at];
  const seq = Math.min(write.seq, record.head);
  if (!mine || seq <= mine.last_read_seq) return done(entry);
  // Never lower than it was: retention may have taken the row that it names.
  const visible = Math.max(mine.last_read_visible_seq, rows.lastVisible(entry.key, seq));
  const moved = {
    ...mine,
    last_read_seq: seq,
    last_read_visible_seq: visible,
    last_read_at: write.now,
    last_read_visible_at: visible > mine.last_read_visible_seq ? write.now : mine.last_read_visible_at,
  };
  const after = { ...entry, record: { ...record, participants: record.participants.with(at, moved) } };
  rows.put(after);
  return done(after, {
    read: {
      tenant: record.tenant,
      conversation_id: record.id,
      user: mine.user,
      seq,
      visible_seq: visible,
      at: write.now,
      joined_at: mine.joined_at,
    },
  });
}
