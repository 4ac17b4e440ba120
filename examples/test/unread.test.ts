import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page, Request } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay } from './support/relay.js';
import { watchSockets } from './support/sockets.js';
import { tokenFor } from './support/tokens.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let relayUrl = '';
/** One that has room for two sockets of a person. */
let narrowUrl = '';
let tomas: Api;
let dana: Api;

const people = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  una: { sub: 'una', name: 'Una Single', subjects: ['solo:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' },
} as const;

const pageOf = (relay: string, subject: string, as = 'tomas') =>
  documentOf(
    `<script>
       window.told = [];
       addEventListener('unread-change', ({ detail }) => told.push(detail));
     </script>
     <script src="${relay}/crm-chat.js" data-token-url="/token?as=${as}" data-subject="${subject}" data-title-count></script>`,
  );

before(async () => {
  const subjects = ['deal:1', 'deal:2', 'deal:3', 'deal:4', 'solo:1'];
  const entries = subjects.flatMap((subject) => [
    [`/${subject}`, () => ({ html: pageOf(relayUrl, subject) })],
    [`/one/${subject}`, () => ({ html: pageOf(relayUrl, subject, 'una') })],
    [`/narrow/${subject}`, () => ({ html: pageOf(narrowUrl, subject) })],
  ]);
  pages = closing.add(
    await startPages({
      token: (as) => tokenFor(people[as as keyof typeof people]),
      pages: Object.fromEntries(entries) as Record<string, () => { html: string }>,
    }),
    (one) => one.close(),
  );
  const options = { origins: [pages.url], env: { BOT_PROVIDER: 'none' } };
  relayUrl = closing.add(await startRelay(options), (one) => one.close()).url;
  narrowUrl = closing.add(await startRelay({ ...options, limits: { sockets_per_user: 2 } }), (one) => one.close()).url;
  tomas = new Api(relayUrl, await tokenFor(people.tomas));
  dana = new Api(relayUrl, await tokenFor(people.dana));
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

async function opened(api: Api, subject: string): Promise<string> {
  const { body } = await api.request('POST', '/api/conversations/', { title: `About ${subject}`, subject });
  return (body as { id: string }).id;
}

interface Told {
  readonly count: number;
  readonly total: number;
  readonly conversations: readonly { id: string; count: number }[];
}

const badge = (page: Page) =>
  page.evaluate(
    () => document.querySelector('crm-chat')?.shadowRoot?.querySelector<HTMLElement>('.badge')?.dataset['n'] ?? '',
  );
const hasBadge = (page: Page, count: string) => untilEqual(`the badge ${count}`, () => badge(page), count);
const lastTold = (page: Page) => page.evaluate(() => (globalThis as unknown as { told: Told[] }).told.at(-1));

/** A page whose chat is loaded, with its panel closed. */
async function tab(person: Awaited<ReturnType<typeof newPerson>>, path: string) {
  const page = await person.newPage();
  const inbox = watchSockets(page, 'inbox');
  const [lists, answered]: [string[], string[]] = [[], []];
  const noteIn = (urls: string[]) => (request: Request) => {
    if (request.url().includes('/api/conversations/?')) urls.push(request.url());
  };
  page.on('request', noteIn(lists));
  page.on('requestfinished', noteIn(answered));
  await page.goto(pages.url + path);
  await page.locator('crm-chat .launcher').waitFor();
  await until('the chat', () =>
    page.evaluate(() => document.querySelector('crm-chat')?.chat?.stores.$conversation.get() !== undefined),
  );
  return { page, inbox, lists, answered, chat: new ChatPage(page) };
}

test('one socket counts what is unread in all conversations, for every tab; reading anywhere lowers it everywhere', async (t) => {
  const ids: string[] = [];
  for (const subject of ['deal:1', 'deal:2', 'deal:3']) ids.push(await opened(tomas, subject));
  const [first = '', second = '', third = ''] = ids;
  await dana.send(third, 'Before anybody looked');

  const person = await newPerson(browser, t);
  const one = await tab(person, '/deal:1');
  const two = await tab(person, '/deal:2');
  await hasBadge(one.page, '1');
  await hasBadge(two.page, '1');
  await until('the inbox', () => one.inbox.open + two.inbox.open === 1);

  await dana.send(first, 'To the first');
  await dana.send(second, 'To the second');
  await dana.send(third, 'To the third');
  for (const { page } of [one, two]) {
    await hasBadge(page, '4');
    await untilEqual('the title', async () => (await page.title()).startsWith('(4) '), true);
    const told = async () => {
      const { conversations = [], total, count } = (await lastTold(page)) ?? {};
      return { conversations: [...conversations].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)), total, count };
    };
    await untilEqual('the page to be told', told, {
      conversations: [
        { id: first, count: 1 },
        { id: second, count: 1 },
        { id: third, count: 2 },
      ],
      total: 4,
      count: 1,
    });
  }

  // On another device.
  const { head } = await tomas.conversation(third);
  assert.equal((await tomas.request('POST', `/api/conversations/${third}/read/`, { seq: head })).status, 204);
  await hasBadge(one.page, '2');
  await hasBadge(two.page, '2');
  await one.chat.show();
  await one.chat.sees('To the first');
  await hasBadge(two.page, '1');

  // The one that found out that there are several, and the one that counts them.
  assert.ok(one.inbox.opened + two.inbox.opened <= 2);
  const [leader, other] = one.inbox.open === 1 ? [one, two] : [two, one];
  await leader.page.close();
  await until('the other tab to take over', () => other.inbox.open === 1);
  await dana.send(third, 'After the leader has gone');
  // Of the second and of the third; where the panel is open there is no badge to see.
  await untilEqual('the total', async () => (await lastTold(other.page))?.total, 2);
});

