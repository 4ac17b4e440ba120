import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { Closing } from './support/closing.js';
import { startRelay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { until } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let url: string;

before(async () => {
  url = closing.add(await startRelay(), (one) => one.close()).url;
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

test('the API page shows the document and tries it out, under its own policy and from this relay alone', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const asked: string[] = [];
  const troubles: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`refused by the policy: ${violatedDirective} ${blockedURI}`),
    );
  });

  const answer = await page.goto(`${url}/docs`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|\*/);

  await until('all routes', async () => (await page.locator('.opblock').count()) >= 13);
  await page.locator('.btn.authorize').click();
  await page.locator('#auth-bearer-value').fill(await tokenFor({ sub: 'tomas', name: 'Tomas' }));
  await page.locator('.auth-btn-wrapper .authorize').first().click();
  await page.locator('.btn-done').first().click();
  const list = page.locator('.opblock', {
    has: page.getByText('Conversations, latest activity first', { exact: true }),
  });
  await list.locator('.opblock-summary-control').click();
  // What is empty in a form is a parameter that is not given.
  await list.locator('.execute').click();
  const status = list.locator('.live-responses-table tbody .response-col_status');
  await status.waitFor();
  assert.match(await status.innerText(), /^200/);

  assert.deepEqual(troubles, []);
  assert.deepEqual(
    asked.filter((each) => !each.startsWith(`${url}/`)),
    [],
  );
});

test('its files are kept by a browser, and change their address when they change', async () => {
  const html = await (await fetch(`${url}/docs/`)).text();
  assert.doesNotMatch(html, /<script>|<style|style=|https?:/);
  const links = [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, link = '']) => link);
  assert.equal(links.length, 4);
  for (const link of links) {
    const file = await fetch(url + link);
    assert.equal(file.status, 200, link);
    assert.equal(file.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
    await file.arrayBuffer();
    const etag = file.headers.get('etag') ?? '';
    assert.equal((await fetch(url + link, { headers: { 'if-none-match': etag } })).status, 304);
    assert.equal((await fetch(url + link.replace(/\?.*/, ''))).headers.get('cache-control'), 'public, no-cache');
  }
  for (const name of ['package.json', 'index.html', '..%2fmain.js', '__proto__', 'swagger-ui-bundle.js.map']) {
    assert.equal((await fetch(`${url}/docs/${name}`)).status, 404, name);
  }
});
