import { html, noChange, nothing, type TemplateResult } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import { guard } from 'lit/directives/guard.js';
import type { CodeBlock } from '../../render/blocks.js';
import type { CodeRun } from '../../render/highlight.js';
import { highlighting } from '../chunks.js';
import { code as codeStyles } from '../styles/code.js';
import { copies, nearCopy } from './copy-request.js';
import { icon } from '../icon.js';
import { copyIcon } from '../icons.js';
import type { Strings } from '../words/strings.js';

export const styles = [codeStyles];

/** So many lines are laid out as one: a line more does not lay out the thousand above it. */
const LINES = 40;
/** Coloured at once; then the page has its turn. 40 lines took about 2 ms. */
const CHUNKS_AT_ONCE = 4;

interface Chunk {
  readonly text: string;
  readonly runs: readonly CodeRun[] | null;
}

const runOf = ({ text, look }: CodeRun) => (look === null ? text : html`<span class=${look}>${text}</span>`);
const drawChunk = ({ text, runs }: Chunk) => html`<span class="lines">${runs ? runs.map(runOf) : text}</span>`;

/** Where each chunk begins that ends behind `from`: with it, then every forty lines. */
function startsOf(code: string, from: number): number[] {
  const starts = [from];
  for (let at = from, lines = 0; ;) {
    at = code.indexOf('\n', at) + 1;
    if (at === 0 || at === code.length) return starts;
    lines += 1;
    if (lines % LINES === 0) starts.push(at);
  }
}

/** The runs of each chunk: what goes over its end is cut there. */
function runsByChunk(runs: readonly CodeRun[], lengths: readonly number[]): CodeRun[][] {
  const all: CodeRun[][] = lengths.map(() => []);
  let [at, left] = [0, lengths[0] ?? 0];
  for (const { text, look } of runs) {
    for (let rest = text; rest !== '';) {
      while (left === 0 && at < lengths.length - 1) left = lengths[(at += 1)] ?? 0;
      const part = left > 0 ? rest.slice(0, left) : rest;
      all[at]?.push({ text: part, look });
      rest = rest.slice(part.length);
      left -= part.length;
    }
  }
  return all;
}

/** Code, plain at first and in colours once they are here. Only finished code is coloured: what is written changes too often. */
class Coloured extends AsyncDirective {
  #code = '';
  /** Of the language that it has the colours of, or waits for. */
  #lang = '';
  #chunks: readonly Chunk[] = [];
  #last = 0;

  override render(code: string, lang: string, open: boolean): unknown {
    const wanted = open ? '' : lang;
    if (code === this.#code && wanted === this.#lang) return noChange;
    if (code !== this.#code) this.#take(code);
    this.#lang = wanted;
    if (wanted !== '') void this.#colour(code, wanted);
    return this.#drawn();
  }

  #drawn(): unknown {
    return this.#chunks.map((chunk) => guard([chunk], () => drawChunk(chunk)));
  }

  /** Chunks that are whole stay as they are while more is written. */
  #take(code: string): void {
    const isMore = code.startsWith(this.#code) && this.#lang === '';
    const kept = isMore ? this.#chunks.slice(0, -1) : [];
    const starts = startsOf(code, isMore ? this.#last : 0);
    this.#chunks = [
      ...kept,
      ...starts.map((start, at): Chunk => ({ text: code.slice(start, starts[at + 1] ?? code.length), runs: null })),
    ];
    this.#code = code;
    this.#last = starts.at(-1) ?? 0;
  }

  async #colour(code: string, lang: string): Promise<void> {
    const runs = await (await highlighting.load())?.highlight(code, lang);
    const isWanted = () => this.isConnected && code === this.#code && lang === this.#lang;
    if (!runs || !isWanted()) return;
    const coloured = runsByChunk(
      runs,
      this.#chunks.map(({ text }) => text.length),
    );
    for (let at = 0; at < coloured.length && isWanted(); at += CHUNKS_AT_ONCE) {
      const to = at + CHUNKS_AT_ONCE;
      this.#chunks = this.#chunks.map((chunk, i) =>
        i >= at && i < to ? { text: chunk.text, runs: coloured[i] ?? null } : chunk,
      );
      this.setValue(this.#drawn());
      if (to < coloured.length) await new Promise((resolve) => setTimeout(resolve));
    }
  }
}

const coloured = directive(Coloured);

/** What people call a language; others stand as they were named. */
const NAMES: Readonly<Partial<Record<string, string>>> = {
  bash: 'Bash',
  csharp: 'C#',
  css: 'CSS',
  go: 'Go',
  html: 'HTML',
  java: 'Java',
  javascript: 'JavaScript',
  js: 'JavaScript',
  json: 'JSON',
  php: 'PHP',
  py: 'Python',
  python: 'Python',
  ruby: 'Ruby',
  sh: 'Shell',
  sql: 'SQL',
  ts: 'TypeScript',
  typescript: 'TypeScript',
  xml: 'XML',
  yaml: 'YAML',
};
const nameOf = (lang: string): string => (Object.hasOwn(NAMES, lang) ? NAMES[lang] : undefined) ?? lang;

/** Where a word changes for two seconds, both are there and one is hidden, so that the button stays as wide as it is. */
const copyWords = (strings: Strings): TemplateResult =>
  html`<span class="todo">${strings.copy}</span><span class="done">${strings.copied}</span>`;

export const codeBlock = ({ lang, text, open }: CodeBlock, strings: Strings): TemplateResult => {
  nearCopy();
  return html`<div class="code" dir="ltr">
    <div class="top">
      <span>${nameOf(lang) || strings.code}</span>${
        open
          ? nothing
          : html`<button type="button" class="copy" tabindex="-1" @click=${copies(text)}>
              ${icon(copyIcon, 'xs')}${copyWords(strings)}
            </button>`
      }
    </div>
    <pre tabindex="-1"><code>${coloured(text, lang, open)}</code></pre>
  </div>`;
};
