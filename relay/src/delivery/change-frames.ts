import type { Audience, Change, ConversationRecord, MessageRow } from '../store/store.js';

/** The row of a change, where this audience may see it: `user`s get no notes. */
export function visibleRow(change: Change, audience: Audience): MessageRow | null {
  return change.row !== null && (audience === 'staff' || change.row.type !== 'note') ? change.row : null;
}

type StateJson = (record: ConversationRecord) => string;

function updatedConversation(record: ConversationRecord, state: StateJson): string {
  return `{"type":"conversation:updated","conversation":${state(record)}}`;
}

function newMessage(row: MessageRow, record: ConversationRecord | null, state: StateJson): string {
  const conversation = record === null ? '' : `,"conversation":${state(record)}`;
  return `{"type":"message:new","message":${row.json}${conversation}}`;
}

/**
 * A change as frames. One rev is one frame, so that no cut connection can bring one half of it; only where a rev changes
 * an older message and the conversation at once are there two, either of which counts as that rev.
 */
export function changeFrames(change: Change, audience: Audience, state: StateJson): readonly string[] {
  const row = visibleRow(change, audience);
  const { conversation } = change;
  if (row === null) {
    // The bare number of a change this audience may not see keeps its cursor gapless.
    if (conversation === null) return [`{"type":"head","head":${change.rev}}`];
    return [updatedConversation(conversation, state)];
  }
  if (change.created) return [newMessage(row, conversation, state)];
  const updated = `{"type":"message:updated","message":${row.json}}`;
  return conversation === null ? [updated] : [updated, updatedConversation(conversation, state)];
}

/**
 * The same for a socket opened by `?token=`, where it differs: a reply is nothing until it is finished, then one
 * `message:new`. Null where it does not differ.
 *
 * @param unseen whether such sockets have not seen this reply in any form.
 */
export function legacyFrames(
  change: Change,
  audience: Audience,
  state: StateJson,
  unseen: boolean,
): readonly string[] | null {
  const row = visibleRow(change, audience);
  if (row === null) return null;
  const { conversation } = change;
  if (row.status === 'streaming') return conversation === null ? [] : [updatedConversation(conversation, state)];
  return unseen ? [newMessage(row, conversation, state)] : null;
}
