/**
 * `npm run shots [-- WORDS]`: draws every state (whose name has all of the words) in light, dark, from right to left, on a
 * phone and in forced colours, one sheet each, into `.cache/shots/`. For people to look at.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { Closing } from '../support/closing.js';
import { at } from '../support/tree.js';
import { catalogue } from './catalogue.js';
import { Lines, PHONE, serveCatalogue, show } from './in-browser.js';
import type { Look } from './scene.js';
import type { State } from './state.js';

/** Little more than the panel needs; narrower, it would take the whole screen. */
const CORNER = { width: 490, height: 780 };

interface View {
  readonly title: string;
  readonly look: Look;
  readonly size: { readonly width: number; readonly height: number };
  readonly forced?: 'active';
}

const VIEWS: readonly View[] = [
  { title: 'light', look: { theme: 'light', locale: 'en' }, size: CORNER },
  { title: 'dark, right to left', look: { theme: 'dark', locale: 'ar' }, size: CORNER },
  { title: 'forced colours', look: { theme: 'light', locale: 'en' }, size: CORNER, forced: 'active' },
  { title: 'Hebrew', look: { theme: 'light', locale: 'he' }, size: CORNER },
  { title: '320, right to left', look: { theme: 'light', locale: 'ar' }, size: PHONE },
  { title: '320, dark', look: { theme: 'dark', locale: 'en' }, size: PHONE },
];

const slug = (name: string) => name.replace(/\W+/g, '-');

async function draw(page: Page, { name }: State, { look, size, forced }: View): Promise<string> {
  await page.setViewportSize(size);
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: forced ?? 'none' });
  await show(page, name, look);
  return (await page.screenshot()).toString('base64');
}

/** All views of one state beside each other. */
async function sheet(page: Page, name: string, pictures: readonly string[], folder: string): Promise<void> {
  const figures = VIEWS.map(
    ({ title, size }, i) =>
      `<figure style="margin:0"><figcaption>${title}</figcaption>
       <img width="${size.width}" src="data:image/png;base64,${pictures[i] ?? ''}"></figure>`,
  );
  await page.setContent(
    `<body style="margin:16px;background:#fff;font:14px system-ui"><h1 style="font-size:18px">${name}</h1>
     <div style="display:flex;gap:12px;align-items:flex-start">${figures.join('')}</div>`,
  );
  await page.screenshot({ path: path.join(folder, `${slug(name)}.png`), fullPage: true });
}

const folder = at('.cache/shots');
const words = process.argv.slice(2);
const states = catalogue.filter(({ name }) => words.every((word) => name.includes(word)));
const closing = new Closing();
try {
  mkdirSync(folder, { recursive: true });
  if (words.length === 0)
    for (const { name } of catalogue) rmSync(path.join(folder, `${slug(name)}.png`), { force: true });
  const url = await serveCatalogue(closing);
  const browser = closing.add(await launchBrowser(), (one) => one.close());
  const lines = new Lines(browser, url);
  const width = 40 + VIEWS.reduce((sum, { size }) => sum + size.width + 12, 0);
  const paper = await browser.newPage({ viewport: { width, height: 900 } });
  for (const state of states) {
    const pictures: string[] = [];
    for (const view of VIEWS) pictures.push(await draw(await lines.of(state), state, view));
    await sheet(paper, state.name, pictures, folder);
  }
  console.log(`${states.length} sheets in ${folder}`);
} finally {
  await closing.all();
}
