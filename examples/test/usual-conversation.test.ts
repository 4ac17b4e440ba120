import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Browser, Request } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

/** What `npm run size` counts, behind the first load. */
const counted = JSON.parse(readFileSync(at('.scripts/usual-conversation.json'), 'utf8')) as string[];

const pathOf = (request: Request): string => new URL(request.url()).pathname;

/** Bytes, as the size check counts them. */
const smallest = (path: string): number =>
  brotliCompressSync(readFileSync(at(`sdk/dist/browser${path}`)), {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  }).length;

const closing = new Closing();
const tomas = { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] };
let browser: Browser;
let pages: Pages;
let relay: Relay;

before(async () => {
  pages = closing.add(
    await startPages({
      token: () => tokenFor(tomas),
      pages: {
        '/': () => ({
          html: documentOf(
            `<script src="${relay.url}/crm-chat.js" data-token-url="/token?as=tomas" data-subject="deal:usual"></script>`,
          ),
        }),
      },
    }),
    (one) => one.close(),
  );
  relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'echo' } }), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

test('a usual English conversation loads what its size is counted by, and nothing else', async (t) => {
  const api = new Api(relay.url, await tokenFor(tomas));
  const { id } = await api.open({ subject: 'deal:usual' });
  const answers = async () =>
    (await api.history(id)).filter(({ sender, status }) => sender.role === 'bot' && status === 'sent');
  for (const [before, text] of ['Hello', 'Where is my invoice?'].entries()) {
    await api.send(id, text);
    await until('the answer', async () => (await answers()).length > before);
  }
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const loaded: Request[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().startsWith(relay.url) && request.resourceType() === 'script') loaded.push(request);
  });
  const chat = await new ChatPage(page).open(`${pages.url}/`);
  await page.locator('crm-chat .said strong').first().waitFor();
  await page.locator('crm-chat .msg').first().hover();
  await page.locator('crm-chat .tools').waitFor();
  await chat.say('Thank you, that is all I wanted to know.');
  await until('the answer', async () => (await answers()).length > 2);
  await chat.botAnswer();
  await chat.hasSentAll();
  const chunks = () => loaded.flatMap((request) => /\/chunks\/(.+)-[\w-]{8}\.js$/.exec(pathOf(request))?.[1] ?? []);
  // The first load's is not in that list.
  await untilEqual(
    'what is counted',
    () =>
      chunks()
        .filter((chunk) => chunk !== 'define')
        .sort(),
    counted,
  );
  for (const request of loaded) {
    const { responseBodySize } = await request.sizes();
    const expected = smallest(pathOf(request));
    // That the relay says how long a file is saves it some bytes.
    const isClose = Math.abs(responseBodySize - expected) <= 64;
    assert.ok(
      isClose,
      `${pathOf(request)}: ${String(responseBodySize)} bytes were fetched, ${String(expected)} are counted.`,
    );
  }
});
