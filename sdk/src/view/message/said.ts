import { html, type TemplateResult } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import { codeParts, markdown, markdownWithCode } from '../chunks.js';
import { late } from '../late.js';
import type { MarkedText } from './markdown.js';
import { isPlain } from './plain.js';
import type { Strings } from '../words/strings.js';

export interface Words {
  readonly text: string;
  /** A bot's are Markdown, a person's are as they were written. */
  readonly isBot: boolean;
  /** Whether more is to come. */
  readonly growing: boolean;
  readonly strings: Strings;
  /** Names that stand in the text behind an `@`. */
  readonly mentions: readonly string[];
}

/** Who is mentioned is marked once the parser is here, which an `@` asks for. */
const plain = ({ text }: Words): TemplateResult => html`<div class="written">${text}</div>`;

/** As the parser has it. */
const paragraph = ({ text }: Words): TemplateResult => html`<div class="part"><p>${text}</p></div>`;

const FENCE = /```|~~~/;

/** The text of a message. Plain until the parser is here, and where there is nothing to parse. */
class Said extends Directive {
  #marked: MarkedText | null = null;

  override render(words: Words): unknown {
    const { text, isBot, growing } = words;
    if (!this.#marked && isPlain(text, isBot, growing)) return isBot ? paragraph(words) : plain(words);
    // Code that is there already comes in its box at once, rather than as text that becomes a box.
    const parts = !this.#marked && !codeParts.now && FENCE.test(text) ? markdownWithCode : markdown;
    return late(parts, ({ MarkedText: Text }) => (this.#marked ??= new Text()).draw(words), plain(words));
  }
}

/** Between tags: what a message says. */
export const said = directive(Said);
