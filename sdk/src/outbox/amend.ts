/** What an edit, a deletion or a reaction makes of what waits already: nothing is sent that the next act undoes. */
import type { OutboxAct, OutboxEntry } from '../entry.js';
import { ChatError } from '../errors.js';
import type { NewOutboxEntry, OutboxChange } from './outbox-store.js';
import { isAbout } from './plan.js';

export type MessageAct = Exclude<OutboxAct, { kind: 'send' }>;

/** No transport has ever had it: it may still become another one, or nothing. */
const isUntouched = ({ state, was_sent }: OutboxEntry): boolean => state === 'queued' && !was_sent;

/** A send of this device that nobody else knows of. */
const amendSend = (entries: readonly OutboxEntry[], send: OutboxEntry, act: MessageAct): OutboxChange | null => {
  if (send.act.kind !== 'send') return null;
  if (act.kind === 'edit') {
    send.act.content = { ...send.act.content, text: act.text };
    return { put: [send] };
  }
  if (act.kind === 'delete') return { remove: [send, ...entries.filter((other) => isAbout(other, send))] };
  return null;
};

/** What waits about the same message, and what of that the new act takes the place of. */
const replaced = (waiting: readonly OutboxEntry[], act: MessageAct): readonly OutboxEntry[] => {
  if (act.kind === 'delete') return waiting;
  return waiting.filter((other) => {
    if (act.kind === 'react') return other.act.kind === 'react' && other.act.emoji === act.emoji;
    return other.act.kind === 'edit';
  });
};

/**
 * Takes all entries, by order, and the new act. `add` puts an entry behind everything that waits.
 *
 * @throws ChatError `message_deleted` when its deletion waits already.
 */
export const amend = (
  entries: readonly OutboxEntry[],
  fresh: NewOutboxEntry & { act: MessageAct },
  add: (fresh: NewOutboxEntry) => OutboxChange,
): OutboxChange => {
  const { act } = fresh;
  const send = entries.find(
    ({ client_id, ack, act: { kind } }) =>
      kind === 'send' && (client_id === act.message_id || ack?.message_id === act.message_id),
  );
  const amended = send && isUntouched(send) && amendSend(entries, send, act);
  if (amended) return amended;
  const names = new Set([act.message_id, send?.client_id, send?.ack?.message_id]);
  const about = entries.filter(
    ({ act: other, state }) => state !== 'settled' && 'message_id' in other && names.has(other.message_id),
  );
  if (about.some(({ act: { kind }, state }) => kind === 'delete' && state !== 'failed')) {
    if (act.kind === 'delete') return {};
    throw new ChatError('message_deleted', 'This message is being deleted.');
  }
  const old = replaced(
    about.filter((entry) => isUntouched(entry) || entry.state === 'failed'),
    act,
  );
  const waiting = old.find(isUntouched);
  const parked = old.filter((entry) => entry.state === 'failed');
  if (waiting?.act.kind === 'edit' && act.kind === 'edit') {
    waiting.act = { ...waiting.act, text: act.text };
    return { put: [waiting], remove: parked };
  }
  // There and back again is nothing; twice the same is once.
  if (waiting?.act.kind === 'react' && act.kind === 'react') {
    return waiting.act.on === act.on ? { remove: parked } : { remove: old };
  }
  return { ...add(fresh), remove: old };
};
