import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { startDictatedBot } from './support/dictated-bot.js';
import { holdChat, startProxy, type Proxy } from './support/proxy.js';
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

/** Two people in browsers of their own, in the conversation about one deal. */
async function twoPeople(t: TestContext, deal: string, url = proxy.url): Promise<{ tomas: ChatPage; dana: ChatPage }> {
  const [hers, his] = await Promise.all([newPerson(browser, t), newPerson(browser, t)]);
  const tomas = await new ChatPage(await his.newPage()).open(`${url}/demo/?as=visitor&deal=${deal}`);
  const dana = new ChatPage(await hers.newPage());
  await tomas.say('Is anybody there?');
  await tomas.sees('Is anybody there?');
  await tomas.isLive();
  await dana.open(`${url}/demo/?as=dana&deal=${deal}`);
  await dana.isLive();
  await dana.sees('Is anybody there?');
  return { tomas, dana };
}

test('what one person types, writes, reads, and that they come and go, the other sees, both ways', async (t) => {
  const { tomas, dana } = await twoPeople(t, 'both-ways');
  await untilEqual(
    'Tomás to be told that Dana came',
    async () => (await tomas.events()).at(-1)?.trim(),
    'Dana Okafor joined',
  );
  await tomas.botAnswer();

  for (const [one, other, name, text] of [
    [dana, tomas, 'Dana', 'I am here, Tomás.'],
    [tomas, dana, 'Tomás', 'Good to hear.'],
  ] as const) {
    await one.type(text);
    await untilEqual(`${name} to be seen typing`, () => other.activity(), `${name} is typing`);
    await one.say(text);
    await other.sees(text);
    await until(`${name} to see it read`, async () => (await one.states()).some((line) => line.startsWith('Read')));
  }
  await Promise.all([tomas.botAnswer(), dana.botAnswer()]);
  await dana.showsTheSameAs(tomas);

  await dana.page.close();
  await until('Tomás to be told that Dana left', async () =>
    (await tomas.events()).some((line) => line.includes('Dana Okafor left')),
  );
  const here = () => tomas.page.locator('crm-chat .sub').innerText();
  await until('the header not to name her any more', async () => !(await here()).includes('Dana'));
});

test("the bot's reply grows before both people's eyes, and ends as the same text", async (t) => {
  const bot = await startDictatedBot(() => true);
  t.after(() => bot.close());
  const relay = await startRelay({ dev: true, env: bot.env });
  t.after(() => relay.close());
  const { tomas, dana } = await twoPeople(t, 'growing', relay.url);
  for (const { page } of [tomas, dana])
    await page.evaluate(() => {
      // What the store says is not yet on the screen: the length that a reader sees is taken there.
      const seen: number[] = [];
      const look = () => {
        const length = document.querySelector('crm-chat')?.shadowRoot?.querySelector('.writing')?.textContent.length;
        if (length !== undefined && seen.at(-1) !== length) seen.push(length);
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { seenLengths: seen });
    });

  const dictation = await bot.asked('Is anybody there?');
  let text = '';
  for (const piece of ['It is all ', 'in the offer: ', 'twelve places, ', 'and help by phone.']) {
    dictation.write(piece);
    text += piece;
    for (const chat of [tomas, dana]) {
      await untilEqual('as much as it has written', () => chat.written(), text.trim());
      await until('to be told who writes', async () => (await chat.activity()).startsWith('Assistant is writing'));
    }
  }
  dictation.end();
  assert.deepEqual(await Promise.all([tomas.botAnswer(), dana.botAnswer()]), [text, text]);
  for (const { page } of [tomas, dana]) {
    const lengths = await page.evaluate(() => (window as unknown as { seenLengths: number[] }).seenLengths);
    assert.deepEqual(
      lengths,
      [...lengths].sort((a, b) => a - b),
      'It only grows.',
    );
  }
  await dana.showsTheSameAs(tomas);
});

test('a reload shows the same list, even before the relay has said a word', async (t) => {
  const { tomas, dana } = await twoPeople(t, 'reload');
  await tomas.botAnswer();
  await dana.say('See you tomorrow.');
  await tomas.sees('See you tomorrow.');
  const before = await tomas.texts();

  proxy.rule = holdChat;
  try {
    await tomas.reload();
    await untilEqual('the list as it was, from this device', () => tomas.texts(), before);
    assert.equal(await tomas.status(), 'connecting');
  } finally {
    proxy.rule = () => 'pass';
    proxy.cut();
  }
  await tomas.hasStatus('online');
  await dana.say('Until then.');
  await untilEqual('the next one behind it', () => tomas.texts(), [...before, 'Until then.']);
});
