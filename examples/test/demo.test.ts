import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { startRelay } from './support/relay.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let url: string;

before(async () => {
  const relay = closing.add(await startRelay({ dev: true }), (one) => one.close());
  url = `${relay.url}/demo/`;
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** What went wrong in these pages. */
function troublesOf(person: BrowserContext): string[] {
  const troubles: string[] = [];
  person.on('page', (page) => {
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
  });
  return troubles;
}

test('a visitor opens the demo, says hello and is answered; the second link shows it to someone else', async (t) => {
  const person = await newPerson(browser, t);
  const troubles = troublesOf(person);
  const page = await person.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Chat about this deal' }).click();
  const chat = new ChatPage(page);
  await chat.field.waitFor();
  await until('the field to have the focus', () =>
    page.evaluate(() => document.querySelector('crm-chat')?.shadowRoot?.activeElement?.tagName === 'TEXTAREA'),
  );
  await page.keyboard.type('Hello');
  await page.keyboard.press('Enter');
  const answer = await chat.botAnswer();
  assert.match(answer, /Tomás/);

  const opening = person.waitForEvent('page');
  await page.getByRole('link', { name: 'Dana Okafor' }).click();
  const other = new ChatPage(await opening);
  await other.show();
  await untilEqual('the same conversation', () => other.texts(), ['Hello', answer]);
  await other.say('Good morning, Tomás.');
  await chat.sees('Good morning, Tomás.');
  assert.deepEqual(
    (await chat.shown()).map(({ own }) => own),
    [true, false, false],
  );
  assert.deepEqual(
    (await other.shown()).map(({ own }) => own),
    [false, false, true],
  );
  assert.deepEqual(troubles, []);
});

test('a prompt on an empty conversation is one click from an answer, and Escape closes the chat again', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  const chat = await new ChatPage(page).open(`${url}?deal=57`);
  const prompt = page.locator('crm-chat .prompts button').first();
  await prompt.click();
  await chat.botAnswer();
  assert.equal((await chat.ownTexts()).length, 1);
  await chat.field.press('Escape');
  await untilEqual('the panel to close', () => chat.field.isVisible(), false);
  const isBack = () =>
    page.evaluate(
      () => document.querySelector('crm-chat')?.shadowRoot?.activeElement?.classList.contains('launcher') ?? false,
    );
  await untilEqual('the focus to be where it came from', isBack, true);
});

const axeSource = readFileSync(at('node_modules/axe-core/axe.min.js'), 'utf8');

const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
};

for (const theme of ['light', 'dark'] as const) {
  test(`the demo page and the open chat on it are accessible in the ${theme} theme`, async (t) => {
    const person = await newPerson(browser, t, { colorScheme: theme, reducedMotion: 'reduce' });
    const chat = await new ChatPage(await person.newPage()).open(`${url}?deal=axe-${theme}`);
    assert.deepEqual(await violations(chat.page), []);
    await chat.say('Hello');
    await chat.botAnswer();
    assert.deepEqual(await violations(chat.page), []);
  });
}
