/** An intranet on http, where browsers have neither locks nor a clipboard nor `crypto.subtle`. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let relay: Relay;

/** The same servers under names that no browser trusts. */
const named = (url: string, host: string) => url.replace('127.0.0.1', host);

before(async () => {
  pages = closing.add(
    await startPages({
      token: (as) => tokenFor({ sub: as, name: 'Tomás Ferreira', subjects: ['deal:*'] }),
      pages: {
        '/': () => ({
          html: documentOf(
            `<script src="${named(relay.url, 'relay.intranet')}/crm-chat.js" data-token-url="/token?as=tomas"
              data-subject="deal:42"></script>`,
          ),
        }),
      },
    }),
    (one) => one.close(),
  );
  const origins = [named(pages.url, 'crm.intranet')];
  relay = closing.add(await startRelay({ origins, env: { BOT_PROVIDER: 'none' } }), (one) => one.close());
  browser = closing.add(
    await launchBrowser(['--host-resolver-rules=MAP crm.intranet 127.0.0.1,MAP relay.intranet 127.0.0.1']),
    (one) => one.close(),
  );
});

after(() => closing.all());

test('on an insecure origin two tabs send messages and files once, and copying works without a clipboard', async (t) => {
  const person = await newPerson(browser, t);
  const url = `${named(pages.url, 'crm.intranet')}/`;
  const chat = await new ChatPage(await person.newPage()).open(url);
  assert.deepEqual(
    await chat.page.evaluate(() => [
      isSecureContext,
      'locks' in navigator,
      'clipboard' in navigator,
      'subtle' in crypto,
      'randomUUID' in crypto,
    ]),
    [false, false, false, false, false],
  );
  await chat.say('Hello from the intranet.');
  await chat.hasSent('Hello from the intranet.');
  await chat.isLive();

  const other = await new ChatPage(await person.newPage()).open(url);
  await other.sees('Hello from the intranet.');
  await chat.page.bringToFront();
  await chat.page.locator('crm-chat input[type=file]').setInputFiles([
    { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') },
    { name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') },
  ]);
  await chat.say('Plan and numbers.');
  await chat.hasSent('Plan and numbers.');
  await other.sees('Plan and numbers.');
  const names = () => other.page.locator('crm-chat .file .name').allInnerTexts();
  await untilEqual('both files in the other tab', names, ['plan.txt', 'numbers.csv']);

  const message = chat.page.locator('crm-chat .msg', { hasText: 'Hello from the intranet.' });
  await message.hover();
  await message.locator('.tools .copy').click();
  await until('the button to say so', async () => (await message.locator('.copy[data-copied]').count()) === 1);
  await chat.field.focus();
  await chat.page.keyboard.press('Control+V');
  await untilEqual('the copied text', () => chat.field.inputValue(), 'Hello from the intranet.');

  const api = new Api(relay.url, await tokenFor({ sub: 'dana', name: 'Dana', role: 'agent' }));
  const conversation = await api.conversationOf('deal:42');
  const history = await api.history(conversation?.id ?? '');
  assert.deepEqual(
    history.filter(({ type }) => type === 'text').map(({ text, attachments }) => [text, attachments.length]),
    [
      ['Hello from the intranet.', 0],
      ['Plan and numbers.', 2],
    ],
  );
});

test('until what elects one of the tabs is there messages go out all the same, and files once it is', async (t) => {
  const person = await newPerson(browser, t);
  let isLost = true;
  let tries = 0;
  await person.route('**/chunks/lease-*.js*', (route) => {
    tries += 1;
    return isLost ? route.abort() : route.continue();
  });
  const chat = await new ChatPage(await person.newPage()).open(`${named(pages.url, 'crm.intranet')}/`);
  await chat.say('Is this sent?');
  await chat.hasSent('Is this sent?');
  await chat.page
    .locator('crm-chat input[type=file]')
    .setInputFiles([{ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') }]);
  await chat.say('And the plan?');
  await chat.say('Behind the plan.');
  await until('two tries', () => tries > 1);
  isLost = false;
  await chat.hasSentAll();
  const api = new Api(relay.url, await tokenFor({ sub: 'dana', name: 'Dana', role: 'agent' }));
  const conversation = await api.conversationOf('deal:42');
  const texts = (await api.history(conversation?.id ?? '')).filter(({ type }) => type === 'text');
  assert.deepEqual(
    texts.slice(-3).map(({ text, attachments }) => [text, attachments.length]),
    [
      ['Is this sent?', 0],
      ['And the plan?', 1],
      ['Behind the plan.', 0],
    ],
  );
});
