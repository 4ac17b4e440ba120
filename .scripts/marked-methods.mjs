// Methods of marked as the element's build has them: what they come to for its options, and for what it asks of tokens.

/** In its tokenizer. */
export class Tokenizer {
  space(src) {
    const [raw] = this.rules.block.newline.exec(src) ?? [];
    if (raw) return { type: 'space', raw };
  }

  table(src) {
    const match = this.rules.block.table.exec(src);
    if (!match || !this.rules.other.tableDelimiter.test(match[2])) return;
    const head = this.cells(match[1]);
    const sides = match[2].replace(this.rules.other.tableAlignChars, '').split('|');
    if (sides.length !== head.length) return;
    const rows = match[3]?.trim() ? match[3].replace(this.rules.other.tableRowBlankLine, '').split('\n') : [];
    const align = sides.map((side) => {
      if (this.rules.other.tableAlignRight.test(side)) return 'right';
      if (this.rules.other.tableAlignCenter.test(side)) return 'center';
      return this.rules.other.tableAlignLeft.test(side) ? 'left' : null;
    });
    return {
      type: 'table',
      raw: match[0].replace(/\n+$/, ''),
      align,
      header: head.map(this.cell, this),
      rows: rows.map((row) => this.cells(row, head.length).map(this.cell, this)),
    };
  }

  cell(text) {
    return { tokens: this.lexer.inline(text) };
  }

  /** The texts of a line's cells; as many as the table has columns. */
  cells(line, count) {
    const cells = line.replace(/(?<!\\)((?:\\\\)*)\|/g, '$1 |').split(' |');
    if (!cells[0].trim()) cells.shift();
    if (!cells.at(-1)?.trim()) cells.pop();
    return Array.from({ length: count ?? cells.length }, (_, at) => (cells[at] ?? '').trim().replaceAll('\\|', '|'));
  }

  escape(src) {
    const [raw, text] = this.rules.inline.escape.exec(src) ?? [];
    if (raw) return { type: 'escape', raw, text };
  }

  /** Between `<a>` and `</a>` an address is no link. */
  tag(src) {
    const [raw] = this.rules.inline.tag.exec(src) ?? [];
    if (!raw) return;
    const { state } = this.lexer;
    if (this.rules.other.startATag.test(raw)) state.inLink = true;
    else if (this.rules.other.endATag.test(raw)) state.inLink = false;
    return { type: 'html', raw };
  }