test('with one conversation nothing follows all of them; a second one is told at once, in every tab', async (t) => {
  const una = new Api(relayUrl, await tokenFor(people.una));
  const only = await opened(una, 'solo:1');
  const person = await newPerson(browser, t);
  const parts: string[] = [];
  const watched = async () => {
    const each = await tab(person, '/one/solo:1');
    each.page.on('request', (request) => {
      if (request.url().includes('/inbox-desk-')) parts.push(request.url());
    });
    return each;
  };
  const [one, two] = [await watched(), await watched()];
  await until('the socket that looks out', () => one.inbox.open + two.inbox.open === 1);
  await dana.send(only, 'To the only one');
  for (const { page } of [one, two]) {
    await hasBadge(page, '1');
    await until('its count', async () => (await lastTold(page))?.conversations[0]?.id === only);
  }
  await two.page.waitForLoadState('networkidle');
  assert.deepEqual(parts, []);

  const second = await opened(una, 'solo:2');
  await dana.send(second, 'To the second');
  for (const { page } of [one, two]) await hasBadge(page, '2');
  await untilEqual('a fetch of each tab', () => parts.length, 2);
  await until('one socket', () => one.inbox.open + two.inbox.open === 1);
});

test('the list is told of what happens, and asks nothing', async (t) => {
  const here = await opened(tomas, 'deal:4');
  const person = await newPerson(browser, t);
  const { page, chat, inbox, lists, answered } = await tab(person, '/deal:4');
  await chat.show();
  await until('the inbox', () => inbox.open === 1);
  await page.locator('crm-chat .back').click();
  const rows = page.locator('crm-chat .row');
  await rows.filter({ hasText: 'About deal:4' }).waitFor();
  for (const query of ['unread=true', 'limit=30&'])
    await until(`an answer to ${query}`, () => answered.some((url) => url.includes(query)));
  const asked = lists.length;

  const third = (await tomas.conversationOf('deal:3'))!;
  await dana.send(third.id, 'News of the third');
  await rows.filter({ hasText: 'News of the third' }).locator('.n').waitFor();
  await dana.request('PATCH', `/api/conversations/${third.id}/`, { title: 'Another name' });
  await rows.filter({ hasText: 'Another name' }).waitFor();
  await dana.send(here, 'News of this one');
  await rows.filter({ hasText: 'News of this one' }).waitFor();
  const fresh = await opened(tomas, 'deal:5');
  await rows.filter({ hasText: 'About deal:5' }).waitFor();
  const root = new Api(relayUrl, await tokenFor({ sub: 'root', role: 'admin' }));
  assert.equal((await root.request('DELETE', `/api/conversations/${fresh}/`)).status, 204);
  await rows.filter({ hasText: 'About deal:5' }).waitFor({ state: 'detached' });
  assert.equal(lists.length, asked);
});

test('a tab for which the relay has no socket polls at once, and counts all the same', async (t) => {
  const [mine, hers] = [
    new Api(narrowUrl, await tokenFor(people.tomas)),
    new Api(narrowUrl, await tokenFor(people.dana)),
  ];
  const [first, second] = [await opened(mine, 'deal:1'), await opened(mine, 'deal:2')];
  const person = await newPerson(browser, t);
  const one = await tab(person, '/narrow/deal:1');
  await one.chat.isLive();
  await until('the inbox', () => one.inbox.open === 1);
  const two = await tab(person, '/narrow/deal:2');
  await two.chat.show();
  await two.chat.hasStatus('polling');
  await hers.send(second, 'Can you hear me?');
  await two.chat.sees('Can you hear me?');
  await two.chat.say('I can.');
  await two.chat.hasSent('I can.');
  await hers.send(first, 'And the other one?');
  await hasBadge(one.page, '1');
  await untilEqual('both to count', async () => (await lastTold(two.page))?.total, 1);
});
