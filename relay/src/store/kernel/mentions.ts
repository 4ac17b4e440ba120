import type { NewMessage, SendWrite } from '../store.js';
import { isMember } from './access.js';
import type { Fault } from './answers.js';
import type { Entry } from './rows.js';

/**
 * A `user` mentions who is there: participants, whoever is in charge, themselves. Staff may mention colleagues who have not
 * said anything here yet; the relay keeps no list of people by which it could tell those from anybody else.
 */
export function mentionsFault(entry: Entry | undefined, write: SendWrite, item: NewMessage): Fault | undefined {
  if (write.access.kind === 'staff') return undefined;
  const isThere = (id: string) =>
    id === write.actor.id || (entry !== undefined && (isMember(entry.record, id) || entry.record.assignee?.id === id));
  if (item.mentions.every(isThere)) return undefined;
  return { code: 'invalid', detail: 'mentions has to name people who take part.' };
}
