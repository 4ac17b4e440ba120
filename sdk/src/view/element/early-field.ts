import { html, type LitElement, type TemplateResult } from 'lit';

/**
 * The field of a chat that is still being fetched. What is typed between the click and the panel goes in here and then into the
 * panel's own field, with the focus; what was sent is sent from there: composer/take-over.ts.
 */
export class EarlyField {
  text = '';
  /** By Enter, in this order. */
  sent: string[] = [];
  /** An input method has half a word in it, which cannot go along: the panel waits for the other half. */
  isComposing = false;

  constructor(private readonly host: LitElement & { hide(): void }) {}

  get element(): HTMLTextAreaElement | null {
    return this.host.renderRoot.querySelector('.early textarea');
  }

  /** @param isLost it does not come by itself: nothing says any more that it is on its way. */
  render(label: string, isLost: boolean): TemplateResult {
    return html`${this.sent.map((text) => html`<p dir="auto">${text}</p>`)}<textarea
        dir="auto"
        aria-label=${label}
        placeholder=${isLost ? '' : label}
        .value=${this.text}
        @input=${this.#onInput}
        @keydown=${this.#onKey}
        @compositionend=${this.#onInput}
      ></textarea>`;
  }

  readonly #onInput = (event: Event): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.isComposing = (event as InputEvent).isComposing && event.type === 'input';
    this.host.requestUpdate();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key, isComposing, shiftKey, altKey, ctrlKey, metaKey } = event;
    // An Enter that commits has another code, also where Safari says that the composition is over.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it in Safari
    if (isComposing || event.keyCode === 229 || shiftKey || altKey || ctrlKey || metaKey) return;
    if (key === 'Escape') this.host.hide();
    if (key !== 'Enter') return;
    event.preventDefault();
    if (this.text.trim()) this.sent = [...this.sent, this.text];
    this.text = '';
    this.host.requestUpdate();
  };
}
