import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { lose } from './support/loss.js';
import { holdChat, passAll, startProxy, type Proxy } from './support/proxy.js';
import { startRelay } from './support/relay.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let proxy: Proxy;

before(async () => {
  const relay = closing.add(await startRelay({ dev: true }), (one) => one.close());
  proxy = closing.add(await startProxy(relay.url), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

/** A picture of two colours, drawn by the browser itself. */
const png = async (chat: ChatPage, colour: string): Promise<Buffer> => {
  const url = await chat.page.evaluate((fill) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 240];
    const context = canvas.getContext('2d');
    if (context) {
      context.fillStyle = fill;
      context.fillRect(0, 0, 320, 240);
      context.fillStyle = '#ffffff';
      context.fillRect(40, 60, 120, 90);
    }
    return canvas.toDataURL('image/png');
  }, colour);
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
};

const pick = (chat: ChatPage, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  chat.page.locator('crm-chat input[type=file]').setInputFiles(files);

const names = (chat: ChatPage) => chat.page.locator('crm-chat .file .name').allInnerTexts();

async function twoPeople(t: TestContext, deal: string): Promise<{ tomas: ChatPage; dana: ChatPage }> {
  const [his, hers] = await Promise.all([newPerson(browser, t), newPerson(browser, t)]);
  const tomas = await new ChatPage(await his.newPage()).open(`${proxy.url}/demo/?as=visitor&deal=${deal}`);
  await tomas.say('Here it comes.');
  await tomas.botAnswer();
  const dana = await new ChatPage(await hers.newPage()).open(`${proxy.url}/demo/?as=dana&deal=${deal}`);
  await dana.sees('Here it comes.');
  return { tomas, dana };
}

test('pictures and a file go with a message; the other sees them, opens one large and saves the file', async (t) => {
  const { tomas, dana } = await twoPeople(t, 'files');
  await pick(
    tomas,
    { name: 'depot.png', mimeType: 'image/png', buffer: await png(tomas, '#265c4b') },
    { name: 'gate.png', mimeType: 'image/png', buffer: await png(tomas, '#b04318') },
    { name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from('depot,number\nNorth,7\n') },
  );
  await untilEqual('three of them', () => tomas.page.locator('crm-chat .tray .thumb').count(), 3);
  await tomas.page.locator('crm-chat .tray .x').nth(1).click();
  await untilEqual('two of them', () => tomas.page.locator('crm-chat .tray .thumb').count(), 2);
  await tomas.say('Depot and numbers.');
  await dana.sees('Depot and numbers.');
  await untilEqual('the file to be named', () => names(dana), ['accounts.csv']);
  const shot = dana.page.locator('crm-chat .shot');
  await untilEqual('one picture', () => shot.count(), 1);
  await shot.scrollIntoViewIfNeeded();
  await until('the picture to be drawn', () =>
    shot.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth === 320),
  );
  await tomas.hasSentAll();

  await shot.click();
  const viewer = dana.page.locator('crm-chat .viewer');
  await viewer.waitFor();
  assert.equal(await viewer.locator('b').innerText(), 'depot.png');
  await dana.page.keyboard.press('Escape');
  await untilEqual('the viewer to be gone', () => viewer.count(), 0);
  const focused = () =>
    dana.page.evaluate(() => document.querySelector('crm-chat')?.shadowRoot?.activeElement?.className ?? '');
  await until('the focus to be back on the picture', async () => (await focused()).includes('shot'));

  const saving = dana.page.waitForEvent('download');
  await dana.page.locator('crm-chat .file button').click();
  const saved = await saving;
  assert.equal(saved.suggestedFilename(), 'accounts.csv');
});

test('a file that is too large or of a kind that is not taken is refused at once, by its name', async (t) => {
  const person = await newPerson(browser, t);
  const chat = await new ChatPage(await person.newPage()).open(`${proxy.url}/demo/?as=visitor&deal=refused`);
  await pick(
    chat,
    { name: 'plan.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('fine') },
  );
  const refused = chat.page.locator('crm-chat .refused');
  const why = async () => (await refused.innerText()).trim();
  await untilEqual('the reason', why, 'Files of this kind are not accepted: plan.exe.');
  await untilEqual('the other one', () => chat.page.locator('crm-chat .tray .thumb').count(), 1);
  await pick(chat, { name: 'film.txt', mimeType: 'text/plain', buffer: Buffer.alloc(11 * 1024 * 1024, 'x') });
  await until('the reason', async () => /“film\.txt” is 11.MB\. Files may be 10.MB at most\./.test(await why()));
});

test('files go with their message though the part that shows them does not load; it is asked for again', async (t) => {
  const { tomas, dana } = await twoPeople(t, 'without');
  const loss = await lose(tomas.page, '**/chunks/file-parts-*.js*');
  await pick(tomas, { name: 'plain.txt', mimeType: 'text/plain', buffer: Buffer.from('all the same') });
  await untilEqual(
    'its name',
    async () => (await tomas.page.locator('crm-chat .tray').innerText()).trim(),
    'plain.txt',
  );
  await tomas.say('Take it with you.');
  await dana.sees('Take it with you.');
  await untilEqual('the file', () => names(dana), ['plain.txt']);
  await untilEqual(
    'its name',
    async () => (await tomas.page.locator('crm-chat .attachments').innerText()).trim(),
    'plain.txt',
  );
  loss.end();
  await tomas.page.locator('crm-chat .attach').hover();
  await untilEqual('the file as files look', () => names(tomas), ['plain.txt']);
});

test('files that are sent while the relay does not answer outlive a reload, and arrive once', async (t) => {
  const { tomas, dana } = await twoPeople(t, 'waiting');
  proxy.rule = holdChat;
  proxy.cut();
  try {
    await pick(tomas, { name: 'offline.txt', mimeType: 'text/plain', buffer: Buffer.from('typed on a train') });
    await tomas.say('Kept on this device.');
    await untilEqual('the file in its message', () => names(tomas), ['offline.txt']);
    await tomas.reload();
    await untilEqual('the file, kept over the reload', () => names(tomas), ['offline.txt']);
  } finally {
    proxy.rule = passAll;
    proxy.cut();
  }
  await tomas.hasSentAll();
  await dana.sees('Kept on this device.');
  await untilEqual('the file to have arrived', () => names(dana), ['offline.txt']);
  await untilEqual('one message of it', () => names(tomas), ['offline.txt']);
});
