/**
 * From blocks to nodes. Nothing here takes markup: texts become text nodes, and of all attributes only a link's address comes
 * from outside, checked by `render/address.ts`.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { Block, CodeBlock, Inline, ListItem, TableBlock } from '../../render/blocks.js';
import type * as CodeParts from './code-block.js';
import { codeParts } from '../chunks.js';
import { each } from './each.js';
import { icon } from '../icon.js';
import { checkIcon } from '../icons.js';
import type { Strings } from '../words/strings.js';

/** Below the panel's title, which is a heading of level 2. */
const LEVEL_FROM = 2;
const LEVEL_MAX = 6;

/** A page that is opened from here learns nothing of this one, and search engines no recommendation: others wrote it. */
const linkTo = (href: string, bare: boolean, inner: unknown) =>
  html`<a
    class=${bare ? 'bare' : nothing}
    href=${href}
    target="_blank"
    rel="noopener noreferrer nofollow ugc"
    tabindex="-1"
    >${inner}</a
  >`;

const inline = (part: Inline): unknown => {
  if (typeof part === 'string') return part;
  switch (part.kind) {
    case 'strong':
      return html`<strong>${part.inner.map(inline)}</strong>`;
    case 'em':
      return html`<em>${part.inner.map(inline)}</em>`;
    case 'del':
      return html`<del>${part.inner.map(inline)}</del>`;
    case 'code':
      return html`<code class="in">${part.text}</code>`;
    case 'mention':
      return html`<span class="mention">${part.text}</span>`;
    case 'link':
      return linkTo(part.href, part.bare, part.inner.map(inline));
    case 'break':
      return html`<br />`;
    case 'run':
      return html`<span class="run">${part.inner.map(inline)}</span>`;
  }
};

const isLong = ([first]: readonly Inline[]): boolean => typeof first === 'object' && first.kind === 'run';

type Draw<T> = (item: T) => TemplateResult;

class Templates {
  readonly item: Draw<ListItem>;
  readonly block: Draw<Block>;

  constructor(
    private readonly strings: Strings,
    /** What draws code; null until it is here. */
    readonly code: typeof CodeParts | null,
  ) {
    this.item = ({ blocks, done }) =>
      html`<li class=${done === null ? nothing : 'task'}>
        ${done === null ? nothing : this.#tick(done)}${each(blocks, this.block)}
      </li>`;
    this.block = (block) => this.#block(block);
  }

  #block(block: Block): TemplateResult {
    switch (block.kind) {
      case 'paragraph':
        return html`<p class=${isLong(block.inner) ? 'long' : nothing}>${each(block.inner, inline)}</p>`;
      case 'written':
        return html`<div class="written">${block.inner.map(inline)}</div>`;
      case 'heading': {
        const level = Math.min(LEVEL_MAX, LEVEL_FROM + block.depth);
        return html`<div class="title t${block.depth}" role="heading" aria-level=${level}>
          ${block.inner.map(inline)}
        </div>`;
      }
      case 'quote':
        return html`<blockquote>${each(block.blocks, this.block)}</blockquote>`;
      case 'rule':
        return html`<hr />`;
      case 'code':
        return this.#code(block);
      case 'list':
        return block.start === null
          ? html`<ul>
              ${each(block.items, this.item)}
            </ul>`
          : html`<ol start=${block.start}>
              ${each(block.items, this.item)}
            </ol>`;
      case 'table':
        return this.#table(block);
    }
  }

  #code(block: CodeBlock): TemplateResult {
    if (this.code) return this.code.codeBlock(block, this.strings);
    void codeParts.load();
    return html`<div class="written" dir="ltr">${block.text}</div>`;
  }

  #table({ align, head, rows }: TableBlock): TemplateResult {
    const side = (at: number) => align[at] ?? nothing;
    return html`<div class="table" role="region" aria-label=${this.strings.table} tabindex="-1">
      <table>
        <thead>
          <tr>
            ${head.map((cell, at) => html`<th scope="col" class=${side(at)}>${cell.map(inline)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${each(rows, rowOf(align.map((one) => one ?? '').join(' ')))}
        </tbody>
      </table>
    </div>`;
  }

  #tick(done: boolean): TemplateResult {
    const { strings } = this;
    return html`<span class="tick" role="img" aria-label=${done ? strings.done : strings.toDo}
      >${done ? icon(checkIcon, 'xs') : nothing}</span
    >`;
  }
}

/** One function for one alignment, so that rows that are there are left alone. */
const rowTemplates = new Map<string, Draw<readonly (readonly Inline[])[]>>();
const ROW_TEMPLATES_MAX = 100;

function rowOf(aligns: string): Draw<readonly (readonly Inline[])[]> {
  const known = rowTemplates.get(aligns);
  if (known) return known;
  const sides = aligns.split(' ').map((side) => (side === '' ? nothing : side));
  const row: Draw<readonly (readonly Inline[])[]> = (cells) =>
    html`<tr>
      ${cells.map((cell, at) => html`<td class=${sides[at] ?? nothing}>${cell.map(inline)}</td>`)}
    </tr>`;
  if (rowTemplates.size >= ROW_TEMPLATES_MAX) rowTemplates.clear();
  rowTemplates.set(aligns, row);
  return row;
}

const templates = new WeakMap<Strings, Templates>();

/** The function that draws a block in these words; the same one for the same words, until there is more to draw with. */
export function blockIn(strings: Strings): Draw<Block> {
  const known = templates.get(strings);
  if (known?.code === codeParts.now) return known.block;
  const fresh = new Templates(strings, codeParts.now);
  templates.set(strings, fresh);
  return fresh.block;
}
