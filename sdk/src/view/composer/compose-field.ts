import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Strings } from '../words/strings.js';

/** The counter appears when this many characters are left. */
const COUNT_FROM = 500;
/** Pixels; styles/composer.ts says the same. */
const FIELD_MAX_PX = 140;

export const counter = (left: number, strings: Strings): TemplateResult | typeof nothing => {
  if (left > COUNT_FROM) return nothing;
  const text = left < 0 ? strings.charactersOver(-left) : strings.charactersLeft(left);
  return html`<p class="count ${left < 0 ? 'over' : ''}">${text}</p>`;
};

/** As high as its text, where the browser cannot do that by itself. */
export function fit(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports('field-sizing', 'content')) return;
  field.style.setProperty('block-size', 'auto');
  if (field.scrollHeight > 0)
    field.style.setProperty('block-size', `${String(Math.min(field.scrollHeight, FIELD_MAX_PX))}px`);
}

/** A picture from the clipboard; text is the field's own business, also where it comes with a picture of itself. */
export function pasteFiles(event: ClipboardEvent, attach: (files: readonly File[]) => void): void {
  const { clipboardData } = event;
  if (!clipboardData || clipboardData.types.includes('text/plain') || clipboardData.files.length === 0) return;
  event.preventDefault();
  attach([...clipboardData.files]);
}

export interface FieldOptions {
  text: string;
  label: string;
  placeholder: string;
  /** The list of people that is open, and who is chosen in it. */
  list: string | null;
  active: string | null;
  onInput: (event: Event) => void;
  onKey: (event: KeyboardEvent) => void;
  onCaret: () => void;
  onBlur: () => void;
  onPaste: (event: ClipboardEvent) => void;
}

export const field = (options: FieldOptions): TemplateResult =>
  html`<textarea
    part="field"
    rows="1"
    dir=${options.text ? 'auto' : nothing}
    autocomplete="off"
    aria-label=${options.label}
    aria-autocomplete="list"
    aria-haspopup="listbox"
    aria-controls=${options.list ?? nothing}
    aria-activedescendant=${options.active ?? nothing}
    placeholder=${options.placeholder}
    enterkeyhint="send"
    .value=${live(options.text)}
    @input=${options.onInput}
    @keydown=${options.onKey}
    @keyup=${options.onCaret}
    @click=${options.onCaret}
    @blur=${options.onBlur}
    @paste=${options.onPaste}
  ></textarea>`;
