import { html, nothing } from 'lit';
import type { TimelineItem } from '../../chat.js';
import { fileParts } from '../chunks.js';
import { fileNamesOf } from '../item.js';
import { late } from '../late.js';
import type { AttachmentContext } from './attachments.js';

/**
 * The files of a message: their names until what draws them is here.
 *
 * @param id names the files for the message's label, where the message has no text of its own.
 */
export const messageFiles = (item: TimelineItem, id: string | null, context: AttachmentContext): unknown =>
  item.message?.deleted_at
    ? nothing
    : late(
        fileParts,
        ({ attachments }) => attachments(item, id, context),
        html`<div class="attachments" id=${id ?? nothing}>${fileNamesOf(item).join(', ')}</div>`,
      );
