import { nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import { fileParts } from '../chunks.js';
import type { View } from '../view.js';

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

/**
 * Files may be dropped anywhere on the panel. What is dragged over it and is no file (a text, a link) is the field's own
 * business; a file that misses would open in place of the page, so that it is taken wherever it falls here.
 */
export class DropZone implements ReactiveController {
  /** What was entered last: moving from one part to another enters the one before it leaves the other. */
  #over: EventTarget | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly mayDrop: () => boolean,
    private readonly onDrop: (files: readonly File[]) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    const { host } = this;
    host.addEventListener('dragenter', this.#enter);
    host.addEventListener('dragover', this.#move);
    host.addEventListener('dragleave', this.#leave);
    host.addEventListener('drop', this.#drop);
  }

  hostDisconnected(): void {
    const { host } = this;
    host.removeEventListener('dragenter', this.#enter);
    host.removeEventListener('dragover', this.#move);
    host.removeEventListener('dragleave', this.#leave);
    host.removeEventListener('drop', this.#drop);
    this.#over = null;
  }

  render(view: View, chat: Chat): TemplateResult | typeof nothing {
    return this.#over === null ? nothing : (fileParts.now?.dropSign(view, chat) ?? nothing);
  }

  #enter = (event: DragEvent): void => {
    if (!hasFiles(event) || !this.mayDrop()) return;
    event.preventDefault();
    void fileParts.load();
    this.#set(event.target);
  };

  #move = (event: DragEvent): void => {
    if (!hasFiles(event) || !this.mayDrop()) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  };

  #leave = (event: DragEvent): void => {
    if (event.target === this.#over) this.#set(null);
  };

  #drop = (event: DragEvent): void => {
    if (!hasFiles(event) || !this.mayDrop()) return;
    event.preventDefault();
    this.#set(null);
    this.onDrop([...(event.dataTransfer?.files ?? [])]);
  };

  #set(over: EventTarget | null): void {
    const changes = (over === null) !== (this.#over === null);
    this.#over = over;
    if (changes) this.host.requestUpdate();
  }
}
