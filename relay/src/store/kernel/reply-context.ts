/** What the bot has to answer, and what it needs to know for it. */
import type { ReplyContext, StreamingReply } from '../store.js';
import { follow } from './access.js';
import { messageOf } from './messages.js';
import { textOf } from './replies.js';
import type { Entry, ReadRows, StoredMessage } from './rows.js';

const HISTORY_MAX = 20;

/** The last text of a user that no reply covers. An interrupted reply covers too: nobody asks again by themselves. */
function owed(rows: ReadRows, { key, record }: Entry): StoredMessage | undefined {
  if (record.bot !== 'auto' || record.status !== 'open') return undefined;
  return rows.lastText(key, rows.answeredUpTo(key), 'user');
}

export function replyContext(
  rows: ReadRows,
  tenant: string,
  conversationId: string,
  messageId: string | null,
): ReplyContext | null {
  const entry = follow(rows, tenant, conversationId);
  if (!entry) return null;
  const target = messageId === null ? owed(rows, entry) : rows.message(entry.key, messageId);
  if (target?.row.type !== 'text' || target.deleted) return null;
  return {
    conversation: entry.record,
    message: messageOf(target.row),
    history: rows.textsBelow(entry.key, target.row.seq, HISTORY_MAX).toReversed().map(messageOf),
    reply: rows.covering(entry.key, target.row.seq)?.row ?? null,
  };
}

function isUnanswered(rows: ReadRows, entry: Entry, since: string): boolean {
  const target = owed(rows, entry);
  if (!target || target.created_at < since || rows.streaming(entry.key).length > 0) return false;
  return rows.lastText(entry.key, target.row.seq, 'staff') === undefined;
}

interface Place {
  readonly tenant: string;
  readonly conversation_id: string;
}

const placeOf = ({ record: { tenant, id } }: Entry): Place => ({ tenant, conversation_id: id });

export function unanswered(rows: ReadRows, since: string, limit: number): readonly Place[] {
  const found: Place[] = [];
  for (let skip = 0; found.length < limit; skip += limit) {
    const entries = rows.asked(since, skip, limit);
    found.push(...entries.filter((entry) => isUnanswered(rows, entry, since)).map(placeOf));
    if (entries.length < limit) break;
  }
  return found.slice(0, limit);
}

export function streaming(rows: ReadRows): readonly StreamingReply[] {
  return rows.allStreaming().flatMap(({ key, message }) => {
    const entry = rows.entry(key);
    if (!entry) return [];
    const { row, reply } = message;
    return [{ ...placeOf(entry), message_id: row.id, lease_until: reply?.lease_until ?? '', text: textOf(message) }];
  });
}

export function expired(rows: ReadRows, before: string, limit: number): readonly Place[] {
  return rows.expired(before, limit).flatMap((key) => {
    const entry = rows.entry(key);
    return entry ? [placeOf(entry)] : [];
  });
}
