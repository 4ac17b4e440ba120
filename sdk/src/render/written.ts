import type { Block } from './blocks.js';
import { TEXT_MAX } from './caps.js';
import { langOf, writtenOf } from './from-tokens.js';
import { lexWritten } from './lexer.js';

const OPENING = /^(`{3,}|~{3,})([^`]*)$/;

/** Where the fence that begins in line `from` ends; -1 for one that nobody closed. */
const endOf = (lines: readonly string[], from: number, mark: string): number =>
  lines.findIndex((line, at) => {
    const end = line.trim();
    return at > from && end.length >= mark.length && end.replaceAll(mark.charAt(0), '') === '';
  });

/**
 * What a person wrote, as they wrote it: only addresses and code are more than text. `12*40*3`, `#42` and `2. floor` mean
 * themselves here, and every line break and space stays.
 */
export function writtenBlocks(text: string): readonly Block[] {
  if (text.length > TEXT_MAX) return [{ kind: 'written', inner: [text] }];
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let said: string[] = [];
  const say = () => {
    // The blank lines around code are its distance already.
    const words = said.join('\n').replace(blocks.length > 0 ? /^\n+/ : '', '');
    const inner = writtenOf(lexWritten(words));
    if (words.trim() !== '') blocks.push({ kind: 'written', inner });
    said = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, mark, info] = OPENING.exec(line) ?? [];
    const end = mark === undefined ? -1 : endOf(lines, at, mark);
    if (end < 0) {
      said.push(line);
    } else {
      while (said.at(-1) === '') said.pop();
      say();
      blocks.push({ kind: 'code', lang: langOf(info?.trim()), text: lines.slice(at + 1, end).join('\n'), open: false });
      at = end;
    }
  }
  say();
  return blocks;
}
