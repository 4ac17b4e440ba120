/** What comes with the first of its kind: until it is there, and where it does not come, nothing is lost and something useful is shown. */
import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { lose } from './support/loss.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startProxy, type Proxy } from './support/proxy.js';
import { startRelay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { until, untilEqual } from './support/wait.js';

const people = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' },
} as const;
/** By record; with what its page asks for besides. */
const DEALS: Readonly<Record<string, string>> = {
  ...{
    desk: '',
    first: '',
    file: '',
    code: '',
    copy: '',
    link: '',
    empty: '',
    list: '',
    mention: '',
    strip: '',
    extras: '',
    gone: '',
    thread: '',
    closed: '',
  },
  ...{
    menus: '',
    keys: '',
    refused: '',
    long: '',
    touch: '',
    contrast: '',
    settings: 'data-sound',
    event: 'data-locale="de"',
    unkept: '',
  },
};

/** As `sdk/src/view/chunks.ts` has it. */
const RETRY_MS = 15_000;

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let proxy: Proxy;
let tomas: Api;
let dana: Api;

before(async () => {
  const page = ([deal, more]: [string, string]): [string, () => { html: string }] => {
    const options = `data-token-url="/token?as=tomas" data-subject="deal:${deal}" ${more}`;
    return [`/${deal}`, () => ({ html: documentOf(`<script src="${proxy.url}/crm-chat.js" ${options}></script>`) })];
  };
  pages = closing.add(
    await startPages({
      token: (as) => tokenFor(people[as as keyof typeof people]),
      pages: Object.fromEntries(Object.entries(DEALS).map(page)),
    }),
    (one) => one.close(),
  );
  const limits = { sends_per_second: 1000, send_burst: 1000 };
  const relay = closing.add(await startRelay({ origins: [pages.url], limits, env: { BOT_PROVIDER: 'none' } }), (one) =>
    one.close(),
  );
  proxy = closing.add(await startProxy(relay.url), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
  tomas = new Api(relay.url, await tokenFor(people.tomas));
  dana = new Api(relay.url, await tokenFor(people.dana));
});

after(() => closing.all());

/** The chat about a record, opened where one chunk does not come before it is let go. */
async function without(t: TestContext, chunk: string, deal: string, options: Parameters<typeof newPerson>[2] = {}) {
  const person = await newPerson(browser, t, options);
  const page = await person.newPage();
  let release: () => void = () => undefined;
  let ask: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const asked = new Promise<void>((resolve) => (ask = resolve));
  await page.route(`**/chunks/${chunk}-*.js*`, async (route) => {
    ask();
    await released;
    await route.continue();
  });
  const chat = await new ChatPage(page).open(`${pages.url}/${deal}`);
  const part = (selector: string) => page.locator(`crm-chat ${selector}`);
  return { chat, page, part, asked, release };
}

/** The chat about a record, opened where one chunk cannot be had until the line has been down. */
async function failing(t: TestContext, chunk: string, deal: string) {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await page.clock.install();
  const loss = await lose(page, `**/chunks/${chunk}-*.js*`);
  const chat = await new ChatPage(page).open(`${pages.url}/${deal}`);
  const part = (selector: string) => page.locator(`crm-chat ${selector}`);
  const lineIsBack = () => {
    loss.end();
    proxy.cut();
  };
  return { chat, page, part, tries: loss.tries, lineIsBack };
}

const about = async (deal: string) => (await tomas.open({ subject: `deal:${deal}` })).id;

/** What Dana says there. @returns the message's id. */
async function said(conversation: string, text: string): Promise<string> {
  const { message } = await dana.send(conversation, text);
  assert.ok(message);
  return message.id;
}

const focused = (chat: ChatPage) => chat.field.evaluate((field) => field.matches(':focus'));

test('code is to be read before its box is there, and has it when the line is back', async (t) => {
  const id = await about('code');
  await dana.send(id, 'See:\n\n```js\nconst a = 1;\n```');
  const { part, tries, lineIsBack } = await failing(t, 'code-block', 'code');
  await until('a try', () => tries() > 0);
  await part('.said').getByText('const a = 1;').waitFor();
  assert.equal(await part('.code').count(), 0);
  lineIsBack();
  await part('.code pre').getByText('const a = 1;').waitFor();
});

test('what follows all conversations is asked for until it is there, and then the badge has what came meanwhile', async (t) => {
  const [here, there] = [await about('desk'), await about('elsewhere')];
  await dana.send(here, 'Here I am.');
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  let tries = 0;
  await page.route('**/chunks/inbox-desk-*.js*', (route) => {
    tries += 1;
    return tries < 3 ? route.abort() : route.continue();
  });
  await page.goto(`${pages.url}/desk`);
  await until('the first try', () => tries > 0);
  await dana.send(there, 'And there.');
  const badge = () => page.locator('crm-chat .badge').getAttribute('data-n');
  await untilEqual('the badge', badge, '2');
  assert.ok(tries >= 3);
});

test('where the browser keeps nothing, what is sent goes out once the outbox in memory can be had', async (t) => {
  const id = await about('unkept');
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Not here.', 'SecurityError');
    };
  });
  let [tries, mayCome] = [0, false];
  await page.route('**/chunks/memory-outbox-store-*.js*', (route) => {
    tries += 1;
    return mayCome ? route.continue() : route.abort();
  });
  const chat = await new ChatPage(page).open(`${pages.url}/unkept`);
  await chat.field.fill('Kept by nobody');
  await chat.field.press('Enter');
  await until('a further try', () => tries > 1);
  const saysIt = async () => (await tomas.history(id)).some(({ text }) => text === 'Kept by nobody');
  assert.equal(await saysIt(), false);
  mayCome = true;
  await until('the message at the relay', saysIt);
  await chat.sees('Kept by nobody');
});

