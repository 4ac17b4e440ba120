import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../clock.js';
import type { Menus } from '../tools/menus.js';
import { messageAt } from './message-at.js';

/** As phones have it. */
const LONG_PRESS_MS = 500;
/** A finger that moves further scrolls, pixels. */
const STILL_PX = 10;

export interface LongPressOptions {
  view(): { readonly clock: Clock };
  withMenus(act: (menus: Menus) => void): void;
}

/** A finger that stays on a message opens the sheet with its tools. */
export class LongPress implements ReactiveController {
  #cancel: () => void = () => undefined;
  #from: { x: number; y: number } | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly options: LongPressOptions,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    for (const [type, listener] of this.#listeners) this.host.addEventListener(type, listener as EventListener);
  }

  hostDisconnected(): void {
    for (const [type, listener] of this.#listeners) this.host.removeEventListener(type, listener as EventListener);
    this.#cancel();
  }

  readonly #onDown = ({ target, pointerType, clientX: x, clientY: y }: PointerEvent): void => {
    const message = messageAt(target);
    if (pointerType !== 'touch' || !message) return;
    this.#from = { x, y };
    this.#cancel();
    this.#cancel = this.options.view().clock.after(LONG_PRESS_MS, () => {
      this.#from = null;
      this.options.withMenus((menus) => menus.sheet(message));
    });
  };

  readonly #onMove = ({ clientX, clientY }: PointerEvent): void => {
    if (this.#from && Math.hypot(clientX - this.#from.x, clientY - this.#from.y) > STILL_PX) this.#onUp();
  };

  readonly #onUp = (): void => {
    this.#from = null;
    this.#cancel();
  };

  /** The browser's own menu of a long press would lie over ours; a link keeps it. */
  readonly #onContext = (event: MouseEvent): void => {
    const isTouch = (event as PointerEvent).pointerType === 'touch' || this.#from !== null;
    if (isTouch && messageAt(event.target) && !(event.target as Element).closest('a')) event.preventDefault();
  };

  readonly #listeners: readonly (readonly [string, unknown])[] = [
    ['pointerdown', this.#onDown],
    ['pointermove', this.#onMove],
    ['pointerup', this.#onUp],
    ['pointercancel', this.#onUp],
    ['contextmenu', this.#onContext],
  ];
}
