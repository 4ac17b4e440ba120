/** Texts that want to be more than text, in every place that a stranger's words reach, under the strictest policy. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { at } from './support/tree.js';

const PAYLOADS = JSON.parse(readFileSync(at('sdk/test/fixtures/xss-html.json'), 'utf8')) as string[];
/** The same in the marks of Markdown: what is in a code span, a link or a cell goes another way. */
const MARKED = [
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1) "t")',
  '![x](https://evil.example/pixel.png)',
  '![x](data:image/svg+xml,<svg/onload=alert(1)>)',
  '<javascript:alert(1)>',
  '[<img src=x onerror=alert(1)>](https://ok.example)',
  '| <img src=x onerror=alert(1)> | b |\n|---|---|\n| <script>alert(1)</script> | [y](vbscript:x) |',
  '```<img src=x onerror=alert(1)>\n<script>alert(1)</script>\n```',
  '```html\n<script src="https://evil.example/x.js"></script>\n```',
  '`<svg onload=alert(1)>`',
  '# <a name=getElementById id=location>x</a>',
  '[x]: javascript:alert(1)\n\n[x]',
  '<style>@import "https://evil.example/x.css"</style>',
  'https://evil.example/"onmouseover="alert(1)',
  '[a](https://bank.example@evil.example)',
];

const closing = new Closing();
let browser: Browser;
let pages: Pages;

before(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-hostile-'));
  closing.add(folder, (one) => rmSync(one, { recursive: true, force: true }));
  await build({
    entryPoints: { app: at('examples/test/support/hostile-page.ts') },
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
  const policy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; " +
    "require-trusted-types-for 'script'; trusted-types lit-html";
  const html = documentOf('<script type="module" src="/app/app.js"></script>');
  pages = closing.add(
    await startPages({
      folders: { '/app/': folder },
      pages: { '/': () => ({ html, headers: { 'content-security-policy': policy } }) },
    }),
    (one) => one.close(),
  );
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** `hostile-page.ts` in the page. */
const showAll = (page: Page, texts: readonly string[]): Promise<string[]> =>
  page.evaluate(
    (all) => (window as unknown as { showAll: (texts: readonly string[]) => Promise<string[]> }).showAll(all),
    texts,
  );

test('no text becomes a script, a request, an element or a name, wherever it stands', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('dialog', (dialog) => {
    troubles.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => troubles.push(`error ${String(error)}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== pages.url) troubles.push(`request ${request.url()}`);
  });
  await context.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      refused.push(`${effectiveDirective} ${blockedURI}`),
    );
  });
  await page.goto(pages.url);
  const keys = () => page.evaluate(() => Object.keys(window).length);
  const all = [...PAYLOADS, ...MARKED];
  assert.ok(all.length > 200, 'the payloads are there');
  let globals = 0;
  for (let from = 0; from < all.length; from += 20) {
    assert.deepEqual(await showAll(page, all.slice(from, from + 20)), [], `payloads from ${from}`);
    if (from === 0) globals = await keys();
  }
  assert.equal(await keys(), globals, 'nothing new hangs on the window');
  assert.deepEqual(troubles, []);
  assert.deepEqual(await page.evaluate(() => (window as unknown as { refused: string[] }).refused), []);
});