test('code that is copied before what copies is there is copied once it is', async (t) => {
  await dana.send(await about('copy'), 'See:\n\n```js\nconst a = 1;\n```');
  const { part, asked, release } = await without(t, 'copy', 'copy');
  await part('.code .copy').click();
  await asked;
  assert.equal(await part('[data-copied]').count(), 0);
  release();
  await part('.code .copy[data-copied]').waitFor();
  await part('[aria-live=polite]').getByText('Copied').waitFor();
});

test('an address is text before the parser is there, and a link when the line is back', async (t) => {
  await dana.send(await about('link'), 'See https://example.com/invoice for it.');
  const { chat, part, tries, lineIsBack } = await failing(t, 'markdown', 'link');
  await chat.sees('See https://example.com/invoice for it.');
  await until('the try', async () => tries() > 0);
  assert.equal(await part('.said a').count(), 0);
  lineIsBack();
  await part('.said a[href="https://example.com/invoice"]').waitFor();
  await chat.sees('See https://example.com/invoice for it.');
});

test('a part that fails is asked for again by time, for as long as there is a chat to show it', async (t) => {
  await dana.send(await about('gone'), 'See https://example.com/invoice for it.');
  const { chat, page, tries } = await failing(t, 'markdown', 'gone');
  await chat.sees('See https://example.com/invoice for it.');
  await until('the try', () => tries() > 0);
  for (let i = 0; i < 3; i += 1) {
    const before = tries();
    await page.clock.runFor(RETRY_MS);
    await until('a further try', async () => tries() > before);
  }
  await page.evaluate(() => document.querySelector('crm-chat')?.remove());
  // A request that the page made would have arrived before this one.
  const asked = async () => {
    await page.evaluate((url) => fetch(url), `${proxy.url}/crm-chat.js`);
    return tries();
  };
  const before = await asked();
  await page.clock.runFor(4 * RETRY_MS);
  assert.equal(await asked(), before);
});

