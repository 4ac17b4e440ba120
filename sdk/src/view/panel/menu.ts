import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { icon } from '../icon.js';
import { checkIcon } from '../icons.js';
import { moreIcon } from './menu-icons.js';
import { menu } from '../styles/menu.js';

export const styles = [menu];

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Why it cannot be chosen; empty where it can. */
  readonly refused?: string;
  /** A switch; absent for what only happens. */
  readonly checked?: boolean;
  readonly onChoose: () => void;
}

const STEPS: Readonly<Partial<Record<string, 1 | -1>>> = { ArrowDown: 1, ArrowUp: -1 };

/** A button with a menu by the ARIA pattern: arrows move, Esc and Tab close it, Esc gives the focus back to the button. */
class Menu extends LitElement {
  @property({ attribute: false }) label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @state() private isOpen = false;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult {
    return html`<button
        type="button"
        class="icon-btn"
        aria-haspopup="menu"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        aria-label=${this.label}
        @click=${this.#toggle}
        @keydown=${this.#onButtonKey}
      >
        ${icon(moreIcon)}</button
      >${
        this.isOpen
          ? html`<div
              class="menu"
              part="menu"
              role="menu"
              aria-label=${this.label}
              @keydown=${this.#onKey}
              @focusout=${this.#onLeave}
            >
              ${this.items.map((item) => this.#item(item))}
            </div>`
          : nothing
      }`;
  }

  #item({ label, refused = '', checked, onChoose }: MenuItem): TemplateResult {
    const choose = () => {
      if (refused) return;
      onChoose();
      if (checked === undefined) this.#close();
    };
    return html`<button
      type="button"
      role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked=${checked ?? nothing}
      aria-disabled=${refused ? 'true' : nothing}
      tabindex="-1"
      @click=${choose}
    >
      <span>${label}${refused ? html`<small>${refused}</small>` : nothing}</span>
      ${checked === undefined ? nothing : html`<span class="check">${checked ? icon(checkIcon, 's') : nothing}</span>`}
    </button>`;
  }

  get #buttons(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  }

  #open(at: 0 | -1): void {
    this.isOpen = true;
    void this.updateComplete.then(() => {
      this.#buttons.at(at)?.focus();
    });
  }

  #close(): void {
    this.isOpen = false;
    this.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  }

  #toggle = (): void => {
    if (this.isOpen) this.#close();
    else this.#open(0);
  };

  #onButtonKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.#open(step === 1 ? 0 : -1);
  };

  #onKey = (event: KeyboardEvent): void => {
    const buttons = this.#buttons;
    const at = buttons.indexOf(event.target as HTMLElement);
    const step = STEPS[event.key];
    const to = step ? at + step : { Home: 0, End: -1 }[event.key];
    if (to !== undefined) buttons.at(to % buttons.length)?.focus();
    else if (event.key === 'Escape') this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #onLeave = ({ relatedTarget }: FocusEvent): void => {
    // Its own button closes it by the click that follows.
    if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) this.isOpen = false;
  };
}

// Another copy of the SDK may have been first.
if (!customElements.get('crm-chat-menu')) customElements.define('crm-chat-menu', Menu);
