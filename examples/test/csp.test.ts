import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { bundleForNpm } from './support/npm-bundle.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { until } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let relayUrl = '';

const people = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' },
} as const;

/** Nothing but what the chat needs, and no way from a string to a script. */
const policy = (script: string) => ({
  'content-security-policy':
    `default-src 'none'; script-src ${script}; connect-src 'self' ${relayUrl} ${relayUrl.replace('http', 'ws')}; ` +
    `img-src ${relayUrl}; require-trusted-types-for 'script'`,
});

const OPTIONS = 'sound notifications title-count locale="de"';

before(async () => {
  const bundle = closing.add(await bundleForNpm(), (folder) => rmSync(folder, { recursive: true, force: true }));
  pages = closing.add(
    await startPages({
      folders: { '/app/': bundle },
      token: (as) => tokenFor(people[as as keyof typeof people]),
      pages: {
        '/script': () => ({
          html: documentOf(
            `<script src="${relayUrl}/crm-chat.js" data-token-url="/token?as=tomas" data-subject="deal:script" ` +
              `data-sound data-notifications data-title-count data-locale="de"></script>`,
          ),
          headers: policy(relayUrl),
        }),
        '/npm': () => ({
          html: documentOf(
            `<script type="module" src="/app/app.js"></script>` +
              `<crm-chat endpoint="${relayUrl}" token-url="/token?as=tomas" subject="deal:npm" ${OPTIONS}></crm-chat>`,
          ),
          headers: policy("'self'"),
        }),
      },
    }),
    (one) => one.close(),
  );
  const relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'echo' } }), (one) =>
    one.close(),
  );
  relayUrl = relay.url;
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** What the policy refused, from the first script on; and what the console and the page complained of. */
async function watched(context: BrowserContext): Promise<() => Promise<string[]>> {
  const troubles: string[] = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (message) => {
      if (/content security policy|trusted ?type/i.test(message.text())) troubles.push(message.text());
    });
  });
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
    return [...troubles, ...(await Promise.all(refused)).flat()];
  };
}

for (const way of ['script', 'npm'] as const) {
  test(`a whole use breaks no rule of the strictest policy: ${way === 'npm' ? 'npm package' : 'script tag'}`, async (t) => {
    const person = await newPerson(browser, t);
    const troubles = await watched(person);
    const page = await person.newPage();
    const chat = await new ChatPage(page).open(`${pages.url}/${way}`);

    // The listener hears: the one thing on this page that may not be.
    await page.evaluate(() => {
      const image = document.createElement('img');
      image.src = 'https://elsewhere.invalid/x.png';
      document.body.append(image);
    });
    await until('the policy to speak', async () => (await troubles()).some((text) => text.includes('elsewhere')));
    const known = (await troubles()).length;

    await chat.say('A **bold** word, a [link](https://example.com) and\n\n```js\nconst a = 1;\n```');
    await chat.botAnswer();

    await page.locator('crm-chat crm-chat-menu button').first().click();
    await page.locator('crm-chat [role=menuitemcheckbox]').first().click();
    await page.locator('crm-chat [role=menuitemcheckbox]').first().click();
    await page.keyboard.press('Escape');

    await page.locator('crm-chat .back').click();
    await page.locator('crm-chat .row').first().waitFor();
    await page.locator('crm-chat .search input').fill('nothing');
    await page.locator('crm-chat .search input').press('Escape');
    await page.locator('crm-chat .row').first().click();
    await chat.field.waitFor();

    // Somebody answers while the chat is closed: badge, title and sound.
    await page.locator('crm-chat .head > .icon-btn').last().click();
    const dana = new Api(relayUrl, await tokenFor(people.dana));
    const conversation = await dana.conversationOf(`deal:${way}`);
    await dana.request('POST', '/api/user-response/', { conversation_id: conversation?.id, text: 'I am here, too.' });
    await until('the count in the title', async () => (await page.title()).startsWith('(1) '));
    await chat.show();
    await chat.sees('I am here, too.');

    await page.evaluate(() => Object.assign(document.querySelector('crm-chat') ?? {}, { theme: 'dark', locale: 'ar' }));
    await until('the words to be Arabic', async () => (await chat.field.getAttribute('placeholder')) === 'اكتب رسالة');
    await chat.reload();
    await chat.sees('I am here, too.');

    const sheets = await page.evaluate(() => {
      const root = document.querySelector('crm-chat')?.shadowRoot;
      return [root?.querySelectorAll('style, link').length, root?.querySelectorAll('[style*=":"]:not(.panel)').length];
    });
    assert.deepEqual(sheets, [0, 0]);
    assert.deepEqual((await troubles()).slice(known), []);
  });
}
