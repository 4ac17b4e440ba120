/** The bot's replies: which text one answers, who may write it, and what becomes of it when its relay dies. */
import type { Code } from '@crm-chat/sdk/protocol';
import type { Change, ReplyDraftWrite, ReplyEndWrite, ReplyStartWrite, WriteOutcome } from '../store.js';
import { enter } from './access.js';
import { advance, changed, compose, messageOf, step } from './messages.js';
import { changeOf, done, refused, settle } from './outcome.js';
import type { Entry, Rows, StoredMessage } from './rows.js';

const isLive = (message: StoredMessage, now: string): boolean =>
  message.row.status === 'streaming' && (message.reply?.lease_until ?? '') > now;

function targetFault({ record }: Entry, target: StoredMessage): Code | undefined {
  const { type, sender_role: role } = target.row;
  if (type !== 'text' || role === 'bot' || role === 'system') return 'invalid';
  if (target.deleted) return 'message_deleted';
  if (record.bot === 'off') return 'bot_off';
  return record.status === 'closed' ? 'conversation_closed' : undefined;
}

/** Ends a stream with the next rev. */
function end(rows: Rows, before: Entry, stored: StoredMessage, status: 'sent' | 'interrupted', text: string | null) {
  const entry = step(before);
  const fields = { status, rev: entry.record.head, ...(text !== null && { text }) };
  const message = changed(stored, fields);
  const reply = stored.reply && { ...stored.reply, lease: null, lease_until: null };
  rows.update(entry.key, { ...message, reply });
  return { entry, row: message.row, change: changeOf(entry.record, { row: message.row }) };
}

/** Writes the streaming row: a new one, or the interrupted one again from the start. */
function begin(rows: Rows, before: Entry, write: ReplyStartWrite, target: StoredMessage, again?: StoredMessage) {
  const { lease, lease_until, actor, now } = write;
  if (again) {
    const entry = step(before);
    const message = changed(again, { status: 'streaming', text: '', rev: entry.record.head });
    rows.update(entry.key, { ...message, reply: again.reply && { ...again.reply, lease, lease_until } });
    return { entry, row: message.row, change: changeOf(entry.record, { row: message.row }) };
  }
  const entry = advance(before, now, true);
  const fresh = { id: write.message_id, type: 'text', text: '', status: 'streaming', reply_to: write.answers } as const;
  const row = compose(entry.record, fresh, actor, now);
  const reply = { answers_seq: target.row.seq, lease, lease_until };
  rows.insert(entry.key, { row, created_at: now, deleted: false, reply });
  return { entry, row, change: changeOf(entry.record, { row, created: true }) };
}

export function replyStart(rows: Rows, write: ReplyStartWrite): WriteOutcome {
  let entry = enter(rows, write);
  const target = entry && rows.message(entry.key, write.answers);
  if (!entry || !target) return refused('not_found');
  const covering = rows.covering(entry.key, target.row.seq);
  const owed = !covering || (covering.row.status !== 'sent' && !covering.deleted && !isLive(covering, write.now));
  if (covering && !owed) return done(entry, { settled: [settle(null, covering.row)] });
  const fault = targetFault(entry, target);
  if (fault) return refused(fault);

  const streaming = rows.streaming(entry.key);
  const inTheWay = streaming.find((message) => isLive(message, write.now));
  if (inTheWay) return done(entry, { settled: [settle(null, inTheWay.row)], busy: true });
  const changes: Change[] = [];
  for (const dead of streaming) {
    if (dead.row.id === covering?.row.id) continue;
    const ended = end(rows, entry, dead, 'interrupted', null);
    ({ entry } = ended);
    changes.push(ended.change);
  }
  const begun = begin(rows, entry, write, target, covering);
  // Whatever came after `target` is looked for in the rows when this one has ended.
  const open = rows.lastText(entry.key, target.row.seq, 'user');
  rows.put({ ...begun.entry, asked_at: open ? begun.entry.asked_at : null });
  return done(begun.entry, {
    settled: [settle(null, begun.row)],
    changes: [...changes, begun.change],
    started: true,
  });
}

/** The streaming row of this lease. */
function held(rows: Rows, write: ReplyDraftWrite | ReplyEndWrite): { entry: Entry; stored: StoredMessage } | undefined {
  const entry = enter(rows, write);
  const stored = entry && rows.message(entry.key, write.message_id);
  if (!entry || stored?.row.status !== 'streaming') return undefined;
  const mine = write.lease === null ? !isLive(stored, write.now) : stored.reply?.lease === write.lease;
  return mine ? { entry, stored } : undefined;
}

/** Takes no rev: of equal revs of a streaming message the longer text wins. */
export function replyDraft(rows: Rows, write: ReplyDraftWrite): WriteOutcome {
  const found = held(rows, write);
  if (!found) return refused('not_found');
  const { entry, stored } = found;
  const message = changed(stored, { text: write.text });
  const reply = stored.reply && { ...stored.reply, lease_until: write.lease_until };
  rows.update(entry.key, { ...message, reply });
  return done(entry, { settled: [settle(null, message.row)] });
}

export function replyEnd(rows: Rows, write: ReplyEndWrite): WriteOutcome {
  const found = held(rows, write);
  if (!found) return refused('not_found');
  const { entry, row, change } = end(rows, found.entry, found.stored, write.status, write.text);
  rows.put(entry);
  return done(entry, { settled: [settle(null, row)], changes: [change] });
}

/** For `streaming`: the text so far. */
export const textOf = (message: StoredMessage): string => messageOf(message.row).text;
