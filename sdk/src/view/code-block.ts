import { html, noChange, nothing, type TemplateResult } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { CodeBlock } from '../render/blocks.js';
import type { CodeRun } from '../render/highlight.js';
import { highlighting } from './chunks.js';
import { copies } from './copy.js';
import { each } from './each.js';
import { icon } from './icon.js';
import { copyIcon } from './icons.js';
import type { Strings } from './strings.js';

const runOf = ({ text, look }: CodeRun) => (look === null ? text : html`<span class=${look}>${text}</span>`);

/** Code, plain at first and in colours once they are here. Only finished code is coloured: what is written changes too often. */
class Coloured extends AsyncDirective {
  #code = '';
  #lang = '';

  override render(code: string, lang: string): unknown {
    if (code === this.#code && lang === this.#lang) return noChange;
    this.#code = code;
    this.#lang = lang;
    if (lang !== '') void this.#colour(code, lang);
    return code;
  }

  async #colour(code: string, lang: string): Promise<void> {
    const runs = await (await highlighting.load())?.highlight(code, lang);
    if (runs && this.isConnected && code === this.#code && lang === this.#lang) this.setValue(runs.map(runOf));
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

/** While code is written, whole chunks of lines are laid out once: a line more does not lay out the thousand above it. */
const LINES = 40;
const linesOf = (lines: string) => html`<span class="lines">${lines}</span>`;

function chunksOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return Array.from({ length: Math.ceil(lines.length / LINES) }, (_, at) =>
    lines.slice(at * LINES, (at + 1) * LINES).join('\n'),
  );
}

/** Where a word changes for two seconds, both are there, so that the button stays as wide as it is. */
export const copyWords = (strings: Strings): TemplateResult =>
  html`<span class="todo">${strings.copy}</span><span class="done" aria-hidden="true">${strings.copied}</span>`;

export const codeBlock = ({ lang, text, open }: CodeBlock, strings: Strings): TemplateResult =>
  html`<div class="code" dir="ltr">
    <div class="top">
      <span>${nameOf(lang) || strings.code}</span>${
        open
          ? nothing
          : html`<button type="button" class="copy" tabindex="-1" @click=${copies(text)}>
              ${icon(copyIcon, 'xs')}${copyWords(strings)}
            </button>`
      }
    </div>
    <pre tabindex="-1"><code>${open ? each(chunksOf(text), linesOf) : coloured(text, lang)}</code></pre>
  </div>`;
