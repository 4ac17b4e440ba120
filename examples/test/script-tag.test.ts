import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { bundleForNpm } from './support/npm-bundle.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startProxy, type Proxy } from './support/proxy.js';
import { startRelay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
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

const PLACES = ['head', 'async', 'defer', 'module', 'late'] as const;

/** A page with the script tag where and how pages have it. */
function placed(place: (typeof PLACES)[number]): string {
  const tag = scriptTag(place);
  const as = (mark: string) => documentOf('', tag.replace('<script ', `<script ${mark} `));
  switch (place) {
    case 'head':
      return documentOf('', tag);
    case 'late':
      // As a tag manager does it, long after the page has loaded.
      return documentOf(`<script>addEventListener('load', () => {
        const tag = document.createElement('script');
        tag.src = '${proxy.url}/crm-chat.js';
        tag.dataset.tokenUrl = '/token?as=tomas';
        tag.dataset.subject = 'deal:late';
        setTimeout(() => document.head.append(tag));
      })</script>`);
    case 'module':
      return as('type="module"');
    default:
      return as(place);
  }
}

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

/** The lines that the documentation gives a page, and calls of its own. */
const CALLS = `
window.CrmChat ??= (...call) =>
  new Promise((resolve, reject) => (CrmChat.q ??= []).push([call, resolve, reject]));
window.heard = [];
CrmChat('on', 'open-change', ({ detail }) => heard.push(detail.open));
CrmChat('set', { heading: 'Ask us' });
CrmChat('show');
window.results = Promise.allSettled([CrmChat('send', 'First.'), CrmChat('send', 'Second.'), CrmChat('opne')]);
`;

before(async () => {
  const bundle = closing.add(await bundleForNpm(), (folder) => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(bundle, 'calls.js'), CALLS);
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
        ...Object.fromEntries(PLACES.map((place) => [`/${place}`, () => ({ html: placed(place) })])),
        '/calls': () =>
          page(`<script src="/app/calls.js"></script>${scriptTag('calls')}`, strict(`'self' ${proxy.url}`)),
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
  await untilEqual('one message', () => chat.ownTexts(), [text]);
}

/** Nobody has a chat open: what others left behind would be counted with it. */
const isQuiet = () => untilEqual('no socket', () => proxy.openSockets, 0);

for (const [way, where] of [
  ['one script tag', '/script'],
  ['the npm package in the page’s own bundle', '/npm'],
] as const) {
  test(`${way} puts a working chat on a page of another origin, under the strictest policy`, async (t) => {
    const person = await newPerson(browser, t);
    const troubles = await watched(person);
    const chat = await new ChatPage(await person.newPage()).open(pages.url + where);
    await canTalk(chat, 'Hello from another origin.');
    await chat.reload();
    await untilEqual('the message to be there again', () => chat.ownTexts(), ['Hello from another origin.']);
    assert.deepEqual(await troubles(), []);
  });
}

for (const place of PLACES) {
  test(`the script tag works where it is put: ${place}`, async (t) => {
    const person = await newPerson(browser, t);
    const troubles = await watched(person);
    const chat = await new ChatPage(await person.newPage()).open(`${pages.url}/${place}`);
    await canTalk(chat, `Hello from ${place}.`);
    assert.equal(await chat.page.locator('body > crm-chat').count(), 1);
    assert.deepEqual(await troubles(), []);
  });
}

test('what a page calls before the script is there is done in its order and answered, under the strictest policy', async (t) => {
  const person = await newPerson(browser, t);
  const troubles = await watched(person);
  const page = await person.newPage();
  const chat = new ChatPage(page);
  await page.goto(`${pages.url}/calls`);
  await chat.field.waitFor();
  await untilEqual('both messages', () => chat.ownTexts(), ['First.', 'Second.']);
  assert.equal(await page.locator('crm-chat .head h2').innerText(), 'Ask us');
  const { results, heard } = await page.evaluate(async () => {
    const own = window as unknown as { results: Promise<PromiseSettledResult<string>[]>; heard: boolean[] };
    return { results: await own.results, heard: own.heard };
  });
  const [first, second, wrong] = results.map((result) =>
    result.status === 'fulfilled' ? result.value : (result.reason as unknown),
  );
  assert.deepEqual(
    [first, second],
    (await chat.outbox()).map(({ client_id }) => client_id),
  );
  assert.match(String(wrong), /CrmChat has no command "opne"/);
  assert.deepEqual(heard, [true]);
  await page.evaluate(async () =>
    (window as unknown as { CrmChat: (command: string) => Promise<void> }).CrmChat('hide'),
  );
  await page.locator('crm-chat dialog[open]').waitFor({ state: 'detached' });
  assert.deepEqual(await troubles(), []);
});

test('a page that is cross-origin isolated may load the script and talk to the relay', async (t) => {
  const person = await newPerson(browser, t);
  const chat = await new ChatPage(await person.newPage()).open(`${pages.url}/isolated`);
  assert.equal(await chat.page.evaluate(() => crossOriginIsolated), true);
  await canTalk(chat, 'Hello from isolation.');
});

test('a page of an origin that the relay was not told of cannot use it', async (t) => {
  const person = await newPerson(browser, t);
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
});

test('two elements on one page, of two people, do not disturb each other', async (t) => {
  const person = await newPerson(browser, t);
  const troubles = await watched(person);
  const page = await person.newPage();
  await isQuiet();
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
  // What opens a conversation goes by POST: its socket may come after it.
  await untilEqual('a socket for each', () => proxy.openSockets, 2);
  await page.evaluate(() => document.querySelector('#left crm-chat')?.remove());
  await untilEqual('one of them to close', () => proxy.openSockets, 1);
  await box('right').locator('textarea').fill('And still here.');
  await box('right').locator('textarea').press('Enter');
  await untilEqual('the other one to go on', () => texts('right'), ['This is the right one.', 'And still here.']);
  await until('it to be sent', async () => (await box('right').locator('.meta').last().innerText()).includes('Sent'));
  assert.deepEqual(await troubles(), []);
});

test('removing the element closes all that it opened, and nothing of it stirs afterwards', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await page.clock.install();
  await isQuiet();
  const chat = await new ChatPage(page).open(`${pages.url}/remove`);
  await canTalk(chat, 'Here today, gone tomorrow.');
  await untilEqual('its socket', () => proxy.openSockets, 1);
  const held = () => page.evaluate(async () => (await navigator.locks.query()).held?.length ?? 0);
  assert.ok((await held()) > 0, 'It holds a lock while it is there.');

  await page.evaluate(() => document.querySelector('crm-chat')?.remove());
  await isQuiet();
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
});
