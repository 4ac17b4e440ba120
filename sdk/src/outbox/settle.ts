/** What the relay's answers make of the entries. */
import type { OutboxEntry, Settlement } from '../entry.js';
import { filesOf, isSentBefore, type OutboxChange } from './outbox-store.js';
import { isAbout, readdressTo, RETRY_AFTER_MAX_MS } from './plan.js';

type Acked = Extract<Settlement, { kind: 'acked' }>;

/** A run as it was handed over; `wasSent` tells who had been handed over before. */
export interface HandedRun {
  entries: readonly OutboxEntry[];
  wasSent: ReadonlySet<string>;
}

/** What is about this send waited for the message's id, or knew it by the one in the lost history. */
const tellMessageId = (
  entries: readonly OutboxEntry[],
  of: OutboxEntry,
  messageId: string,
  changed: Set<OutboxEntry>,
) => {
  for (const other of entries) {
    if (!isAbout(other, of) || !('message_id' in other.act)) continue;
    other.act.message_id = messageId;
    changed.add(other);
  }
};

const acked = (entry: OutboxEntry, { message_id, seq, rev, epoch }: Acked, now: number) => {
  delete entry.lost_message_id;
  Object.assign(entry, {
    state: 'settled',
    was_sent: true,
    error: null,
    not_before: 0,
    ack: { message_id, seq, rev, at: new Date(now).toISOString(), epoch },
  } satisfies Partial<OutboxEntry>);
};

/** The relay answered from there: the queue goes there from now on, and there is nothing left to open. */
const readdress = (entries: readonly OutboxEntry[], first: OutboxEntry, to: string, changed: Set<OutboxEntry>) => {
  const from = first.conversation_id;
  for (const entry of entries) {
    const isMoved = entry.conversation_id === from && from !== to;
    if (!isMoved && (entry.conversation_id !== to || entry.open === null)) continue;
    // Should the relay ever lose the conversation, the one that opened it opens it again.
    if (entry !== first) entry.open = null;
    readdressTo(entry, to);
    changed.add(entry);
  }
};

/** Should the relay lose what it has just been given again and again, that is for the person to see. */
const LOST_MAX = 3;

/** The relay has an upload no more that it had: it gets our copy again, as another upload. */
const uploadAgain = (entry: OutboxEntry): boolean => {
  const files = filesOf(entry);
  if (entry.act.kind !== 'send' || files.length === 0 || files.some(({ lost }) => lost >= LOST_MAX)) return false;
  // Of what was sent along again there is no copy here.
  if (files.some(isSentBefore)) return false;
  const { attachment_ids: _gone, ...content } = entry.act.content;
  const again = files.map((file) => ({ ...file, lost: file.lost + 1, failures: 0, attachment: null }));
  entry.act = { ...entry.act, content, files: again };
  Object.assign(entry, { state: 'queued', error: null });
  return true;
};

/** Of one that is out under our claim; false if it has to go from the store. */
const unacked = (entry: OutboxEntry, answer: Settlement | undefined, wasSent: boolean, now: number): boolean => {
  entry.not_before = 0;
  if (answer?.kind === 'refused') {
    if (answer.code === 'attachment_gone' && uploadAgain(entry)) return true;
    // An edit done long ago, of a message that a restored relay no longer has: nothing that anybody could still decide.
    if (entry.lost_message_id !== undefined && entry.act.kind !== 'send') return false;
    Object.assign(entry, { state: 'failed', error: { code: answer.code, detail: answer.detail } });
    return true;
  }
  entry.state = 'queued';
  if (answer?.kind === 'retry') {
    entry.error = { code: answer.code, detail: answer.detail };
    if (answer.retry_after) entry.not_before = now + Math.min(answer.retry_after * 1000, RETRY_AFTER_MAX_MS);
  } else {
    // Not tried at all: as if it had never been handed over.
    entry.was_sent = wasSent;
    entry.attempts--;
  }
  return true;
};

/**
 * An `ack` is the truth, whoever brings it and whatever another tab made of the entry meanwhile. Everything else counts only
 * while the entry is still out under the very claim that it answers: another tab's attempt may yet succeed.
 */
export const settle = (
  entries: readonly OutboxEntry[],
  { entries: run, wasSent }: HandedRun,
  answers: readonly Settlement[],
  now: number,
): OutboxChange => {
  const byId = new Map(entries.map((entry) => [entry.client_id, entry]));
  const answerOf = new Map(answers.map((answer) => [answer.client_id, answer]));
  const changed = new Set<OutboxEntry>();
  const remove: OutboxEntry[] = [];
  for (const { client_id, attempts } of run) {
    const entry = byId.get(client_id);
    const answer = answerOf.get(client_id);
    if (!entry) continue;
    if (answer?.kind === 'acked') {
      if (entry.act.kind === 'send') tellMessageId(entries, entry, answer.message_id, changed);
      readdress(entries, entry, answer.conversation_id, changed);
      acked(entry, answer, now);
    } else {
      if (entry.state !== 'sending' || entry.attempts !== attempts) continue;
      if (!unacked(entry, answer, wasSent.has(client_id), now)) {
        remove.push(entry);
        continue;
      }
    }
    changed.add(entry);
  }
  return { put: changed, remove };
};
