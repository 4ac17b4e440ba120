import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay } from './support/relay.js';
import { SECRET, tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let url = '';
let tomas: Api;

before(async () => {
  const person = () => tokenFor({ sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] });
  pages = closing.add(
    await startPages({
      token: person,
      pages: {
        '/': () => ({
          html: documentOf(
            `<script src="${url}/crm-chat.js" data-token-url="/token?as=tomas" data-subject="deal:live"></script>`,
          ),
        }),
      },
    }),
    (one) => one.close(),
  );
  url = closing.add(
    await startRelay({
      origins: [pages.url],
      limits: { sends_per_second: 100, send_burst: 500 },
      env: { BOT_PROVIDER: 'none' },
    }),
    (one) => one.close(),
  ).url;
  tomas = new Api(url, await person());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** As an operator would get it. */
async function newLink(): Promise<string> {
  const args = ['admin-link', '--sub', 'root', '--name', 'Root', '--url', url];
  const env = { ...process.env, JWT_SECRET: SECRET };
  const { stdout } = await promisify(execFile)(process.execPath, [at('relay/dist/main.js'), ...args], { env });
  return stdout.trim();
}

const say = async (subject: string, text: string) => {
  const { status } = await tomas.request('POST', '/api/user-response/', { subject, text, title: `About ${subject}` });
  assert.equal(status, 201);
};

interface Visit {
  readonly page: Page;
  /** What the policy refused, and what the page complained of. */
  readonly troubles: string[];
}

async function visit(t: TestContext, options: BrowserContextOptions = {}): Promise<Visit> {
  const person = await newPerson(browser, t, options);
  const page = await person.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (/refused by|content security policy|trusted ?type/i.test(text)) troubles.push(text);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`refused by the policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  return { page, troubles };
}

async function signedIn(t: TestContext, options: BrowserContextOptions = {}): Promise<Visit> {
  const visitor = await visit(t, options);
  await visitor.page.goto(await newLink());
  await heading(visitor.page, 'Conversations').waitFor();
  return visitor;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const button = (where: Page | Locator, name: string) => where.getByRole('button', { name, exact: true });
const says = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();
const focusIn = (page: Page, selector: string) =>
  until(`the focus on ${selector}`, () =>
    page.evaluate((at) => document.activeElement?.matches(at) === true, selector),
  );

async function open(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: title, exact: true }).click();
  await heading(page, title).waitFor();
  await page.locator('.transcript > li').first().waitFor();
}

test('a link lets in once; its code leaves the address bar, and the token stays in the tab', async (t) => {
  const link = await newLink();
  const { page, troubles } = await visit(t);
  const answer = await page.goto(`${url}/admin/`);
  assert.match(
    answer?.headers()['content-security-policy'] ?? '',
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  await page.getByText(`crm-chat-relay admin-link --sub ID --name "Name" --url ${url}`).waitFor();

  await page.goto(link);
  await heading(page, 'Conversations').waitFor();
  await focusIn(page, 'h1');
  assert.equal(page.url(), `${url}/admin/`);
  const kept = await page.evaluate(() => [localStorage.length, document.cookie, sessionStorage.length]);
  assert.deepEqual(kept, [0, '', 1]);
  await page.reload();
  await heading(page, 'Conversations').waitFor();

  const other = await visit(t);
  await other.page.goto(link);
  await other.page.getByRole('alert').filter({ hasText: 'The link was refused: it was used already.' }).waitFor();

  await page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('crm-chat-admin') ?? '{}') as object;
    sessionStorage.setItem('crm-chat-admin', JSON.stringify({ ...kept, token: 'not.a.token' }));
  });
  await page.reload();
  await page.getByRole('alert').filter({ hasText: 'The session ended.' }).waitFor();
  await untilEqual('the token to be gone', () => page.evaluate(() => sessionStorage.length), 0);
  assert.deepEqual(troubles, []);
});

test('a message is edited and deleted, and open chats see it; the log tells of it', async (t) => {
  const customer = await newPerson(browser, t);
  const chat = await new ChatPage(await customer.newPage()).open(`${pages.url}/`);
  await chat.say('A slip of the pen');
  await chat.say('Not for this place');
  await chat.hasSent('Not for this place');
  await chat.hasSentAll();
  const id = (await chat.conversationId()) ?? '';
  const { page, troubles } = await signedIn(t);
  await page.getByRole('searchbox').fill('slip');
  await page.getByRole('searchbox').press('Enter');
  await page.locator('.rows > li', { hasText: 'slip of the pen' }).getByRole('link').click();
  const rows = page.locator('.transcript > li');
  await rows.filter({ hasText: 'A slip of the pen' }).waitFor();

  const first = rows.filter({ has: page.locator('.edit') }).nth(0);
  await first.locator('.edit').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Text').fill('x'.repeat(20_000));
  await button(dialog, 'Save').click();
  await dialog.getByRole('alert').filter({ hasText: 'characters' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await focusIn(page, '.edit');

  await first.locator('.edit').click();
  await dialog.getByLabel('Text').fill('Put right <b>by hand</b>');
  await button(dialog, 'Save').click();
  await says(page, 'Edited.');
  await focusIn(page, '.transcript > li');
  await rows.filter({ hasText: 'Put right <b>by hand</b>' }).filter({ hasText: 'edited' }).waitFor();

  const second = rows.filter({ hasText: 'Not for this place' });
  await second.locator('.remove').click();
  await button(dialog, 'Cancel').click();
  await second.locator('.remove').click();
  await button(dialog, 'Delete').click();
  await says(page, 'Deleted.');
  await rows.filter({ hasText: 'deleted' }).waitFor();

  await until('the chat to show both', async () => {
    const texts = (await chat.texts()).join('|');
    return texts.includes('by hand') && !texts.includes('Not for this place');
  });
  const history = await tomas.history(id);
  assert.deepEqual(
    history.filter(({ type }) => type === 'text').map(({ text, deleted_at: at }) => [text, at !== null]),
    [
      ['Put right <b>by hand</b>', false],
      ['', true],
    ],
  );

  await page.getByRole('link', { name: 'Log' }).click();
  await heading(page, 'Log').waitFor();
  await focusIn(page, 'h1');
  await page.locator('.rows > li', { hasText: 'message.delete' }).filter({ hasText: 'Root' }).waitFor();
  const edits = page.locator('.rows > li', { hasText: 'message.update' });
  await edits.filter({ hasText: 'done' }).waitFor();
  await edits.filter({ hasText: 'refused' }).waitFor();
  assert.deepEqual(troubles, []);
});

test('a conversation is closed, archived, assigned and deleted; people come and go', async (t) => {
  await say('deal:7', 'Where does it stand?');
  const { page, troubles } = await signedIn(t);
  await open(page, 'About deal:7');
  const dialog = page.getByRole('dialog');
  const there = async () => {
    const { status, is_archived: isArchived, assignee } = (await tomas.conversationOf('deal:7'))!;
    return [status, isArchived, assignee?.id ?? null];
  };

  await button(page, 'Add somebody').click();
  await dialog.getByLabel('Id').fill('dana');
  await dialog.getByLabel('Name').fill('Dana Okafor');
  await dialog.getByLabel('Role').selectOption('agent');
  await button(dialog, 'Add').click();
  await says(page, 'Added.');
  await button(page, 'Assign').click();
  await dialog.getByLabel('Id').fill('tomas');
  await button(dialog, 'Assign').click();
  await dialog.getByRole('alert').filter({ hasText: 'assignee has to be an agent or an admin.' }).waitFor();
  await dialog.getByLabel('Id').fill('dana');
  await button(dialog, 'Assign').click();
  await says(page, 'Assigned.');
  await untilEqual('the state', there, ['open', false, 'dana']);

  await button(page, 'Close').click();
  await button(dialog, 'Close it').click();
  await says(page, 'Closed.');
  await focusIn(page, '.status');
  await button(page, 'Archive').click();
  await says(page, 'Archived.');
  const { status, body } = await tomas.request('GET', '/api/conversations/?archived=true');
  assert.deepEqual([status, (body as { results: { subject: string }[] }).results[0]?.subject], [200, 'deal:7']);
  await button(page, 'Reopen').click();
  await says(page, 'Reopened.');
  await button(page, 'Remove Dana Okafor').click();
  await button(dialog, 'Remove').click();
  await says(page, 'Removed.');
  await button(page, 'Remove Dana Okafor').waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'All conversations' }).click();
  await page.getByLabel('Archive').selectOption('true');
  await until('the filter in the address', () => page.url().includes('archived=true'));
  await open(page, 'About deal:7');
  await button(page, 'Delete').click();
  await button(dialog, 'Delete for good').click();
  await heading(page, 'Conversations').waitFor();
  assert.equal((await tomas.request('GET', '/api/conversations/?subject=deal:7')).status, 200);
  assert.equal(await tomas.conversationOf('deal:7'), undefined);
  assert.deepEqual(troubles, []);
});

test('prompts are added, ordered, switched off and removed', async (t) => {
  const { page, troubles } = await signedIn(t);
  await page.getByRole('link', { name: 'Prompts' }).click();
  await heading(page, 'Prompts').waitFor();
  const dialog = page.getByRole('dialog');
  const offered = async () => {
    const { body } = await tomas.request('GET', '/api/bot-prompts/');
    return JSON.stringify(body);
  };
  for (const title of ['Price', 'Status']) {
    await button(page, 'Add a prompt').click();
    await dialog.getByLabel('Title').fill(title);
    await dialog.getByLabel('Text').fill(`What about the ${title}?`);
    await button(dialog, 'Add').click();
    await page.locator('.rows > li', { hasText: `What about the ${title}?` }).waitFor();
  }
  await button(page, 'Move Status up').click();
  await focusIn(page, '[aria-label="Move Status up"]');
  await until('the order', async () => /Status.*Price/.test(await offered()));
  await button(page, 'Deactivate Price').click();
  await button(page, 'Activate Price').waitFor();
  assert.doesNotMatch(await offered(), /Price/);
  await button(page, 'Remove Status').click();
  await button(dialog, 'Remove').click();
  await says(page, 'Removed.');
  assert.doesNotMatch(await offered(), /Status/);
  assert.deepEqual(troubles, []);
});

test('what is more than a page comes by More; notes and files are named in the transcript', async (t) => {
  const { page, troubles } = await signedIn(t);
  const root = new Api(url, await tokenFor({ sub: 'root', name: 'Root', role: 'admin' }));
  for (let i = 1; i <= 51; i += 1) {
    const { status } = await root.request('POST', '/api/admin/conversations/', { title: `Number ${i}` });
    assert.equal(status, 201);
  }
  await page.reload();
  await page.getByLabel('Participant').fill('root');
  await button(page, 'Search').click();
  const rows = page.locator('.rows > li');
  await untilEqual('the first page', () => rows.count(), 30);
  await button(page, 'More').click();
  await untilEqual('both pages', () => rows.count(), 51);
  await focusIn(page, '.rows > li:nth-child(31) a');
  await button(page, 'More').waitFor({ state: 'detached' });
  assert.equal(new Set(await rows.getByRole('link').allTextContents()).size, 51);

  await page.getByRole('link', { name: 'Log' }).click();
  await untilEqual('the first page of the log', () => rows.count(), 50);
  await button(page, 'More').click();
  await until('more of the log', async () => (await rows.count()) > 50);
  await focusIn(page, '.rows > li:nth-child(51)');

  await say('deal:files', 'Here it is');
  const { id } = (await tomas.conversationOf('deal:files'))!;
  const form = new FormData();
  form.set('file', new Blob(['a contract'], { type: 'text/plain' }), 'contract.txt');
  const token = await tokenFor({ sub: 'tomas', name: 'Tomás Ferreira' });
  const headers = { authorization: `Bearer ${token}` };
  const uploaded = await fetch(`${url}/api/uploads/`, { method: 'POST', headers, body: form });
  const attachment = (await uploaded.json()) as { id: string };
  const file = { conversation_id: id, attachment_ids: [attachment.id] };
  assert.equal((await tomas.request('POST', '/api/user-response/', file)).status, 201);
  const note = { text: 'For us only', type: 'note' };
  assert.equal((await root.request('POST', `/api/admin/conversations/${id}/messages/`, note)).status, 201);
  await page.goto(`${url}/admin/#/conversations/${id}`);
  await page.locator('.transcript > .note', { hasText: 'For us only' }).waitFor();
  await page.locator('.files > li', { hasText: 'contract.txt' }).waitFor();
  assert.deepEqual(troubles, []);
});

/** As a person sends it. */
async function sendFile(data: Uint8Array<ArrayBuffer>, name: string, type: string, more: object): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([data], { type }), name);
  const token = await tokenFor({ sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] });
  const headers = { authorization: `Bearer ${token}` };
  const uploaded = await fetch(`${url}/api/uploads/`, { method: 'POST', headers, body: form });
  const { id } = (await uploaded.json()) as { id: string };
  assert.equal((await tomas.request('POST', '/api/user-response/', { ...more, attachment_ids: [id] })).status, 201);
  return id;
}

