import type { Code, Limits } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import { RelayError } from '../errors.js';
import type { NewMessage } from '../store/store.js';
import { roleMay } from './access.js';
import { contentHash } from './content-hash.js';
import type { IdSource } from './ids.js';
import type { SendDraft } from './service.js';
import { checkId, checkText, checkUuid, fieldError } from './validate.js';
import { checkRich } from './validate-rich.js';

const MENTIONS_MAX = 50;
/** What nearly every message has of them. */
const NONE: readonly string[] = Object.freeze([]);

function checkMentions(mentions: readonly string[] | undefined): readonly string[] {
  if (mentions === undefined || mentions.length === 0) return NONE;
  if (mentions.length > MENTIONS_MAX) throw fieldError('mentions', `has to have at most ${MENTIONS_MAX} entries`);
  for (const id of mentions) checkId(id, 'mentions');
  return [...new Set(mentions)];
}

/** Whether there are such files, and whose, is the store's to say: in the transaction that lets the message name them. */
function checkAttachments(ids: readonly string[] | undefined, most: number): readonly string[] {
  if (ids === undefined || ids.length === 0) return NONE;
  if (ids.length > most) throw fieldError('attachment_ids', `has to have at most ${most} entries`);
  const checked = ids.map((id) => checkUuid(id, 'attachment_ids'));
  if (new Set(checked).size < checked.length) throw fieldError('attachment_ids', 'names a file twice');
  return checked;
}

/**
 * One message as a person wants to send it, checked and given its id.
 *
 * @throws RelayError `invalid`, `text_too_long`, `forbidden`
 */
export function newMessage(
  principal: Principal,
  draft: SendDraft,
  limits: Readonly<Limits>,
  newId: IdSource,
): NewMessage {
  const clientId = draft.client_id === undefined ? null : checkId(draft.client_id, 'client_id');
  const type = draft.type ?? 'text';
  if (type === 'note' && !roleMay(principal, 'note')) throw new RelayError('forbidden', 'Only staff may write notes.');
  const text = checkText(draft.text ?? '', limits.text_chars);
  const rich = draft.rich === undefined ? null : checkRich(draft.rich, roleMay(principal, 'rich'));
  const attachmentIds = checkAttachments(draft.attachment_ids, limits.attachments);
  const replyTo = draft.reply_to === undefined ? null : checkUuid(draft.reply_to, 'reply_to');
  const mentions = checkMentions(draft.mentions);
  if (text.trim() === '' && rich === null && attachmentIds.length === 0)
    throw fieldError('text', 'is empty, and there is nothing else to send');
  return {
    id: newId(),
    client_id: clientId,
    hash: contentHash([type, text, rich, replyTo, mentions, attachmentIds]),
    type,
    text,
    rich,
    attachment_ids: attachmentIds,
    reply_to: replyTo,
    mentions,
  };
}

/**
 * All or nothing: what is wrong with any member refuses them all, and names each faulty one so that the client can park
 * those and send the rest. A member without a `client_id` goes by its index.
 */
export function newMessages(
  principal: Principal,
  drafts: readonly SendDraft[],
  limits: Readonly<Limits>,
  newId: IdSource,
): NewMessage[] {
  const [only] = drafts;
  if (only !== undefined && drafts.length === 1) return [newMessage(principal, only, limits, newId)];
  const members: { client_id: string; code: Code }[] = [];
  const messages: NewMessage[] = [];
  drafts.forEach((draft, index) => {
    try {
      messages.push(newMessage(principal, draft, limits, newId));
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      members.push({ client_id: draft.client_id ?? String(index), code: error.code });
    }
  });
  const [first] = members;
  if (first !== undefined) throw new RelayError(first.code, 'A message of the batch was refused.', { members });
  return messages;
}
