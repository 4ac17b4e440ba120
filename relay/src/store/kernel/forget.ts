import type { ConversationRecord, ForgetWrite, WriteOutcome } from '../store.js';
import { enter, isMember } from './access.js';
import { amend } from './messages.js';
import { changeOf, done, refused } from './outcome.js';
import { nobody, type Rows } from './rows.js';

type Fields = { -readonly [Name in 'created_by' | 'assignee' | 'participants']?: ConversationRecord[Name] };

/** Where nothing names the person no rev is taken, so that an erasure that was cut short can run again from the start. */
export function forget(rows: Rows, write: ForgetWrite): WriteOutcome {
  const before = enter(rows, write);
  if (!before) return refused('not_found');
  if (write.access.kind !== 'staff') return refused('forbidden');
  const { record } = before;
  const id = write.user_id;
  const wasMember = isMember(record, id);
  const fields: Fields = {};
  if (record.created_by.id === id) fields.created_by = nobody(record.created_by);
  if (record.assignee?.id === id) fields.assignee = null;
  if (wasMember) fields.participants = record.participants.filter(({ user }) => user.id !== id);
  if (Object.keys(fields).length === 0) return done(before, { conversation: record });
  const entry = amend(before, write.now, fields);
  rows.put(entry);
  const change = changeOf(entry.record, { conversation: entry.record, ...(wasMember && { removed: id }) });
  return done(entry, { changes: [change], conversation: entry.record });
}
