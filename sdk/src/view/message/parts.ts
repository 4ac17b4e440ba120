import { html, type TemplateResult } from 'lit';
import type { Block } from '../../render/blocks.js';
import { each } from './each.js';

/**
 * Blocks in one box. A browser looks at every neighbour of what it lays out, so that a word more costs by the number of
 * blocks beside it: within a box that is bounded, and a box that is finished is one neighbour.
 */
const BLOCKS = 16;

/** The blocks of a message in boxes of some. A box of the same blocks is the same array. */
export class Parts {
  #known: readonly (readonly Block[])[] = [];

  of(blocks: readonly Block[]): readonly (readonly Block[])[] {
    const known = this.#known;
    this.#known = Array.from({ length: Math.ceil(blocks.length / BLOCKS) }, (_, at) => {
      const part = blocks.slice(at * BLOCKS, (at + 1) * BLOCKS);
      const before = known[at];
      return before?.length === part.length && part.every((block, i) => block === before[i]) ? before : part;
    });
    return this.#known;
  }
}

/** The function that draws a box; the same one for the same function that draws a block. */
const drawers = new WeakMap<(block: Block) => TemplateResult, (part: readonly Block[]) => TemplateResult>();

export function partWith(block: (block: Block) => TemplateResult): (part: readonly Block[]) => TemplateResult {
  const known = drawers.get(block) ?? ((part: readonly Block[]) => html`<div class="part">${each(part, block)}</div>`);
  drawers.set(block, known);
  return known;
}
