import type { Token, Tokens } from 'marked';
import type { Block, Inline, ListBlock, TableBlock } from './blocks.js';
import { isTooDeep, REST_FACTOR, SLOW_MS, TEXT_MAX } from './caps.js';
import { blocksOf } from './from-tokens.js';
import { isClosed, lexBlocks } from './lexer.js';
import { mend, openFence } from './mend.js';
import { runEnd } from './runs.js';

const written = (text: string): readonly Block[] => [{ kind: 'written', inner: [text] }];

/** The deepest last block is still being written where it is code. */
function withOpenEnd(blocks: readonly Block[]): readonly Block[] {
  const last = blocks.at(-1);
  if (!last) return blocks;
  const before = blocks.slice(0, -1);
  if (last.kind === 'code') return [...before, { ...last, open: true }];
  if (last.kind === 'quote') return [...before, { ...last, blocks: withOpenEnd(last.blocks) }];
  const item = last.kind === 'list' ? last.items.at(-1) : undefined;
  if (last.kind !== 'list' || !item) return blocks;
  return [...before, { ...last, items: [...last.items.slice(0, -1), { ...item, blocks: withOpenEnd(item.blocks) }] }];
}

const sourceOf = (tokens: readonly { readonly raw: string }[]): string => tokens.map(({ raw }) => raw).join('');

/** The line of a table's head and the one below it. */
const headOf = ({ raw }: Tokens.Table): string => `${raw.split('\n', 2).join('\n')}\n`;

const hasRuns = (inner: readonly Inline[]): boolean => {
  const [first] = inner;
  return typeof first === 'object' && first.kind === 'run';
};

/**
 * A bot's text as blocks, while it grows. What stands above the block that is being written is final: it is parsed once, and
 * its blocks stay the same objects, so that who draws them need not look at them again. Long lists, tables and
 * paragraphs are finished item by item, row by row and piece by piece. A text that does not go on from the last one is parsed anew.
 */
export class Prose {
  /** The text that `#final` was made from. */
  #head = '';
  #final: readonly Block[] = [];
  /** Whether the last final block goes on: items or rows may follow. */
  #goesOn = false;
  /** Stands before the rest of a table that was cut, so that the rest is a table, too. */
  #prefix = '';
  #lastKey: string | null = null;
  #lastBlocks: readonly Block[] = [];
  #isPlain = false;
  /** Whether a paragraph may be cut: not where it turned out to be something else. */
  #mayCut = true;
  #slow = 0;
  #restUntil = -Infinity;

