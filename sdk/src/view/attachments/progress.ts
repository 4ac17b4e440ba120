import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Chat } from '../../chat.js';

/** How far one upload is. It follows the store by itself, so that a step renders a line and not the transcript. */
export class Progress extends LitElement {
  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) fileId = '';
  @property({ attribute: false }) label = '';

  #undo: () => void = () => undefined;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#undo();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chat')) this.#follow();
  }

  override render(): TemplateResult {
    const part = this.chat.stores.$uploads.get().get(this.fileId);
    const percent = Math.round((part ?? 0) * 100);
    return html`<span
      class="bar"
      role="progressbar"
      aria-label=${this.label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      ?hidden=${part === undefined}
      ><i></i
    ></span>`;
  }

  override updated(): void {
    const part = this.chat.stores.$uploads.get().get(this.fileId) ?? 0;
    this.querySelector('i')?.style.setProperty('inline-size', `${(part * 100).toFixed(1)}%`);
  }

  #follow(): void {
    this.#undo();
    this.#undo = this.chat.stores.$uploads.listen(() => {
      this.requestUpdate();
    });
  }
}
