/** The catalogue in a real Chromium: its page, and what assistive technology makes of it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { newPerson } from '../support/browser.js';
import type { Closing } from '../support/closing.js';
import { documentOf, startPages } from '../support/pages.js';
import { at } from '../support/tree.js';
import type { Look } from './scene.js';
import type { State } from './state.js';

export const DESKTOP = { width: 1000, height: 800 };
/** A small phone, and what is left of a page at 400 percent. */
export const PHONE = { width: 320, height: 640 };

/** When everything happens: `NOW` of the scenes. */
export const NOW_ON_PAGE = '2027-03-09T10:15:00.000Z';

/** @returns the address of the page. */
export async function serveCatalogue(closing: Closing): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-states-'));
  closing.add(folder, (one) => rmSync(one, { recursive: true, force: true }));
  await build({
    entryPoints: { app: at('examples/test/states/page.ts') },
    bundle: true,
    // The package calls its built files free of side effects, and these are its sources.
    ignoreAnnotations: true,
    splitting: true,
    format: 'esm',
    outdir: folder,
    tsconfig: at('tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const head = '<meta name="viewport" content="width=device-width">';
  const html = documentOf('<script type="module" src="/app/app.js"></script>', head);
  const pages = await startPages({ folders: { '/app/': folder }, pages: { '/': () => ({ html }) } });
  closing.add(pages, (one) => one.close());
  return pages.url;
}

/** Where all states are shown, one after the other. Its own clock stands still. */
export async function openCatalogue(browser: Browser, url: string, scale = 1): Promise<Page> {
  const person = await newPerson(browser, 'file', {
    viewport: DESKTOP,
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
  });
  const page = await person.newPage();
  await page.clock.setFixedTime(NOW_ON_PAGE);
  await page.goto(url);
  await page.waitForFunction(() => 'states' in window);
  return page;
}

/** What has loaded once is there: each line that a state asks for has a page of its own. */
export class Lines {
  readonly #pages = new Map<State['line'], Page>();

  constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  async of({ line }: State): Promise<Page> {
    const known = this.#pages.get(line);
    if (known) return known;
    const page = await openCatalogue(this.browser, this.url);
    // A request that nobody answers ends with its page.
    if (line) await page.route('**/app/**', line === 'broken' ? (route) => route.abort() : () => undefined);
    this.#pages.set(line, page);
    return page;
  }
}

/** @returns what a screen reader was told since the panel is open. */
export const show = (page: Page, name: string, look: Look): Promise<readonly string[]> =>
  page.evaluate(([one, how]) => window.states.show(one, how), [name, look] as const);

export interface Node {
  readonly role: string;
  readonly name: string;
  readonly states: Readonly<Record<string, string>>;
}

/** Chromium's own accessibility tree as a list in reading order, without what is ignored. */
export async function treeOf(page: Page): Promise<Node[]> {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  const inOrder: Node[] = [];
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const walk = (id: string): void => {
    const node = byId.get(id);
    if (!node) return;
    if (!node.ignored)
      inOrder.push({
        role: String(node.role?.value ?? ''),
        // Marks that isolate a name are not read out.
        name: String(node.name?.value ?? '')
          .replace(/[\u2066-\u2069]/g, '')
          .replace(/\s+/g, ' ')
          .trim(),
        states: {
          ...Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, String(value.value)])),
          ...(node.value && { value: String(node.value.value) }),
        },
      });
    for (const child of node.childIds ?? []) walk(child);
  };
  const root = nodes[0];
  if (root) walk(root.nodeId);
  return inOrder;
}

interface Wish {
  readonly isAbsent: boolean;
  readonly fits: (node: Node) => boolean;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, (mark) => (mark === '*' ? '.*' : `\\${mark}`));

/** `role "name*" [state] [state=value]`, with `!` in front where it may not be there. */
function parse(line: string): Wish {
  const [, not, role, name = '', states = ''] = /^(!?)(\w+) "(.*)"((?: \[[^\]]+\])*)$/.exec(line) ?? [];
  assert.ok(role, `this is no line of a tree: ${line}`);
  const wanted = [...states.matchAll(/\[(\w+)(?:=([^\]]+))?\]/g)].map(([, key = '', value = 'true']) => [key, value]);
  const pattern = new RegExp(`^${escaped(name)}$`, 's');
  const isSo = (node: Node) => wanted.every(([key = '', value]) => (node.states[key] ?? 'false') === value);
  return { isAbsent: not === '!', fits: (node) => node.role === role && pattern.test(node.name) && isSo(node) };
}

const written = ({ role, name, states }: Node) =>
  `${role} "${name}" ${Object.entries(states)
    .filter(([, value]) => value !== 'false')
    .map(([key, value]) => `[${key}=${value}]`)
    .join(' ')}`;

/** Each line is there, in this order; what may not be there is nowhere. */
export function assertTree(tree: readonly Node[], lines: readonly string[]): void {
  const all = () => tree.map(written).join('\n');
  let from = 0;
  for (const line of lines) {
    const { isAbsent, fits } = parse(line);
    if (isAbsent) {
      assert.ok(!tree.some(fits), `There is ${line.slice(1)} in:\n${all()}`);
      continue;
    }
    const found = tree.findIndex((node, place) => place >= from && fits(node));
    assert.ok(found >= 0, `There is no ${line} (behind what was looked for before it) in:\n${all()}`);
    from = found;
  }
}

const OPERATED = [
  ...['button', 'textbox', 'searchbox', 'link', 'combobox', 'menuitem', 'menuitemcheckbox', 'option', 'progressbar'],
  ...['dialog', 'alertdialog', 'region', 'log', 'listbox', 'menu', 'toolbar', 'article', 'image'],
];

/** Whatever can be operated or gone to has a name. */
export const assertNamed = (tree: readonly Node[]): void =>
  assert.deepEqual(
    tree.filter(({ role, name }) => OPERATED.includes(role) && name === ''),
    [],
  );
