/** Which messages name a file: moved together with them, in one transaction. */
import type { Attachment, Code } from '@crm-chat/sdk/protocol';
import {
  dueKey,
  FILE_REFS_MAX,
  FILES,
  FILES_DUE,
  type FileDue,
  type FileRecord,
  type FileRef,
} from '../file-records.js';
import type { MessageRow, NewMessage, SendWrite } from '../store.js';
import { messageOf } from './messages.js';
import type { ReadRows, Rows } from './rows.js';

export function recordOf(rows: ReadRows, id: string): FileRecord | undefined {
  const found = rows.document(FILES, id);
  return found && (JSON.parse(found.value) as FileRecord);
}

const put = (rows: Rows, id: string, record: FileRecord): void =>
  void rows.putDocument(FILES, id, JSON.stringify(record));

type Naming = Pick<NewMessage, 'attachment_ids' | 'rich'>;

const cardFile = (rich: Naming['rich']): readonly string[] =>
  rich?.kind === 'card' && rich.attachment_id !== undefined ? [rich.attachment_id] : [];

/** Each file once, in the order in which the message names them. */
const namedBy = (item: Naming): readonly string[] => [...new Set([...item.attachment_ids, ...cardFile(item.rich)])];

/** Missing, removed and somebody else's look the same: an id must not tell whether it is in use. */
export function filesFault(rows: ReadRows, { tenant, actor }: SendWrite, item: Naming): Code | undefined {
  for (const id of namedBy(item)) {
    const record = recordOf(rows, id);
    if (record?.tenant !== tenant || record.owner_id !== actor.id || record.gone) return 'attachment_gone';
    if (record.refs.length >= FILE_REFS_MAX) return 'invalid';
  }
  return undefined;
}

/** A message names its files from now on. @returns its attachments. */
export function attach(rows: Rows, item: Naming, ref: FileRef): readonly Attachment[] {
  const attachments = new Map<string, Attachment>();
  for (const id of namedBy(item)) {
    const record = recordOf(rows, id);
    if (!record) throw new Error(`The file ${id} was there a moment ago.`);
    if (record.due_at !== null) rows.removeDocument(FILES_DUE, dueKey({ id, due_at: record.due_at }));
    put(rows, id, { ...record, refs: [...record.refs, ref], due_at: null });
    attachments.set(id, record.attachment);
  }
  return item.attachment_ids.flatMap((id) => attachments.get(id) ?? []);
}

/** Ids of the files that a row names. */
function filesOf(row: MessageRow): readonly string[] {
  // Most rows have none, and are not parsed. Inside a text the quotes would be escaped.
  if (row.json.includes('"attachments":[]') && !row.json.includes('"attachment_id":')) return [];
  const { attachments, rich } = messageOf(row);
  return namedBy({ attachment_ids: attachments.map(({ id }) => id), rich });
}

/**
 * The row loses its files: it was deleted, or is about to go. A file that no other message names is due at once.
 *
 * @returns the ids of the files that it named.
 */
export function release(rows: Rows, row: MessageRow, now: string): readonly string[] {
  const ids = filesOf(row);
  for (const id of ids) {
    const record = recordOf(rows, id);
    if (!record) continue;
    const refs = record.refs.filter((ref) => ref.message_id !== row.id);
    if (refs.length > 0) {
      put(rows, id, { ...record, refs });
      continue;
    }
    const due: FileDue = { id, due_at: now };
    put(rows, id, { ...record, refs, due_at: now, gone: true });
    rows.putDocument(FILES_DUE, dueKey(due), JSON.stringify(due));
  }
  return ids;
}
