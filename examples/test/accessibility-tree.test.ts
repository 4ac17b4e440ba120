/** What assistive technology gets: Chromium's own accessibility tree in the key states, beside what axe looks at. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
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
            `<button>A button of the page</button><script src="${relayUrl}/crm-chat.js" ` +
              `data-token-url="/token?as=tomas" data-subject="deal:42" data-heading="Renewal" data-sound></script>`,
            '<meta name="viewport" content="width=device-width">',
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

interface Node {
  readonly role: string;
  readonly name: string;
  readonly states: Readonly<Record<string, unknown>>;
}

/** The tree as a list in reading order, without what is ignored. */
async function treeOf(page: Page): Promise<Node[]> {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, properties = [] }) => ({
      role: String(role?.value ?? ''),
      name: String(name?.value ?? ''),
      states: Object.fromEntries(properties.map((property) => [property.name, property.value.value])),
    }));
}

const byRole = (tree: readonly Node[], role: string): string[] =>
  tree.filter((node) => node.role === role).map(({ name }) => name);
const find = (tree: readonly Node[], role: string, name: string): Node => {
  const node = tree.find((one) => one.role === role && one.name === name);
  assert.ok(node, `no ${role} “${name}” in:\n${tree.map((one) => `${one.role} “${one.name}”`).join('\n')}`);
  return node;
};

/** Whatever can be operated has a name. */
const assertNamed = (tree: readonly Node[]): void => {
  const operated = ['button', 'textbox', 'searchbox', 'link', 'menuitemcheckbox', 'dialog', 'log', 'list', 'article'];
  assert.deepEqual(
    tree.filter(({ role, name }) => operated.includes(role) && name.trim() === ''),
    [],
  );
};

test('launcher, conversation, menu and list have their roles, names and states', async (t) => {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await page.goto(pages.url);
  await page.locator('crm-chat .launcher').waitFor();
  let tree = await treeOf(page);
  assertNamed(tree);
  assert.equal(find(tree, 'button', 'Open chat').states['expanded'], false);
  assert.equal(find(tree, 'button', 'Open chat').states['hasPopup'], 'dialog');

  const chat = new ChatPage(page);
  await chat.show();
  await chat.say('Which address should be on it?');
  await chat.hasSent('Which address should be on it?');
  const dana = new Api(relayUrl, await tokenFor(people.dana));
  const conversation = await dana.conversationOf('deal:42');
  await dana.request('POST', '/api/user-response/', { conversation_id: conversation?.id, text: 'The one in Leeds.' });
  await chat.sees('The one in Leeds.');
  // The tree follows what is drawn in its own time.
  await until('both to be told apart', async () => {
    tree = await treeOf(page);
    const all = byRole(tree, 'article');
    return all.length === 2 && /(Sent|Read)/.test(all[0] ?? '');
  });
  assertNamed(tree);
  find(tree, 'dialog', 'Renewal');
  find(tree, 'heading', 'Renewal');
  find(tree, 'log', 'Messages');
  assert.equal(find(tree, 'textbox', 'Message').states['focused'], true);
  assert.equal(find(tree, 'button', 'Send').states['disabled'], true);
  const [mine = '', hers = ''] = byRole(tree, 'article');
  assert.match(mine, /^You ?, .+ ?\. Which address should be on it\? .*(Sent|Read)/);
  assert.match(hers, /^Dana Okafor ?, Agent ?, .+ ?\. The one in Leeds\.$/);
  // Beside the page, not in place of it.
  find(tree, 'button', 'A button of the page');

  await page.locator('crm-chat crm-chat-menu button').first().click();
  await page.locator('crm-chat [role=menu]').waitFor();
  await until('the switch', async () => byRole((tree = await treeOf(page)), 'menuitemcheckbox').length > 0);
  assertNamed(tree);
  assert.equal(find(tree, 'button', 'More').states['expanded'], true);
  assert.equal(find(tree, 'menuitemcheckbox', 'Sound').states['checked'], 'true');
  await page.keyboard.press('Escape');

  await page.locator('crm-chat .back').click();
  await page.locator('crm-chat .row').first().waitFor();
  await until('the list', async () => byRole((tree = await treeOf(page)), 'heading').includes('Conversations'));
  assertNamed(tree);
  find(tree, 'heading', 'Conversations');
  find(tree, 'searchbox', 'Search conversations');
  const row = byRole(tree, 'button').find((name) => /^Renewal ?,/.test(name)) ?? '';
  assert.match(row, /^Renewal ?, .+ ?, Dana: The one in Leeds\./);
});

test('on a phone the page behind is not there for anybody', async (t) => {
  const person = await newPerson(browser, t, { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true });
  const page = await person.newPage();
  await page.goto(pages.url);
  await page.locator('crm-chat .launcher').tap();
  await page.locator('crm-chat-composer textarea').waitFor();
  let tree: readonly Node[] = [];
  // No keyboard jumps up: the title has the focus.
  await until('the focus', async () => {
    tree = await treeOf(page);
    return tree.some(({ role, name, states }) => role === 'heading' && name === 'Renewal' && states['focused']);
  });
  assertNamed(tree);
  assert.equal(find(tree, 'dialog', 'Renewal').states['modal'], true);
  assert.equal(byRole(tree, 'button').includes('A button of the page'), false);
  const letters = () =>
    page.locator('crm-chat-composer textarea').evaluate((field) => getComputedStyle(field).fontSize);
  await untilEqual('letters too large for the phone to zoom in on the field', letters, '16px');
  const small = () =>
    page
      .locator('crm-chat .head button, crm-chat .send')
      .evaluateAll((buttons) =>
        buttons
          .map((button) => button.getBoundingClientRect())
          .filter(({ width, height }) => width < 44 || height < 44),
      );
  // While the panel opens it is drawn a little smaller.
  await untilEqual('every target to have 44 px', small, []);
});
