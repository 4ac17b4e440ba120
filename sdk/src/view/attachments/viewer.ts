import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Chat } from '../../chat.js';
import { icon } from '../icon.js';
import { backIcon, nextIcon, xIcon } from '../icons.js';
import { downloadIcon } from './file-icons.js';
import { fileWords } from '../words/parts/files.js';
import type { View } from '../view.js';
import { download } from './download.js';
import type { ShownFile } from './shown-file.js';

/**
 * The pictures of one message, one at a time, over the whole window. A dialog of the browser's own: the page behind it is
 * inert, Esc closes it, and the focus goes back to what opened it.
 *
 * @fires crm-chat-viewer-close - It was closed.
 */
export class Viewer extends LitElement {
  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) files: readonly ShownFile[] = [];
  /** "Tomás, today 09:31" */
  @property({ attribute: false }) from = '';
  @state() private at = 0;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Shows the picture at that place. */
  show(at: number): void {
    this.at = at;
    void this.updateComplete.then(() => {
      const dialog = this.querySelector('dialog');
      if (dialog && !dialog.open) dialog.showModal();
      this.querySelector<HTMLElement>('.close')?.focus();
    });
  }

  override render(): TemplateResult {
    const file = this.files[this.at];
    if (!file) return html``;
    const strings = this.view.stringsWith(fileWords);
    const many = this.files.length > 1;
    const label = many ? strings.files.position(this.at + 1, this.files.length) : file.name;
    return html`<dialog class="viewer" part="viewer" aria-label=${label} @close=${this.#closed} @keydown=${this.#onKey}>
      <header>
        <p>
          <b><bdi>${file.name}</bdi></b
          ><span>${this.from}</span>
        </p>
        ${
          file.attachmentId === null
            ? nothing
            : html`<button
                type="button"
                class="icon-btn"
                aria-label=${strings.files.download(file.name)}
                @click=${this.#download}
              >
                ${icon(downloadIcon)}
              </button>`
        }
        <button type="button" class="icon-btn close" aria-label=${strings.files.close} @click=${this.#close}>
          ${icon(xIcon)}
        </button>
      </header>
      <figure>
        <crm-chat-picture
          .chat=${this.chat}
          .clock=${this.view.clock}
          .file=${file}
          .label=${file.name}
          .missing=${strings.files.missing}
        ></crm-chat-picture>
      </figure>
      ${many ? this.#steps() : html`<footer></footer>`}
    </dialog>`;
  }

  #steps(): TemplateResult {
    const strings = this.view.stringsWith(fileWords);
    const last = this.files.length - 1;
    return html`<footer>
      <button
        type="button"
        class="icon-btn"
        aria-label=${strings.files.previous}
        aria-disabled=${this.at === 0 ? 'true' : 'false'}
        @click=${() => this.#step(-1)}
      >
        ${icon(backIcon)}
      </button>
      <span aria-live="polite">${strings.files.position(this.at + 1, last + 1)}</span>
      <button
        type="button"
        class="icon-btn"
        aria-label=${strings.files.next}
        aria-disabled=${this.at === last ? 'true' : 'false'}
        @click=${() => this.#step(1)}
      >
        ${icon(nextIcon)}
      </button>
    </footer>`;
  }

  #step(by: number): void {
    this.at = Math.min(Math.max(this.at + by, 0), this.files.length - 1);
  }

  /** The arrows follow the eye: to the left is back where one reads from left to right. */
  #onKey = (event: KeyboardEvent): void => {
    const forward = this.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') this.#step(event.key === forward ? 1 : -1);
    else if (event.key !== 'Escape') return;
    // The panel under it has an Esc of its own.
    event.stopPropagation();
  };

  #close = (): void => {
    this.querySelector('dialog')?.close();
  };

  #closed = (): void => {
    this.dispatchEvent(new CustomEvent('crm-chat-viewer-close', { bubbles: true }));
  };

  #download = (): void => {
    const file = this.files[this.at];
    if (file) void download(this.chat, this.view.clock, file, this);
  };
}
