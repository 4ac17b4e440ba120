import {
  PAGE_BYTES,
  type At,
  type ChangesPage,
  type ResetReason,
  type StreamingText,
  type User,
} from '@crm-chat/sdk/protocol';
import type { ChangesResult, ResetResult, Store } from '../store/store.js';
import { epochOf, type Viewer } from './delivery.js';
import { readMarks } from './marks.js';
import type { Room } from './room.js';

/** What a client says of where it stands: in `hello`, `sync` and `events`. */
export interface Resume {
  readonly since: number | null;
  readonly at: At | null;
  /** Null: it says nothing, and nothing is compared. */
  readonly epoch: string | null;
}

/**
 * Whether a client's rows belong to the history that this viewer sees.
 *
 * @returns why they do not, or null. `role` where the history is the same and the eyes are others.
 */
export function epochReset(store: Store, viewer: Viewer, resume: Resume): ResetReason | null {
  if (resume.epoch === null || resume.epoch === epochOf(store.epoch, viewer)) return null;
  return resume.epoch.startsWith(`${store.epoch}.`) ? 'role' : 'epoch';
}

/** @returns null where the viewer may not be here any more. */
export function readChanges(
  store: Store,
  viewer: Viewer,
  conversationId: string,
  { since, at }: Resume,
  limit: number,
): Promise<ChangesResult | ResetResult | null> {
  return store.changes({
    tenant: viewer.tenant,
    conversation_id: conversationId,
    access: viewer.access,
    audience: viewer.audience,
    since,
    at: at === null ? null : { id: at.id, rev: at.rev },
    limit,
    bytes: PAGE_BYTES,
  });
}

/** A page but for its messages. What is never stored is as it stands now, not as it stood when the rows were read. */
export function pageParts(
  store: Store,
  room: Room,
  viewer: Viewer,
  result: ChangesResult,
  since: number | null,
): Omit<ChangesPage, 'messages'> {
  const record = room.marks.overlay(result.conversation);
  return {
    upto: result.upto,
    streaming: streamingNow(room, result),
    read: readMarks(record, viewer.audience),
    presence: presenceNow(room, viewer.user),
    conversation: since === null || record.rev > since ? room.present(record, viewer.audience) : null,
    head: record.head,
    floor: Math.max(room.floor, record.floor),
    epoch: epochOf(store.epoch, viewer),
    has_more: result.has_more,
  };
}

/** The room hears every word, the store every few seconds; but of a reply begun a moment ago only the store may know. */
function streamingNow(room: Room, result: ChangesResult): StreamingText[] {
  const heard = room.streams.list();
  if (room.head >= result.conversation.head) return heard.map((stream) => longer(stream, result.streaming));
  // One that the room has seen end is not among `heard`, and one that it has not seen begin is not either: the rows that
  // are on their way settle both.
  return result.streaming.map((stream) => longer(stream, heard));
}

function longer(stream: StreamingText, others: readonly StreamingText[]): StreamingText {
  const other = others.find(({ id }) => id === stream.id);
  return other !== undefined && other.text.length > stream.text.length ? other : stream;
}

/** Everybody here, the viewer included: the bus may not have brought back yet that they are. */
export function presenceNow(room: Room, viewer: User): User[] {
  const here = room.presence.list();
  return here.some(({ id }) => id === viewer.id) ? here : [...here, viewer];
}

/** Where a socket of this viewer stands: what `welcome` and `ping` tell. */
export function standing(store: Store, room: Room, viewer: Viewer) {
  return {
    head: room.head,
    floor: room.floor,
    reads: room.marks.sum(viewer.audience),
    epoch: epochOf(store.epoch, viewer),
    presence: presenceNow(room, viewer.user),
  };
}

export type Standing = ReturnType<typeof standing>;
