import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Chat } from '../../chat.js';
import type { Clock } from '../../clock.js';
import { linksOf } from './links.js';
import type { ShownFile } from './shown-file.js';

/** Wider than any place in which one is shown small, on a dense screen. */
const CANVAS_MAX = 720;

/**
 * Draws a picture into a canvas: a page may forbid `blob:` and `data:`, and a canvas needs neither.
 *
 * @throws where the browser cannot read it.
 */
export async function drawInto(canvas: HTMLCanvasElement, blob: Blob, most = CANVAS_MAX): Promise<void> {
  const whole = await createImageBitmap(blob);
  try {
    const scale = Math.min(1, most / Math.max(whole.width, whole.height));
    canvas.width = Math.max(1, Math.round(whole.width * scale));
    canvas.height = Math.max(1, Math.round(whole.height * scale));
    canvas.getContext('2d')?.drawImage(whole, 0, 0, canvas.width, canvas.height);
  } finally {
    whole.close();
  }
}

/** One picture in a box that has its size before it loads: our own copy while there is one, else the relay's. */
export class Picture extends LitElement {
  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) clock!: Clock;
  @property({ attribute: false }) file!: ShownFile;
  /** What it is when it cannot be seen; empty where that is said beside it. */
  @property({ attribute: false }) label = '';
  @property({ attribute: false }) missing = '';

  @state() private url = '';
  @state() private isMissing = false;
  #shown = '';
  #again = true;
  #sight: IntersectionObserver | null = null;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A history of a thousand pictures loads those that are looked at.
    this.#sight = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void this.#show();
      },
      { rootMargin: '300px' },
    );
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight?.disconnect();
    this.#sight = null;
    this.#shown = '';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('file') && changed.get('file')?.key !== this.file.key) this.#shown = '';
  }

  override render(): TemplateResult {
    if (this.isMissing) return html`<span class="missing">${this.missing}</span>`;
    const { label } = this;
    return html`<canvas
        hidden
        role=${label ? 'img' : nothing}
        aria-label=${label || nothing}
        aria-hidden=${label ? nothing : 'true'}
      ></canvas
      >${
        this.url
          ? html`<img src=${this.url} alt=${label} decoding="async" draggable="false" @error=${this.#onError} />`
          : nothing
      }`;
  }

  async #show(): Promise<void> {
    const { file } = this;
    if (this.#shown === file.key) return;
    this.#shown = file.key;
    this.isMissing = false;
    if (file.fileId !== null && (await this.#draw(file.fileId))) return;
    if (file.attachmentId === null) {
      this.isMissing = true;
      return;
    }
    await this.#link(file.attachmentId);
  }

  async #draw(fileId: string): Promise<boolean> {
    try {
      const blob = await this.chat.file(fileId);
      const canvas = this.querySelector('canvas');
      if (!blob || !canvas) return false;
      await drawInto(canvas, blob);
      canvas.hidden = false;
      return true;
    } catch {
      return false;
    }
  }

  async #link(attachmentId: string): Promise<void> {
    try {
      this.url = await linksOf(this.chat, this.clock).get(attachmentId);
    } catch {
      this.isMissing = true;
    }
  }

  /** A link that has ended meanwhile is asked for once more. */
  #onError = (): void => {
    const { attachmentId } = this.file;
    this.url = '';
    if (attachmentId === null || !this.#again) {
      this.isMissing = true;
      return;
    }
    this.#again = false;
    linksOf(this.chat, this.clock).forget(attachmentId);
    void this.#link(attachmentId);
  };
}
