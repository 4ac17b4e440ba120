import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { toolMenus, touchParts } from '../chunks.js';
import type { Menus } from '../tools/menus.js';
import { MessageTools } from '../tools/message-tools.js';
import type { View } from '../view.js';
import { messageAt } from './message-at.js';

export interface HandsOptions {
  view: () => View;
  chat: () => Chat;
  itemOf: (key: string) => TimelineItem | undefined;
}

/** Mouse and focus on the messages: which of them has the tools. What those open, and what a finger does, comes later. */
export class Hands implements ReactiveController {
  readonly #tools: MessageTools;
  #menus: Menus | null = null;
  #hasFinger = false;
  #under: HTMLElement | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly options: HandsOptions,
  ) {
    host.addController(this);
    this.#tools = new MessageTools(this);
  }

  hostConnected(): void {
    for (const [type, listener] of this.#listeners) this.host.addEventListener(type, listener as EventListener);
  }

  hostDisconnected(): void {
    for (const [type, listener] of this.#listeners) this.host.removeEventListener(type, listener as EventListener);
    this.#menus?.close();
    this.#tools.hide();
  }

  hostUpdated(): void {
    this.#tools.refresh();
    if (!touchParts.now || this.#hasFinger) return;
    this.#hasFinger = true;
    new touchParts.now.LongPress(this.host, this);
  }

  view(): View {
    return this.options.view();
  }

  chat(): Chat {
    return this.options.chat();
  }

  itemOf({ dataset }: HTMLElement): TimelineItem | undefined {
    return this.options.itemOf(dataset['key'] ?? '');
  }

  /** Where menus hang: in the same tree as the messages. */
  home(): HTMLElement {
    return this.host;
  }

  tell(event: 'reply' | 'edit', detail: TimelineItem): void {
    this.host.dispatchEvent(new CustomEvent(`crm-chat-${event}`, { detail, bubbles: true }));
  }

  /** Something that the tools opened is open: they stay where they are. */
  isBusy(): boolean {
    return this.#menus?.isOpen ?? false;
  }

  /** Once they are here: a relay that restarts is not there for a moment, and the next touch tries again. */
  withMenus(act: (menus: Menus) => void): void {
    void toolMenus.load().then((parts) => {
      if (parts) act((this.#menus ??= new parts.Menus(this)));
    });
  }

  readonly #onOver = ({ target, pointerType }: PointerEvent): void => {
    // A finger where no pointer is said to be coarse: what it does is not here yet.
    if (pointerType === 'touch') return void touchParts.load();
    const message = messageAt(target);
    if (message && message !== this.#under) this.#show(message);
  };

  readonly #onLeave = (): void => {
    const { activeElement } = this.host.getRootNode() as ShadowRoot;
    const focused = this.host.contains(activeElement) ? messageAt(activeElement) : null;
    if (focused) this.#show(focused);
    else {
      this.#under = null;
      this.#tools.hide();
    }
  };

  readonly #onFocus = ({ target }: FocusEvent): void => {
    const message = messageAt(target);
    if (message) this.#show(message);
  };

  readonly #onBlur = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && this.host.contains(relatedTarget)) return;
    if (!this.#under?.matches(':hover')) this.#onLeave();
  };

  readonly #listeners: readonly (readonly [string, unknown])[] = [
    ['pointerover', this.#onOver],
    ['pointerleave', this.#onLeave],
    ['focusin', this.#onFocus],
    ['focusout', this.#onBlur],
  ];

  #show(message: HTMLElement): void {
    this.#under = message;
    if (!this.isBusy()) this.#tools.show(message);
  }
}
