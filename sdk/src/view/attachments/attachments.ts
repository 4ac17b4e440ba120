/** The files of a message: pictures side by side, others in rows. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { icon } from '../icon.js';
import { trashIcon, xIcon } from '../icons.js';
import { downloadIcon, fileIcon } from './file-icons.js';
import { fileWords } from '../words/parts/files.js';
import type { View } from '../view.js';
import { bytesOf } from './bytes.js';
import { download } from './download.js';
import { filesOf, isPicture, type ShownFile } from './shown-file.js';

export interface AttachmentContext {
  readonly view: View;
  /** Whether Tab reaches what is inside this message. */
  readonly reachable: boolean;
}

const progress = (chat: Chat, { fileId, attachmentId, name }: ShownFile, { view }: AttachmentContext) =>
  fileId === null || attachmentId !== null
    ? nothing
    : html`<crm-chat-progress
        .chat=${chat}
        .fileId=${fileId}
        .label=${view.stringsWith(fileWords).files.uploading(name)}
      ></crm-chat-progress>`;

/** "PDF · 84 KB": the ending of the name says what it is, to people who know no media types. Each runs in its own direction. */
const about = ({ name, size }: ShownFile, { format }: View): TemplateResult => {
  const ending = /\.([\p{L}\p{N}]{1,8})$/u.exec(name)?.[1]?.toLocaleUpperCase(format.locale);
  return html`${ending ? html`<bdi>${ending}</bdi> · ` : nothing}<bdi>${bytesOf(format.locale, size)}</bdi>`;
};

const row = (chat: Chat, file: ShownFile, item: TimelineItem, context: AttachmentContext): TemplateResult => {
  const strings = context.view.stringsWith(fileWords);
  const tab = context.reachable ? '0' : '-1';
  const { entry } = item;
  const get = ({ currentTarget }: Event) => void download(chat, context.view.clock, file, currentTarget);
  const cancel = () => void chat.discard(entry?.client_id ?? '');
  const button =
    item.message !== null
      ? html`<button
          type="button"
          class="icon-btn"
          tabindex=${tab}
          aria-label=${strings.files.download(file.name)}
          @click=${get}
        >
          ${icon(downloadIcon, 's')}
        </button>`
      : entry?.state === 'queued'
        ? html`<button
            type="button"
            class="icon-btn"
            tabindex=${tab}
            aria-label=${strings.files.cancel}
            @click=${cancel}
          >
            ${icon(xIcon, 's')}
          </button>`
        : nothing;
  return html`<div class="file" part="file">
    <span class="kind">${icon(fileIcon)}</span>
    <span class="what"
      ><bdi class="name" title=${file.name}>${file.name}</bdi
      ><span class="about">${about(file, context.view)}</span></span
    >
    ${button}${progress(chat, file, context)}
  </div>`;
};

const picture = (chat: Chat, file: ShownFile, at: number, context: AttachmentContext): TemplateResult => {
  const strings = context.view.stringsWith(fileWords);
  return html`<button type="button" class="shot" tabindex=${context.reachable ? '0' : '-1'} data-picture=${at}>
    <span class="sr">${strings.files.open(file.name)}</span>
    <crm-chat-picture
      .chat=${chat}
      .clock=${context.view.clock}
      .file=${file}
      .missing=${strings.files.missing}
    ></crm-chat-picture>
    ${progress(chat, file, context)}
  </button>`;
};

const removed = ({ strings }: View): TemplateResult =>
  html`<p class="gone">${icon(trashIcon, 's')}${strings.files.removed}</p>`;

/**
 * @param id names the list for the message's label, where the message has no text of its own.
 * @fires crm-chat-view-picture - A picture was chosen; `detail` is `{files, at}`.
 * @fires crm-chat-file-gone - A file is not to be had; `detail` is the error.
 */
export function attachments(
  item: TimelineItem,
  id: string | null,
  context: AttachmentContext,
): TemplateResult | typeof nothing {
  const files = filesOf(item);
  const { chat } = context.view;
  if (files.length === 0 || !chat || item.message?.deleted_at) return nothing;
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  const onView = (event: Event) => {
    const chosen = (event.target as Element).closest<HTMLElement>('[data-picture]');
    if (!chosen) return;
    const detail = { files: pictures, at: Number(chosen.dataset['picture']), item, opener: chosen };
    chosen.dispatchEvent(new CustomEvent('crm-chat-view-picture', { detail, bubbles: true }));
  };
  return html`<div class="attachments" id=${id ?? nothing}>
    ${
      pictures.length > 0
        ? html`<div class="shots ${pictures.length === 1 ? 'one' : ''}" @click=${onView}>
            ${pictures.map((file, at) => picture(chat, file, at, context))}
          </div>`
        : nothing
    }${others.map((file) => (file.isDeleted ? removed(context.view) : row(chat, file, item, context)))}
  </div>`;
}
