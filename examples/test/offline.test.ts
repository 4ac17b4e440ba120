import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const WORDS = ['First, typed offline.', 'Second, typed offline.', 'Third, typed offline.'];

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let relay: Relay;

before(async () => {
  // The page and the element come from the CRM: they are there when the relay is not.
  pages = closing.add(
    await startPages({
      folders: { '/element/': at('sdk/dist/browser') },
      token: (sub) => tokenFor({ sub, name: 'Tomás Ferreira', subjects: ['deal:*'] }),
      pages: Object.fromEntries(
        ['first', 'tabs', 'new', 'insecure', 'reload'].map((deal) => [
          `/${deal}`,
          () => ({
            html: documentOf(
              `<script src="/element/crm-chat.js" data-endpoint="${relay.url}" data-token-url="/token?as=tomas-${deal}"
                data-subject="deal:${deal}"></script>`,
            ),
          }),
        ]),
      ),
    }),
    (one) => one.close(),
  );
  const origins = [pages.url, `http://intranet.test:${pages.port}`];
  relay = closing.add(await startRelay({ origins, env: { BOT_PROVIDER: 'none' } }), (one) => one.close());
  // Chromium takes 127.0.0.1 for trustworthy; a name of the intranet it does not.
  browser = closing.add(await launchBrowser(['--host-resolver-rules=MAP intranet.test 127.0.0.1']), (one) =>
    one.close(),
  );
});

after(() => closing.all());

const open = async (context: BrowserContext, url: string): Promise<ChatPage> =>
  new ChatPage(await context.newPage()).open(url);

/** What the relay has of this deal, as its sender's own words, in their order. */
async function delivered(deal: string): Promise<string[]> {
  const api = new Api(relay.url, await tokenFor({ sub: `tomas-${deal}`, subjects: ['deal:*'] }));
  const conversation = await api.conversationOf(`deal:${deal}`);
  return conversation ? (await api.history(conversation.id)).map(({ text }) => text) : [];
}

interface Scene {
  context: BrowserContext;
  url: string;
  deal: string;
  /** How many tabs have the same chat open; the words are typed in turn. */
  tabCount: number;
  /** What was said before the relay went away; nothing: the conversation is still to be opened. */
  said: readonly string[];
}

/** Three messages typed while the relay is down, page (or pages) reloaded, relay up. */
async function typeOffline({ context, url, deal, tabCount, said }: Scene): Promise<void> {
  const tabs = [await open(context, url)];
  for (const text of said) await tabs[0]!.say(text);
  await untilEqual('what was said before', () => delivered(deal), said);
  while (tabs.length < tabCount) tabs.push(await open(context, url));
  for (const tab of tabs) await untilEqual('what was said before', () => tab.ownTexts(), said);
  const before = [...said, ...WORDS];
  await relay.kill();
  try {
    for (const [i, text] of WORDS.entries()) {
      const tab = tabs[i % tabCount]!;
      await tab.say(text);
      // Whoever goes to another tab to write on sees there what they wrote before.
      for (const other of tabs) await other.sees(text);
    }
    for (const tab of tabs) {
      await tab.reload();
      await untilEqual('what was typed, kept over the reload', () => tab.ownTexts(), before);
      await untilEqual(
        'the reader to be told that it waits',
        async () => (await tab.states()).at(-1),
        'Waiting to be sent',
      );
    }
  } finally {
    await relay.start();
  }
  await untilEqual('each to be delivered once, in order', () => delivered(deal), before);
  for (const tab of tabs) {
    await tab.hasSentAll();
    await untilEqual('one bubble for each', () => tab.ownTexts(), before);
  }
  // Whoever sends once more, by another tab or a repetition, would have by now: the next message is behind them all.
  await tabs[0]!.say('And one typed online.');
  const all = [...before, 'And one typed online.'];
  for (const tab of tabs) await untilEqual('the next one behind them', () => tab.ownTexts(), all);
  await untilEqual('the relay to have it last, and none twice', () => delivered(deal), all);
}

test('three messages typed while the relay is down outlive a reload and are delivered once each, in order', async (t) => {
  const context = await newPerson(browser, t);
  await typeOffline({ context, url: `${pages.url}/first`, deal: 'first', tabCount: 1, said: [] });
});

test('whatever was sent in the moment before a reload is there after it: sent, or still in the field', async (t) => {
  const context = await newPerson(browser, t);
  const chat = await open(context, `${pages.url}/reload`);
  await chat.say('Hello.');
  await untilEqual('it to be delivered', () => delivered('reload'), ['Hello.']);
  for (const text of ['One', 'Two', 'Three', 'Four', 'Five']) {
    await chat.field.fill(text);
    await chat.field.press('Enter');
    await chat.reload();
    await until(
      `${text} to be there`,
      async () => (await chat.ownTexts()).includes(text) || (await chat.field.inputValue()).includes(text),
    );
    await chat.field.fill('');
  }
});

test('with two tabs open each message is still delivered once, in order', async (t) => {
  const context = await newPerson(browser, t);
  await typeOffline({ context, url: `${pages.url}/tabs`, deal: 'tabs', tabCount: 2, said: ['Hello.'] });
});

test('two tabs that open the same conversation while the relay is down share it, and its order', async (t) => {
  const context = await newPerson(browser, t);
  await typeOffline({ context, url: `${pages.url}/new`, deal: 'new', tabCount: 2, said: [] });
});

test('on an insecure origin, without Web Locks and randomUUID, two tabs deliver each message once, in order', async (t) => {
  const context = await newPerson(browser, t);
  const page = await context.newPage();
  const url = `http://intranet.test:${pages.port}/insecure`;
  await page.goto(url);
  const has = await page.evaluate(() => [isSecureContext, 'locks' in navigator, 'randomUUID' in crypto]);
  assert.deepEqual(has, [false, false, false]);
  await page.close();
  await typeOffline({ context, url, deal: 'insecure', tabCount: 2, said: ['Hello.'] });
});
