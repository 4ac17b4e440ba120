import type { Token, Tokens } from 'marked';
import type { Block, ListBlock, TableBlock } from './blocks.js';
import { isTooDeep, SLOW_MS, TEXT_MAX } from './caps.js';
import { blocksOf } from './from-tokens.js';
import { lexBlocks } from './lexer.js';
import { mend, openFence } from './mend.js';

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

/**
 * A bot's text as blocks, while it grows. What stands above the block that is being written is final: it is parsed once, and
 * its blocks stay the same objects, so that who draws them need not look at them again. Long lists and tables are
 * finished item by item and row by row. A text that does not go on from the last one is parsed anew.
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

  /** @param now milliseconds; tells a text that takes long. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param growing whether more is to come. */
  update(text: string, growing: boolean): readonly Block[] {
    const whole = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    if (!whole.startsWith(this.#head)) this.#startOver();
    if (this.#isPlain && growing) return written(text);
    const tail = whole.slice(this.#head.length);
    if (whole.length > TEXT_MAX || isTooDeep(tail)) return written(text);
    try {
      const from = this.now();
      const blocks = this.#parse(tail, growing);
      this.#isPlain = this.now() - from > SLOW_MS;
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

  #parse(tail: string, growing: boolean): readonly Block[] {
    const rest = growing ? mend(tail) : tail;
    const isOpen = growing && openFence(rest) !== null;
    const key = `${String(this.#head.length)} ${String(isOpen)} ${rest}`;
    if (key === this.#lastKey) return this.#lastBlocks;
    const tokens = lexBlocks(this.#prefix + rest);
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
    }
    // Of the block that is being written: its items, or rows, but the last.
    const rest = tail.slice(source.length);
    if (block?.kind === 'list') this.#cutList(block, token as Tokens.List, rest);
    else if (block?.kind === 'table') this.#cutTable(block, token as Tokens.Table, rest);
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

  #take(source: string, blocks: readonly Block[]): void {
    this.#final = this.#joined(blocks);
    this.#head += source;
  }
}
