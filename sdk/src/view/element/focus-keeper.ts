import type { LitElement } from 'lit';
import type { Panel } from '../panel/panel.js';

/** The focused element, through every open shadow root. */
const focused = (): HTMLElement | null => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement && active !== document.body ? active : null;
};

/** Opening takes the focus into the panel, closing gives it back to what opened it; neither happens unasked. */
export class FocusKeeper {
  #wanted = false;
  /** In the field that stands for the panel until that is there. */
  #isEarly = false;
  #returning = false;
  #opener: HTMLElement | null = null;

  constructor(private readonly host: LitElement) {}

  /** Once the panel is there. */
  take(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#isEarly = false;
    const active = focused();
    if (active && !this.#panelHas(active)) this.#opener = active;
  }

  /** The panel is about to close: notes whether the focus is in it, which then has to go somewhere. */
  leaving(): void {
    this.#wanted = false;
    const active = focused();
    // Nowhere: a modal dialog may have the focus without any element of it having it.
    this.#returning = active === null || this.#panelHas(active);
  }

  /** @param early the field until there is a panel. On touch a keyboard would jump up. */
  async settle(panel: Panel | null, open: boolean, early: HTMLElement | null): Promise<void> {
    if (early && this.#wanted && !this.#isEarly && !matchMedia('(pointer: coarse)').matches) {
      this.#isEarly = true;
      early.focus();
    }
    if (!this.#wanted && !this.#returning) return;
    await panel?.updateComplete;
    if (open && panel && this.#wanted) {
      this.#wanted = false;
      panel.takeFocus();
    } else if (!open && this.#returning) {
      this.#returning = false;
      const launcher = this.host.renderRoot.querySelector<HTMLElement>('.launcher');
      const target = this.#opener?.isConnected ? this.#opener : launcher;
      this.#opener = null;
      target?.focus();
      if (focused() !== target) launcher?.focus();
    }
  }

  #panelHas(element: HTMLElement): boolean {
    return element.matches('crm-chat-panel *, .early *') && this.host.renderRoot.contains(element);
  }
}