  /** Without a title, which nobody is shown. */
  link(src) {
    const { state } = this.lexer;
    const match = state.linkParenPossible && this.rules.inline.link.exec(src);
    if (!match) return;
    let [raw, label, href] = match;
    const start = raw.startsWith('!') ? 2 : 1;
    if (this.isTagCut(src, label, start)) return;
    href = href.trim();
    const isEscaped = /(?<!\\)(?:\\\\)*\\[^]$/;
    if (href.startsWith('<')) {
      if (!href.endsWith('>') || isEscaped.test(href)) return;
      href = href.slice(1, -1);
    } else {
      let open = 0;
      for (let at = 0; at < href.length && open >= 0; at++) {
        if (href[at] === '\\') at++;
        else if (href[at] === '(') open++;
        else if (href[at] === ')' && --open < 0) {
          href = href.slice(0, at);
          raw = raw.slice(0, start + 3 + label.length + at).trim();
        }
      }
      if (open > 0) return;
    }
    if (isEscaped.test(raw)) return;
    const text = label.replace(
      /(`+)(?:[^`]|[^`][\s\S]*?[^`])\1(?!`)|\\([[\]])/g,
      (whole, mark, bracket) => bracket ?? whole,
    );
    const { inLink, linkEmitted } = state;
    state.inLink = true;
    state.linkEmitted = false;
    const tokens = this.lexer.inlineTokens(text);
    const isNested = state.linkEmitted;
    state.inLink = inLink;
    state.linkEmitted = linkEmitted;
    if (start === 1) {
      if (isNested) return;
      state.linkEmitted = true;
    }
    href = href.replace(this.rules.inline.anyPunctuation, '$1');
    return { type: start === 1 ? 'link' : 'image', raw, href, text, tokens };
  }

  /** Whether a tag that begins in a link's text ends behind it. */
  isTagCut(src, label, start) {
    for (let at = 0; at < label.length; at++) {
      const rest = label.slice(at);
      const tag = rest.startsWith('<') && this.tagAt(src.slice(start + at));
      if (tag && tag.length > rest.length) return true;
      const whole = tag || this.rules.inline.code.exec(rest)?.[0];
      if (rest.startsWith('\\')) at++;
      else if (whole) at += whole.length - 1;
    }
    return false;
  }

  tagAt(src) {
    return (this.rules.inline.tag.exec(src) ?? this.rules.inline.autolink.exec(src))?.[0];
  }

  codespan(src) {
    const match = this.rules.inline.code.exec(src);
    if (!match) return;
    const text = match[2].replaceAll('\n', ' ');
    const isPadded = text.startsWith(' ') && text.endsWith(' ') && /[^ ]/.test(text);
    return { type: 'codespan', raw: match[0], text: isPadded ? text.slice(1, -1) : text };
  }

  br(src) {
    const [raw] = this.rules.inline.br.exec(src) ?? [];
    if (raw) return { type: 'br', raw };
  }

  autolink(src) {
    const [raw, text, isMail] = this.rules.inline.autolink.exec(src) ?? [];
    if (raw) return this.linked(raw, text, isMail ? 'mailto:' : '');
  }

  url(src) {
    let [raw, before, isMail] = this.rules.inline.url.exec(src) ?? [];
    if (!raw) return;
    if (!isMail) {
      let longer;
      do {
        longer = raw;
        [raw] = this.rules.inline._backpedal.exec(raw) ?? [''];
      } while (longer !== raw);
    }
    return this.linked(raw, raw, isMail ? 'mailto:' : before === 'www.' ? 'http://' : '');
  }

  linked(raw, text, before) {
    return { type: 'link', raw, href: before + text, text, tokens: [{ type: 'text', raw: text }] };
  }

  /** References to characters stay as they are: the element decodes them (src/render/entities.ts), within `<pre>` too. */
  inlineText(src) {
    const [raw] = this.rules.inline.text.exec(src) ?? [];
    if (raw) return { type: 'text', raw };
  }
}

/** In its lexer. */
export class Lexer {
  constructor({ tokenizer }) {
    this.tokenizer = tokenizer;
    tokenizer.lexer = this;
    this.inlineQueue = [];
    this.state = { top: true };
  }

  blockTokens(src, tokens = [], clipped = false) {
    const { inlineQueue, state, tokenizer } = this;
    const { lastToken } = state;
    let [size, lastParagraph] = [Infinity];
    while (src) {
      if (src.length >= size) throw new Error('endless');
      size = src.length;
      const last = (state.lastToken = tokens.at(-1));
      const token =
        tokenizer.space(src) ||
        tokenizer.code(src) ||
        tokenizer.fences(src) ||
        tokenizer.heading(src) ||
        tokenizer.hr(src) ||
        tokenizer.blockquote(src) ||
        tokenizer.list(src) ||
        tokenizer.table(src) ||
        tokenizer.lheading(src) ||
        (state.top && tokenizer.paragraph(src)) ||
        tokenizer.text(src);
      const { type, raw } = token;
      src = src.slice(raw.length);
      let joins = last?.type === type;
      if (type === 'paragraph') {
        joins &&= clipped || last === lastParagraph;
        lastParagraph = joins ? last : token;
        clipped = false;
      } else if (type === 'code' && token.lang === undefined) {
        joins = last?.type === 'paragraph' || last?.type === 'text';
      } else if (type !== 'text') {
        joins = false;
      }
      if (type === 'space' && raw.length === 1 && last) {
        last.raw += '\n';
      } else if (joins) {
        if (type !== 'code') inlineQueue.pop();
        last.raw += (last.raw.endsWith('\n') ? '' : '\n') + raw;
        last.text += '\n' + token.text;
        inlineQueue.at(-1).src = last.text;
      } else {
        tokens.push(token);
      }
    }
    state.top = true;
    state.lastToken = lastToken;
    return tokens;
  }

  inline(src) {
    const tokens = [];
    this.inlineQueue.push({ src, tokens });
    return tokens;
  }

  inlineTokens(src, tokens = []) {
    const { closers, state, tokenizer } = this;
    const { linkParenPossible } = state;
    const masked = /[*_~]/.test(src) ? this.mask(src) : src;
    state.linkParenPossible = src.includes(')');
    this.closers = { '*': -1, _: -1, '~': -1 };
    // Where the last of each begins that may be the end of an emphasis.
    for (const { 0: mark, index } of masked.matchAll(/(?<=[^ \t\n\r\f])([*_~])(?<!\1\1)/g)) this.closers[mark] = index;
    let [size, before] = [Infinity, ''];
    while (src) {
      if (src.length >= size) throw new Error('endless');
      size = src.length;
      const [run] = this.closers[src[0]] <= masked.length - size ? /^(.)\1*/.exec(src) : [''];
      const token =
        (run && { type: 'text', raw: run }) ||
        tokenizer.escape(src) ||
        tokenizer.tag(src) ||
        tokenizer.link(src) ||
        tokenizer.emStrong(src, masked, before) ||
        tokenizer.codespan(src) ||
        tokenizer.br(src) ||
        tokenizer.del(src, masked, before) ||
        tokenizer.autolink(src) ||
        (!state.inLink && tokenizer.url(src)) ||
        tokenizer.inlineText(src);
      const { type, raw } = token;
      const last = tokens.at(-1);
      src = src.slice(raw.length);
      if (type !== 'text') before = '';
      else if (run || !raw.endsWith('_')) before = raw.at(-1);
      if (type === 'text' && last?.type === type) last.raw += raw;
      else tokens.push(token);
    }
    state.linkParenPossible = linkParenPossible;
    this.closers = closers;
    return tokens;
  }

  /** A text in which what is no mark of emphasis is none to be seen: what is escaped, and in code, addresses, tags. */
  mask(src) {
    const { anyPunctuationOutsideCode, blockSkip } = this.tokenizer.rules.inline;
    const text = src.replace(anyPunctuationOutsideCode, (whole, mark, escaped) => {
      if (escaped) return '+'.repeat(whole.length);
      return mark ? mark + whole.slice(mark.length, -mark.length).replaceAll('`', '+') + mark : whole;
    });
    let [masked, at] = ['', 0];
    blockSkip.lastIndex = 0;
    for (let match; (match = blockSkip.exec(text));) {
      const { index } = match;
      let [whole] = match;
      if (text[index] === '<') {
        whole = this.tokenizer.tagAt(text.slice(index));
        blockSkip.lastIndex = index + (whole?.length ?? 1);
        if (!whole) continue;
      }
      masked += text.slice(at, index) + '[' + 'a'.repeat(whole.length - 2) + ']';
      at = index + whole.length;
    }
    return masked + text.slice(at);
  }
}
