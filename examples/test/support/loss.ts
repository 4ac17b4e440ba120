import type { Page, Route } from 'playwright-core';

export interface Loss {
  /** How often it was asked for, and not had. */
  tries: () => number;
  /** From now on it can be had. */
  end: () => void;
}

/**
 * What a page asks for under `pattern` cannot be had until the loss ends.
 *
 * Not by `unroute`, which lets a request go on that `refuse` is about to answer: the second answer fails the whole file.
 */
export async function lose(
  page: Page,
  pattern: string,
  refuse: (route: Route) => Promise<void> = (route) => route.abort(),
): Promise<Loss> {
  let isLost = true;
  let tries = 0;
  await page.route(pattern, (route) => {
    if (!isLost) return route.continue();
    tries += 1;
    return refuse(route);
  });
  return { tries: () => tries, end: () => (isLost = false) };
}