test('what begins a conversation needs no part that could be missing: a page that loads nothing more sends it, once', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const chat = await new ChatPage(page).open(`${pages.url}/first`);
  await chat.hasStatus('online');
  await page.route('**/chunks/*.js*', (route) => route.abort());
  await person.setOffline(true);
  await chat.say('Is anybody there?');
  await chat.say('Hello?');
  assert.equal(await tomas.conversationOf('deal:first'), undefined);
  await person.setOffline(false);
  await chat.hasSentAll();
  const { id } = (await tomas.conversationOf('deal:first'))!;
  const texts = (await tomas.history(id)).filter(({ sender }) => sender.id === 'tomas').map(({ text }) => text);
  assert.deepEqual(texts, ['Is anybody there?', 'Hello?']);
});

test('a file waits for what brings it, and so does what was written after it', async (t) => {
  const id = await about('file');
  await dana.send(id, 'Have you a plan?');
  const { chat, page, part, tries, lineIsBack } = await failing(t, 'upload', 'file');
  await chat.sees('Have you a plan?');
  const plan = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('First this, then that.') };
  await page.locator('crm-chat input[type=file]').setInputFiles([plan]);
  await part('.tray').getByText('plan.txt').waitFor();
  await chat.say('Here it is.');
  await chat.say('Can you read it?');
  await until('a try', () => tries() > 0);
  await page.reload();
  await chat.show();
  await chat.sees('Can you read it?');
  assert.equal((await tomas.history(id)).length, 1);
  lineIsBack();
  await chat.hasSentAll();
  const sent = (await tomas.history(id)).slice(-2);
  assert.deepEqual(
    sent.map(({ text, attachments }) => [text, attachments.map(({ name }) => name)]),
    [
      ['Here it is.', ['plan.txt']],
      ['Can you read it?', []],
    ],
  );
});

test('in an empty conversation one writes before its greeting is there, which takes neither the text nor the focus', async (t) => {
  await about('empty');
  const { chat, part, asked, release } = await without(t, 'empty-state', 'empty');
  await asked;
  await chat.type('Half a sen');
  release();
  await part('.hello').waitFor();
  assert.deepEqual([await chat.field.inputValue(), await focused(chat)], ['Half a sen', true]);
  await chat.type('tence');
  await chat.field.press('Enter');
  await chat.sees('Half a sentence');
});

test('the list of conversations opens when it is there, and the talk goes on until then', async (t) => {
  await dana.send(await about('list'), 'Here I am.');
  const { chat, part, asked, release } = await without(t, 'list-screen', 'list');
  await chat.sees('Here I am.');
  await part('.back').click();
  await asked;
  await chat.say('Written meanwhile');
  await chat.sees('Written meanwhile');
  release();
  await part('.list .row').first().waitFor();
  await untilEqual('its title', () => part('.head h2').innerText(), 'Conversations');
});

test('an @ before the people are there is text; once they are, they are offered for it', async (t) => {
  await dana.send(await about('mention'), 'Here I am.');
  const { chat, part, asked, release } = await without(t, 'mention-box', 'mention');
  await chat.sees('Here I am.');
  await chat.type('Hello @Da');
  await asked;
  assert.equal(await part('.option').count(), 0);
  release();
  await part('.option').getByText('Dana Okafor').waitFor();
  await chat.field.press('Enter');
  await untilEqual('the name', () => chat.field.inputValue(), 'Hello @Dana Okafor ');
});

test('what is answered is named before its line is there, and Esc gives it up', async (t) => {
  await dana.send(await about('strip'), 'Which colour do you want?');
  const { chat, part, asked, release } = await without(t, 'reply-parts', 'strip');
  await chat.sees('Which colour do you want?');
  const reply = async () => {
    await part('.msg').first().focus();
    await part('.tools').waitFor();
    await chat.page.keyboard.press('r');
    await untilEqual('the field', () => focused(chat), true);
  };
  await reply();
  await asked;
  await part('.composer .count').getByText('Which colour').waitFor();
  await chat.field.press('Escape');
  await part('.composer .count').waitFor({ state: 'detached' });
  await reply();
  await chat.type('Blue');
  release();
  await part('.strip').getByText('Reply to Dana').waitFor();
  await chat.field.press('Enter');
  await part('.quote').getByText('Which colour').waitFor();
});