test('an upload is found, looked at, downloaded and deleted; open chats show that it was removed, in the viewer too', async (t) => {
  const picture = new Uint8Array(readFileSync(at('docs/images/chat.png')));
  const customer = await newPerson(browser, t);
  const chat = await new ChatPage(await customer.newPage()).open(`${pages.url}/`);
  await chat.say('A picture follows');
  await chat.hasSent('A picture follows');
  const conversation_id = (await chat.conversationId()) ?? '';
  const file = await sendFile(picture, 'passport.png', 'image/png', { conversation_id });
  const shot = chat.page.getByRole('button', { name: 'Open passport.png' });
  await shot.click();
  const viewer = chat.page.getByRole('dialog', { name: 'passport.png' });
  await viewer.waitFor();

  const { page, troubles } = await signedIn(t, { acceptDownloads: true });
  await page.getByRole('link', { name: 'Uploads', exact: true }).click();
  await heading(page, 'Uploads').waitFor();
  await page.getByLabel('Uploaded by').fill('tomas');
  await page.getByLabel('Type').selectOption('image/*');
  await until(
    'the filter in the address',
    () => page.url().includes('person=tomas') && page.url().includes('type=image'),
  );
  await page.getByRole('link', { name: 'passport.png' }).click();
  await heading(page, 'passport.png').waitFor();
  await page.getByRole('link', { name: `Conversation ${conversation_id}` }).waitFor();
  await page.getByText('In a message', { exact: true }).waitFor();
  const [saved] = await Promise.all([page.waitForEvent('download'), button(page, 'Download').click()]);
  assert.equal(saved.suggestedFilename(), 'passport.png');
  assert.deepEqual(new Uint8Array(readFileSync(await saved.path())), picture);
  await button(page, 'Show the picture').click();
  await until('the picture', () =>
    page.locator('img.picture').evaluate((image: HTMLImageElement) => image.naturalWidth > 0),
  );

  const dialog = page.getByRole('dialog');
  await button(page, 'Delete').click();
  await dialog.getByText('The message that has it stays, with “File removed” in its place.').waitFor();
  await button(dialog, 'Delete for good').click();
  await heading(page, 'Uploads').waitFor();
  await page.getByRole('link', { name: 'passport.png' }).waitFor({ state: 'detached' });

  await viewer.waitFor({ state: 'detached' });
  await chat.page.getByText('File removed').waitFor();
  await shot.waitFor({ state: 'detached' });
  const { status } = await tomas.request('GET', `/api/attachments/${file}/`);
  assert.equal(status, 404);
  await page.goto(`${url}/admin/#/conversations/${conversation_id}`);
  await page.locator('.files > li', { hasText: 'File removed' }).waitFor();
  await page.getByRole('link', { name: 'Log' }).click();
  await page.locator('.rows > li', { hasText: 'upload.delete' }).filter({ hasText: file }).waitFor();
  assert.deepEqual(troubles, []);
});

