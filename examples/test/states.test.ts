/** Every state of the element: what axe finds in it, what assistive technology gets of it, and what is announced. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { catalogue } from './states/catalogue.js';
import {
  assertNamed,
  assertTree,
  DESKTOP,
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

before(async () => {
  const url = await serveCatalogue(closing);
  const browser: Browser = closing.add(await launchBrowser(), (one) => one.close());
  page = await openCatalogue(browser, url);
});

after(() => closing.all());

const findings = (which: 'all' | 'colours' = 'all') => page.evaluate((one) => window.states.findings(one), which);
const light = (theme: 'light' | 'dark') => page.evaluate((one) => window.states.light(one), theme);

describe('In English, from left to right, on a desktop', () => {
  before(() => page.setViewportSize(DESKTOP));

  for (const { name, tree: expected, heard = [] } of catalogue)
    it(name, async () => {
      assert.deepEqual(await show(page, name, { theme: 'light', locale: 'en' }), heard, 'announced');
      const tree = await treeOf(page);
      assertNamed(tree);
      assertTree(tree, expected);
      assert.deepEqual(await findings(), [], 'in light');
      await light('dark');
      assert.deepEqual(await findings('colours'), [], 'in dark');
    });
});

describe('In Arabic, from right to left, on a phone', () => {
  before(() => page.setViewportSize(PHONE));

  for (const { name } of catalogue)
    it(name, async () => {
      await show(page, name, { theme: 'dark', locale: 'ar' });
      assertNamed(await treeOf(page));
      assert.deepEqual(await findings(), [], 'in dark');
      await light('light');
      assert.deepEqual(await findings('colours'), [], 'in light');
    });
});
