import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { startDictatedBot, type DictatedBot } from './support/dictated-bot.js';
import { passAll, refuseUpgrades, startProxy, type Proxy } from './support/proxy.js';
import { startRelay } from './support/relay.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let proxy: Proxy;
let bot: DictatedBot;
let direct: string;

before(async () => {
  bot = closing.add(await startDictatedBot((question) => question.includes('What does it cost?')), (one) =>
    one.close(),
  );
  const relay = closing.add(await startRelay({ dev: true, env: bot.env }), (one) => one.close());
  direct = relay.url;
  proxy = closing.add(await startProxy(relay.url), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

afterEach(() => {
  proxy.rule = passAll;
});

after(() => closing.all());

test('where a proxy refuses upgrades the chat goes on by long-poll, says so, and returns to the socket', async (t) => {
  const [his, hers] = await Promise.all([newPerson(browser, t), newPerson(browser, t)]);
  proxy.rule = refuseUpgrades;
  // Tomás sits behind the proxy, Dana does not.
  const tomas = await new ChatPage(await his.newPage()).open(`${proxy.url}/demo/?as=visitor&deal=behind`);
  await tomas.say('Can you hear me?');
  await tomas.hasStatus('polling');
  await untilEqual('to be told', () => tomas.notice(), 'No live connection right now. Messages still arrive.');
  const dana = await new ChatPage(await hers.newPage()).open(`${direct}/demo/?as=dana&deal=behind`);
  await dana.sees('Can you hear me?');
  await tomas.botAnswer();
  assert.equal(proxy.upgrades.length, 0);

  await dana.type('Loud and');
  await untilEqual('to see her typing', () => tomas.activity(), 'Dana is typing');
  await dana.say('Loud and clear.');
  await tomas.sees('Loud and clear.');
  await until('her to see it read', async () => (await dana.states()).some((line) => line.startsWith('Read')));
  await tomas.type('Good');
  await untilEqual('her to see him typing', () => dana.activity(), 'Tomás is typing');
  await tomas.say('Good. What does it cost?');
  await dana.sees('Good. What does it cost?');
  await until('him to see it read', async () => (await tomas.states()).some((line) => line.startsWith('Read')));
  const dictation = await bot.asked('What does it cost?');
  let written = '';
  for (const piece of ['It is all ', 'in the offer: ', 'twelve places.']) {
    dictation.write(piece);
    written += piece;
    await untilEqual('a reply that has grown', () => tomas.written(), written.trim());
  }
  dictation.end();
  await Promise.all([tomas.botAnswer(), dana.botAnswer()]);
  await tomas.showsTheSameAs(dana);
  assert.equal(proxy.openSockets, 0);

  proxy.rule = passAll;
  // As when a laptop comes to another network: the browser says that it is online.
  await his.setOffline(true);
  await his.setOffline(false);
  await tomas.hasStatus('online');
  await untilEqual('the notice to go', () => tomas.notice(), '');
  await untilEqual('one socket', () => proxy.openSockets, 1);
  await untilEqual('no poll', () => proxy.waitingPolls, 0);
  await dana.say('Now by socket.');
  await tomas.sees('Now by socket.');
});

test('of seven tabs on long-poll one polls for all, and a send goes out from each', async (t) => {
  const person = await newPerson(browser, t);
  const url = `${proxy.url}/demo/?as=visitor&deal=seven`;
  proxy.rule = refuseUpgrades;
  const first = await new ChatPage(await person.newPage()).open(url);
  await first.say('From the first tab.');
  await first.hasStatus('polling');
  const tabs = [first];
  while (tabs.length < 7) tabs.push(await new ChatPage(await person.newPage()).open(url));
  for (const tab of tabs) {
    await tab.hasStatus('polling');
    await tab.sees('From the first tab.');
    await tab.botAnswer();
  }
  await untilEqual('one poll to wait', () => proxy.waitingPolls, 1);

  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, proxy.waitingPolls)), 1);
  try {
    for (const [i, tab] of tabs.entries()) {
      const text = `This is tab ${i + 1}.`;
      await tab.say(text);
      for (const other of tabs) await other.sees(text);
    }
  } finally {
    clearInterval(watch);
  }
  assert.equal(most, 1, 'One tab polls at a time.');
  for (const tab of tabs) {
    await tab.hasSentAll();
    await tab.showsTheSameAs(first);
  }
  assert.equal(proxy.openSockets, 0);
});
