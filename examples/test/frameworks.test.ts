import assert from 'node:assert/strict';
import { copyFileSync, existsSync, lstatSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { complaintsOf, exceptOfTheLine } from './support/complaints.js';
import { buildExample, installPacked, renderExample, svelteErrors } from './support/packed.js';
import { startPages, type Pages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { watchSockets } from './support/sockets.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

/** Built two at a time, in this order. `react-18` is the React example on the versions of that folder. */
const sites = ['vue', 'react-18', 'react', 'svelte', 'headless'] as const;
type Site = (typeof sites)[number];
/** Those that a server renders. */
const rendered = ['vue', 'react-18', 'react'] as const;

const closing = new Closing();
const pages = new Map<Site, Pages>();
/** Where each was built. */
const folders = new Map<Site, string>();
/** What its server renders, in its page. */
const documents = new Map<Site, string>();
let browser: Browser;
let relay: Relay;

const folderOf = (site: Site): string => folders.get(site) ?? '';

/** What Vite built, on an origin of its own, with the CRM's route for tokens. Each is a customer's of its own. */
const serve = (site: Site): Promise<Pages> =>
  startPages({
    pages: {
      '/': () => ({ html: readFileSync(path.join(folderOf(site), 'dist/index.html'), 'utf8') }),
      '/rendered/': () => ({ html: documents.get(site) ?? '' }),
    },
    folders: {
      '/assets/': path.join(folderOf(site), 'dist/assets'),
      '/rendered/assets/': path.join(folderOf(site), 'dist/rendered/assets'),
    },
    token: () => tokenFor({ sub: 'tomas', name: 'Tomás Ferreira', tenant: site, subjects: ['deal:*'] }),
  });

async function install(): Promise<void> {
  const [all, older] = await Promise.all([
    installPacked(['vue', 'svelte', 'react', 'headless']),
    installPacked(['react'], 'react-18'),
  ]);
  for (const one of [all, older]) closing.add(one, (folder) => rmSync(folder, { recursive: true, force: true }));
  for (const site of sites) folders.set(site, site === 'react-18' ? path.join(older, 'react') : path.join(all, site));
  // vue-tsc looks at it with the rest.
  copyFileSync(at('examples/test/support/wrong-use.vue'), path.join(folderOf('vue'), 'src/wrong-use.vue'));
}

before(async () => {
  await install();
  for (const site of sites)
    pages.set(
      site,
      closing.add(await serve(site), (one) => one.close()),
    );
  const origins = [...pages.values()].map(({ url }) => url);
  relay = closing.add(await startRelay({ origins, env: { BOT_PROVIDER: 'echo' } }), (one) => one.close());
  const queue = [...sites];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const site = next;
      await buildExample(folderOf(site), relay.url);
      if (rendered.some((one) => one === site)) documents.set(site, await renderExample(folderOf(site), relay.url));
    }
  };
  await Promise.all([lane(), lane()]);
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

const urlOf = (site: Site): string => pages.get(site)?.url ?? '';

test('the examples stand on the packed SDK alone, each on its own React', () => {
  const versionOf = (site: Site, name: string): string => {
    const json = readFileSync(path.join(folderOf(site), '../node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(json) as { version: string }).version;
  };
  for (const site of sites) {
    const sdk = path.join(folderOf(site), '../node_modules/@crm-chat/sdk');
    assert.equal(lstatSync(sdk).isSymbolicLink(), false);
    assert.equal(existsSync(path.join(sdk, 'dist/npm/index.js')), true);
  }
  for (const name of ['react', 'react-dom']) {
    assert.match(versionOf('react-18', name), /^18\./);
    assert.match(versionOf('react', name), /^19\./);
  }
});

test('svelte-check refuses what does not exist in markup, and nothing else', async () => {
  const wrong = path.join(folderOf('svelte'), 'src/wrong-use.svelte');
  copyFileSync(at('examples/test/support/wrong-use.svelte'), wrong);
  const lines = readFileSync(wrong, 'utf8').split('\n');
  const wanted = lines.flatMap((line, i) => (line.startsWith('<crm-chat') ? [`src/wrong-use.svelte:${i + 1}`] : []));
  assert.equal(wanted.length, 5);
  assert.deepEqual(await svelteErrors(folderOf('svelte')), wanted);
});

for (const example of ['react', 'react-18', 'vue', 'svelte'] as const) {
  test(`${example}: opens, talks, hears, changes live and leaves nothing open`, async (t) => {
    const person = await newPerson(browser, t);
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
    await untilEqual('the light theme', scheme, 'light');
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
  });
}

for (const site of rendered) {
  test(`${site}: a server renders the tag, and the browser takes it over without a word`, async (t) => {
    assert.match(documents.get(site) ?? '', /<crm-chat [^>]*endpoint="[^"]+"[^>]*>\s*<\/crm-chat>/);
    const person = await newPerson(browser, t);
    const page = await person.newPage();
    const complaints = complaintsOf(page);
    await page.addInitScript(() => {
      document.addEventListener('DOMContentLoaded', () => {
        Object.assign(window, { sent: document.querySelector('crm-chat') });
      });
    });
    await page.goto(`${urlOf(site)}/rendered/`);
    const chat = new ChatPage(page);
    await chat.show();
    await chat.say('Hello from a page of a server.');
    await until('an answer', async () => (await chat.texts()).some((text) => text.includes('How can I help')));
    const isSame = () => page.evaluate(() => Reflect.get(window, 'sent') === document.querySelector('crm-chat'));
    assert.equal(await isSame(), true, 'the tag that the server sent');
    const scheme = () => page.locator('crm-chat').evaluate((one) => getComputedStyle(one).colorScheme);
    await page.getByRole('checkbox', { name: 'Dark' }).click();
    await untilEqual('the dark theme', scheme, 'dark');
    // Lit's own development build comes with the frameworks'.
    assert.deepEqual(
      complaints.filter((text) => !text.startsWith('Lit is in dev mode.')),
      [],
    );
  });
}

test('headless: a list of its own, offline, reloaded and back, and nothing of the element', async (t) => {
  const person = await newPerson(browser, t);
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
  const own = { text: 'What is it <b>worth</b>?', small: 'Sent', isOwn: true };
  await untilEqual('its own', async () => (await lines())[0], own);
  const announced = page.locator('#announcer');
  await until('the answer to be read out', async () => (await announced.innerText()).includes('worth'));
  await untilEqual('the status', () => status.innerText(), 'Connected.');
  assert.deepEqual(errors, []);

  await person.setOffline(true);
  await until('word of it', async () => (await status.innerText()).startsWith('Not connected.'));
  await say('Written in a tunnel.');
  const states = async () => (await lines()).filter(({ isOwn }) => isOwn).map(({ small }) => small);
  await untilEqual('what waits', states, ['Sent', 'Waiting']);
  await person.setOffline(false);
  await untilEqual('both with the relay', states, ['Sent', 'Sent']);
  await until('another answer', async () => (await lines()).filter(({ isOwn }) => !isOwn).length > 1);

  // The page stays up while the relay is gone, and keeps over a reload what nobody could take.
  await relay.kill();
  await say('Written before a reload.');
  // What is shown is kept.
  await untilEqual('what waits', states, ['Sent', 'Sent', 'Waiting']);
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
  await untilEqual('the status', () => status.innerText(), 'Closed.');
  assert.deepEqual(exceptOfTheLine(errors), []);

  const assets = path.join(folderOf('headless'), 'dist/assets');
  const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
  const withElement = scripts.filter((file) =>
    readFileSync(path.join(assets, file), 'utf8').includes('crm-chat-panel'),
  );
  assert.deepEqual(withElement, []);
});
