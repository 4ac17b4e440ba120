import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import { fileParts } from '../chunks.js';
import { icon } from '../icon.js';
import { attachIcon } from '../icons.js';
import { plainName } from '../plain-name.js';
import type { View } from '../view.js';

export interface TrayHost extends ReactiveControllerHost {
  readonly view: View;
  readonly chat: Chat;
  focus(): void;
}

const loadParts = (): void => void fileParts.load();

/**
 * What the next message takes along. Files of one conversation stay with it while the page is there. They are in it from the
 * moment in which they were picked, though what looks at them may have to load: a message that is sent before that takes them
 * along, and the chat itself refuses what the relay would not take.
 */
export class Tray {
  files: readonly File[] = [];
  readonly #others = new Map<string, readonly File[]>();

  constructor(private readonly host: TrayHost) {}

  /** Takes what the relay would take. @returns why it would not take the others, in the reader's words. */
  async add(files: readonly File[]): Promise<readonly string[]> {
    if (files.length === 0) return [];
    this.files = [...this.files, ...files];
    // Once it can be said which are taken, the others are not drawn for a moment.
    if (!fileParts.now) this.host.requestUpdate();
    return (await fileParts.load())?.sift(files, this, this.host) ?? [];
  }

  /** What a send takes along. */
  take(): readonly File[] {
    const { files } = this;
    this.set([]);
    return files;
  }

  /** @param isOpened the conversation has just been opened: what waited to be sent there goes along. */
  switchTo(conversation: string, from: string, isOpened: boolean): void {
    const { files } = this;
    const others = this.#others;
    if (isOpened && files.length > 0 && !others.has(conversation)) return;
    if (files.length > 0) others.set(from, files);
    this.set(others.get(conversation) ?? []);
    others.delete(conversation);
  }

  render(): TemplateResult | typeof nothing {
    if (this.files.length === 0) return nothing;
    // Their names, should it not load.
    return (
      fileParts.now?.thumbs(this, this.host) ??
      html`<p class="tray">${this.files.map(({ name }) => plainName(name)).join(', ')}</p>`
    );
  }

  button(onPick: (files: readonly File[]) => void): TemplateResult {
    const { strings } = this.host.view;
    const { upload_types } = this.host.chat.stores.$limits.get();
    const open = ({ currentTarget }: Event) => {
      loadParts();
      ((currentTarget as Element).nextElementSibling as HTMLElement).click();
    };
    const picked = ({ currentTarget }: Event) => {
      const input = currentTarget as HTMLInputElement;
      onPick([...(input.files ?? [])]);
      // The same file again is a change, too.
      input.value = '';
    };
    return html`<button
        type="button"
        class="icon-btn attach"
        aria-label=${strings.files.attach}
        @click=${open}
        @pointerenter=${loadParts}
      >
        ${icon(attachIcon)}</button
      ><input type="file" multiple hidden tabindex="-1" accept=${upload_types.join(',')} @change=${picked} />`;
  }

  set(files: readonly File[]): void {
    this.files = files;
    this.host.requestUpdate();
  }
}
