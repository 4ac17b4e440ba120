import assert from 'node:assert/strict';
import { copyFileSync, existsSync, lstatSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { complaintsOf } from './support/complaints.js';
import { buildExample, installPacked } from './support/packed.js';
import { startPages, type Pages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { watchSockets } from './support/sockets.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

/** Built two at a time, in this order. */
const examples = ['vue', 'svelte', 'react', 'headless'] as const;
type Example = (typeof examples)[number];

const closing = new Closing();
const sites = new Map<Example, Pages>();
let browser: Browser;
let relay: Relay;
let folder = '';

/** What Vite built, on an origin of its own, with the CRM's route for tokens. Each is a customer's of its own. */
const serve = (example: Example): Promise<Pages> =>
  startPages({
    pages: { '/': () => ({ html: readFileSync(path.join(folder, example, 'dist/index.html'), 'utf8') }) },
    folders: { '/assets/': path.join(folder, example, 'dist/assets') },
    token: () => tokenFor({ sub: 'tomas', name: 'Tomás Ferreira', tenant: example, subjects: ['deal:*'] }),
  });

before(async () => {
  folder = closing.add(await installPacked(examples), (one) => rmSync(one, { recursive: true, force: true }));
  // vue-tsc looks at it with the rest.
  copyFileSync(at('examples/test/support/wrong-use.vue'), path.join(folder, 'vue/src/wrong-use.vue'));
  for (const example of examples)
    sites.set(
      example,
      closing.add(await serve(example), (one) => one.close()),
    );
  const origins = [...sites.values()].map(({ url }) => url);
  relay = closing.add(await startRelay({ origins, env: { BOT_PROVIDER: 'echo' } }), (one) => one.close());
  const queue = [...examples];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await buildExample(folder, next, relay.url);
  };
  await Promise.all([lane(), lane()]);
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

const urlOf = (example: Example): string => sites.get(example)?.url ?? '';

test('the examples stand on the packed SDK alone', () => {
  const sdk = path.join(folder, 'node_modules/@crm-chat/sdk');
  assert.equal(lstatSync(sdk).isSymbolicLink(), false);
  assert.equal(existsSync(path.join(sdk, 'dist/npm/index.js')), true);
});

for (const example of ['react', 'vue', 'svelte'] as const) {
  test(`${example}: opens, talks, hears, changes live and leaves nothing open`, async () => {
    const person = await newPerson(browser);
    const page = await person.newPage();
    const errors = complaintsOf(page);
    const sockets = watchSockets(page);
    await page.goto(urlOf(example));
    const chat = new ChatPage(page);
    const text = (id: string) => page.locator(`#${id}`).innerText();

    // By a method of the element that the page holds.
    await page.getByRole('button', { name: 'Ask about this deal' }).click();
    await chat.field.waitFor();
    await chat.say('What is it worth?');
    const said = await chat.botAnswer();
    assert.match(said, /What is it worth/);

    // What the element tells arrives in the page's own state.
    await untilEqual('the conversation', () => text('conversation'), (await chat.conversationId()) ?? '');
    await until('the answer on the page', async () => (await text('answer')).includes('What is it worth'));
    await untilEqual('nothing unread', () => text('unread'), '0');

    const scheme = () => page.locator('crm-chat').evaluate((one) => getComputedStyle(one).colorScheme);
    assert.equal(await scheme(), 'light');
    await page.getByRole('checkbox', { name: 'Dark' }).click();
    await untilEqual('the dark theme', scheme, 'dark');
    assert.equal(await page.locator('crm-chat').evaluate((one) => Reflect.get(one, 'botName') as string), 'Skipper');

    // Another record: its conversation, which nobody has opened yet.
    await page.getByRole('combobox', { name: 'Deal' }).selectOption('43');
    await untilEqual('an empty transcript', () => chat.texts(), []);
    await chat.say('And this one?');
    assert.match(await chat.botAnswer(), /And this one/);
    await page.getByRole('combobox', { name: 'Deal' }).selectOption('42');
    await chat.sees('What is it worth?');

    await page.getByRole('checkbox', { name: 'Chat' }).click();
    await until('the chat to be gone', async () => (await page.locator('crm-chat').count()) === 0);
    await untilEqual('no open socket', () => sockets.open, 0);
    await page.getByRole('checkbox', { name: 'Chat' }).click();
    await page.getByRole('button', { name: 'Ask about this deal' }).click();
    await chat.sees('What is it worth?');
    assert.deepEqual(errors, []);
    await person.close();
  });
}

test('headless: a list of its own, offline, reloaded and back, and nothing of the element', async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const errors = complaintsOf(page);
  const sockets = watchSockets(page);
  await page.goto(urlOf('headless'));
  const status = page.locator('#status');
  const field = page.getByRole('textbox', { name: 'Message' });
  const say = async (text: string): Promise<void> => {
    await field.fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
    await untilEqual('an empty field', () => field.inputValue(), '');
  };
  const lines = () =>
    page.locator('#messages li').evaluateAll((all) =>
      all.map((line) => ({
        text: line.firstChild?.textContent ?? '',
        small: line.querySelector('small')?.textContent ?? '',
        isOwn: line.classList.contains('own'),
      })),
    );

  await say('What is it <b>worth</b>?');
  await until('an answer', async () => (await lines()).some(({ isOwn, text }) => !isOwn && text.includes('worth')));
  const [own] = await lines();
  assert.deepEqual(own, { text: 'What is it <b>worth</b>?', small: 'Sent', isOwn: true });
  const announced = page.locator('#announcer');
  await until('the answer to be read out', async () => (await announced.innerText()).includes('worth'));
  await untilEqual('the status', () => status.innerText(), 'Connected.');

  await person.setOffline(true);
  await until('word of it', async () => (await status.innerText()).startsWith('Not connected.'));
  const offlineErrors = errors.length;
  await say('Written in a tunnel.');
  const states = async () => (await lines()).filter(({ isOwn }) => isOwn).map(({ small }) => small);
  assert.deepEqual(await states(), ['Sent', 'Waiting']);
  await person.setOffline(false);
  await untilEqual('both with the relay', states, ['Sent', 'Sent']);
  await until('another answer', async () => (await lines()).filter(({ isOwn }) => !isOwn).length > 1);

  // The page stays up while the relay is gone, and keeps over a reload what nobody could take.
  await relay.kill();
  await say('Written before a reload.');
  await page.reload();
  await untilEqual('the history and what waits', states, ['Sent', 'Sent', 'Waiting']);
  await relay.start();
  await untilEqual('all of it with the relay', states, ['Sent', 'Sent', 'Sent']);
  assert.deepEqual(
    (await lines()).filter(({ isOwn }) => isOwn).map(({ text }) => text),
    ['What is it <b>worth</b>?', 'Written in a tunnel.', 'Written before a reload.'],
  );

  await page.getByRole('button', { name: 'Close the chat' }).click();
  await untilEqual('no open socket', () => sockets.open, 0);
  assert.equal(await status.innerText(), 'Closed.');
  assert.deepEqual(errors.slice(0, offlineErrors), []);

  const assets = path.join(folder, 'headless/dist/assets');
  const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
  const withElement = scripts.filter((file) =>
    readFileSync(path.join(assets, file), 'utf8').includes('crm-chat-panel'),
  );
  assert.deepEqual(withElement, []);
  await person.close();
});
