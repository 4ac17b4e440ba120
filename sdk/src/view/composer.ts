import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Chat } from '../chat.js';
import { ChatError } from '../errors.js';
import type { Drafts } from './drafts.js';
import { reasonOf } from './failure.js';
import { icon } from './icon.js';
import { alertIcon, sendIcon } from './icons.js';
import type { You } from '../protocol/index.js';
import type { View } from './view.js';

/** The counter appears when this many characters are left. */
const COUNT_FROM = 500;
/** Pixels; styles/composer.ts says the same. */
const FIELD_MAX_PX = 140;

/**
 * The field. Nothing ever blocks typing; what is not ready is said beside it.
 *
 * @fires crm-chat-refused - `detail` is the sentence that says why nothing was sent.
 */
export class Composer extends LitElement {
  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) drafts!: Drafts;
  /** Of a conversation that is still to be opened: relay and record. */
  @property({ attribute: false }) scope = '';
  /** The conversation is empty and offers prompts. */
  @property({ attribute: false }) second = false;

  #text = '';
  #refused = '';
  #conversation = '';
  /** Typed here, since the field last showed a draft: it is this person's, whoever was guessed. */
  #isTyped = false;
  #typing = false;
  #undo: (() => void)[] = [];

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  get field(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  override focus(): void {
    this.field?.focus();
  }

  /** Hands a text back to be changed: in front of what is there. */
  putBack(text: string): void {
    this.#setText(this.#text ? `${text}\n${this.#text}` : text);
    this.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chat')) this.#follow();
  }

  override render(): TemplateResult {
    const { strings } = this.view;
    const ready = this.#ready;
    return html`<form class="composer" part="composer" @submit=${this.#onSubmit}>
      <div class="box">
        ${this.#refused ? html`<p class="refused">${icon(alertIcon, 'xs')}<span>${this.#refused}</span></p>` : nothing}
        ${this.#counter()}
        <div class="line">
          <textarea
            part="field"
            rows="1"
            dir=${this.#text ? 'auto' : nothing}
            autocomplete="off"
            aria-label=${strings.message}
            placeholder=${this.second ? strings.orWrite : strings.write}
            enterkeyhint="send"
            .value=${live(this.#text)}
            @input=${this.#onInput}
            @keydown=${this.#onKey}
            @blur=${this.#onBlur}
          ></textarea
          ><button
            type="submit"
            class="send ${ready ? 'on' : ''}"
            part="send"
            aria-label=${strings.send}
            aria-disabled=${ready ? 'false' : 'true'}
            @pointerdown=${keepFocus}
          >
            ${icon(sendIcon)}
          </button>
        </div>
      </div>
    </form>`;
  }

  override updated(): void {
    this.#fit();
  }

  #counter(): TemplateResult | typeof nothing {
    const left = this.#limit - this.#text.length;
    if (left > COUNT_FROM) return nothing;
    const { strings } = this.view;
    const text = left < 0 ? strings.charactersOver(-left) : strings.charactersLeft(left);
    return html`<p class="count ${left < 0 ? 'over' : ''}">${text}</p>`;
  }

  get #limit(): number {
    return this.chat.stores.$limits.get().text_chars;
  }

  get #ready(): boolean {
    return this.#text.trim() !== '' && this.#text.length <= this.#limit;
  }

  #follow(): void {
    this.#letGo();
    const leave = () => {
      this.drafts.flush();
    };
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', leave);
    this.#undo = [
      () => {
        removeEventListener('pagehide', leave);
        document.removeEventListener('visibilitychange', leave);
        leave();
      },
      this.chat.stores.$you.subscribe((you) => {
        this.#enter(you);
      }),
      this.chat.stores.$conversationId.subscribe((id) => {
        this.#switchTo(id ?? '');
      }),
      this.chat.stores.$limits.listen(() => {
        this.requestUpdate();
      }),
    ];
  }

  #letGo(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#setTyping(false);
  }

  get #draft(): string {
    return this.#conversation || `new|${this.scope}`;
  }

  /** It is known who is here: their draft, unless something was typed before that. */
  #enter(you: You | null): void {
    this.drafts.enter(you);
    if (this.#isTyped) this.drafts.set(this.#draft, this.#text);
    else this.#show(this.drafts.get(this.#draft));
  }

  /** Each conversation has its draft; one that opens by its first message keeps what was typed meanwhile. */
  #switchTo(conversation: string): void {
    const from = this.#draft;
    const isOpened = this.#conversation === '';
    if (this.#conversation === conversation) return;
    this.#conversation = conversation;
    const kept = this.drafts.get(this.#draft);
    if (isOpened && !kept && this.#isTyped) {
      this.drafts.set(from, '');
      this.drafts.set(this.#draft, this.#text);
    } else {
      this.#show(kept);
    }
  }

  #show(text: string): void {
    this.#isTyped = false;
    if (text === this.#text) return;
    this.#text = text;
    this.#refused = '';
    this.requestUpdate();
  }

  #setText(text: string): void {
    this.#text = text;
    this.#isTyped = text !== '';
    this.drafts.set(this.#draft, text);
    this.#refused = '';
    this.requestUpdate();
  }

  #setTyping(isTyping: boolean): void {
    if (!isTyping && !this.#typing) return;
    this.#typing = isTyping;
    this.chat.setTyping(isTyping);
  }

  #onInput = (event: Event): void => {
    this.#setText((event.target as HTMLTextAreaElement).value);
    this.#setTyping(this.#text.trim() !== '');
  };

  #onBlur = (): void => {
    this.#setTyping(false);
  };

  #onKey = (event: KeyboardEvent): void => {
    // Enter inside an input method only commits; Safari says so by 229 after it has ended the composition.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it in Safari
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void this.#send();
  };

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.#send();
  };

  async #send(): Promise<void> {
    if (!this.#ready) return;
    const text = this.#text;
    this.#setText('');
    this.#setTyping(false);
    try {
      await this.chat.send(text.trim());
    } catch (error) {
      this.refuse(error, text);
    }
  }

  /** Whatever went wrong, what was written is in the field again. */
  refuse(error: unknown, text: string): void {
    const { strings } = this.view;
    this.#setText(this.#text ? `${text}\n${this.#text}` : text);
    const code = error instanceof ChatError ? error.code : '';
    const reason = reasonOf(code, strings, this.chat.stores.$limits.get());
    this.#refused = code === 'storage_full' ? strings.storageFull : (reason ?? strings.sendFailed);
    this.dispatchEvent(new CustomEvent('crm-chat-refused', { detail: this.#refused, bubbles: true }));
    this.requestUpdate();
  }

  /** As high as its text, where the browser cannot do that by itself. */
  #fit(): void {
    const { field } = this;
    if (!field || CSS.supports('field-sizing', 'content')) return;
    field.style.setProperty('block-size', 'auto');
    if (field.scrollHeight > 0)
      field.style.setProperty('block-size', `${String(Math.min(field.scrollHeight, FIELD_MAX_PX))}px`);
  }
}

/** The send button leaves the focus, and the keyboard of a phone, where they are. */
const keepFocus = (event: Event): void => {
  event.preventDefault();
};
