import type { Page } from 'playwright-core';

/** Whatever is closed while it still connects is spoken of by Chromium. */
const closedEarly = /WebSocket is closed before the connection is established/;

/** What a page and its console complain of, from now on. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const isBad = message.type() === 'error' || message.type() === 'warning';
    if (isBad && !closedEarly.test(message.text())) complaints.push(message.text());
  });
  return complaints;
}