test('messages are to be read before quotes and reactions are there', async (t) => {
  const id = await about('extras');
  const message = await said(id, 'Which colour?');
  await tomas.request('POST', '/api/user-response/', { conversation_id: id, text: 'Blue', reply_to: message });
  await dana.request('PUT', `/api/messages/${message}/reactions/${encodeURIComponent('👍')}/`);
  const { chat, part, asked, release } = await without(t, 'reply-parts', 'extras');
  await chat.sees('Blue');
  await asked;
  await untilEqual('both', () => chat.texts(), ['Which colour?', 'Blue']);
  assert.equal(await part('.quote, .reaction').count(), 0);
  release();
  await part('.quote').getByText('Which colour?').waitFor();
  await part('.reaction').waitFor();
});

test('what was said in answer stands in its place until its thread can be opened', async (t) => {
  const id = await about('thread');
  const message = await said(id, 'Which colour?');
  await dana.send(id, 'Something else');
  await tomas.request('POST', '/api/user-response/', { conversation_id: id, text: 'Blue', reply_to: message });
  const { chat, part, tries, lineIsBack } = await failing(t, 'reply-parts', 'thread');
  await until('the try', async () => tries() > 0);
  await untilEqual('all', () => chat.texts(), ['Which colour?', 'Something else', 'Blue']);
  assert.equal(await part('.replies').count(), 0);
  lineIsBack();
  await part('.replies').click();
  await part('.thread-bar').waitFor();
  await untilEqual('the thread', () => chat.texts(), ['Which colour?', 'Blue']);
});

test('a conversation that is closed says so when its words are there', async (t) => {
  const id = await about('closed');
  await dana.send(id, 'Good bye.');
  const { chat, asked, release } = await without(t, 'notices', 'closed');
  await chat.sees('Good bye.');
  await dana.request('PATCH', `/api/conversations/${id}/`, { status: 'closed' });
  await asked;
  assert.equal(await chat.notice(), '');
  release();
  await until('the notice', async () => (await chat.notice()).startsWith('This conversation is closed.'));
});

test('what happened is told in English before the words for it are there, then in the language of the page', async (t) => {
  const id = await about('event');
  await dana.send(id, 'Good bye.');
  const { chat, asked, release } = await without(t, 'event-text', 'event');
  await chat.sees('Good bye.');
  await dana.request('PATCH', `/api/conversations/${id}/`, { status: 'closed' });
  await asked;
  const event = async () => (await chat.events()).at(-1);
  await untilEqual('the event', event, 'Dana Okafor closed the conversation');
  release();
  await untilEqual('the event', event, 'Dana Okafor hat diese Unterhaltung geschlossen');
});

test('a message that is refused stays and says so before the reason is there, and can be given up then', async (t) => {
  const id = await about('refused');
  await dana.send(id, 'Good bye.');
  const { chat, part, asked, release } = await without(t, 'failure', 'refused');
  await chat.sees('Good bye.');
  await dana.request('PATCH', `/api/conversations/${id}/`, { status: 'closed' });
  await chat.say('One more thing');
  await asked;
  await untilEqual('its state', () => chat.states(), ['Not sent.']);
  assert.deepEqual(await chat.ownTexts(), ['One more thing']);
  release();
  await untilEqual('its state', () => chat.states(), ['Not sent. This conversation is closed.']);
  await part('[aria-live=assertive]').getByText('Not sent. This conversation is closed.').waitFor();
  await part('.fix').getByRole('button', { name: 'Discard' }).click();
  await untilEqual('nothing left', () => chat.ownTexts(), []);
});

