import type { User } from '@crm-chat/sdk/protocol';
import type { ParticipantRecord } from '../store.js';

export function newParticipant(user: User, now: string): ParticipantRecord {
  return {
    user,
    role: user.role,
    joined_at: now,
    last_read_seq: 0,
    last_read_visible_seq: 0,
    last_read_at: null,
    last_read_visible_at: null,
  };
}

export const sameUser = (a: User, b: User): boolean =>
  a.id === b.id && a.name === b.name && a.role === b.role && a.avatar === b.avatar;

/** The list with this person in it as they are now; the very same list where that is so already. */
export function withPerson(
  participants: readonly ParticipantRecord[],
  user: User,
  now: string,
): readonly ParticipantRecord[] {
  // The bot and the relay itself take no part: they have no read mark and no membership to lose.
  if (user.role === 'bot' || user.role === 'system') return participants;
  const at = participants.findIndex((participant) => participant.user.id === user.id);
  const found = participants[at];
  if (!found) return [...participants, newParticipant(user, now)];
  if (sameUser(found.user, user)) return participants;
  return participants.with(at, { ...found, user, role: user.role });
}
