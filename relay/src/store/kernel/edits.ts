/** Changes of a message that exists: edit, delete, react. */
import type { Code, Message } from '@crm-chat/sdk/protocol';
import { RULES, type Action } from '../../rules.js';
import type { DeleteWrite, EditWrite, ReactWrite, WriteDone, WriteOutcome } from '../store.js';
import { audienceOf, enter, sees } from './access.js';
import { release } from './files.js';
import { changed, messageOf, step } from './messages.js';
import { earlier } from './once.js';
import { changeOf, done, refused, settle } from './outcome.js';
import { nobody, type Entry, type Rows, type StoredMessage } from './rows.js';

type MessageWrite = EditWrite | DeleteWrite | ReactWrite;
type Found = { readonly entry: Entry; readonly stored: StoredMessage };

/** The message, or the answer: not found, or found to be a repetition. */
function find(rows: Rows, write: MessageWrite): Found | WriteOutcome {
  const entry = enter(rows, write);
  if (!entry) return refused('not_found');
  const before = earlier(rows, entry, write.actor.id, write.kind, write);
  if (before) return 'ok' in before ? before : done(entry, { settled: [before] });
  const stored = rows.message(entry.key, write.message_id);
  return stored && sees(audienceOf(write.access), stored.row.type) ? { entry, stored } : refused('not_found');
}

/** Only the relay writes as bot or system, so an id that looks like theirs makes nobody the author of their messages. */
function isOwn({ row }: StoredMessage, write: MessageWrite): boolean {
  const byRelay = row.sender_role === 'bot' || row.sender_role === 'system';
  return !byRelay && row.type !== 'event' && row.sender_id === write.actor.id;
}

/** Retention and erasure act as the relay itself. */
const mayOthers = ({ access, actor: { role } }: MessageWrite, action: Action): boolean =>
  access.kind === 'staff' && (role === 'system' || RULES[action].some((relation) => relation === role));

/** `fields: null`: nothing to change, and no rev is taken; the act is remembered all the same. */
function settleChange(
  rows: Rows,
  { entry, stored }: Found,
  write: MessageWrite,
  fields: Partial<Message> | null,
): WriteDone {
  const after = fields ? step(entry) : entry;
  const message = fields ? changed(stored, { ...fields, rev: after.record.head }) : stored;
  if (fields) {
    rows.update(entry.key, message);
    rows.put(after);
  }
  const { id, seq } = message.row;
  if (write.client_id !== null) {
    const once = { kind: write.kind, hash: write.hash, message_id: id, seq };
    rows.remember(entry.key, write.actor.id, write.client_id, once);
  }
  const settled = [settle(write.client_id, message.row)];
  return done(after, { settled, changes: fields ? [changeOf(after.record, { row: message.row })] : [] });
}

export function edit(rows: Rows, write: EditWrite): WriteOutcome {
  const found = find(rows, write);
  if ('ok' in found) return found;
  const { row, deleted } = found.stored;
  // What an event says is the relay's own account of what happened.
  if (row.type === 'event' || !(isOwn(found.stored, write) || mayOthers(write, 'edit-others')))
    return refused('forbidden');
  if (deleted) return refused('message_deleted');
  if (row.status === 'streaming') return refused('message_streaming');
  if (messageOf(row).rich?.kind === 'answer') {
    return refused('forbidden', 'The text of an answer is what its values say: delete it, and answer again.');
  }
  if (messageOf(row).text === write.text) return settleChange(rows, found, write, null);
  return settleChange(rows, found, write, { text: write.text, edited_at: write.now });
}

function deleteFault({ stored }: Found, write: DeleteWrite): Code | undefined {
  if (!(isOwn(stored, write) || mayOthers(write, 'delete-others'))) return 'forbidden';
  if (write.erase && write.access.kind !== 'staff') return 'forbidden';
  // A tombstone may still lose its sender, once.
  if (stored.deleted && !(write.erase && stored.row.sender_id !== '')) return 'message_deleted';
  return stored.row.status === 'streaming' ? 'message_streaming' : undefined;
}

export function remove(rows: Rows, write: DeleteWrite): WriteOutcome {
  const found = find(rows, write);
  if ('ok' in found) return found;
  const fault = deleteFault(found, write);
  if (fault) return refused(fault);
  const before = messageOf(found.stored.row);
  const tombstone: Partial<Message> = {
    text: '',
    rich: null,
    attachment: null,
    attachments: [],
    reactions: [],
    mentions: [],
    deleted_at: before.deleted_at ?? write.now,
    ...(write.erase && { sender: nobody(before.sender) }),
  };
  const orphaned = release(rows, found.stored.row, write.now);
  return { ...settleChange(rows, found, write, tombstone), orphaned };
}

/** Reactions in the order in which they began, people in the order in which they reacted. */
function withReaction({ reactions }: Message, userId: string, { emoji, on }: ReactWrite): Message['reactions'] | null {
  const there = reactions.find((reaction) => reaction.emoji === emoji);
  if ((there?.users.includes(userId) ?? false) === on) return null;
  if (!there) return [...reactions, { emoji, users: [userId] }];
  const users = on ? [...there.users, userId] : there.users.filter((id) => id !== userId);
  return reactions
    .map((reaction) => (reaction === there ? { emoji, users } : reaction))
    .filter((reaction) => reaction.users.length > 0);
}

export function react(rows: Rows, write: ReactWrite): WriteOutcome {
  const found = find(rows, write);
  if ('ok' in found) return found;
  const { row, deleted } = found.stored;
  if (row.type === 'event') return refused('forbidden');
  if (deleted) return refused('message_deleted');
  if (row.status === 'streaming') return refused('message_streaming');
  const reactions = withReaction(messageOf(row), write.actor.id, write);
  return settleChange(rows, found, write, reactions && { reactions });
}
