import { existsSync } from 'node:fs';
import puppeteer, { type Page } from 'puppeteer-core';
import { callOf, type OtherBrowser, type Tab } from './driver.js';

const PATH = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr';

export const hasFirefox = existsSync(PATH);

const tabOf = (page: Page): Tab => ({
  async goto(url) {
    await page.goto(url);
  },
  async reload() {
    await page.reload();
  },
  run: <T>(look: (arg: never) => T, arg?: unknown) => page.evaluate(callOf(look, arg)) as Promise<T>,
  type: (text) => page.keyboard.type(text),
  enter: () => page.keyboard.press('Enter'),
  toFront: () => page.bringToFront(),
  close: () => page.close(),
});

/** Debian's Firefox ESR, by WebDriver BiDi. */
export async function launchFirefox(): Promise<OtherBrowser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: PATH,
    headless: true,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB', 'intl.locale.requested': 'en-GB' },
  });
  return {
    async newPerson() {
      const context = await browser.createBrowserContext();
      return { newTab: async () => tabOf(await context.newPage()), close: () => context.close() };
    },
    close: () => browser.close(),
  };
}
