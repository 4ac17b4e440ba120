import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import { fileParts } from '../chunks.js';
import { icon } from '../icon.js';
import { attachIcon } from '../icons.js';
import { plainName } from '../plain-name.js';
import type { View } from '../view.js';

interface TrayHost extends ReactiveControllerHost {
  readonly view: View;
  readonly chat: Chat;
}

/** Why files were not taken, in the reader's words. */
export type Refusals = readonly string[];

const loadParts = (): void => void fileParts.load();

/**
 * What the next message takes along. Files of one conversation stay with it while the page is there. They are in it from the
 * moment in which they were picked, though what looks at them may have to load: a message that is sent before that takes them
 * along, and the chat itself refuses what the relay would not take.
 */
export class Tray implements ReactiveController {
  #files: readonly File[] = [];
  readonly #others = new Map<string, readonly File[]>();
  #undo: () => void = () => undefined;

  constructor(private readonly host: TrayHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#undo = fileParts.watch(() => {
      this.host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#undo();
  }

  get files(): readonly File[] {
    return this.#files;
  }

  /** Takes what the relay would take, and says of the rest why it would not. */
  async add(files: readonly File[]): Promise<Refusals> {
    const { chat, view } = this.host;
    const { attachments: most } = chat.stores.$limits.get();
    const known = fileParts.now?.refusalsOf(files, chat, view);
    const taken = files.filter((file) => !known?.has(file));
    const refused = [...(known?.values() ?? [])];
    const room = most - this.#files.length;
    this.#set([...this.#files, ...taken.slice(0, Math.max(0, room))]);
    if (files.length === 0) return [];
    const parts = await fileParts.load();
    const late = known ? null : parts?.refusalsOf(files, chat, view);
    if (late) this.#set(this.#files.filter((file) => !late.has(file)));
    if (taken.length > room) refused.push(parts?.tooMany(most, view) ?? view.strings.sendFailed);
    return [...new Set([...(late?.values() ?? []), ...refused])];
  }

  /** What a send takes along. */
  take(): readonly File[] {
    const files = this.#files;
    this.#set([]);
    return files;
  }

  /** @param isOpened the conversation has just been opened: what waited to be sent there goes along. */
  switchTo(conversation: string, from: string, isOpened: boolean): void {
    if (isOpened && this.#files.length > 0 && !this.#others.has(conversation)) return;
    if (this.#files.length > 0) this.#others.set(from, this.#files);
    const files = this.#others.get(conversation) ?? [];
    this.#others.delete(conversation);
    this.#set(files);
  }

  render(): TemplateResult | typeof nothing {
    const { view } = this.host;
    if (this.#files.length === 0) return nothing;
    // Their names, should it not load.
    return (
      fileParts.now?.thumbs(this.#files, view, this.#remove) ??
      html`<p class="tray">${this.#files.map(({ name }) => plainName(name)).join(', ')}</p>`
    );
  }

  button(onPick: (files: readonly File[]) => void): TemplateResult {
    const { strings } = this.host.view;
    const { upload_types } = this.host.chat.stores.$limits.get();
    const open = ({ currentTarget }: Event) => {
      loadParts();
      (currentTarget as HTMLElement).parentElement?.querySelector<HTMLInputElement>('input[type=file]')?.click();
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

  readonly #remove = (at: number, button: EventTarget | null): void => {
    const list = (button as HTMLElement | null)?.closest('ul');
    this.#set(this.#files.filter((_, i) => i !== at));
    // The focus goes to the neighbour that took its place, or back to where it came from.
    void this.host.updateComplete.then(() => {
      const left = list?.isConnected ? [...list.querySelectorAll<HTMLElement>('.x')] : [];
      const next =
        left[Math.min(at, left.length - 1)] ?? (this.host as unknown as HTMLElement).querySelector('textarea');
      next?.focus();
    });
  };

  #set(files: readonly File[]): void {
    this.#files = files;
    this.host.requestUpdate();
  }
}
