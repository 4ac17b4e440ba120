import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { lose } from './support/loss.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startProxy, type Proxy } from './support/proxy.js';
import { startRelay, type Relay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
/** The CRM's own server: its pages are there when the relay is not. */
let pages: Pages;
let relay: Relay;
let proxy: Proxy;

const people = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' },
} as const;

const DEALS = ['stages', 'badge', 'lost', 'offline', 'order', 'open', 'call', 'shut', 'early', 'draft', 'german'];

/** What pages write besides, where they do. */
const MORE: Readonly<Record<string, { data?: string; call?: string }>> = {
  open: { data: 'data-open' },
  german: { data: 'data-locale="de"' },
  call: { call: `<script>CrmChat('on', 'open-change', () => undefined); CrmChat('show')</script>` },
  shut: { data: 'data-open="false"', call: `<script>CrmChat('set', { heading: 'Help' })</script>` },
};

before(async () => {
  const page = (deal: string) => () => ({
    html: documentOf(
      `<script src="${proxy.url}/crm-chat.js" data-token-url="/token?as=tomas" data-subject="deal:${deal}" ` +
        `${MORE[deal]?.data ?? ''}></script>${MORE[deal]?.call ?? ''}`,
    ),
  });
  pages = closing.add(
    await startPages({
      token: (as) => tokenFor(people[as as keyof typeof people]),
      pages: Object.fromEntries(DEALS.map((deal) => [`/${deal}`, page(deal)])),
    }),
    (one) => one.close(),
  );
  relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'none' } }), (one) => one.close());
  proxy = closing.add(await startProxy(relay.url), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** A page that is idle when `idle` says so, and not before. */
async function busyPage(page: Page): Promise<{ idle: () => Promise<void> }> {
  await page.addInitScript(() => {
    const waiting: (() => void)[] = [];
    Object.assign(window, {
      requestIdleCallback: (run: () => void) => waiting.push(run),
      cancelIdleCallback: () => undefined,
      isIdle: () => {
        const runs = waiting.splice(0);
        for (const run of runs) run();
        return runs.length > 0;
      },
    });
  });
  return {
    idle: async () => {
      await until('the element to wait for an idle page', () =>
        page.evaluate(() => (window as unknown as { isIdle: () => boolean }).isIdle()),
      );
    },
  };
}

const asked = (from: number): string[] =>
  proxy.exchanges
    .slice(from)
    .map(({ path }) => path.replace(/-[\w-]{8}\.js$/, '.js').replace(/^\/(api|ws)\/.*/, '/$1/'));

test('a page that is not idle loads the launcher and nothing else; near the launcher the rest, and a click finds it there', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const tokens: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/token')) tokens.push(request.url());
  });
  await busyPage(page);
  const from = proxy.exchanges.length;
  await page.goto(`${pages.url}/stages`, { waitUntil: 'networkidle' });
  await page.locator('crm-chat .launcher').waitFor();
  assert.deepEqual([asked(from).sort(), tokens], [['/chunks/define.js', '/crm-chat.js'], []]);
  await page.locator('crm-chat .launcher').hover();
  await until('the panel', () => asked(from).includes('/chunks/chat.js'));
  await until('the chat to be there', () => page.evaluate(() => document.querySelector('crm-chat')?.chat !== null));
  assert.equal(await page.locator('crm-chat dialog[open]').count(), 0);
  const before = proxy.exchanges.length;
  await page.locator('crm-chat .launcher').click();
  await page.locator('crm-chat-composer textarea').waitFor();
  assert.deepEqual(
    asked(before).filter((path) => path.startsWith('/chunks/chat')),
    [],
  );
});

for (const deal of ['open', 'call', 'shut'] as const) {
  const asks = deal !== 'shut';
  test(`the script tag asks for the chat ${asks ? 'beside' : 'after'} the element: ${JSON.stringify(MORE[deal])}`, async (t) => {
    const person = await newPerson(browser, t);
    const page = await person.newPage();
    await busyPage(page);
    let letElementCome = (): void => undefined;
    const held = new Promise<void>((resolve) => (letElementCome = resolve));
    await page.route('**/chunks/define-*.js*', async (route) => {
      await held;
      await route.continue();
    });
    const from = proxy.exchanges.length;
    const element = page.waitForRequest('**/chunks/define-*.js*');
    await page.goto(`${pages.url}/${deal}`, { waitUntil: 'commit' });
    await element;
    if (asks) await until('the chat to be asked for', () => asked(from).includes('/chunks/chat.js'));
    letElementCome();
    if (asks) await page.locator('crm-chat-composer textarea').waitFor();
    else await page.locator('crm-chat .launcher').waitFor();
    const chats = asked(from).filter((path) => path === '/chunks/chat.js');
    assert.equal(chats.length, asks ? 1 : 0, 'Whoever asks second finds it there.');
  });
}

