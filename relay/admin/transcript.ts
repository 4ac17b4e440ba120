import type { Message, Rich } from '@crm-chat/sdk/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { bytes, hrefOf, time } from './view.js';

export interface MessageActs {
  readonly edit: (message: Message) => void;
  readonly remove: (message: Message) => void;
}

/** The messages as text, oldest first. */
export const transcript = (messages: readonly Message[], acts: MessageActs): TemplateResult =>
  html`<ol class="rows transcript">
    ${repeat(
      messages,
      ({ id }) => id,
      (message) => entry(message, acts),
    )}
  </ol>`;

function entry(message: Message, acts: MessageActs): TemplateResult {
  const { sender, type, deleted_at: deletedAt, edited_at: editedAt, status } = message;
  const isDeleted = deletedAt !== null;
  const name = sender.name === '' ? (sender.id === '' ? 'Erased person' : sender.id) : sender.name;
  return html`<li id=${`message-${message.id}`} class=${isDeleted ? 'deleted' : type} tabindex="-1">
    <p>
      <strong><bdi>${name}</bdi></strong> <span class="quiet">${sender.role} · ${time(message.created_at)}</span>
      ${type === 'text' ? nothing : badge(type)} ${editedAt === null || isDeleted ? nothing : badge('edited')}
      ${isDeleted ? badge('deleted') : nothing} ${status === 'sent' ? nothing : badge(status)}
    </p>
    ${isDeleted ? html`<p class="quiet">Deleted ${time(deletedAt)}.</p>` : content(message)}
    ${type === 'event' ? nothing : buttons(message, name, isDeleted, acts)}
  </li>`;
}

const badge = (word: string) => html`<span class="badge">${word}</span>`;

function content({ text, rich, attachments, reactions }: Message) {
  const more = rich === null ? '' : richText(rich);
  return html`${text === '' ? nothing : html`<p class="text" dir="auto" .textContent=${text}></p>`}
  ${more === '' ? nothing : html`<p class="text quiet" dir="auto" .textContent=${more}></p>`}
  ${
    attachments.length === 0
      ? nothing
      : html`<ul class="files" aria-label="Attachments">
          ${attachments.map(({ id, name, type, size, deleted_at: deletedAt }) =>
            deletedAt === undefined
              ? html`<li>
                  <a href=${hrefOf(`uploads/${id}`)}><bdi>${name}</bdi></a>
                  <span class="quiet">${type}, ${bytes(size)}</span>
                </li>`
              : html`<li class="quiet">File removed ${time(deletedAt)}</li>`,
          )}
        </ul>`
  }
  ${
    reactions.length === 0
      ? nothing
      : html`<p class="quiet">${reactions.map(({ emoji, users }) => `${emoji} ${users.length} `)}</p>`
  }`;
}

function richText(rich: Rich): string {
  const labels = (buttons: readonly { label: string }[]) => buttons.map(({ label }) => `[${label}]`).join(' ');
  switch (rich.kind) {
    case 'buttons':
      return labels(rich.buttons);
    case 'card':
      return [rich.title, rich.text, labels(rich.buttons ?? [])].filter(Boolean).join('\n');
    case 'form':
      return rich.fields.map(({ label }) => `[${label}]`).join('\n');
    case 'answer':
      return Object.entries(rich.values)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n');
    case 'event':
      return '';
  }
}

function buttons(message: Message, name: string, isDeleted: boolean, { edit, remove }: MessageActs) {
  const of = `message of ${name}`;
  return html`<div class="buttons small">
    ${
      isDeleted
        ? nothing
        : html`<button type="button" class="edit" aria-label="Edit the ${of}" @click=${() => edit(message)}>
            Edit
          </button>`
    }
    ${
      isDeleted && message.sender.id === ''
        ? nothing
        : html`<button
            type="button"
            class="remove"
            aria-label="${isDeleted ? 'Erase' : 'Delete'} the ${of}"
            @click=${() => remove(message)}
          >
            ${isDeleted ? 'Erase' : 'Delete'}
          </button>`
    }
  </div>`;
}
