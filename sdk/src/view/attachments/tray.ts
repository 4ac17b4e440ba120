import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import { ref } from 'lit/directives/ref.js';
import { refusalOf } from '../../files/picked-files.js';
import { icon } from '../icon.js';
import { attachIcon, xIcon } from '../icons.js';
import { fileInSentence, plainName } from '../plain-name.js';
import type { View } from '../view.js';
import { drawInto } from './picture.js';
import { isPicture } from './shown-file.js';

/** Pixels of the longer side, for 64 on a dense screen. */
const THUMB_PX = 192;

interface TrayHost extends ReactiveControllerHost {
  readonly view: View;
  readonly chat: Chat;
}

/** Why files were not taken, in the reader's words. */
export type Refusals = readonly string[];

/** What the next message takes along. Files of one conversation stay with it while the page is there. */
export class Tray implements ReactiveController {
  #files: readonly File[] = [];
  readonly #others = new Map<string, readonly File[]>();
  readonly #drawn = new WeakMap<HTMLCanvasElement, File>();

  constructor(private readonly host: TrayHost) {
    host.addController(this);
  }

  hostConnected(): void {
    // Nothing to follow.
  }

  get files(): readonly File[] {
    return this.#files;
  }

  /** Takes what the relay would take, and says of the rest why it would not. */
  add(files: readonly File[]): Refusals {
    const { chat, view } = this.host;
    const { attachments: most } = chat.stores.$limits.get();
    const refused: string[] = [];
    const taken = [...this.#files];
    for (const file of files) {
      const refusal = this.#refusalOf(file);
      if (refusal !== null) refused.push(refusal);
      else if (taken.length < most) taken.push(file);
      else refused.push(view.strings.files.max(most));
    }
    this.#set(taken);
    return [...new Set(refused)];
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
    if (this.#files.length === 0) return nothing;
    const { strings } = this.host.view;
    return html`<ul class="tray" aria-label=${strings.files.attached}>
      ${this.#files.map((file, at) => this.#thumb(file, at))}
    </ul>`;
  }

  button(onPick: (files: readonly File[]) => void): TemplateResult {
    const { strings } = this.host.view;
    const { upload_types } = this.host.chat.stores.$limits.get();
    const open = ({ currentTarget }: Event) => {
      (currentTarget as HTMLElement).parentElement?.querySelector<HTMLInputElement>('input[type=file]')?.click();
    };
    const picked = ({ currentTarget }: Event) => {
      const input = currentTarget as HTMLInputElement;
      onPick([...(input.files ?? [])]);
      // The same file again is a change, too.
      input.value = '';
    };
    return html`<button type="button" class="icon-btn attach" aria-label=${strings.files.attach} @click=${open}>
        ${icon(attachIcon)}</button
      ><input type="file" multiple hidden tabindex="-1" accept=${upload_types.join(',')} @change=${picked} />`;
  }

  #thumb(file: File, at: number): TemplateResult {
    const { strings, format } = this.host.view;
    const name = plainName(file.name);
    const remove = (event: Event) => {
      const list = (event.currentTarget as HTMLElement).closest('ul');
      this.#set(this.#files.filter((_, i) => i !== at));
      // The focus goes to the neighbour that took its place, or back to where it came from.
      void this.host.updateComplete.then(() => {
        const left = list?.isConnected ? [...list.querySelectorAll<HTMLElement>('.x')] : [];
        const next =
          left[Math.min(at, left.length - 1)] ?? (this.host as unknown as HTMLElement).querySelector('textarea');
        next?.focus();
      });
    };
    const cross = html`<button type="button" class="x" aria-label=${strings.files.remove(name)} @click=${remove}>
      ${icon(xIcon, 'xs')}
    </button>`;
    if (isPicture(file)) {
      return html`<li class="thumb">
        <canvas role="img" aria-label=${name} ${ref((canvas) => this.#draw(canvas, file))}></canvas>${cross}
      </li>`;
    }
    return html`<li class="thumb doc">
      <bdi class="name" title=${name}>${name}</bdi><span class="about">${format.bytes(file.size)}</span>${cross}
    </li>`;
  }

  #draw(canvas: Element | undefined, file: File): void {
    if (!(canvas instanceof HTMLCanvasElement) || this.#drawn.get(canvas) === file) return;
    this.#drawn.set(canvas, file);
    // What cannot be drawn keeps its name, and the relay looks at it in any case.
    void drawInto(canvas, file, THUMB_PX).catch(() => undefined);
  }

  #refusalOf(file: File): string | null {
    const { chat, view } = this.host;
    const { strings, format } = view;
    const name = fileInSentence(file.name);
    switch (refusalOf(file, chat.stores.$limits.get())?.code) {
      case undefined:
        return null;
      case 'too_large':
        return strings.files.tooLarge(
          name,
          format.bytes(file.size),
          format.bytes(chat.stores.$limits.get().upload_bytes),
        );
      case 'invalid':
        return strings.files.empty(name);
      default:
        return strings.files.kind(name);
    }
  }

  #set(files: readonly File[]): void {
    this.#files = files;
    this.host.requestUpdate();
  }
}
