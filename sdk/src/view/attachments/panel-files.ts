import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import type { Composer } from '../composer.js';
import { atOf, isOwn, senderOf, textOf, type OutboxEntry } from '../item.js';
import type { View } from '../view.js';
import { DropZone } from './drop-zone.js';
import { Picture } from './picture.js';
import { Progress } from './progress.js';
import type { ShownFile } from './shown-file.js';
import type { Viewer } from './viewer.js';

interface Viewing {
  readonly files: readonly ShownFile[];
  readonly at: number;
  readonly item: TimelineItem;
  readonly opener: HTMLElement;
}

type Host = ReactiveControllerHost & HTMLElement;

/** What a panel does with files: takes those that are dropped, shows pictures large, hands back those of a failed message. */
export class PanelFiles implements ReactiveController {
  readonly #zone: DropZone;
  #viewing: Viewing | null = null;
  #unwatch: (() => void) | null = null;

  constructor(
    private readonly host: Host,
    private readonly view: () => View,
    private readonly composer: () => Composer | null,
  ) {
    this.#zone = new DropZone(
      host,
      () => this.composer()?.takesFiles ?? false,
      (files) => this.composer()?.attach(files),
    );
    host.addController(this);
    define('crm-chat-picture', Picture);
    define('crm-chat-progress', Progress);
  }

  hostConnected(): void {
    this.host.addEventListener('crm-chat-mend', this.#onMend);
    this.host.addEventListener('crm-chat-view-picture', this.#onView);
    this.host.addEventListener('crm-chat-viewer-close', this.#onClose);
    this.host.addEventListener('crm-chat-file-gone', this.#onGone);
  }

  hostDisconnected(): void {
    this.host.removeEventListener('crm-chat-mend', this.#onMend);
    this.host.removeEventListener('crm-chat-view-picture', this.#onView);
    this.host.removeEventListener('crm-chat-viewer-close', this.#onClose);
    this.host.removeEventListener('crm-chat-file-gone', this.#onGone);
    this.#viewing = null;
    this.#unwatch?.();
  }

  render(view: View, chat: Chat): TemplateResult {
    return html`${this.#zone.render(view, chat)}${
      this.#viewing === null
        ? nothing
        : html`<crm-chat-viewer
            .view=${view}
            .chat=${chat}
            .files=${this.#viewing.files}
            .from=${this.#from(view, chat, this.#viewing.item)}
          ></crm-chat-viewer>`
    }`;
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

  #from({ strings, names, format }: View, chat: Chat, item: TimelineItem): string {
    const you = chat.stores.$you.get();
    const who = isOwn(item, you) ? strings.you : names.full(senderOf(item, you));
    return `${who}${strings.comma}${format.day(atOf(item))} ${format.time(atOf(item))}`;
  }

  #onMend = (event: Event): void => {
    void this.#putBack((event as CustomEvent<OutboxEntry>).detail);
  };

  #onView = (event: Event): void => {
    const { detail } = event as CustomEvent<Viewing>;
    // Loaded with the first picture that somebody wants to see large.
    void import('./viewer.js').then(async ({ Viewer: Element }) => {
      define('crm-chat-viewer', Element);
      this.#viewing = detail;
      this.host.requestUpdate();
      this.#watch(detail);
      await this.host.updateComplete;
      this.host.querySelector<Viewer>('crm-chat-viewer')?.show(detail.at);
    });
  };

  /** What is deleted is not looked at any longer, however large. */
  #watch({ item, files }: Viewing): void {
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
    const { opener } = this.#viewing ?? {};
    this.#unwatch?.();
    this.#viewing = null;
    this.host.requestUpdate();
    opener?.focus();
  };

  #onGone = (): void => {
    this.composer()?.say(this.view().strings.files.gone);
  };
}

/** Another copy of the SDK may have been first. */
function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