/** A page whose chat does not come before it is let. */
async function heldPage(page: Page): Promise<() => void> {
  let letItCome = (): void => undefined;
  const held = new Promise<void>((resolve) => (letItCome = resolve));
  await page.route('**/chunks/chat-*.js*', async (route) => {
    await held;
    await route.continue();
  });
  return letItCome;
}

test('what is typed before the panel is there stands in its field, in order and with the focus, Esc or not; what was sent is sent', async (t) => {
  const tomas = new Api(relay.url, await tokenFor(people.tomas));
  const { id } = await tomas.open({ subject: 'deal:early' });
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await busyPage(page);
  const letItCome = await heldPage(page);
  await page.goto(`${pages.url}/early`);
  await page.locator('crm-chat .launcher').click();
  const early = page.locator('crm-chat .early');
  await early.locator('textarea:focus').waitFor();
  await page.keyboard.type('First.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Second.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Tw');
  await page.keyboard.press('Escape');
  await early.waitFor({ state: 'detached' });
  const launcher = page.locator('crm-chat .launcher');
  await until('the focus', () => launcher.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one));
  assert.equal(await launcher.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('Enter');
  await early.locator('textarea:focus').waitFor();
  await page.keyboard.type('o');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('lins');
  await page.keyboard.press('ArrowLeft');
  assert.deepEqual(
    [await early.locator('p').allTextContents(), await early.locator('textarea').inputValue()],
    [['First.', 'Second.'], 'Two\nlins'],
  );
  const name = await early.locator('textarea').getAttribute('aria-label');
  assert.equal(name, 'Loading… You can write already');
  assert.equal(await launcher.getAttribute('aria-busy'), 'true');
  letItCome();
  const field = page.locator('crm-chat crm-chat-composer textarea');
  await field.waitFor();
  await untilEqual('the text', () => field.inputValue(), 'Two\nlins');
  await until('the focus', () => field.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one));
  await early.waitFor({ state: 'detached' });
  await page.keyboard.type('e');
  await untilEqual('the caret where it was', () => field.inputValue(), 'Two\nlines');
  await untilEqual('both', async () => (await tomas.history(id)).map(({ text }) => text), ['First.', 'Second.']);
});

test('what was left in the field stays before what is typed while the chat loads again, and half a word of an input method stays whole', async (t) => {
  const tomas = new Api(relay.url, await tokenFor(people.tomas));
  await tomas.open({ subject: 'deal:draft' });
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await busyPage(page);
  await page.goto(`${pages.url}/draft`);
  const chat = new ChatPage(page);
  await page.locator('crm-chat .launcher').click();
  await chat.isLive();
  await chat.field.fill('Left here.');
  const letItCome = await heldPage(page);
  await page.reload();
  await page.locator('crm-chat .launcher').click();
  await page.locator('crm-chat .early textarea:focus').waitFor();
  await page.keyboard.type('And ');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
  const arrived = page.waitForResponse('**/chunks/chat-*.js*');
  letItCome();
  await (await arrived).finished();
  await until('the chat behind it', () => page.evaluate(() => document.querySelector('crm-chat')?.chat !== null));
  const early = page.locator('crm-chat .early textarea');
  assert.equal(await early.inputValue(), 'And にほ');
  await devtools.send('Input.insertText', { text: '日本' });
  await untilEqual('one after the other', () => chat.field.inputValue(), 'Left here.\nAnd 日本');
});

test('a page in another language loads its words, and the chat no sooner for that', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await busyPage(page);
  const from = proxy.exchanges.length;
  await page.goto(`${pages.url}/german`, { waitUntil: 'networkidle' });
  await page.locator('crm-chat .launcher[aria-label="Chat öffnen"]').waitFor();
  const files = ['/chunks/de.js', '/chunks/define.js', '/chunks/load-locale.js', '/crm-chat.js'];
  assert.deepEqual(asked(from).sort(), files);
});

test('an idle page connects, and the launcher says what is unread', async (t) => {
  const dana = new Api(relay.url, await tokenFor(people.dana));
  const tomas = new Api(relay.url, await tokenFor(people.tomas));
  const { id } = await tomas.open({ subject: 'deal:badge' });
  await dana.send(id, 'Are you there?');
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const { idle } = await busyPage(page);
  await page.goto(`${pages.url}/badge`);
  assert.equal(await page.locator('crm-chat .badge').count(), 0);
  await idle();
  await page.locator('crm-chat .badge[data-n="1"]').waitFor();
  assert.equal(await page.locator('crm-chat .launcher').getAttribute('aria-label'), 'Open chat, 1 unread');
});

