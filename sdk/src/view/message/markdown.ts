/** What a text with marks is drawn by, as one chunk: parser, templates, styles. docs/decisions/0010-text-becomes-nodes-never-html.md */
import { html, type TemplateResult } from 'lit';
import type { Block, Inline } from '../../render/blocks.js';
import { Prose, writtenBlocks } from '../../render/markdown.js';
import { prose as proseStyles } from '../styles/prose.js';
import { blockIn } from './block-templates.js';
import { each } from './each.js';
import { mentionPieces } from './mention-pieces.js';
import { Parts, partWith } from './parts.js';
import type { Words } from './said.js';

export const styles = [proseStyles];

/** Who is mentioned is marked where people write, in plain words. */
const marked = (blocks: readonly Block[], mentions: readonly string[]): readonly Block[] => {
  if (mentions.length === 0) return blocks;
  const pieces = (part: Inline): Inline[] =>
    typeof part === 'string'
      ? mentionPieces(part, mentions).map(({ text, isMention }) => (isMention ? { kind: 'mention', text } : text))
      : [part];
  return blocks.map((block) => (block.kind === 'written' ? { ...block, inner: block.inner.flatMap(pieces) } : block));
};

/** The text of one message while more of it is written. */
export class MarkedText {
  #prose: Prose | null = null;
  readonly #parts = new Parts();

  draw(words: Words): TemplateResult {
    // A template of its own, so that it takes the place of the plain one.
    return html`${each(this.#parts.of(this.#blocks(words)), partWith(blockIn(words.strings)))}`;
  }

  #blocks({ text, isBot, growing, mentions }: Words): readonly Block[] {
    if (!isBot) return marked(writtenBlocks(text), mentions);
    this.#prose ??= new Prose();
    return this.#prose.update(text, growing);
  }
}
