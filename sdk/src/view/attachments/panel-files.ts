import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import { fileParts } from '../chunks.js';
import type { Composer } from '../composer/composer.js';
import { textOf, type OutboxEntry } from '../item.js';
import type { View } from '../view.js';
import { DropZone } from './drop-zone.js';
import type { Viewing } from './viewing.js';

type Host = ReactiveControllerHost & HTMLElement;

/** What a panel does with files: takes those that are dropped, hands back those of a failed message; the rest comes with the first. */
export class PanelFiles implements ReactiveController {
  readonly #zone: DropZone;
  #viewing: Viewing | null = null;
  #unwatch: () => void = () => undefined;

  constructor(
    private readonly host: Host,
    private readonly view: () => View,
    private readonly composer: () => Composer | null,
  ) {
    this.#zone = new DropZone(
      host,
      () => this.composer()?.takesFiles ?? false,
      (files) => void this.composer()?.attach(files),
    );
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener('crm-chat-mend', this.#onMend);
    this.#unwatch = fileParts.watch(({ Viewing: Viewer }) => {
      this.#viewing ??= new Viewer(this.host, this.view, (sentence) => this.composer()?.say(sentence));
      this.host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.host.removeEventListener('crm-chat-mend', this.#onMend);
    this.#unwatch();
  }

  render(view: View, chat: Chat): TemplateResult {
    return html`${this.#zone.render(view, chat)}${this.#viewing?.render(view, chat) ?? nothing}`;
  }

  /** A parked message comes back into the field, its files with it, before it is given up. */
  async #putBack(entry: OutboxEntry): Promise<void> {
    const { chat } = this.view();
    const own = entry.act.kind === 'send' ? (entry.act.files ?? []) : [];
    const blobs = await Promise.all(own.map(async ({ id }) => chat?.file(id) ?? null));
    const files = own.flatMap(({ name, type }, at) => {
      const blob = blobs[at];
      return blob ? [new File([blob], name, { type })] : [];
    });
    this.composer()?.putBack(textOf({ key: entry.client_id, message: null, entry }), files);
    await chat?.discard(entry.client_id);
  }

  #onMend = (event: Event): void => {
    void this.#putBack((event as CustomEvent<OutboxEntry>).detail);
  };
}
