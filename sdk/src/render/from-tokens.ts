/** From marked's tokens to the blocks of this folder: whatever is not named here becomes text. */
import type { Token, Tokens } from 'marked';
import { safeAddress } from './address.js';
import type { Align, Block, Inline, ListItem } from './blocks.js';
import { decodeEntities } from './entities.js';
import { RUN } from './lexer.js';

const LINE_BREAK = /^<br\s*\/?>$/i;
const ALIGN: Readonly<Partial<Record<string, Align>>> = { left: 'start', center: 'center', right: 'end' };

/** Neighbouring texts in one, so that a word that grows stays one node of the page. */
const joined = (parts: readonly Inline[]): readonly Inline[] => {
  const all: Inline[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part;
    else if (part !== '') all.push(part);
  }
  return all;
};

const linkOf = ({ raw, href, text, tokens }: Tokens.Link): readonly Inline[] => {
  const address = safeAddress(decodeEntities(href));
  if (address === null) return [raw];
  const bare = text === href || raw === text || raw === `<${text}>`;
  return [{ kind: 'link', href: address, inner: bare ? [text] : inlinesOf(tokens), bare }];
};

/** A picture from elsewhere would tell its server who reads what and when: it is offered, not fetched. */
const imageOf = ({ raw, href, text }: Tokens.Image): readonly Inline[] => {
  const address = safeAddress(href);
  if (address === null) return [raw];
  return [{ kind: 'link', href: address, inner: [decodeEntities(text) || address], bare: text === '' }];
};

const inlineOf = (token: Token): readonly Inline[] => {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [{ kind: token.type, inner: inlinesOf(token.tokens ?? []) }];
    case RUN:
      return [{ kind: 'run', inner: inlinesOf(token.tokens ?? []) }];
    case 'codespan':
      return [{ kind: 'code', text: (token as Tokens.Codespan).text }];
    case 'link':
      return linkOf(token as Tokens.Link);
    case 'image':
      return imageOf(token as Tokens.Image);
    case 'br':
      return [{ kind: 'break' }];
    case 'escape':
      return [(token as Tokens.Escape).text];
    case 'checkbox':
      return [];
    case 'html':
      return [LINE_BREAK.test(token.raw) ? { kind: 'break' } : token.raw];
    case 'text': {
      const { tokens, raw } = token as Tokens.Text;
      return tokens ? inlinesOf(tokens) : [decodeEntities(raw)];
    }
    default:
      return [token.raw];
  }
};

export const inlinesOf = (tokens: readonly Token[]): readonly Inline[] => joined(tokens.flatMap(inlineOf));

/** What a person wrote: nothing is decoded, nothing but addresses and code is changed. */
export const writtenOf = (tokens: readonly Token[]): readonly Inline[] =>
  joined(
    tokens.flatMap((token) => {
      if (token.type === 'codespan') return inlineOf(token);
      return token.type === 'link' ? linkOf(token as Tokens.Link) : [token.raw];
    }),
  );

const itemOf = ({ task, checked, tokens }: Tokens.ListItem): ListItem => ({
  blocks: blocksOf(tokens),
  done: task ? checked === true : null,
});

const tableOf = ({ align, header, rows }: Tokens.Table): Block => ({
  kind: 'table',
  align: align.map((side) => ALIGN[side ?? ''] ?? null),
  head: header.map(({ tokens }) => inlinesOf(tokens)),
  rows: rows.map((row) => row.map(({ tokens }) => inlinesOf(tokens))),
});

/** The first word of what stands behind the fence. */
export const langOf = (info: string | undefined): string =>
  (/^[\w+#.-]{1,30}/.exec(info ?? '')?.[0] ?? '').toLowerCase();

const blockOf = (token: Token): readonly Block[] => {
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return [];
    case 'paragraph':
      return [{ kind: 'paragraph', inner: inlinesOf(token.tokens ?? []) }];
    case 'heading':
      return [{ kind: 'heading', depth: (token as Tokens.Heading).depth, inner: inlinesOf(token.tokens ?? []) }];
    case 'code': {
      const { lang, text } = token as Tokens.Code;
      return [{ kind: 'code', lang: langOf(lang), text, open: false }];
    }
    case 'blockquote':
      return [{ kind: 'quote', blocks: blocksOf(token.tokens ?? []) }];
    case 'list': {
      const { ordered, start, items } = token as Tokens.List;
      return [{ kind: 'list', start: ordered ? Number(start) : null, items: items.map(itemOf) }];
    }
    case 'table':
      return [tableOf(token as Tokens.Table)];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return [{ kind: 'paragraph', inner: inlineOf(token) }];
  }
};

export const blocksOf = (tokens: readonly Token[]): readonly Block[] => tokens.flatMap(blockOf);
