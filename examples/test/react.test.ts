import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { Chat } from '@crm-chat/sdk';
import type { CrmChatProps } from '@crm-chat/sdk/react';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { complaintsOf } from './support/complaints.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { bundleForReact, type ReactVersion } from './support/react-bundle.js';
import type { Steering } from './support/react-page.js';
import { startRelay } from './support/relay.js';
import { watchSockets } from './support/sockets.js';
import { tokenFor } from './support/tokens.js';
import { until, untilEqual } from './support/wait.js';

declare global {
  interface Window {
    steering: Steering;
  }
}

const versions: readonly ReactVersion[] = [18, 19];

const closing = new Closing();
const bundles = new Map<ReactVersion, string>();
let browser: Browser;
let pages: Pages;
let relayUrl = '';

const ways = ['client', 'server'] as const;
type Way = (typeof ways)[number];

/** What a page renders first, each about a record of its own. */
const firstOf = (way: Way, version: ReactVersion): CrmChatProps => ({
  endpoint: relayUrl,
  subject: `deal:${way}-${String(version)}`,
  botName: 'Skipper',
  className: 'chat',
  titleCount: true,
});

/** What a server sends: the tag as React renders it in plain Node, with nothing of a browser. */
async function rendered(version: ReactVersion): Promise<{ html: string; registered: boolean; complaints: string }> {
  const server = path.join(bundles.get(version) ?? '', 'server.mjs');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    server,
    JSON.stringify(firstOf('server', version)),
  ]);
  return { ...(JSON.parse(stdout) as { html: string; registered: boolean }), complaints: stderr };
}

before(async () => {
  for (const version of versions) {
    const bundle = await bundleForReact(version);
    bundles.set(
      version,
      closing.add(bundle, (folder) => rmSync(folder, { recursive: true, force: true })),
    );
  }
  const html = new Map<string, string>();
  const documents = versions.flatMap((version) =>
    ways.map((way) => {
      const address = `/${way}/${String(version)}`;
      const page = () => ({
        html: documentOf(
          `<div id="root" data-props='${JSON.stringify(firstOf(way, version))}'>${html.get(address) ?? ''}</div>` +
            `<script type="module" src="/app/${String(version)}/app.js"></script>`,
          '<link rel="icon" href="data:,">',
        ),
      });
      return [address, page] as const;
    }),
  );
  pages = closing.add(
    await startPages({
      folders: Object.fromEntries(versions.map((version) => [`/app/${String(version)}/`, bundles.get(version) ?? ''])),
      token: () => tokenFor({ sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] }),
      pages: Object.fromEntries(documents),
    }),
    (one) => one.close(),
  );
  const relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'echo' } }), (one) =>
    one.close(),
  );
  relayUrl = relay.url;
  for (const version of versions) html.set(`/server/${String(version)}`, (await rendered(version)).html);
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

const render = (page: Page, props: CrmChatProps | null): Promise<void> =>
  page.evaluate((next) => window.steering.render(next), props);

const heard = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate(
    (wanted) => window.steering.heard.filter(([each]) => each === wanted).map(([, , detail]) => detail),
    name,
  );

/** The element's own view of a property. */
const property = (page: Page, name: string): Promise<unknown> =>
  page.evaluate((each) => Reflect.get(window.steering.chat ?? {}, each) as unknown, name);

