import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
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
async function twoPeople(deal: string): Promise<{ tomas: ChatPage; dana: ChatPage }> {
  const [hers, his] = await Promise.all([newPerson(browser), newPerson(browser)]);
  const tomas = await new ChatPage(await his.newPage()).open(`${proxy.url}/demo/?as=visitor&deal=${deal}`);
  const dana = new ChatPage(await hers.newPage());
  await tomas.say('Is anybody there?');
  await tomas.sees('Is anybody there?');
  await tomas.isLive();
  await dana.open(`${proxy.url}/demo/?as=dana&deal=${deal}`);
  await dana.isLive();
  await dana.sees('Is anybody there?');
  return { tomas, dana };
}

test('what one person types, writes, reads, and that they come and go, the other sees, both ways', async () => {
  const { tomas, dana } = await twoPeople('both-ways');
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
  await dana.botAnswer();
  assert.deepEqual(await dana.texts(), await tomas.texts());

  await dana.page.close();
  await until('Tomás to be told that Dana left', async () =>
    (await tomas.events()).some((line) => line.includes('Dana Okafor left')),
  );
  const here = () => tomas.page.locator('crm-chat .sub').innerText();
  await until('the header not to name her any more', async () => !(await here()).includes('Dana'));
});

test("the bot's reply grows before both people's eyes, and ends as the same text", async () => {
  const { tomas, dana } = await twoPeople('growing');
  await tomas.botAnswer();
  for (const { page } of [tomas, dana]) {
    await page.evaluate(() => {
      const lengths = new Set<number>();
      document.querySelector('crm-chat')?.chat?.stores.$messages.subscribe((messages) => {
        const last = messages.at(-1);
        if (last?.status === 'streaming') lengths.add(last.text.length);
      });
      // What the store says is not yet on the screen: the length that a reader sees is taken there.
      const seen: number[] = [];
      const look = () => {
        const text = document.querySelector('crm-chat')?.shadowRoot?.querySelector('.group.bot:last-of-type .writing');
        const length = text?.textContent?.length;
        if (length !== undefined && seen.at(-1) !== length) seen.push(length);
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { seenLengths: seen });
    });
  }
  await tomas.say('What does it cost?');
  await dana.sees('What does it cost?');
  await until('the bot to begin', async () => (await dana.activity()).startsWith('Assistant is writing'));
  await Promise.all([tomas.botAnswer(), dana.botAnswer()]);
  for (const { page } of [tomas, dana]) {
    const lengths = await page.evaluate(() => (window as unknown as { seenLengths: number[] }).seenLengths);
    assert.ok(lengths.length > 3, `It grew in steps, not ${JSON.stringify(lengths)}.`);
    assert.deepEqual(
      lengths,
      [...lengths].sort((a, b) => a - b),
    );
  }
  assert.deepEqual(await dana.texts(), await tomas.texts());
});

test('a reload shows the same list, even before the relay has said a word', async () => {
  const { tomas, dana } = await twoPeople('reload');
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
  await tomas.sees('Until then.');
  assert.deepEqual(await tomas.texts(), [...before, 'Until then.']);
});
