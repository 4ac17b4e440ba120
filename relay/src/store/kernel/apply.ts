import type { Write, WriteOutcome } from '../store.js';
import { edit, react, remove } from './edits.js';
import { addMember, removeMember } from './members.js';
import { forget } from './forget.js';
import { create } from './open.js';
import { patch } from './patch.js';
import { read } from './read-marks.js';
import { replyDraft, replyEnd, replyStart } from './replies.js';
import { removeFile } from './remove-file.js';
import { drop, retain } from './retention.js';
import type { Rows } from './rows.js';
import { send } from './send.js';

/** One write, all of it or nothing: every rule checks first and changes rows only when nothing can be refused any more. */
export function apply(rows: Rows, write: Write): WriteOutcome {
  switch (write.kind) {
    case 'send':
      return send(rows, write);
    case 'edit':
      return edit(rows, write);
    case 'delete':
      return remove(rows, write);
    case 'react':
      return react(rows, write);
    case 'read':
      return read(rows, write);
    case 'create':
      return create(rows, write);
    case 'patch':
      return patch(rows, write);
    case 'add-member':
      return addMember(rows, write);
    case 'remove-member':
      return removeMember(rows, write);
    case 'forget':
      return forget(rows, write);
    case 'remove-file':
      return removeFile(rows, write);
    case 'drop':
      return drop(rows, write);
    case 'retain':
      return retain(rows, write);
    case 'reply-start':
      return replyStart(rows, write);
    case 'reply-draft':
      return replyDraft(rows, write);
    case 'reply-end':
      return replyEnd(rows, write);
  }
}
