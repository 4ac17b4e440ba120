import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import { fileParts } from '../chunks.js';
import type { Composer } from '../composer/composer.js';
import type { View } from '../view.js';
import type { Viewing } from './viewing.js';

/**
 * Files may be dropped anywhere on the panel. What is dragged over it and is no file (a text, a link) is the field's own
 * business; a file that misses would open in place of the page, so that it is taken wherever it falls here; while a message
 * is changed, which keeps the files it has, none falls at all. What is shown of files comes with the first.
 */
export class PanelFiles implements ReactiveController {
  /** What was entered last: moving from one part to another enters the one before it leaves the other. */
  #over: EventTarget | null = null;
  #viewing: Viewing | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly view: () => View,
    private readonly composer: () => Composer | null,
  ) {
    host.addController(this);
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
      host.addEventListener(type, this.#onDrag);
  }

  hostDisconnected(): void {
    this.#over = null;
  }

  render(view: View, chat: Chat): TemplateResult | typeof nothing {
    const { now } = fileParts;
    if (!now) return nothing;
    this.#viewing ??= new now.Viewing(this.host, this.view, (sentence) => this.composer()?.say(sentence));
    return html`${this.#over && this.composer()?.takesFiles ? now.dropSign(view, chat) : nothing}${this.#viewing.render(view, chat)}`;
  }

  readonly #onDrag = (event: DragEvent): void => {
    const { type, target, dataTransfer } = event;
    if (!dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const composer = this.composer();
    const takes = composer?.takesFiles === true;
    if (type === 'dragover') {
      dataTransfer.dropEffect = takes ? 'copy' : 'none';
      return;
    }
    if (type === 'dragenter') {
      void fileParts.load();
      this.#over = target;
    } else if (type === 'drop' || target === this.#over) this.#over = null;
    if (type === 'drop' && takes) void composer.attach([...dataTransfer.files]);
    this.host.requestUpdate();
  };
}
