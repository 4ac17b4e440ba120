import type { Page } from 'playwright-core';

/** What Chromium says of whatever is closed while it still connects. */
const CLOSED_EARLY = 'WebSocket is closed before the connection is established';

/** What a page and its console complain of, from now on. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const isBad = message.type() === 'error' || message.type() === 'warning';
    if (isBad && !message.text().includes(CLOSED_EARLY)) complaints.push(message.text());
  });
  return complaints;
}

/** What is left of complaints when the line was cut on purpose: the browser then reports each connection that failed. */
export function exceptOfTheLine(complaints: readonly string[]): string[] {
  return complaints.filter((text) => !/^(WebSocket connection to|Failed to load resource)/.test(text));
}
