import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Whether a person has this element before their eyes: the page is visible and has the focus, and the element is within
 * the window. Only then what arrives has been read.
 */
export class Attention implements ReactiveController {
  #undo: (() => void)[] = [];
  #onScreen = false;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly changed: () => void,
  ) {
    host.addController(this);
  }

  get given(): boolean {
    return this.#onScreen && document.visibilityState === 'visible' && document.hasFocus();
  }

  hostConnected(): void {
    const on = (target: EventTarget, type: string) => {
      target.addEventListener(type, this.changed);
      return () => {
        target.removeEventListener(type, this.changed);
      };
    };
    const seen = new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? false;
      this.changed();
    });
    seen.observe(this.host);
    this.#undo = [
      on(document, 'visibilitychange'),
      on(window, 'focus'),
      on(window, 'blur'),
      () => {
        seen.disconnect();
        this.#onScreen = false;
      },
    ];
  }

  hostDisconnected(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