  /** @param now milliseconds; tells a text that takes long. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param growing whether more is to come. */
  update(text: string, growing: boolean): readonly Block[] {
    const whole = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    if (!whole.startsWith(this.#head)) this.#startOver();
    if (this.#isPlain && growing) return written(text);
    if (growing && this.now() < this.#restUntil) return this.#lastBlocks;
    const tail = whole.slice(this.#head.length);
    if (whole.length > TEXT_MAX || isTooDeep(tail)) return written(text);
    try {
      const from = this.now();
      const blocks = this.#parse(tail, growing);
      this.#pace(from);
      return blocks;
    } catch {
      // marked ends its stack on what the caps did not foresee: the text is there all the same.
      this.#startOver();
      this.#isPlain = true;
      return written(text);
    }
  }

  #startOver(): void {
    this.#head = '';
    this.#final = [];
    this.#goesOn = false;
    this.#prefix = '';
    this.#lastKey = null;
    this.#isPlain = false;
  }

  #pace(from: number): void {
    const now = this.now();
    this.#slow = now - from > SLOW_MS ? this.#slow + 1 : 0;
    if (this.#slow > 1) this.#restUntil = now + (now - from) * REST_FACTOR;
  }

  #parse(tail: string, growing: boolean): readonly Block[] {
    const rest = growing ? mend(tail) : tail;
    const isOpen = growing && openFence(rest) !== null;
    const key = `${String(this.#head.length)} ${String(isOpen)} ${rest}`;
    if (key === this.#lastKey) return this.#lastBlocks;
    const tokens = lexBlocks(this.#prefix + rest);
    if (this.#goesOn && this.#final.at(-1)?.kind === 'paragraph' && (tokens[0]?.type ?? 'paragraph') !== 'paragraph') {
      // A line below it has made it a heading, or the head of a table.
      const whole = this.#head + tail;
      this.#startOver();
      this.#mayCut = false;
      return this.#parse(whole, growing);
    }
    const drawn = tokens.map((token) => blocksOf([token]));
    const blocks = this.#joined(drawn.flat());
    if (growing) this.#settle(tokens, drawn, tail);
    this.#lastKey = key;
    this.#lastBlocks = isOpen ? withOpenEnd(blocks) : blocks;
    return this.#lastBlocks;
  }

  /** The final blocks, and behind them those of the rest. */
  #joined(rest: readonly Block[]): readonly Block[] {
    const [first, ...others] = rest;
    const last = this.#final.at(-1);
    if (!this.#goesOn || !first || !last) return [...this.#final, ...rest];
    const before = this.#final.slice(0, -1);
    if (last.kind === 'list' && first.kind === 'list')
      return [...before, { ...last, items: [...last.items, ...first.items] }, ...others];
    if (last.kind === 'table' && first.kind === 'table')
      return [...before, { ...last, rows: [...last.rows, ...first.rows] }, ...others];
    if (last.kind === 'paragraph' && first.kind === 'paragraph') {
      const { inner } = first;
      const runs: readonly Inline[] = hasRuns(inner) ? inner : [{ kind: 'run', inner }];
      return [...before, { ...last, inner: [...last.inner, ...runs] }, ...others];
    }
    return [...this.#final, ...rest];
  }

  /** Takes what nothing can change any more to the final blocks: what has a whole line of another block below it. */
  #settle(tokens: readonly Token[], drawn: readonly (readonly Block[])[], tail: string): void {
    const last = tokens.findLastIndex(({ type }) => type !== 'space');
    const source = sourceOf(tokens.slice(0, Math.max(0, last))).slice(last > 0 ? this.#prefix.length : 0);
    const [token, block] = [tokens[last], drawn[last]?.[0]];
    if (!token || !tail.startsWith(source)) return;
    if (last > 0) {
      if (!tail.includes('\n', source.length)) return;
      this.#take(source, drawn.slice(0, last).flat());
      this.#goesOn = false;
      this.#prefix = '';
      this.#mayCut = true;
    }
    // Of the block that is being written: its items, or rows, but the last.
    const rest = tail.slice(source.length);
    if (block?.kind === 'list') this.#cutList(block, token as Tokens.List, rest);
    else if (block?.kind === 'table') this.#cutTable(block, token as Tokens.Table, rest);
    else if (block?.kind === 'paragraph' && this.#mayCut) this.#cutParagraph(block.inner, rest, token.raw);
  }

  #cutList(list: ListBlock, token: Tokens.List, tail: string): void {
    const source = sourceOf(token.items.slice(0, -1));
    if (source === '' || !tail.startsWith(source) || !tail.includes('\n', source.length)) return;
    this.#take(source, [{ ...list, items: list.items.slice(0, -1) }]);
    this.#goesOn = true;
  }

  #cutTable(table: TableBlock, token: Tokens.Table, tail: string): void {
    const head = this.#prefix || headOf(token);
    const source = `${token.raw.trimEnd()}\n`.slice(this.#prefix.length);
    if (table.rows.length === 0 || !tail.startsWith(source)) return;
    this.#take(source, [table]);
    this.#goesOn = true;
    this.#prefix = head;
  }

  /** @param raw the paragraph as it was parsed: mended at its end. */
  #cutParagraph(inner: readonly Inline[], tail: string, raw: string): void {
    const [run] = inner;
    if (!hasRuns(inner) || run === undefined) return;
    let length = 0;
    while (length < raw.length && raw[length] === tail[length]) length += 1;
    const end = runEnd(raw.slice(0, length).trimEnd(), 0, isClosed);
    if (end === null) return;
    this.#take(tail.slice(0, end), [{ kind: 'paragraph', inner: [run] }]);
    this.#goesOn = true;
  }

  #take(source: string, blocks: readonly Block[]): void {
    this.#final = this.#joined(blocks);
    this.#head += source;
  }
}
