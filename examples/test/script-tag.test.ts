import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startProxy, type Proxy } from './support/proxy.js';
import { startRelay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const TWO_MINUTES_MS = 120_000;

const closing = new Closing();
let browser: Browser;
/** The CRM: its origin is named to the relay. */
let pages: Pages;
/** Somebody else's page, which nobody has named. */
let stranger: Pages;
/** What the world sees of the relay; it counts who comes. */
let proxy: Proxy;

const tokenOf = (as: string): Promise<string> => tokenFor({ sub: as, name: as, subjects: ['deal:*'] });

const scriptTag = (deal: string): string =>
  `<script src="${proxy.url}/crm-chat.js" data-token-url="/token?as=tomas" data-subject="deal:${deal}"></script>`;

/** As strict as a page can be: nothing but what the chat needs, and no way from a string to a script. */
const strict = (script: string) => ({
  'content-security-policy':
    `default-src 'none'; script-src ${script}; connect-src 'self' ${proxy.url} ${proxy.url.replace('http', 'ws')}; ` +
    `img-src ${proxy.url}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html`,
});

/** A page that may use SharedArrayBuffer and the like loads from elsewhere only what says that anybody may have it. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** The npm package in a page's own bundle, as esbuild makes it for an application: from the published files. */
async function bundleForNpm(folder: string): Promise<void> {
  await build({
    stdin: {
      // `moduleResolution` and `paths` of this repository are not what an application has: the package's own `exports` say.
      contents: "import '@crm-chat/sdk/define';",
      resolveDir: at('examples/test'),
    },
    tsconfigRaw: '{}',
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: folder,
    entryNames: 'app',
    define: { 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    logLevel: 'silent',
  }).then(({ metafile }) => {
    const sources = Object.keys(metafile.inputs).filter(
      (file) => file.includes('sdk/') && !file.includes('node_modules/'),
    );
    assert.ok(sources.length > 0 && sources.every((file) => file.includes('sdk/dist/npm/')), sources.join('\n'));
  });
}

before(async () => {
  const bundle = mkdtempSync(path.join(tmpdir(), 'crm-chat-bundle-'));
  closing.add(bundle, (folder) => rmSync(folder, { recursive: true, force: true }));
  await bundleForNpm(bundle);
  const page = (body: string, headers = {}) => ({ html: documentOf(body), headers });
  const element = (deal: string, as = 'tomas') =>
    `<crm-chat endpoint="${proxy.url}" token-url="/token?as=${as}" subject="deal:${deal}"></crm-chat>`;
  pages = closing.add(
    await startPages({
      folders: { '/app/': bundle },
      token: tokenOf,
      pages: {
        '/script': () => page(scriptTag('script'), strict(proxy.url)),
        '/isolated': () => page(scriptTag('isolated'), ISOLATED),
        '/npm': () => page(`<script type="module" src="/app/app.js"></script>${element('npm')}`, strict("'self'")),
        '/two': () =>
          page(
            `<script type="module" src="${proxy.url}/crm-chat-element.js"></script>
            <div id="left">${element('left').replace('<crm-chat ', '<crm-chat position="inline" ')}</div>
            <div id="right">${element('right', 'ruth').replace('<crm-chat ', '<crm-chat position="inline" ')}</div>`,
          ),
        '/remove': () => page(scriptTag('remove')),
      },
    }),
    (one) => one.close(),
  );
  stranger = closing.add(
    await startPages({ token: tokenOf, pages: { '/': () => page(scriptTag('stranger')) } }),
    (one) => one.close(),
  );
  const relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'none' } }), (one) =>
    one.close(),
  );
  proxy = closing.add(await startProxy(relay.url), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** Notes what the page's policy refused, and what went wrong in it. */
async function watched(context: BrowserContext): Promise<() => Promise<string[]>> {
  const errors: string[] = [];
  context.on('page', (page) => page.on('pageerror', (error) => errors.push(String(error))));
  await context.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
      refused.push(`${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber}`),
    );
  });
  return async () => {
    const refused = context
      .pages()
      .map((page) => page.evaluate(() => (window as { refused?: string[] }).refused ?? []));
    return [...errors, ...(await Promise.all(refused)).flat()];
  };
}

/** A message out, and one back from the same person elsewhere. */
async function canTalk(chat: ChatPage, text: string): Promise<void> {
  await chat.say(text);
  await chat.hasSent(text);
  await chat.isLive();
  assert.deepEqual(await chat.ownTexts(), [text]);
}

for (const [way, where] of [
  ['one script tag', '/script'],
  ['the npm package in the page’s own bundle', '/npm'],
] as const) {
  test(`${way} puts a working chat on a page of another origin, under the strictest policy`, async () => {
    const person = await newPerson(browser);
    const troubles = await watched(person);
    const chat = await new ChatPage(await person.newPage()).open(pages.url + where);
    await canTalk(chat, 'Hello from another origin.');
    await chat.reload();
    await untilEqual('the message to be there again', () => chat.ownTexts(), ['Hello from another origin.']);
    assert.deepEqual(await troubles(), []);
    await person.close();
  });
}

