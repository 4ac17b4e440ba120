import { Lexer, Tokenizer, type Token, type TokensList } from 'marked';
import { isInlineTooMuch } from './caps.js';
import { runsOf } from './runs.js';

/**
 * Markdown without HTML and without references: a tag is text, and a definition further down cannot change what stands
 * above it, so that finished blocks are final while a text grows.
 */
class BotTokenizer extends Tokenizer {
  override html(): undefined {
    return undefined;
  }

  override def(): undefined {
    return undefined;
  }

  override reflink(): undefined {
    return undefined;
  }
}

/** What people write is not Markdown: only code between backticks and addresses mean something. */
class PeopleTokenizer extends BotTokenizer {
  override escape(): undefined {
    return undefined;
  }

  override tag(): undefined {
    return undefined;
  }

  override link(): undefined {
    return undefined;
  }

  override emStrong(): undefined {
    return undefined;
  }

  override br(): undefined {
    return undefined;
  }

  override del(): undefined {
    return undefined;
  }

  override autolink(): undefined {
    return undefined;
  }
}

/** A piece of a long paragraph: its `raw` is the piece. */
export const RUN = 'run';

const lexer = (tokenizer: Tokenizer): Lexer => new Lexer({ gfm: true, breaks: true, tokenizer });

const cappedInline = (lex: Lexer, text: string, tokens: Token[] = []): Token[] => {
  if (!isInlineTooMuch(text)) return lex.inlineTokens(text, tokens);
  tokens.push({ type: 'text', raw: text });
  return tokens;
};

/** Top-level tokens of a text whose lines end with `\n`. Their `raw`s are the text. */
export const lexBlocks = (text: string): TokensList => {
  const lex = lexer(new BotTokenizer());
  const tokens = lex.blockTokens(text);
  // Not earlier: until all blocks are known marked still joins what waits here.
  for (const { src, tokens: inner } of lex.inlineQueue) {
    const runs = runsOf(src, isClosed);
    if (runs.length === 1) cappedInline(lex, src, inner);
    else inner.push(...runs.map((raw) => ({ type: RUN, raw, tokens: cappedInline(lex, raw) })));
  }
  return tokens as TokensList;
};

/** Inline tokens of what a person wrote, outside of fenced code. Their `raw`s are the text. */
export const lexWritten = (text: string): Token[] => cappedInline(lexer(new PeopleTokenizer()), text);

/** A mark that stands as text: the one that it belongs to may still come. */
const OPEN_MARK = /[`[<]|~~|(?<!\s)\*|\*(?!\s)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u;

const hasOpenMark = ({ type, raw, tokens }: Token & { tokens?: Token[] }): boolean =>
  tokens ? tokens.some(hasOpenMark) : type === 'text' && OPEN_MARK.test(raw);

/** While a text grows, the same pieces are asked about with each word of it. */
const asked = new Map<string, boolean>();
const ASKED_MAX = 100;

/** Whether nothing that follows can change what this piece of a paragraph is. */
export function isClosed(piece: string): boolean {
  const known = asked.get(piece);
  if (known !== undefined) return known;
  const closed = !isInlineTooMuch(piece) && !lexer(new BotTokenizer()).inlineTokens(piece).some(hasOpenMark);
  if (asked.size >= ASKED_MAX) asked.clear();
  asked.set(piece, closed);
  return closed;
}
