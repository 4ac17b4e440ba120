/** Files as people bring them: dragged from a folder, pasted from the clipboard; by the browser's own events. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { startRelay, type Relay } from './support/relay.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let relay: Relay;
let folder: string;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-dragged-'));
  closing.add(folder, (one) => rmSync(one, { recursive: true, force: true }));
  relay = closing.add(await startRelay({ dev: true, env: { BOT_PROVIDER: 'none' } }), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

async function open(t: TestContext, deal: string): Promise<ChatPage> {
  const person = await newPerson(browser, t, { permissions: ['clipboard-read', 'clipboard-write'] });
  const chat = await new ChatPage(await person.newPage()).open(`${relay.url}/demo/?as=visitor&deal=${deal}`);
  await chat.say('Here they come.');
  await chat.isLive();
  return chat;
}

const fileOn = (name: string, content: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

type DragData = Parameters<CDPSession['send']>[1] & { data: unknown };

/** The mouse comes in with something, and lets go of it or takes it out again. */
async function drag(page: Page, data: object, how: 'drop' | 'leave', between: () => unknown): Promise<void> {
  const box = await page.locator('crm-chat .panel').boundingBox();
  assert.ok(box);
  const devtools = await page.context().newCDPSession(page);
  const inside = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const send = (type: string, at = inside) =>
    devtools.send('Input.dispatchDragEvent', {
      type,
      ...at,
      data: { items: [], dragOperationsMask: 1, ...data },
    } as DragData as never);
  await send('dragEnter');
  await send('dragOver');
  await between();
  if (how === 'drop') await send('drop');
  else await send('dragOver', { x: 4, y: 4 });
  await devtools.detach();
}

const tray = (chat: ChatPage) => chat.page.locator('crm-chat .tray .thumb');
const zone = (chat: ChatPage) => chat.page.locator('crm-chat .drop');

test('while a message is changed no file falls anywhere: it does not open in place of the page either', async (t) => {
  const chat = await open(t, 'change');
  await chat.field.press('ArrowUp');
  await untilEqual('the text to be changed', () => chat.field.inputValue(), 'Here they come.');
  const files = [fileOn('late.txt', 'too late')];
  await drag(chat.page, { files }, 'drop', () => undefined);
  assert.deepEqual([await zone(chat).count(), await tray(chat).count()], [0, 0]);
  await chat.field.press('Escape');
  await drag(chat.page, { files }, 'drop', async () => {
    await until('the place to be shown', async () => (await zone(chat).count()) === 1);
    // The change begins while the hand is in the air.
    await chat.field.press('ArrowUp');
    await untilEqual('the text to be changed', () => chat.field.inputValue(), 'Here they come.');
  });
  await untilEqual('no place any more', () => zone(chat).count(), 0);
  assert.equal(await tray(chat).count(), 0);
  assert.ok(chat.page.url().includes('deal=change'), 'the page is still there');
  await chat.field.press('Escape');
  await drag(chat.page, { files }, 'drop', () => undefined);
  await untilEqual('now it is taken', () => tray(chat).count(), 1);
});

test('files that are dragged over the panel find a place to fall, and go with the message', async (t) => {
  const chat = await open(t, 'drop');
  const files = [fileOn('plan.txt', 'the plan'), fileOn('numbers.csv', 'a,b\n1,2\n')];
  await drag(chat.page, { files }, 'drop', async () => {
    await until('the place to be shown', async () => (await zone(chat).count()) === 1);
    assert.equal(await zone(chat).locator('b').innerText(), 'Drop to attach');
  });
  await untilEqual('two files in the tray', () => tray(chat).count(), 2);
  await untilEqual('no place any more', () => zone(chat).count(), 0);
  assert.ok(chat.page.url().includes('deal=drop'), 'the page is still there');
  await chat.say('Plan and numbers.');
  await untilEqual('both in the message', () => chat.page.locator('crm-chat .file .name').allInnerTexts(), [
    'plan.txt',
    'numbers.csv',
  ]);
  await chat.hasSentAll();
});

test('what is taken away again, and a text that is dragged, leave nothing', async (t) => {
  const chat = await open(t, 'away');
  await drag(chat.page, { files: [fileOn('plan.txt', 'the plan')] }, 'leave', async () => {
    await until('the place to be shown', async () => (await zone(chat).count()) === 1);
  });
  await untilEqual('no place', () => zone(chat).count(), 0);
  const items = [{ mimeType: 'text/plain', data: 'just words' }];
  await drag(chat.page, { items }, 'leave', async () => assert.equal(await zone(chat).count(), 0));
  assert.equal(await tray(chat).count(), 0);
});

test('a picture is pasted as a file, words are pasted as words', async (t) => {
  const chat = await open(t, 'paste');
  const copy = (withText: boolean) =>
    chat.page.evaluate(async (both) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
      const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      const text = new Blob(['Words of a spreadsheet'], { type: 'text/plain' });
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': picture ?? '', ...(both && { 'text/plain': text }) }),
      ]);
    }, withText);
  await chat.field.focus();
  await copy(false);
  await chat.page.keyboard.press('Control+V');
  await untilEqual('one picture in the tray', () => tray(chat).count(), 1);
  assert.equal(await chat.field.inputValue(), '');
  // A spreadsheet copies its cells as text and as a picture of them.
  await copy(true);
  await chat.page.keyboard.press('Control+V');
  await untilEqual('the words', () => chat.field.inputValue(), 'Words of a spreadsheet');
  assert.equal(await tray(chat).count(), 1);
  await chat.field.press('Enter');
  const shot = chat.page.locator('crm-chat .shot');
  await untilEqual('the picture in the message', () => shot.count(), 1);
  await chat.hasSentAll();
});
