import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { toolBar, toolMenus } from '../chunks.js';
import type { MessageTools } from '../tools/message-tools.js';
import type { View } from '../view.js';

/** As phones have it. */
const LONG_PRESS_MS = 500;
/** A finger that moves further scrolls, pixels. */
const STILL_PX = 10;

export interface HandsOptions {
  view: () => View;
  chat: () => Chat;
  itemOf: (key: string) => TimelineItem | undefined;
}

const messageAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('.msg') : null;

/** Mouse, finger and keyboard on the messages. What they open is a chunk of its own, loaded at the first touch. */
export class Hands implements ReactiveController {
  #tools: MessageTools | null = null;
  #cancelPress: () => void = () => undefined;
  #press: { x: number; y: number } | null = null;
  #under: HTMLElement | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly options: HandsOptions,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    for (const [type, listener] of this.#listeners) this.host.addEventListener(type, listener as EventListener);
  }

  hostDisconnected(): void {
    for (const [type, listener] of this.#listeners) this.host.removeEventListener(type, listener as EventListener);
    this.#cancelPress();
    this.#tools?.close();
  }

  hostUpdated(): void {
    this.#tools?.refresh();
  }

  readonly #onOver = ({ target, pointerType }: PointerEvent): void => {
    if (pointerType === 'touch') return;
    const message = messageAt(target);
    if (message && message !== this.#under) this.#show(message);
  };

  readonly #onLeave = (): void => {
    const focused = this.#focused();
    if (focused) this.#show(focused);
    else {
      this.#under = null;
      if (!this.#tools?.isBusy) this.#tools?.hide();
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

  readonly #onKey = (event: KeyboardEvent): void => {
    const message = messageAt(event.target);
    const { ctrlKey, altKey, metaKey, isComposing, key, defaultPrevented } = event;
    if (!message || event.target !== message || ctrlKey || altKey || metaKey || isComposing || defaultPrevented) return;
    if (!/^([recREC]|Delete)$/.test(key)) return;
    event.preventDefault();
    void this.#load().then((tools) => tools?.key(key, message));
  };

  readonly #onDown = ({ target, pointerType, clientX: x, clientY: y }: PointerEvent): void => {
    const message = messageAt(target);
    if (pointerType !== 'touch' || !message) return;
    this.#press = { x, y };
    this.#cancelPress();
    this.#cancelPress = this.options.view().clock.after(LONG_PRESS_MS, () => {
      this.#press = null;
      void toolMenus.load();
      void this.#load().then((tools) => tools?.sheet(message));
    });
  };

  readonly #onMove = ({ clientX, clientY }: PointerEvent): void => {
    if (this.#press && Math.hypot(clientX - this.#press.x, clientY - this.#press.y) > STILL_PX) this.#onUp();
  };

  readonly #onUp = (): void => {
    this.#press = null;
    this.#cancelPress();
  };

  /** The browser's own menu of a long press would lie over ours; a link keeps it. */
  readonly #onContext = (event: MouseEvent): void => {
    const isTouch = (event as PointerEvent).pointerType === 'touch' || this.#press !== null;
    if (isTouch && messageAt(event.target) && !(event.target as Element).closest('a')) event.preventDefault();
  };

  readonly #listeners: readonly (readonly [string, unknown])[] = [
    ['pointerover', this.#onOver],
    ['pointerleave', this.#onLeave],
    ['focusin', this.#onFocus],
    ['focusout', this.#onBlur],
    ['keydown', this.#onKey],
    ['pointerdown', this.#onDown],
    ['pointermove', this.#onMove],
    ['pointerup', this.#onUp],
    ['pointercancel', this.#onUp],
    ['contextmenu', this.#onContext],
  ];

  #show(message: HTMLElement): void {
    this.#under = message;
    if (this.#tools?.isBusy) return;
    if (this.#tools) return this.#tools.show(message);
    void this.#load().then((tools) => {
      if (this.#under === message && message.isConnected) tools?.show(message);
    });
  }

  #focused(): HTMLElement | null {
    const { activeElement } = this.host.getRootNode() as ShadowRoot;
    return this.host.contains(activeElement) ? messageAt(activeElement) : null;
  }

  /** A relay that restarts is not there for a moment: the next touch tries again. */
  async #load(): Promise<MessageTools | null> {
    const parts = await toolBar.load();
    if (parts) this.#tools ??= new parts.MessageTools(this.#toolsHost());
    return this.#tools;
  }

  #toolsHost() {
    const { host, options } = this;
    const tell = (type: string, detail: unknown) =>
      host.dispatchEvent(new CustomEvent(`crm-chat-${type}`, { detail, bubbles: true }));
    return {
      view: options.view,
      chat: options.chat,
      itemOf: options.itemOf,
      home: () => host,
      panel: () => host.closest<HTMLElement>('.panel') ?? host,
      tell: (event: 'reply' | 'edit', item: TimelineItem) => void tell(event, item),
    };
  }
}
