import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let relayUrl = '';

const people = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' },
} as const;

before(async () => {
  pages = closing.add(
    await startPages({
      token: (as) => tokenFor(people[as as keyof typeof people]),
      pages: {
        '/': () => ({
          html: documentOf(
            `<script src="${relayUrl}/crm-chat.js" data-token-url="/token?as=tomas" data-subject="deal:42"></script>`,
          ),
        }),
      },
    }),
    (one) => one.close(),
  );
  const relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'none' } }), (one) =>
    one.close(),
  );
  relayUrl = relay.url;
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

test('a reader goes from a conversation to the list and to another one; drafts and unread counts are where they belong', async (t) => {
  const tomas = new Api(relayUrl, await tokenFor(people.tomas));
  const dana = new Api(relayUrl, await tokenFor(people.dana));
  for (const [title, subject, text] of [
    ['Harbour pilot', 'deal:57', 'When do we meet?'],
    ['Northgate renewal', 'deal:42', 'Is the price fixed?'],
  ]) {
    const { body } = await tomas.request('POST', '/api/conversations/', { title, subject });
    const { id } = body as { id: string };
    await tomas.request('POST', '/api/user-response/', { conversation_id: id, text });
  }
  const other = await tomas.conversationOf('deal:57');
  assert.ok(other);
  await dana.request('POST', '/api/user-response/', { conversation_id: other.id, text: 'On Monday at ten.' });

  const person = await newPerson(browser, t);
  const chat = await new ChatPage(await person.newPage()).open(`${pages.url}/`);
  await chat.sees('Is the price fixed?');
  await chat.type('A question about fu');
  await chat.page.locator('crm-chat .back').click();
  const rows = chat.page.locator('crm-chat .row');
  await untilEqual('both conversations, the record’s own first', () => rows.locator('.title').allTextContents(), [
    'Northgate renewal',
    'Harbour pilot',
  ]);
  await untilEqual('what was said last', () => rows.locator('.last').allTextContents(), [
    'Draft: A question about fu',
    'Dana: On Monday at ten.',
  ]);
  await untilEqual('what is unread', () => rows.nth(1).locator('.n').innerText(), '1');

  await chat.page.locator('crm-chat .search input').fill('harbour');
  await untilEqual('what was searched for', () => rows.locator('.title').allTextContents(), ['Harbour pilot']);
  await rows.first().click();
  await chat.sees('On Monday at ten.');
  await untilEqual('no draft there', () => chat.field.inputValue(), '');
  await chat.say('I will be there.');
  await chat.hasSent('I will be there.');

  await chat.page.locator('crm-chat .back').click();
  await until(
    'the count to be gone',
    async () => (await rows.count()) === 2 && (await rows.locator('.n').count()) === 0,
  );
  await chat.page.locator('crm-chat [aria-label="New conversation"]').click();
  await chat.field.waitFor();

  await chat.reload();
  await chat.sees('Is the price fixed?');
  await untilEqual('the draft, after a reload', () => chat.field.inputValue(), 'A question about fu');
});
