import type { OutboxEntry } from '../entry.js';
import type { SharedEntries } from './shared-entries.js';

/** Whether the relay's present history has a message of that id, a tombstone included. */
export type HasMessage = (messageId: string) => boolean | Promise<boolean>;

export interface Resending {
  epoch: string;
  has: HasMessage;
}

/** Puts back into the queue what the relay lost, and notes for the rest that it was found in that epoch. */
export const resend = async (
  shared: SharedEntries,
  conversationId: string,
  { epoch, has }: Resending,
): Promise<void> => {
  const isOfAnotherEpoch = ({ state, conversation_id, ack }: OutboxEntry) =>
    state === 'settled' && conversation_id === conversationId && ack?.epoch !== epoch;
  const isThere = new Set<string>();
  await Promise.all(
    (await shared.store.all()).map(async (entry) => {
      // That a message is there does not tell whether an edit of it is. The relay knows its `client_id`, or does it again.
      if (!entry.ack || entry.act.kind !== 'send' || !isOfAnotherEpoch(entry)) return;
      if (
        await Promise.resolve(entry.ack.message_id)
          .then(has)
          .catch(() => false)
      )
        isThere.add(entry.client_id);
    }),
  );
  await shared.change('all', (entries) => {
    const put = entries.filter(isOfAnotherEpoch);
    for (const entry of put) {
      if (!entry.ack) continue;
      if (isThere.has(entry.client_id)) entry.ack.epoch = epoch;
      else Object.assign(entry, { state: 'queued', ack: null, lost_message_id: entry.ack.message_id });
    }
    return { put };
  });
};
