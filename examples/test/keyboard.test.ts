/** The whole chat without a mouse: opened, written in, walked through, answered, closed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, FileChooser, Page } from 'playwright-core';
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
let dana: Api;

const people = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' },
} as const;

before(async () => {
  let relayUrl = '';
  pages = closing.add(
    await startPages({
      token: (as) => tokenFor(people[as as keyof typeof people]),
      pages: {
        '/': () => ({
          html: documentOf(
            `<button>A button of the page</button><script src="${relayUrl}/crm-chat.js" data-token-url="/token?as=tomas"
              data-subject="deal:42" data-heading="Renewal"></script>`,
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
  dana = new Api(relayUrl, await tokenFor(people.dana));
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** What has the focus: its label, else its text, else its kind. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (active?.matches('.msg')) return `message: ${active.querySelector('.said')?.textContent?.trim() ?? ''}`;
    return [active?.ariaLabel, active?.textContent?.trim(), active?.localName].find(Boolean) ?? '';
  });

/** Presses the keys, one after the other; waits until that has the focus. */
async function press(page: Page, keys: string, expected: string): Promise<void> {
  for (const key of keys.split(' ')) await page.keyboard.press(key);
  await untilEqual(`the focus after ${keys}`, () => focused(page), expected);
}

test('everything that one does in a chat can be done by keyboard, and Esc leads back out to the launcher', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const chat = new ChatPage(page);
  // Listened to from the start: the browser is told to hand its dialog over as the first listener comes, and a key
  // pressed right after that may be faster.
  const dialogs: FileChooser[] = [];
  page.on('filechooser', (dialog) => dialogs.push(dialog));
  await page.goto(pages.url);
  await page.locator('crm-chat .launcher').waitFor();

  // Open and write.
  await press(page, 'Tab Tab', 'Open chat');
  await press(page, 'Enter', 'Message');
  await page.keyboard.type('Which depots move?');
  await page.keyboard.press('Enter');
  await chat.hasSent('Which depots move?');
  await page.keyboard.type('And when?');
  await page.keyboard.press('Enter');
  await chat.hasSent('And when?');
  await chat.isLive();
  const conversation = await dana.conversationOf('deal:42');
  await dana.request('POST', '/api/user-response/', { conversation_id: conversation?.id, text: 'These two.' });
  await chat.sees('These two.');

  // The transcript is one stop; the arrows walk through it.
  await press(page, 'Shift+Tab Shift+Tab', 'message: These two.');
  await press(page, 'ArrowUp', 'message: And when?');
  await press(page, 'Home', 'message: Which depots move?');
  await press(page, 'End', 'message: These two.');

  // React: into the message, along its tools, into the menu; Esc first closes the menu.
  await page.locator('crm-chat .tools').waitFor();
  await press(page, 'Enter', 'React');
  await press(page, 'Enter', '👍');
  await press(page, 'Escape', 'React');
  await press(page, 'Enter', '👍');
  await press(page, 'ArrowRight ArrowRight ArrowRight', '🎉');
  await page.keyboard.press('Enter');
  const reactions = () => page.locator('crm-chat .reaction i').allInnerTexts();
  await untilEqual('the reaction', reactions, ['🎉']);
  await chat.hasSentAll();
  await press(page, 'Escape', 'message: These two.');

  // Answer it, leave that, answer it again.
  await press(page, 'r', 'Message');
  await page.locator('crm-chat .strip').waitFor();
  await page.keyboard.press('Escape');
  await untilEqual('no strip', () => page.locator('crm-chat .strip').count(), 0);
  await press(page, 'Shift+Tab Shift+Tab', 'message: These two.');
  await press(page, 'r', 'Message');
  await page.keyboard.type('Both on Monday?');
  await page.keyboard.press('Enter');
  await chat.sees('Both on Monday?');
  await chat.hasSentAll();

  // Into the thread and back.
  await press(page, 'Shift+Tab Shift+Tab', 'message: Both on Monday?');
  await press(page, 'ArrowUp', 'message: These two.');
  const replies = page.locator('crm-chat .replies');
  await replies.waitFor();
  await press(page, 'Enter', '🎉1 You');
  for (let i = 0; i < 8 && (await focused(page)) !== '1 reply'; i += 1) await page.keyboard.press('Tab');
  assert.equal(await focused(page), '1 reply');
  await press(page, 'Enter', 'Message');
  await page.locator('crm-chat .thread-bar').waitFor();
  await page.keyboard.press('Escape');
  await untilEqual('the whole conversation', async () => (await chat.texts()).length, 4);
  await untilEqual('the focus where the thread began', () => focused(page), 'message: These two.');

  // Change and delete one's own.
  await press(page, 'Tab Tab', 'Message');
  await page.keyboard.press('ArrowUp');
  await untilEqual('its text to change', () => chat.field.inputValue(), 'Both on Monday?');
  await page.keyboard.type(' Or Tuesday?');
  await page.keyboard.press('Enter');
  await chat.sees('Both on Monday? Or Tuesday?');
  await chat.hasSentAll();
  await press(page, 'Shift+Tab Shift+Tab', 'message: Both on Monday? Or Tuesday?');
  await press(page, 'Delete', 'Delete');
  await page.keyboard.press('Enter');
  await page.locator('crm-chat .gone').waitFor();
  await chat.hasSentAll();

  // Attach: the clip opens the browser's own dialog.
  await page.locator('crm-chat-composer textarea').focus();
  await press(page, 'Shift+Tab', 'Attach files');
  await page.keyboard.press('Enter');
  await untilEqual('the dialog', () => dialogs.length, 1);
  await dialogs[0]?.setFiles([{ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') }]);
  await page.locator('crm-chat .tray .thumb').waitFor();
  await press(page, 'Tab', 'Message');
  await press(page, 'Shift+Tab Shift+Tab', 'Remove plan.txt');
  await press(page, 'Enter', 'Message');
  await untilEqual('an empty tray', () => page.locator('crm-chat .tray .thumb').count(), 0);

  // The list and back.
  for (let i = 0; i < 8 && (await focused(page)) !== 'Back to conversations'; i += 1)
    await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('crm-chat .row').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await until('the focus on the row', async () => (await focused(page)).includes('Renewal'));
  await press(page, 'Enter', 'Message');

  await press(page, 'Escape', 'Open chat');
  assert.equal(await page.locator('crm-chat .launcher').getAttribute('aria-expanded'), 'false');
});
