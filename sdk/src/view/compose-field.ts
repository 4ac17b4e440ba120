import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from './strings.js';

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
