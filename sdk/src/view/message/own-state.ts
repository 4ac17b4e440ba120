/** How far one's own message has come, and which messages say so. Pure. */
import type { ConnectionStatus, TimelineItem } from '../../chat.js';
import type { Participant, You } from '../../protocol/index.js';
import { timeOf } from '../format.js';
import { isOwn, type OutboxEntry } from '../item.js';
import { isPerson } from '../people.js';
import { isConnected } from '../waiting.js';

/** "Sending…" is only said of what takes longer than this; before, the line under the message is there and empty. */
export const FRESH_MS = 400;

export type OwnState =
  | { readonly kind: 'fresh' | 'sending' | 'waiting' }
  /** The relay asked to wait; milliseconds since 1970. */
  | { readonly kind: 'soon'; readonly until: number }
  | { readonly kind: 'sent'; readonly at: number }
  /** `alone`: nobody else could have read it, so that the name need not be said. */
  | { readonly kind: 'read'; readonly readers: readonly Participant[]; readonly alone: boolean }
  | { readonly kind: 'failed'; readonly entry: OutboxEntry };

export interface OwnStateInput {
  status: ConnectionStatus;
  you: You | null;
  participants: readonly Participant[];
  reads: ReadonlyMap<string, number>;
  /** The device's clock, milliseconds. */
  now: number;
}

const waitingState = (entry: OutboxEntry, { status, now }: OwnStateInput): OwnState => {
  if (!isConnected(status) && status !== 'connecting') return { kind: 'waiting' };
  if (entry.state === 'queued' && entry.error?.code === 'rate_limited' && entry.not_before > now)
    return { kind: 'soon', until: entry.not_before };
  if (now - timeOf(entry.created_at) < FRESH_MS) return { kind: 'fresh' };
  return { kind: entry.state === 'sending' && isConnected(status) ? 'sending' : 'waiting' };
};

/** Null for others' messages, unless something that was done to one was refused, and for what was deleted. */
export function ownStateOf(item: TimelineItem, input: OwnStateInput): OwnState | null {
  const { message } = item;
  if (item.entry?.state === 'failed') return { kind: 'failed', entry: item.entry };
  if (!isOwn(item, input.you)) return null;
  // A reaction that waits says nothing about the message itself.
  const entry = item.entry?.act.kind === 'react' ? null : item.entry;
  if (entry && entry.state !== 'settled') return waitingState(entry, input);
  if (message?.deleted_at) return null;
  const seq = message?.seq ?? entry?.ack?.seq ?? 0;
  const others = input.participants.filter(({ user }) => isPerson(user) && user.id !== input.you?.user.id);
  const readers = others.filter(({ user }) => seq > 0 && (input.reads.get(user.id) ?? 0) >= seq);
  if (readers.length > 0) return { kind: 'read', readers, alone: others.length === 1 };
  return { kind: 'sent', at: timeOf(message?.created_at ?? entry?.ack?.at ?? entry?.created_at ?? '') };
}

/** Messages on their way count as one with those that arrived: the line moves to the newest when it is written, not later. */
const rank = (state: OwnState): string =>
  state.kind === 'fresh' || state.kind === 'sending' || state.kind === 'sent' ? 'sent' : state.kind;

/**
 * Which items carry a line with their state: the last of each state, and each failed one. A line that is there stays
 * until a message comes or goes (`held`), since taking it away would move the text above it.
 */
export function linesOf(
  states: readonly { readonly key: string; readonly state: OwnState }[],
  held: ReadonlySet<string>,
): Set<string> {
  const lines = new Set<string>();
  const last = new Map<string, string>();
  for (const { key, state } of states) {
    if (state.kind === 'failed') lines.add(key);
    else last.set(rank(state), key);
    if (held.has(key)) lines.add(key);
  }
  for (const key of last.values()) lines.add(key);
  return lines;
}
