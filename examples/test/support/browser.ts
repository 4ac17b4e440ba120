import type { TestContext } from 'node:test';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

/** Two busy cores and a cold browser come together now and then. */
const PATIENCE_MS = 45_000;

/** One Chromium a test file; each person in it is a context of their own. */
export const launchBrowser = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    headless: true,
    timeout: PATIENCE_MS,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });

/** A request that a test answers may still be under way: an answer that comes too late would fail the file, after its tests. */
async function leave(context: BrowserContext): Promise<void> {
  const routed = [context, ...context.pages()];
  await Promise.all(routed.map((each) => each.unrouteAll({ behavior: 'ignoreErrors' })));
  await context.close();
}

/**
 * Somebody's browser: storage of their own, shared by its tabs.
 *
 * @param scope closes it at its end, whatever comes of it: a person whom a failed test left behind would be counted by the next one.
 *   `file`: as long as the browser is there.
 */
export async function newPerson(
  browser: Browser,
  scope: Pick<TestContext, 'after'> | 'file',
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  if (scope !== 'file') scope.after(() => leave(context));
  // tsx names functions by a helper of its own, which functions that are sent into the page would look for there.
  await context.addInitScript('globalThis.__name = (target) => target');
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}
