import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { part } from '../../part.js';
import { atOf, isOwn, senderOf } from '../item.js';
import { fileWords } from '../words/parts/files.js';
import type { View } from '../view.js';
import type { ShownFile } from './shown-file.js';
import type { Viewer } from './viewer.js';

interface Shown {
  readonly files: readonly ShownFile[];
  readonly at: number;
  readonly item: TimelineItem;
  readonly opener: HTMLElement;
}

type Host = ReactiveControllerHost & HTMLElement;

const viewerParts = part(async () => import('./viewer.js'));

/** Shows pictures large, and says what is not to be had. */
export class Viewing implements ReactiveController {
  #shown: Shown | null = null;
  #unwatch: (() => void) | null = null;

  constructor(
    private readonly host: Host,
    private readonly view: () => View,
    private readonly say: (sentence: string) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener('crm-chat-view-picture', this.#onView);
    this.host.addEventListener('crm-chat-viewer-close', this.#onClose);
    this.host.addEventListener('crm-chat-file-gone', this.#onGone);
  }

  hostDisconnected(): void {
    this.host.removeEventListener('crm-chat-view-picture', this.#onView);
    this.host.removeEventListener('crm-chat-viewer-close', this.#onClose);
    this.host.removeEventListener('crm-chat-file-gone', this.#onGone);
    this.#shown = null;
    this.#unwatch?.();
  }

  render(view: View, chat: Chat): TemplateResult | typeof nothing {
    return this.#shown === null
      ? nothing
      : html`<crm-chat-viewer
          .view=${view}
          .chat=${chat}
          .files=${this.#shown.files}
          .from=${this.#from(view, chat, this.#shown.item)}
        ></crm-chat-viewer>`;
  }

  #from({ strings, names, format }: View, chat: Chat, item: TimelineItem): string {
    const you = chat.stores.$you.get();
    const who = isOwn(item, you) ? strings.you : names.full(senderOf(item, you));
    return `${who}${strings.comma}${format.day(atOf(item))} ${format.time(atOf(item))}`;
  }

  #onView = (event: Event): void => {
    const { detail } = event as CustomEvent<Shown>;
    // Loaded with the first picture that somebody wants to see large.
    void viewerParts().then(async ({ Viewer: Element }) => {
      if (!customElements.get('crm-chat-viewer')) customElements.define('crm-chat-viewer', Element);
      this.#shown = detail;
      this.host.requestUpdate();
      this.#watch(detail);
      await this.host.updateComplete;
      this.host.querySelector<Viewer>('crm-chat-viewer')?.show(detail.at);
    });
  };

  /** What is deleted is not looked at any longer, however large. */
  #watch({ item, files }: Shown): void {
    this.#unwatch?.();
    const shown = new Set(files.flatMap(({ attachmentId }) => attachmentId ?? []));
    const id = item.message?.id;
    const unwatch = this.view().chat?.stores.$messages.listen((messages) => {
      const now = messages.find((message) => message.id === id);
      if (!now || now.attachments.filter((file) => shown.has(file.id) && !file.deleted_at).length === shown.size)
        return;
      this.#onClose();
    });
    this.#unwatch = () => {
      unwatch?.();
      this.#unwatch = null;
    };
  }

  #onClose = (): void => {
    const { opener } = this.#shown ?? {};
    this.#unwatch?.();
    this.#shown = null;
    this.host.requestUpdate();
    opener?.focus();
  };

  #onGone = (): void => {
    this.say(this.view().stringsWith(fileWords).files.gone);
  };
}
