import type { OutboxEntry } from '../entry.js';
import type { Message } from '../protocol/index.js';
import { changesOf, sendWithChanges, tellingOf, withChanges } from './pending.js';

/**
 * One thing in the list. An optimistic message is an outbox entry shown in the timeline, not a second kind of message:
 * `entry` alone until its row is here (or the cursor has passed its rev), then `message` alone. A message with an `entry`
 * has a change waiting in the outbox. Both are as they will be once what waits has been done: edited, deleted, reacted to.
 */
export type TimelineItem =
  | { readonly key: string; readonly message: Message; readonly entry: OutboxEntry | null }
  | { readonly key: string; readonly message: null; readonly entry: OutboxEntry };

/** What decides whether an entry still has to be drawn. */
export interface TimelineContext {
  readonly me: string | null;
  /** Whether this row, or the row of this send of one's own, is held: shown or before the loaded part. */
  isHeld(entry: OutboxEntry): boolean;
  /** Of an acknowledged change: whether it is in the row that is held. */
  isTaken(entry: OutboxEntry): boolean;
}

/** The items of unchanged messages stay the same objects, so that a list of thousands is compared by identity. */
const items = new WeakMap<Message, { me: string | null; item: TimelineItem }>();

const itemOf = (message: Message, me: string | null): TimelineItem => {
  const known = items.get(message);
  if (known?.me === me) return known.item;
  // One's own bubble keeps its key when the row takes the entry's place.
  const key = message.client_id !== null && message.sender.id === me ? message.client_id : message.id;
  const item = { key, message, entry: null };
  items.set(message, { me, item });
  return item;
};

/** The items of a list that mostly grows at its end: what is the same as last time is not looked at again. */
export class TimelineItems {
  #messages: readonly Message[] = [];
  #me: string | null = null;
  #items: readonly TimelineItem[] = [];

  of(messages: readonly Message[], me: string | null): readonly TimelineItem[] {
    let same = 0;
    if (me === this.#me && messages === this.#messages) return this.#items;
    if (me === this.#me) while (same < messages.length && messages[same] === this.#messages[same]) same += 1;
    const items = this.#items.slice(0, same);
    for (const message of messages.slice(same)) items.push(itemOf(message, me));
    this.#messages = messages;
    this.#me = me;
    this.#items = items;
    return items;
  }
}

/** The loaded messages, and behind them what waits; what was acknowledged stands where it will stay. */
export function timelineOf(
  messages: readonly Message[],
  entries: readonly OutboxEntry[],
  context: TimelineContext,
  known = new TimelineItems(),
): readonly TimelineItem[] {
  const { me } = context;
  const changes = changesOf(entries, (entry) => context.isTaken(entry));
  const items = known.of(messages, me);
  if (entries.length === 0) return items;
  const list = items.map((item) => {
    const { message } = item;
    const about = message && changes.size > 0 ? changes.get(message.id) : undefined;
    return message && about
      ? { key: item.key, message: withChanges(message, about, me), entry: tellingOf(about) }
      : item;
  });
  for (const waiting of entries) {
    if (waiting.act.kind !== 'send' || context.isHeld(waiting)) continue;
    const entry = sendWithChanges(waiting, changes);
    if (!entry) continue;
    const item = { key: entry.client_id, message: null, entry };
    const seq = entry.ack?.seq ?? Infinity;
    let at = list.length;
    while (at > 0 && placeOf(list[at - 1]) > seq) at -= 1;
    list.splice(at, 0, item);
  }
  return list;
}

const placeOf = (item: TimelineItem | undefined): number =>
  item?.message ? item.message.seq : (item?.entry.ack?.seq ?? Infinity);

/** Whether others' unread counts take this message in. docs/protocol.md, section 2. */
export const counts = (message: Message, me: string | null): boolean =>
  message.type !== 'event' && message.deleted_at === null && message.sender.id !== me;

/** Others' messages above one's own read mark, of those loaded. */
export function unreadOf(messages: readonly Message[], me: string | null, readUpTo: number): number {
  let unread = 0;
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const message = messages[i];
    if (!message || message.seq <= readUpTo) break;
    if (counts(message, me)) unread += 1;
  }
  return unread;
}