for (const version of versions) {
  const name = `React ${String(version)}`;
  const address = (way: Way): string => `${pages.url}/${way}/${String(version)}`;

  test(`${name} renders the tag on a server, with its attributes, and registers nothing there`, async () => {
    const { html, registered, complaints } = await rendered(version);
    const switched = version === 18 ? 'title-count="true"' : 'title-count=""';
    assert.equal(
      html,
      `<crm-chat endpoint="${relayUrl}" subject="deal:server-${String(version)}" bot-name="Skipper" class="chat" ${switched}>` +
        '<strong slot="header">Deal 42</strong></crm-chat>',
    );
    assert.deepEqual([registered, complaints], [false, '']);
  });

  test(`${name} takes over what its server rendered without a complaint`, async (t) => {
    const person = await newPerson(browser, t);
    const page = await person.newPage();
    const complaints = complaintsOf(page);
    await page.addInitScript(() => {
      document.addEventListener('DOMContentLoaded', () => {
        Object.assign(window, { sent: document.querySelector('crm-chat') });
      });
    });
    const chat = await new ChatPage(page).open(address('server'));
    await chat.say('Hello from a page of a server.');
    assert.match(await chat.botAnswer(), /How can I help/);
    assert.equal(await page.evaluate(() => Reflect.get(window, 'sent') === window.steering.chat), true);
    assert.deepEqual(complaints, []);
  });

  test(`${name}: a conversation, its events, new functions at each rendering, and nothing open at the end`, async (t) => {
    const person = await newPerson(browser, t);
    const page = await person.newPage();
    const complaints = complaintsOf(page);
    const sockets = watchSockets(page);
    const chat = await new ChatPage(page).open(address('client'));
    await chat.say('What is this deal worth?');
    assert.match(await chat.botAnswer(), /What is this deal worth/);
    await until('the bot in onMessageReceived', async () => (await heard(page, 'onMessageReceived')).length > 0);
    assert.deepEqual(await heard(page, 'onOpenChange'), [{ open: true }]);
    assert.deepEqual(await heard(page, 'onConversationChange'), [{ conversationId: await chat.conversationId() }]);
    await untilEqual('one message sent', async () => (await heard(page, 'onMessageSent')).length, 1);
    assert.ok((await heard(page, 'onStatusChange')).length > 0);
    assert.deepEqual(await heard(page, 'onChatError'), []);

    const first = firstOf('client', version);
    // The first chat is still there, its line too, and the newest handlers hear.
    await page.evaluate(() => Object.assign(window, { before: window.steering.chat?.chat }));
    const opened = sockets.opened;
    await render(page, { ...first, heading: 'Renewal' });
    await render(page, { ...first, heading: 'Renewal 2027' });
    await until('the new title', async () => (await property(page, 'heading')) === 'Renewal 2027');
    await chat.say('And with the discount?');
    await until('another answer', async () => (await heard(page, 'onMessageReceived')).length > 1);
    assert.equal(await page.evaluate(() => Reflect.get(window, 'before') === window.steering.chat?.chat), true);
    assert.equal(sockets.opened, opened);
    const { from, last } = await page.evaluate(() => {
      const { heard: all } = window.steering;
      return { from: all[0]?.[1] ?? 0, last: all.at(-1)?.[1] ?? 0 };
    });
    assert.ok(last > from, 'the latest handler hears');

    await render(page, null);
    await until('the element to be gone', () => page.evaluate(() => document.querySelector('crm-chat') === null));
    await untilEqual('no open socket', () => sockets.open, 0);
    const status = () => page.evaluate(() => (Reflect.get(window, 'before') as Chat).stores.$status.get());
    await untilEqual('a closed chat', status, 'closed');
    assert.equal(await page.evaluate(() => window.steering.chat), null);
    assert.deepEqual(complaints, []);
  });

  test(`${name}: props change the element live, are taken back, and leave alone what it changed itself`, async (t) => {
    const person = await newPerson(browser, t);
    const page = await person.newPage();
    const complaints = complaintsOf(page);
    const first = firstOf('client', version);
    await page.goto(address('client'));
    await page.locator('crm-chat .launcher').waitFor();
    await untilEqual('a count in the title', () => property(page, 'titleCount'), true);

    await render(page, { ...first, open: true, theme: 'dark', position: 'bottom-left', strings: { write: 'Ask us' } });
    const field = page.locator('crm-chat-composer textarea');
    await untilEqual('words of the page', () => field.getAttribute('placeholder'), 'Ask us');
    const scheme = () => page.locator('crm-chat').evaluate((one) => getComputedStyle(one).colorScheme);
    assert.deepEqual([await scheme(), await property(page, 'position')], ['dark', 'bottom-left']);

    // The reader closes it: a rendering for another reason does not open it again; a changed prop does.
    await page.locator('crm-chat .head > .icon-btn').last().click();
    await untilEqual('a closed panel', () => property(page, 'open'), false);
    await render(page, { ...first, open: true, heading: 'Renewal' });
    await untilEqual('the new title', () => property(page, 'heading'), 'Renewal');
    assert.equal(await property(page, 'open'), false);
    await render(page, { ...first, open: false });
    await render(page, { ...first, open: true });
    await untilEqual('an open panel', () => property(page, 'open'), true);

    // What is not given any more is as if it never was.
    await render(page, { endpoint: relayUrl });
    await untilEqual('no title', () => property(page, 'heading'), null);
    const names = ['subject', 'botName', 'position', 'theme', 'strings', 'open', 'titleCount'];
    assert.deepEqual(await Promise.all(names.map((each) => property(page, each))), [
      ...[null, null, null, null, null],
      ...[false, false],
    ]);
    assert.equal(await page.locator('crm-chat').getAttribute('class'), null);

    await page.evaluate(() => window.steering.chat?.show());
    await field.waitFor({ state: 'visible' });
    assert.deepEqual(complaints, []);
  });
}
