import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { TimelineItem } from '../../chat.js';
import type { Message, Rich, RichButton, RichField } from '../../protocol/index.js';
import { answerOf, type Answer } from './answers.js';
import { icon } from '../icon.js';
import { alertIcon, checkIcon, nextIcon } from '../icons.js';
import { isOwn, senderOf } from '../item.js';
import { richStyles } from '../styles/rich.js';
import { richWords } from '../words/parts/rich.js';
import type { View } from '../view.js';

/** What the relay takes as a number: docs/protocol.md, section 2. */
const NUMBER = /^-?\d{1,30}(\.\d{1,30})?$/;
/** A number as people type it, as the wire has it. */
const wireNumber = (value: string): string => value.replace(/[\s\u00A0\u202F]/g, '').replace(',', '.');
/** UTF-16 units that the relay takes of one value. */
const VALUE_MAX = 4000;

/**
 * What a message offers: buttons, a card, a short form. Loaded when a message first has one; in the element's own tree.
 *
 * @fires crm-chat-say - `detail` is a sentence for those who listen.
 */
export class RichPart extends LitElement {
  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) message!: Message;
  /** The reader's own answer, else the first one; null while nobody has answered. */
  @property({ attribute: false }) answer: TimelineItem | null = null;
  /** Whether this reader may answer. */
  @property({ attribute: false }) mayAnswer = false;
  @state() private errors: ReadonlyMap<string, string> = new Map();

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { adoptedStyleSheets } = this.getRootNode() as ShadowRoot;
    const sheet = richStyles.styleSheet;
    if (sheet && !adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('answer') && this.answer) this.errors = new Map();
  }

  override render(): TemplateResult | typeof nothing {
    const { rich } = this.message;
    switch (rich?.kind) {
      case 'buttons':
        return html`<div class="quick">${this.#choices(rich.buttons)}</div>
          ${this.#answeredBy()}`;
      case 'card':
        return html`<div class="card">
            <div class="about">
              <p class="name" dir="auto">${rich.title}</p>
              ${rich.text ? html`<p class="written" dir="auto">${rich.text}</p>` : nothing}
            </div>
            ${rich.buttons ? this.#choices(rich.buttons) : nothing}
          </div>
          ${this.#answeredBy()}`;
      case 'form':
        return html`<div class="card">${this.#form(rich)}</div>
          ${this.#answeredBy()}`;
      default:
        return nothing;
    }
  }

  get #given(): Answer | null {
    return this.answer && (this.#isMine || !this.mayAnswer) ? answerOf(this.answer) : null;
  }

  get #isMine(): boolean {
    return this.answer !== null && isOwn(this.answer, this.view.chat?.stores.$you.get() ?? null);
  }

  #answeredBy(): TemplateResult | typeof nothing {
    if (!this.answer || this.#isMine) return nothing;
    const { names } = this.view;
    const strings = this.view.stringsWith(richWords);
    return html`<p class="meta">
      ${icon(checkIcon, 'xs')}<span>${strings.answeredBy(names.short(senderOf(this.answer, null)))}</span>
    </p>`;
  }

  #choices(buttons: readonly RichButton[]): TemplateResult {
    const strings = this.view.stringsWith(richWords);
    return html`<ul class="choices" aria-label=${strings.choices}>
      ${buttons.map((button) => html`<li>${this.#choice(button)}</li>`)}
    </ul>`;
  }

  #choice({ id, label, value }: RichButton): TemplateResult {
    const given = this.#given;
    if (given && Object.hasOwn(given.values, id))
      return html`<span class="choice chosen"
        ><bdi>${label}</bdi
        ><span role="img" aria-label=${this.view.stringsWith(richWords).chosen}>${icon(checkIcon, 's')}</span></span
      >`;
    if (given || !this.mayAnswer) return html`<span class="choice off"><bdi>${label}</bdi></span>`;
    const choose = () => {
      this.#send({ [id]: value }, label);
    };
    return html`<button type="button" class="choice" tabindex="-1" @click=${choose}>
      <bdi>${label}</bdi>${icon(nextIcon, 's')}
    </button>`;
  }

  #form({ fields }: Extract<Rich, { kind: 'form' }>): TemplateResult {
    const given = this.#given;
    const strings = this.view.stringsWith(richWords);
    if (given || !this.mayAnswer)
      return html`<dl class="about">
        ${fields.map(
          ({ name, label }) =>
            html`<dt><bdi>${label}</bdi></dt>
              <dd dir="auto">${valueOf(given, name)}</dd>`,
        )}
      </dl>`;
    return html`<form class="about" novalidate @submit=${this.#onSubmit}>
      ${fields.map((field, at) => this.#field(field, at))}
      <button type="submit" class="main" tabindex="-1">${strings.sendAnswers}</button>
    </form>`;
  }

  #field(field: RichField, at: number): TemplateResult {
    const strings = this.view.stringsWith(richWords);
    // By its place: a name is the sender's word and no id of this page.
    const id = `field-${this.message.id}-${String(at)}`;
    const error = this.errors.get(field.name);
    const text = html`<bdi>${field.label}</bdi>${field.required ? nothing : html` <span>(${strings.optional})</span>`}`;
    return html`<div class="row ${error ? 'bad' : ''}">
      <label for=${id}>${text}</label>
      ${this.#control(field, id, error !== undefined)}
      ${error ? html`<p class="error" id="${id}-error">${icon(alertIcon, 'xs')}<span>${error}</span></p>` : nothing}
    </div>`;
  }

  #control({ type, required, choices = [] }: RichField, id: string, bad: boolean): TemplateResult {
    const about = bad ? `${id}-error` : nothing;
    const [invalid, must] = [bad ? 'true' : nothing, required ? 'true' : nothing];
    if (type === 'choice')
      return html`<select
        id=${id}
        tabindex="-1"
        aria-invalid=${invalid}
        aria-required=${must}
        aria-describedby=${about}
      >
        <option value="">${this.view.stringsWith(richWords).choose}</option>
        ${choices.map((choice) => html`<option value=${choice}>${choice}</option>`)}
      </select>`;
    return html`<input
      id=${id}
      type=${type === 'date' ? 'date' : 'text'}
      inputmode=${type === 'number' ? 'decimal' : nothing}
      dir=${type === 'text' ? 'auto' : 'ltr'}
      maxlength=${VALUE_MAX}
      autocomplete="off"
      tabindex="-1"
      aria-invalid=${invalid}
      aria-required=${must}
      aria-describedby=${about}
    />`;
  }

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    const { rich } = this.message;
    if (rich?.kind !== 'form') return;
    const controls = [...this.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')];
    const filled = rich.fields.map((field, at) => ({
      field,
      control: controls[at],
      value: controls[at]?.value.trim() ?? '',
    }));
    this.errors = new Map(
      filled.flatMap(({ field, control, value }) => {
        const error = this.#errorOf(field, value, control);
        return error === null ? [] : [[field.name, error] as const];
      }),
    );
    const bad = filled.find(({ field }) => this.errors.has(field.name));
    if (bad) {
      void this.updateComplete.then(() => bad.control?.focus());
      return;
    }
    const answered = filled.filter(({ value }) => value !== '');
    const wire = answered.map(
      ({ field, value }) => [field.name, field.type === 'number' ? wireNumber(value) : value] as const,
    );
    const values = Object.fromEntries(wire);
    this.#send(values, answered.map(({ field, value }) => `${field.label}: ${value}`).join('\n'));
  };

  #errorOf(
    { type, required }: RichField,
    value: string,
    control: HTMLInputElement | HTMLSelectElement | undefined,
  ): string | null {
    const strings = this.view.stringsWith(richWords);
    // A date that is half typed has no value: only its validity knows.
    if (type === 'date' && control?.validity.badInput) return strings.notADate;
    if (value === '') return required ? strings.required : null;
    if (type === 'number' && !NUMBER.test(wireNumber(value))) return strings.notANumber;
    return null;
  }

  /** @param text the answer for people to read. */
  #send(values: Readonly<Record<string, string>>, text: string): void {
    const { chat, strings } = this.view;
    chat?.send(text, { answer: { to: this.message.id, values } }).catch(() => {
      this.dispatchEvent(new CustomEvent('crm-chat-say', { detail: strings.sendFailed, bubbles: true }));
    });
  }
}

/** A name may be `__proto__`: only what was given counts. */
function valueOf(given: Answer | null, name: string): string {
  const value = given && Object.hasOwn(given.values, name) ? given.values[name] : '';
  return value === undefined || value === '' ? '–' : value;
}

/** Registers it; another copy of the SDK may have been first. */
if (!customElements.get('crm-chat-rich')) customElements.define('crm-chat-rich', RichPart);
