import { Lexer, Tokenizer, type Token, type TokensList } from 'marked';
import { isInlineTooMuch } from './caps.js';

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

class CappedLexer extends Lexer {
  override inline(src: string, tokens: Token[] = []): Token[] {
    if (!isInlineTooMuch(src)) return super.inline(src, tokens);
    tokens.push({ type: 'text', raw: src, text: src, escaped: false });
    return tokens;
  }
}

const lexer = (tokenizer: Tokenizer): CappedLexer => new CappedLexer({ gfm: true, breaks: true, tokenizer });

/** Top-level tokens of a text whose lines end with `\n`. Their `raw`s are the text. */
export const lexBlocks = (text: string): TokensList => {
  const lex = lexer(new BotTokenizer());
  const tokens = lex.blockTokens(text, lex.tokens);
  for (const { src, tokens: inner } of lex.inlineQueue) lex.inlineTokens(src, inner);
  return tokens as TokensList;
};

/** Inline tokens of what a person wrote, outside of fenced code. Their `raw`s are the text. */
export const lexWritten = (text: string): Token[] =>
  isInlineTooMuch(text)
    ? [{ type: 'text', raw: text, text, escaped: false }]
    : lexer(new PeopleTokenizer()).inlineTokens(text);