test('a panel that cannot be loaded says so in words; Try again gets it, and a new page where it is the version', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await busyPage(page);
  // Time stands still: nothing is tried again but by hand.
  await page.clock.install();
  const errors: string[] = [];
  await page.exposeFunction('noteError', (code: string) => errors.push(code));
  await page.addInitScript(() => {
    addEventListener('chat-error', (event) =>
      (window as unknown as { noteError: (code: string) => void }).noteError(
        (event as CustomEvent<{ code: string }>).detail.code,
      ),
    );
  });
  // As after an update of the relay: the names of its files are other ones.
  const loss = await lose(page, '**/chunks/chat-*.js*', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto(`${pages.url}/lost`);
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.locator('crm-chat .launcher').click();
  const words = page.locator('crm-chat [role=alert]');
  await words.getByText('The chat could not be loaded.').waitFor();
  await until('the page to be told', () => errors.includes('network'));
  await words.getByRole('button', { name: 'Try again' }).click();
  await words.getByRole('button', { name: 'Reload the page' }).waitFor();
  loss.end();
  const again = words.getByRole('button', { name: 'Try again' });
  // A try may still be under way, during which a press is none.
  await until('the panel', async () => {
    await again.click({ timeout: 1000 }).catch(() => undefined);
    return page.locator('crm-chat-composer textarea').isVisible();
  });
  await words.waitFor({ state: 'detached' });
  assert.equal(errors.filter((code) => code === 'network').length, 1, 'It is told of once.');
});

test('a chat that was opened offline comes by itself when the browser is online again', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await busyPage(page);
  await page.goto(`${pages.url}/offline`);
  await page.locator('crm-chat .launcher').waitFor();
  await person.setOffline(true);
  await page.locator('crm-chat .launcher').click();
  await page.locator('crm-chat [role=alert]').getByText('The chat could not be loaded.').waitFor();
  await person.setOffline(false);
  const chat = new ChatPage(page);
  await chat.field.waitFor();
  await chat.say('Back again.');
  await chat.hasSent('Back again.');
});

test('what the page calls before the chat is loaded is done in its order: a message goes to the conversation before it', async (t) => {
  const tomas = new Api(relay.url, await tokenFor(people.tomas));
  const [one, two] = [await tomas.open({ subject: 'deal:one' }), await tomas.open({ subject: 'deal:two' })];
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await busyPage(page);
  await page.goto(`${pages.url}/order`);
  await page.locator('crm-chat .launcher').waitFor();
  await page.evaluate(
    async ([first, second]) => {
      const element = document.querySelector('crm-chat');
      if (!element || first === undefined || second === undefined) throw new Error('There is no chat.');
      element.openConversation(first);
      const sent = [element.send('To the first.')];
      element.openConversation(second);
      sent.push(element.send('To the second.'));
      await Promise.all(sent);
    },
    [one.id, two.id],
  );
  await new ChatPage(page).isLive();
  for (const [{ id }, text] of [
    [one, 'To the first.'],
    [two, 'To the second.'],
  ] as const)
    await untilEqual(text, async () => (await tomas.history(id)).map((message) => message.text), [text]);
});

test('an option that is set after a call waits for it: the message goes to the record before', async (t) => {
  const tomas = new Api(relay.url, await tokenFor(people.tomas));
  const [before, after] = [await tomas.open({ subject: 'deal:before' }), await tomas.open({ subject: 'deal:after' })];
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await busyPage(page);
  await page.goto(`${pages.url}/order`);
  await page.evaluate(async () => {
    const { CrmChat: call } = window as unknown as { CrmChat: (...given: unknown[]) => Promise<unknown> };
    void call('set', { subject: 'deal:before' });
    const sent = [call('send', 'To the deal before.')];
    void call('set', { subject: 'deal:after' });
    sent.push(call('send', 'To the deal after.'));
    await Promise.all(sent);
  });
  for (const [{ id }, text] of [
    [before, 'To the deal before.'],
    [after, 'To the deal after.'],
  ] as const)
    await untilEqual(text, async () => (await tomas.history(id)).map((message) => message.text), [text]);
  assert.equal(await page.evaluate(() => document.querySelector('crm-chat')?.subject), 'deal:after');
});
