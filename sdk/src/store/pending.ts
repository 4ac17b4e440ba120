/** Changes of messages that wait in the outbox, laid over what the relay has: a person sees at once what they did. */
import type { OutboxEntry } from '../entry.js';
import type { Message } from '../protocol/index.js';
import type { TimelineItem } from './selectors.js';

/** Those about one message, by order. */
export type Changes = ReadonlyMap<string, readonly OutboxEntry[]>;

/**
 * By the message's id, or by the `client_id` of a send whose id is not known yet.
 *
 * @param isTaken whether an acknowledged change is in the row that is held: an ack alone writes no row.
 */
export function changesOf(entries: readonly OutboxEntry[], isTaken: (entry: OutboxEntry) => boolean): Changes {
  const changes = new Map<string, OutboxEntry[]>();
  for (const entry of entries) {
    const { act, state } = entry;
    if (act.kind === 'send' || (state === 'settled' && isTaken(entry))) continue;
    const about = changes.get(act.message_id);
    if (about) about.push(entry);
    else changes.set(act.message_id, [entry]);
  }
  return changes;
}

/** The one that the message tells of: what was refused, else what waits to be said, else a reaction. */
export function tellingOf(changes: readonly OutboxEntry[]): OutboxEntry | null {
  const waiting = changes.filter(({ state }) => state !== 'settled');
  return (
    waiting.find(({ state }) => state === 'failed') ??
    waiting.findLast(({ act }) => act.kind !== 'react') ??
    waiting.at(-1) ??
    null
  );
}

const toggled = (reactions: Message['reactions'], me: string, emoji: string, on: boolean): Message['reactions'] => {
  const there = reactions.find((reaction) => reaction.emoji === emoji);
  if ((there?.users.includes(me) ?? false) === on) return reactions;
  if (!there) return [...reactions, { emoji, users: [me] }];
  const users = on ? [...there.users, me] : there.users.filter((id) => id !== me);
  return reactions
    .map((reaction) => (reaction === there ? { emoji, users } : reaction))
    .filter((reaction) => reaction.users.length > 0);
};

/** The message as it will be. What was refused stays in sight where it is a text; a message it did not delete is back. */
export function withChanges(message: Message, changes: readonly OutboxEntry[], me: string | null): Message {
  let shown = message;
  for (const { act, state, created_at } of changes) {
    if (shown.deleted_at !== null) break;
    if (act.kind === 'edit') shown = { ...shown, text: act.text, edited_at: created_at };
    else if (state === 'failed') continue;
    else if (act.kind === 'react' && me !== null) {
      shown = { ...shown, reactions: toggled(shown.reactions, me, act.emoji, act.on) };
    } else if (act.kind === 'delete') {
      const nothing = { text: '', rich: null, attachment: null, attachments: [], reactions: [], mentions: [] };
      shown = { ...shown, ...nothing, deleted_at: created_at };
    }
  }
  return shown;
}

/** A send without a row yet, with what was done to it since; null where that was to delete it. */
export function sendWithChanges(entry: OutboxEntry, changes: Changes): OutboxEntry | null {
  const about = [...(changes.get(entry.client_id) ?? []), ...(changes.get(entry.ack?.message_id ?? '') ?? [])];
  let shown = entry;
  for (const { act, state } of about) {
    if (act.kind === 'delete' && state !== 'failed') return null;
    if (act.kind !== 'edit' || shown.act.kind !== 'send') continue;
    shown = { ...shown, act: { ...shown.act, content: { ...shown.act.content, text: act.text } } };
  }
  return shown;
}

/** Whether this person's reaction is shown on that message. */
export function hasReacted(timeline: readonly TimelineItem[], me: string | null, id: string, emoji: string): boolean {
  const reactions = timeline.find(({ message }) => message?.id === id)?.message?.reactions ?? [];
  return me !== null && reactions.some((reaction) => reaction.emoji === emoji && reaction.users.includes(me));
}
