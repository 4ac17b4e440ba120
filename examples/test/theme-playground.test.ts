import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { Closing } from './support/closing.js';
import { startRelay } from './support/relay.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let url = '';

before(async () => {
  const relay = closing.add(await startRelay({ dev: true }), (one) => one.close());
  const { serve } = (await import(pathToFileURL(at('examples/theme/serve.mjs')).href)) as {
    serve: (options: { relay: string; port: number }) => Promise<Server>;
  };
  const server = closing.add(await serve({ relay: relay.url, port: 0 }), (one) => {
    one.closeAllConnections();
    one.close();
  });
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

test('the theme playground turns the element live and shows the CSS for it', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  const field = page.locator('crm-chat-composer textarea');
  await field.fill('Hello from the playground.');
  await field.press('Enter');
  await until('the message to be sent', async () =>
    (await page.locator('crm-chat .group.own .meta').last().innerText()).includes('Sent'),
  );

  const bubble = () =>
    page
      .locator('crm-chat .own .bubble')
      .first()
      .evaluate((one) => {
        const { backgroundColor, borderStartStartRadius, fontFamily } = getComputedStyle(one);
        return { backgroundColor, borderStartStartRadius, fontFamily };
      });
  const before = await bubble();
  assert.equal(before.borderStartStartRadius, '14px');
  await page.locator('[name="--crm-chat-accent"]').fill('#7a3ff2');
  await page.locator('[name="--crm-chat-radius"]').fill('6');
  await page.locator('[name="--crm-chat-font"]').selectOption({ label: 'Serif' });
  const shape = async () => {
    const { borderStartStartRadius, fontFamily } = await bubble();
    return [borderStartStartRadius, fontFamily];
  };
  await untilEqual('corners and letters', shape, ['6px', 'Georgia, serif']);
  await until('another colour', async () => (await bubble()).backgroundColor !== before.backgroundColor);
  await untilEqual(
    'the CSS',
    () => page.locator('pre').textContent(),
    'crm-chat {\n  --crm-chat-accent: #7a3ff2;\n  --crm-chat-radius: 6px;\n  --crm-chat-font: Georgia, serif;\n}',
  );

  await page.locator('[name="theme"]').selectOption('dark');
  const scheme = () => page.locator('crm-chat').evaluate((one) => getComputedStyle(one).colorScheme);
  await untilEqual('the dark theme', scheme, 'dark');
  await page.locator('[name="locale"]').selectOption('de');
  await untilEqual('German', () => field.getAttribute('placeholder'), 'Nachricht schreiben');
  assert.deepEqual(errors, []);
});
