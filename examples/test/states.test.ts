/** Every state of the element: what axe finds in it, what assistive technology gets of it, and what is announced. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { catalogue } from './states/catalogue.js';
import {
  assertNamed,
  assertTree,
  DESKTOP,
  Lines,
  openCatalogue,
  PHONE,
  serveCatalogue,
  show,
  treeOf,
} from './states/in-browser.js';
import { launchBrowser } from './support/browser.js';
import { Closing } from './support/closing.js';

const closing = new Closing();
let page: Page;
let lines: Lines;

before(async () => {
  const url = await serveCatalogue(closing);
  const browser: Browser = closing.add(await launchBrowser(), (one) => one.close());
  lines = new Lines(browser, url);
  page = await openCatalogue(browser, url);
});

after(() => closing.all());

const findings = (which: 'all' | 'colours' = 'all') => page.evaluate((one) => window.states.findings(one), which);
const light = (theme: 'light' | 'dark') => page.evaluate((one) => window.states.light(one), theme);

const within = (one = page) => one.evaluate(() => window.states.sticksOut());
const resized = async (size: typeof PHONE): Promise<void> => {
  await page.setViewportSize(size);
  await page.evaluate(() => window.states.settle());
};

const loadable = catalogue.filter(({ line }) => !line);

// Each is shown twice: in the other direction and on the other screen. What is there is looked at on the other screen, too.

describe('In English, from left to right, on a desktop and made small', () => {
  beforeEach(() => page.setViewportSize(DESKTOP));

  for (const { name, tree: expected, heard = [] } of loadable)
    it(name, async () => {
      assert.deepEqual(await show(page, name, { theme: 'light', locale: 'en' }), heard, 'announced');
      const tree = await treeOf(page);
      assertNamed(tree);
      assertTree(tree, expected);
      assert.deepEqual(await findings(), [], 'in light');
      await light('dark');
      assert.deepEqual(await findings('colours'), [], 'in dark');
      await resized(PHONE);
      assert.deepEqual(await within(), [], 'within the window of a phone');
      assert.deepEqual(await findings(), [], 'in dark on a phone');
    });
});

describe('In Arabic, from right to left, on a phone and made large', () => {
  beforeEach(() => page.setViewportSize(PHONE));

  for (const { name } of loadable)
    it(name, async () => {
      await show(page, name, { theme: 'dark', locale: 'ar' });
      assertNamed(await treeOf(page));
      assert.deepEqual(await within(), [], 'within the window');
      assert.deepEqual(await findings(), [], 'in dark');
      await light('light');
      assert.deepEqual(await findings('colours'), [], 'in light');
      await resized(DESKTOP);
      assert.deepEqual(await within(), [], 'within the window of a desktop');
      assert.deepEqual(await findings(), [], 'in light on a desktop');
    });
});

describe('On a line that breaks, or over which nothing comes', () => {
  for (const state of catalogue.filter(({ line }) => line))
    it(state.name, async () => {
      const { name, tree: expected } = state;
      const broken = await lines.of(state);
      await broken.setViewportSize(DESKTOP);
      await show(broken, name, { theme: 'light', locale: 'en' });
      const tree = await treeOf(broken);
      assertNamed(tree);
      assertTree(tree, expected);
      assert.deepEqual(await broken.evaluate(() => window.states.findings()), []);
      await broken.setViewportSize(PHONE);
      await show(broken, name, { theme: 'dark', locale: 'ar' });
      assert.deepEqual(await within(broken), [], 'within the window');
    });
});

describe('Whoever sees, moves or reads otherwise', () => {
  const english = { theme: 'light', locale: 'en' } as const;

  after(() => page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'none' }));

  for (const name of [
    'history, days, readers and what is new',
    'bot, a whole answer',
    'rich, a form with mistakes',
    'list, conversations',
  ])
    it(`reads letters of twice the size: ${name}`, async () => {
      await page.setViewportSize(DESKTOP);
      await show(page, name, english);
      await page.evaluate(() => window.states.enlarge());
      assert.deepEqual(await within(), []);
      assert.deepEqual(await findings(), []);
    });

  it('reads letters of the size that the browser is set to', async () => {
    const devtools = await page.context().newCDPSession(page);
    const ofText = () => page.locator('crm-chat textarea').evaluate((one) => getComputedStyle(one).fontSize);
    await page.setViewportSize(DESKTOP);
    try {
      await show(page, 'history, days, readers and what is new', english);
      assert.equal(await ofText(), '15px');
      await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
      assert.equal(await ofText(), '30px');
      for (const size of [DESKTOP, PHONE]) {
        await resized(size);
        assert.deepEqual(await within(), []);
        assert.deepEqual(await findings(), []);
      }
      // A page that makes its own letters small or large makes ours neither.
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '62.5%'));
      assert.equal(await ofText(), '30px');
    } finally {
      await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
      await devtools.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
      await devtools.detach();
    }
  });

  it('has room to read and to write on a screen of 1280 by 1024 at 400 percent', async () => {
    await page.setViewportSize({ width: 320, height: 256 });
    await show(page, 'history, days, readers and what is new', english);
    assert.deepEqual(await within(), []);
    for (const part of ['.log', 'textarea', '.send', '.head']) {
      const box = await page.locator(`crm-chat ${part}`).first().boundingBox();
      assert.ok(box && box.height > 30 && box.y >= 0 && box.y + box.height <= 256, `${part} is on the screen`);
    }
  });

  it('sees what moves, or sees it stand still', async () => {
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await show(page, 'bot, it writes', english);
    const moving = await page.evaluate(() => window.states.moving());
    assert.ok(moving.includes('crm-chat-dots'), `moving: ${moving.join()}`);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const name of [
      'bot, it writes',
      'activity, several type',
      'around, emoji to choose',
      'history, people come and go',
    ]) {
      await show(page, name, english);
      assert.deepEqual(await page.evaluate(() => window.states.moving()), [], name);
    }
  });

  it('tells what waits, what failed and what was sent by their edges, where the system sets the colours', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
    const edges = async (name: string) => {
      await show(page, name, english);
      return page.evaluate(() => window.states.edges());
    };
    assert.deepEqual(await edges('notice, offline and three wait'), [
      'solid 2px',
      'dashed 2px',
      'dashed 2px',
      'dashed 2px',
    ]);
    assert.deepEqual(await edges('own, not sent'), ['double 3px']);
    await show(page, 'files, on their way', english);
    const bar = page.locator('crm-chat .file .bar i').first();
    assert.notEqual(await bar.evaluate((one) => getComputedStyle(one).backgroundColor), 'rgba(0, 0, 0, 0)');
  });
});
