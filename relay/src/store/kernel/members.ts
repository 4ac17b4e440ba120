import type { AddMemberWrite, RemoveMemberWrite, WriteOutcome } from '../store.js';
import { enter, isMember } from './access.js';
import { happen } from './events.js';
import { done, refused } from './outcome.js';
import { newParticipant } from './participants.js';
import type { Rows } from './rows.js';

/** Someone added sees the whole history. Who is in already stays as they are. */
export function addMember(rows: Rows, write: AddMemberWrite): WriteOutcome {
  const before = enter(rows, write);
  if (!before) return refused('not_found');
  const { user, now } = write;
  if (isMember(before.record, user.id)) return done(before, { conversation: before.record });
  const participants = [...before.record.participants, newParticipant(user, now)];
  const { entry, change } = happen(rows, before, write, { event: 'participant_added', user, fields: { participants } });
  rows.put(entry);
  return done(entry, { changes: [change], conversation: entry.record });
}

/** Removing who is not in is done already. */
export function removeMember(rows: Rows, write: RemoveMemberWrite): WriteOutcome {
  const before = enter(rows, write);
  if (!before) return refused('not_found');
  const leaving = before.record.participants.find(({ user }) => user.id === write.user_id);
  if (!leaving) return done(before, { conversation: before.record });
  const participants = before.record.participants.filter((participant) => participant !== leaving);
  const { entry, change } = happen(rows, before, write, {
    event: 'participant_removed',
    user: leaving.user,
    fields: { participants },
    removed: leaving.user.id,
  });
  rows.put(entry);
  return done(entry, { changes: [change], conversation: entry.record });
}
