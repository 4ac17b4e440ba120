import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * The part of the window that a phone's keyboard leaves free. `100dvh` does not shrink with the keyboard, so a panel that
 * fills the screen takes its height and place from here, by CSSOM.
 */
export class VisualSize implements ReactiveController {
  active = false;
  #undo: (() => void)[] = [];
  #last = '';

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const changed = () => {
      if (this.active) this.host.requestUpdate();
    };
    this.#undo = ['resize', 'scroll'].map((type) => {
      viewport.addEventListener(type, changed);
      return () => {
        viewport.removeEventListener(type, changed);
      };
    });
  }

  hostDisconnected(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  apply(panel: HTMLElement | null): void {
    const viewport = window.visualViewport;
    if (!panel) return;
    // Pinched: the reader looks closer, the panel stays as it is.
    const fits = this.active && viewport && viewport.scale < 1.01;
    const [height, top] = fits ? [`${String(viewport.height)}px`, `${String(viewport.offsetTop)}px`] : ['', ''];
    if (this.#last === height + top) return;
    this.#last = height + top;
    panel.style.setProperty('--crm-chat-visual-height', height);
    panel.style.setProperty('--crm-chat-visual-top', top);
  }
}