test('a page that is cross-origin isolated may load the script and talk to the relay', async () => {
  const person = await newPerson(browser);
  const chat = await new ChatPage(await person.newPage()).open(`${pages.url}/isolated`);
  assert.equal(await chat.page.evaluate(() => crossOriginIsolated), true);
  await canTalk(chat, 'Hello from isolation.');
  await person.close();
});

test('a page of an origin that the relay was not told of cannot use it', async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const chat = await new ChatPage(page).open(`${stranger.url}/`);
  const sockets = proxy.upgrades.length;
  await chat.say('Let me in.');
  await until(
    'the page to have knocked',
    () =>
      proxy.posts('/api/user-response/').length > 0 || proxy.exchanges.some(({ path }) => path === '/api/bot-prompts/'),
  );
  await until(
    'the reader to be told that nothing goes out',
    async () => (await chat.states()).at(-1) === 'Waiting to be sent',
  );
  const answers = await page.evaluate(
    async (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(url, { headers: { authorization: 'Bearer x' } }).then(
            () => 'read',
            () => 'blocked',
          ),
        ),
      ),
    [`${proxy.url}/api/conversations/`, `${proxy.url}/api/bot-prompts/`],
  );
  assert.deepEqual(answers, ['blocked', 'blocked']);
  const closed = await page.evaluate(
    (url) =>
      new Promise<number>((resolve) => {
        new WebSocket(url).addEventListener('close', ({ code }) => resolve(code));
      }),
    `${proxy.url.replace('http', 'ws')}/ws/chat/anything/`,
  );
  assert.equal(closed, 1006, 'The upgrade is refused.');
  assert.equal(proxy.upgrades.length, sockets);
  assert.deepEqual(
    (await chat.outbox()).map(({ state }) => state === 'settled'),
    [false],
  );
  await person.close();
});

test('two elements on one page, of two people, do not disturb each other', async () => {
  const person = await newPerson(browser);
  const troubles = await watched(person);
  const page = await person.newPage();
  await page.goto(`${pages.url}/two`);
  const box = (side: string) => page.locator(`#${side} crm-chat`);
  const texts = (side: string) => box(side).locator('.msg .said').allTextContents();
  for (const side of ['left', 'right']) {
    await box(side).locator('textarea').fill(`This is the ${side} one.`);
    await box(side).locator('textarea').press('Enter');
  }
  for (const side of ['left', 'right']) {
    await until(`the ${side} one to be sent`, async () =>
      (await box(side).locator('.meta').innerText()).includes('Sent'),
    );
    assert.deepEqual(await texts(side), [`This is the ${side} one.`]);
  }
  const open = proxy.openSockets;
  await page.evaluate(() => document.querySelector('#left crm-chat')?.remove());
  await untilEqual('one socket to close', () => proxy.openSockets, open - 1);
  await box('right').locator('textarea').fill('And still here.');
  await box('right').locator('textarea').press('Enter');
  await untilEqual('the other one to go on', () => texts('right'), ['This is the right one.', 'And still here.']);
  await until('it to be sent', async () => (await box('right').locator('.meta').last().innerText()).includes('Sent'));
  assert.deepEqual(await troubles(), []);
  await person.close();
});

test('removing the element closes all that it opened, and nothing of it stirs afterwards', async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  await page.clock.install();
  const before = proxy.openSockets;
  const chat = await new ChatPage(page).open(`${pages.url}/remove`);
  await canTalk(chat, 'Here today, gone tomorrow.');
  await untilEqual('its socket', () => proxy.openSockets, before + 1);
  const held = () => page.evaluate(async () => (await navigator.locks.query()).held?.length ?? 0);
  assert.ok((await held()) > 0, 'It holds a lock while it is there.');

  await page.evaluate(() => document.querySelector('crm-chat')?.remove());
  await untilEqual('its socket to close', () => proxy.openSockets, before);
  await untilEqual('its lock to be given back', held, 0);
  const isFree = await page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    const deletions = names.map(
      (name) =>
        new Promise<string>((resolve) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = () => resolve('free');
          request.onblocked = () => resolve(`${name} is still open`);
        }),
    );
    return Promise.all(deletions);
  });
  assert.deepEqual(isFree, ['free', 'free'], 'Its databases are closed.');
  await until('its requests to be over', () => proxy.exchanges.every(({ isOver }) => isOver));

  const asked = proxy.exchanges.length;
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.clock.runFor(TWO_MINUTES_MS);
  await page.evaluate(() => ['online', 'focus', 'pageshow'].forEach((type) => dispatchEvent(new Event(type))));
  await page.clock.runFor(TWO_MINUTES_MS);
  // A request that the page made would have arrived before this one.
  await page.evaluate((url) => fetch(url), `${proxy.url}/crm-chat.js`);
  assert.deepEqual(
    proxy.exchanges.slice(asked).map(({ path }) => path),
    ['/crm-chat.js'],
  );
  assert.deepEqual(errors, []);
  await person.close();
});
