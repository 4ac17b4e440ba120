import type { Attachment, Message } from '@crm-chat/sdk/protocol';
import { RULES } from '../../rules.js';
import { dueKey, FILES, FILES_DUE, type FileDue, type FileRef } from '../file-records.js';
import type { Change, RemoveFileWrite, WriteOutcome } from '../store.js';
import { follow } from './access.js';
import { recordOf } from './files.js';
import { changed, messageOf, step } from './messages.js';
import { changeOf, done, refused } from './outcome.js';
import type { Rows } from './rows.js';

const mayRemove = ({ access, actor: { role } }: RemoveFileWrite): boolean =>
  access.kind === 'staff' && (role === 'system' || RULES.administer.some((relation) => relation === role));

/** What is left of a file: that there was one. Its name may say as much as its bytes did. */
const tombstone = ({ id, url }: Attachment, now: string): Attachment => ({
  ...{ id, name: '', type: 'application/octet-stream', size: 0, url },
  deleted_at: now,
});

/** A card without its picture is whole. */
function withoutPicture(rich: Message['rich'], fileId: string): Message['rich'] {
  if (rich?.kind !== 'card' || rich.attachment_id !== fileId) return rich;
  const { attachment_id: _gone, ...rest } = rich;
  return rest;
}

/** Null where the message has gone meanwhile: whoever removed it has released its files. */
function strip(rows: Rows, { tenant, now, file_id: fileId }: RemoveFileWrite, ref: FileRef): Change | null {
  const entry = follow(rows, tenant, ref.conversation_id);
  const stored = entry && rows.message(entry.key, ref.message_id);
  if (!entry || !stored) return null;
  const { attachments: before, rich } = messageOf(stored.row);
  const attachments = before.map((file) => (file.id === fileId ? tombstone(file, now) : file));
  const after = step(entry);
  const fields = { attachments, attachment: attachments[0] ?? null, rich: withoutPicture(rich, fileId) };
  const message = changed(stored, { ...fields, rev: after.record.head });
  rows.update(entry.key, message);
  rows.put(after);
  return changeOf(after.record, { row: message.row });
}

/** At most `FILE_REFS_MAX` messages change. */
export function removeFile(rows: Rows, write: RemoveFileWrite): WriteOutcome {
  if (!mayRemove(write)) return refused('forbidden');
  const { file_id: id, now } = write;
  const record = recordOf(rows, id);
  if (record?.tenant !== write.tenant) return refused('not_found');
  const changes = record.refs.flatMap((ref) => strip(rows, write, ref) ?? []);
  if (record.due_at !== null) rows.removeDocument(FILES_DUE, dueKey({ id, due_at: record.due_at }));
  rows.removeDocument(FILES, id);
  const due: FileDue = { id, due_at: now };
  rows.putDocument(FILES_DUE, dueKey(due), JSON.stringify(due));
  return done({ record: { id: '', head: 0, floor: 0 } }, { changes, removed: changes.length, orphaned: [id] });
}
