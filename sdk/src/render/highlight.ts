/** Colours for code: the core of highlight.js, and each language when a page first shows some of it. Never `highlightAuto`. */
import type { Emitter, LanguageFn } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import { part } from '../part.js';
import { TEXT_MAX } from './caps.js';

/** What a run of code is; null for what is nothing in particular. */
export type Look = 'keyword' | 'string' | 'number' | 'title' | 'comment' | 'added' | 'removed';
export interface CodeRun {
  readonly text: string;
  readonly look: Look | null;
}

/**
 * The languages are regular expressions too, and quadratic in the length of one word: 10,000 letters without a space took
 * 0.8 s, as many of them in lines of 500 a tenth of that. So the squares of the lines' lengths are what is bounded: some 20,000
 * letters in lines of 500, 2,000 lines of 70. Above it code is shown without colours.
 */
const SQUARES_MAX = 10_000_000;

const LANGUAGES: Readonly<Record<string, () => Promise<{ default: LanguageFn }>>> = {
  bash: part(async () => import('highlight.js/lib/languages/bash')),
  csharp: part(async () => import('highlight.js/lib/languages/csharp')),
  css: part(async () => import('highlight.js/lib/languages/css')),
  diff: part(async () => import('highlight.js/lib/languages/diff')),
  go: part(async () => import('highlight.js/lib/languages/go')),
  java: part(async () => import('highlight.js/lib/languages/java')),
  javascript: part(async () => import('highlight.js/lib/languages/javascript')),
  json: part(async () => import('highlight.js/lib/languages/json')),
  php: part(async () => import('highlight.js/lib/languages/php')),
  python: part(async () => import('highlight.js/lib/languages/python')),
  ruby: part(async () => import('highlight.js/lib/languages/ruby')),
  sql: part(async () => import('highlight.js/lib/languages/sql')),
  typescript: part(async () => import('highlight.js/lib/languages/typescript')),
  xml: part(async () => import('highlight.js/lib/languages/xml')),
  yaml: part(async () => import('highlight.js/lib/languages/yaml')),
};

const ALIASES: Readonly<Record<string, string>> = {
  'c#': 'csharp',
  cs: 'csharp',
  golang: 'go',
  htm: 'xml',
  html: 'xml',
  js: 'javascript',
  jsx: 'javascript',
  jsonc: 'json',
  patch: 'diff',
  py: 'python',
  rb: 'ruby',
  sh: 'bash',
  shell: 'bash',
  svg: 'xml',
  ts: 'typescript',
  tsx: 'typescript',
  vue: 'xml',
  yml: 'yaml',
  zsh: 'bash',
};

const LOOKS: Readonly<Record<string, Look>> = {
  addition: 'added',
  attr: 'title',
  attribute: 'title',
  built_in: 'title',
  char: 'string',
  comment: 'comment',
  deletion: 'removed',
  doctag: 'comment',
  function: 'title',
  keyword: 'keyword',
  literal: 'number',
  meta: 'comment',
  name: 'keyword',
  number: 'number',
  quote: 'comment',
  regexp: 'string',
  section: 'title',
  'selector-class': 'title',
  'selector-id': 'title',
  'selector-tag': 'keyword',
  string: 'string',
  symbol: 'number',
  tag: 'keyword',
  template: 'string',
  title: 'title',
  type: 'title',
};

/** Takes what highlight.js finds as runs. Its own emitter ends in HTML, which this element never parses. */
class RunEmitter implements Emitter {
  readonly runs: CodeRun[] = [];
  readonly #scopes: (Look | null)[] = [];

  addText(text: string): void {
    if (text !== '') this.runs.push({ text, look: this.#scopes.at(-1) ?? null });
  }

  startScope(name: string): void {
    // What is put into a string is code again; what has no look of its own has that of what it stands in.
    const inherited = name === 'subst' ? null : (this.#scopes.at(-1) ?? null);
    this.#scopes.push(LOOKS[name.split('.')[0] ?? ''] ?? inherited);
  }

  endScope(): void {
    this.#scopes.pop();
  }

  /** The same by the older names, which the core uses beside the new ones. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof RunEmitter) this.runs.push(...emitter.runs);
  }

  finalize(): void {
    this.#scopes.length = 0;
  }

  toHTML(): string {
    return '';
  }
}

const engine = hljs.newInstance();
engine.configure({ __emitter: RunEmitter });

/** highlight.js's name for a language; null for one that is shown without colours. */
export const languageOf = (lang: string): string | null => {
  const name = Object.hasOwn(ALIASES, lang) ? ALIASES[lang] : lang;
  return name !== undefined && Object.hasOwn(LANGUAGES, name) ? name : null;
};

export const isHighlightable = (code: string): boolean =>
  code.length <= TEXT_MAX && code.split('\n').reduce((sum, { length }) => sum + length * length, 0) <= SQUARES_MAX;

/**
 * Code in runs. Null where the language is unknown, did not load, or the code is more than is looked at.
 *
 * @param lang as it stands behind the fence, in lower case.
 */
export async function highlight(code: string, lang: string): Promise<readonly CodeRun[] | null> {
  const name = languageOf(lang);
  if (name === null || !isHighlightable(code)) return null;
  try {
    const load = LANGUAGES[name];
    if (load && !engine.getLanguage(name)) engine.registerLanguage(name, (await load()).default);
    const { _emitter } = engine.highlight(code, { language: name, ignoreIllegals: true });
    return _emitter instanceof RunEmitter ? _emitter.runs : null;
  } catch {
    return null;
  }
}