test('a person is erased by their id, named twice; the page shows when it is done', async (t) => {
  const gone = new Api(url, await tokenFor({ sub: 'gone/42', name: 'Gone Soon' }));
  const { body } = await gone.request('POST', '/api/user-response/', { text: 'Forget that I was here' });
  const { conversation_id: id } = body as { conversation_id: string };
  const { page, troubles } = await signedIn(t);
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await heading(page, 'People').waitFor();
  await page.getByText('Nobody was erased.').waitFor();
  const dialog = page.getByRole('dialog');
  await button(page, 'Erase a person').click();
  await dialog.getByText('It cannot be undone.').waitFor();
  await dialog.getByLabel('Id', { exact: false }).first().fill('gone/42');
  await dialog.getByLabel('The same id once more').fill('gone/43');
  await button(dialog, 'Erase for good').click();
  await dialog.getByRole('alert').filter({ hasText: 'The two ids are not the same.' }).waitFor();
  await dialog.getByLabel('The same id once more').fill('gone/42');
  await button(dialog, 'Erase for good').click();
  await dialog.waitFor({ state: 'detached' });
  const row = page.locator('.rows > li', { hasText: 'gone/42' });
  await row.filter({ hasText: 'erased' }).waitFor();
  await page.goto(`${url}/admin/#/conversations/${id}`);
  await page.locator('.transcript > li', { hasText: 'Erased person' }).waitFor();
  assert.equal(await page.getByText('Forget that I was here').count(), 0);
  assert.deepEqual(troubles, []);
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
  test(`every view is accessible, and fits into 320 px, in the ${theme} theme`, async (t) => {
    await say(`deal:${theme}`, 'A word');
    const { page } = await signedIn(t, { colorScheme: theme, viewport: { width: 320, height: 700 } });
    const check = async (name: string) => {
      assert.deepEqual(await violations(page), [], name);
      const shots = process.env['SHOTS'];
      if (shots !== undefined) await page.screenshot({ path: `${shots}/${theme}-${name}.png` });
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.equal(wide, room, name);
    };
    await page.locator('.rows > li').first().waitFor();
    await check('conversations');
    await open(page, `About deal:${theme}`);
    await check('conversation');
    await button(page, 'Add somebody').click();
    await check('dialog');
    await page.keyboard.press('Escape');
    const { id } = (await tomas.conversationOf(`deal:${theme}`))!;
    const picture = new Uint8Array(readFileSync(at('docs/images/chat.png')));
    await sendFile(picture, `A picture of ${theme}.png`, 'image/png', { conversation_id: id });
    await page.getByRole('link', { name: 'Uploads', exact: true }).first().click();
    await heading(page, 'Uploads').waitFor();
    await page.locator('.rows > li').first().waitFor();
    await check('uploads');
    await page.getByRole('link', { name: `A picture of ${theme}.png` }).click();
    await button(page, 'Show the picture').click();
    await page.locator('img.picture').waitFor();
    await check('upload');
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await button(page, 'Erase a person').click();
    await check('erase');
    await page.keyboard.press('Escape');
    await check('people');
    await page.getByRole('link', { name: 'Prompts' }).click();
    await button(page, 'Add a prompt').click();
    await page.getByLabel('Title').fill(theme);
    await page.getByLabel('Text').fill('Say more');
    await button(page.getByRole('dialog'), 'Add').click();
    await says(page, 'Saved.');
    await check('prompts');
    await page.getByRole('link', { name: 'Log' }).click();
    await page.locator('.rows > li', { hasText: 'prompt.create' }).first().waitFor();
    await check('log');
    await button(page, 'Sign out').click();
    await heading(page, 'Sign in by a link').waitFor();
    await check('signed-out');
  });
}