test('of a long conversation one reads the end and writes before what lies above can come to the page', async (t) => {
  const id = await about('long');
  for (let n = 0; n < 34; n += 1) await dana.send(id, `Message ${String(n)}`);
  const { chat, part, asked, release } = await without(t, 'surroundings', 'long');
  await chat.sees('Message 33');
  await asked;
  assert.equal((await chat.texts()).includes('Message 0'), false);
  await chat.say('Seen');
  await chat.sees('Seen');
  await chat.hasSentAll();
  release();
  await part('.log').evaluate((log) => log.scrollTo(0, 0));
  await chat.sees('Message 0');
});

test('keys that are pressed at a message before they can mean something move on from it once they can', async (t) => {
  const id = await about('keys');
  for (const text of ['One', 'Two', 'Three']) await dana.send(id, text);
  const { chat, page, part, asked, release } = await without(t, 'message-keys', 'keys');
  await chat.sees('Three');
  const at = () => part('.msg:focus .said').allTextContents();
  await part('.msg').last().focus();
  await asked;
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.deepEqual(await at(), ['Three']);
  release();
  await untilEqual('the focus', at, ['One']);
  await page.keyboard.press('ArrowDown');
  await untilEqual('the focus', at, ['Two']);
});

test('a menu that was asked for opens when it is there, and has the focus', async (t) => {
  await dana.send(await about('menus'), 'Here I am.');
  const { chat, part, asked, release } = await without(t, 'menus', 'menus');
  await chat.sees('Here I am.');
  await part('.msg').first().hover();
  await part('.tools button[aria-label=React]').click();
  await asked;
  release();
  await part('.popup').waitFor();
  await untilEqual('the focus', () => part('.popup button:focus').count(), 1);
});

test('a finger finds a chat though what suits it does not load', async (t) => {
  await dana.send(await about('touch'), 'Here I am.');
  const person = await newPerson(browser, t, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await person.newPage();
  const loss = await lose(page, '**/chunks/touch-*.js*');
  const chat = await new ChatPage(page).open(`${pages.url}/touch`);
  await chat.sees('Here I am.');
  const high = () =>
    page.locator('crm-chat .send').evaluate((button) => Math.round(button.getBoundingClientRect().height));
  assert.equal(await high(), 36);
  loss.end();
  proxy.cut();
  await untilEqual('its height', high, 44);
  const { x, y } = (await page.locator('crm-chat .msg').boundingBox())!;
  const finger = await person.newCDPSession(page);
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + 20, y: y + 10 }] });
  await page.locator('crm-chat .sheet').getByText('Reply').waitFor();
});

test('a page offers its switches when they are there, and the chat goes on until then', async (t) => {
  await dana.send(await about('settings'), 'Here I am.');
  const { chat, part, asked, release } = await without(t, 'settings', 'settings');
  await chat.sees('Here I am.');
  await asked;
  assert.equal(await part('.head crm-chat-menu button').count(), 0);
  await chat.say('Here I am, too.');
  await chat.sees('Here I am, too.');
  release();
  await part('.head crm-chat-menu button').click();
  await part('[role=menuitemcheckbox]').getByText('Sound').waitFor();
});

test('with the colours of the reader there is a chat though what suits them does not load', async (t) => {
  await dana.send(await about('contrast'), 'Here I am.');
  const person = await newPerson(browser, t, { forcedColors: 'active' });
  const page = await person.newPage();
  const loss = await lose(page, '**/chunks/contrast-*.js*');
  const chat = await new ChatPage(page).open(`${pages.url}/contrast`);
  await chat.sees('Here I am.');
  const edge = () =>
    page
      .locator('crm-chat .msg .bubble')
      .first()
      .evaluate((bubble) => getComputedStyle(bubble).borderTopStyle);
  assert.equal(await edge(), 'none');
  loss.end();
  proxy.cut();
  await untilEqual('its edge', edge, 'solid');
});
