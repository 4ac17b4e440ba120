import { html, type TemplateResult } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { Block, Inline } from '../../render/blocks.js';
import type { Prose } from '../../render/markdown.js';
import { blockIn } from './block-templates.js';
import { markdown } from '../chunks.js';
import { each } from './each.js';
import { Parts, partWith } from './parts.js';
import { mentionPieces, mentionText } from './mention-text.js';
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

const plain = ({ text, mentions }: Words): TemplateResult =>
  html`<div class="written">${mentionText(text, mentions)}</div>`;

/** As the parser has it. */
const paragraph = ({ text }: Words): TemplateResult => html`<div class="part"><p>${text}</p></div>`;

/** Who is mentioned is marked where people write, in plain words. */
const marked = (blocks: readonly Block[], mentions: readonly string[]): readonly Block[] => {
  if (mentions.length === 0) return blocks;
  const pieces = (part: Inline): Inline[] =>
    typeof part === 'string'
      ? mentionPieces(part, mentions).map(({ text, isMention }) => (isMention ? { kind: 'mention', text } : text))
      : [part];
  return blocks.map((block) => (block.kind === 'written' ? { ...block, inner: block.inner.flatMap(pieces) } : block));
};

/** The text of a message. Plain until the parser is here, and where there is nothing to parse. */
class Said extends AsyncDirective {
  #words: Words | null = null;
  #prose: Prose | null = null;
  readonly #parts = new Parts();

  override render(words: Words): unknown {
    this.#words = words;
    if (this.#prose === null && isPlain(words.text, words.isBot, words.growing))
      return words.isBot ? paragraph(words) : plain(words);
    const { now } = markdown;
    if (now) return this.#drawn(words);
    void markdown.load().then((chunk) => {
      if (chunk && this.#words && this.isConnected) this.setValue(this.#drawn(this.#words));
    });
    return plain(words);
  }

  #drawn(words: Words): unknown {
    // A template of its own, so that it takes the place of the plain one.
    return html`${each(this.#parts.of(this.#blocks(words)), partWith(blockIn(words.strings)))}`;
  }

  #blocks({ text, isBot, growing, mentions }: Words): readonly Block[] {
    const { now } = markdown;
    if (!now) return [];
    if (!isBot) return marked(now.writtenBlocks(text), mentions);
    this.#prose ??= new now.Prose();
    return this.#prose.update(text, growing);
  }
}

/** Between tags: what a message says. */
export const said = directive(Said);
