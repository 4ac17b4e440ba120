import { html, type TemplateResult } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { Block } from '../render/blocks.js';
import type { Prose } from '../render/markdown.js';
import { blockIn } from './block-templates.js';
import { markdown } from './chunks.js';
import { each } from './each.js';
import type { Strings } from './strings.js';

/** Addresses and code are all that is more than text in what people write. */
const MAY_MEAN = /:\/\/|www\.|@|`|~~~/i;

export interface Words {
  readonly text: string;
  /** A bot's are Markdown, a person's are as they were written. */
  readonly isBot: boolean;
  /** Whether more is to come. */
  readonly growing: boolean;
  readonly strings: Strings;
}

const plain = (text: string): TemplateResult => html`<div class="written">${text}</div>`;

/** The text of a message. Plain until the parser is here, and where there is nothing to parse. */
class Said extends AsyncDirective {
  #words: Words | null = null;
  #prose: Prose | null = null;

  override render(words: Words): unknown {
    this.#words = words;
    if (!words.isBot && !MAY_MEAN.test(words.text)) return plain(words.text);
    const { now } = markdown;
    if (now) return this.#drawn(words);
    void markdown.load().then((chunk) => {
      if (chunk && this.#words && this.isConnected) this.setValue(this.#drawn(this.#words));
    });
    return plain(words.text);
  }

  #drawn(words: Words): unknown {
    // A template of its own, so that it takes the place of the plain one.
    return html`${each(this.#blocks(words), blockIn(words.strings))}`;
  }

  #blocks({ text, isBot, growing }: Words): readonly Block[] {
    const { now } = markdown;
    if (!now) return [];
    if (!isBot) return now.writtenBlocks(text);
    this.#prose ??= new now.Prose();
    return this.#prose.update(text, growing);
  }
}

/** Between tags: what a message says. */
export const said = directive(Said);
