/** "Ask again": the model hangs up, is stopped or dies with its relay in the middle of an answer, and the question is asked once more. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Message } from '@crm-chat/sdk/protocol';
import { begin, chunk, DONE, startProvider, type Provider } from '../../relay/test/bots/provider.js';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { lose, type Loss } from './support/loss.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const TOMAS = { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] };
const DANA = { sub: 'dana', name: 'Dana Okafor', role: 'agent' } as const;
const HALF = 'The old contract runs';
const WHOLE = 'It runs until 31 January.';

const closing = new Closing();
/** Answers that have begun and are not let end, by their question. */
const held = new Map<string, ServerResponse>();
/** How often the model was asked, by question. */
const asked = new Map<string, number>();
let browser: Browser;
let provider: Provider;
let pages: Pages;
let relay: Relay;

before(async () => {
  // The first time it does not come to an end; the second time it does.
  provider = closing.add(
    await startProvider((response, { body }) => {
      const question = body.messages.findLast(({ role }) => role === 'user')?.content ?? '';
      const words = /Question \w+/.exec(question)?.[0] ?? question;
      const times = (asked.get(words) ?? 0) + 1;
      asked.set(words, times);
      begin(response);
      if (times === 1) {
        held.set(words, response);
        response.write(chunk(`${HALF} `));
      } else {
        response.end(chunk(WHOLE) + chunk(null, 'stop') + DONE);
      }
    }),
    (one) => one.close(),
  );
  pages = closing.add(
    await startPages({
      folders: { '/element/': at('sdk/dist/browser') },
      token: () => tokenFor(TOMAS),
      pages: Object.fromEntries(
        ['hangs', 'stops', 'dies', 'late'].map((deal) => [
          `/${deal}`,
          () => ({
            html: documentOf(
              `<script src="/element/crm-chat.js" data-endpoint="${relay.url}" data-token-url="/token"
                data-subject="deal:${deal}"></script>`,
            ),
          }),
        ]),
      ),
    }),
    (one) => one.close(),
  );
  const env = { BOT_PROVIDER: 'openai', OPENAI_API_KEY: 'k', OPENAI_MODEL: 'm', OPENAI_BASE_URL: provider.baseURL };
  relay = closing.add(await startRelay({ origins: [pages.url], env }), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

const again = ({ page }: ChatPage) => page.locator('crm-chat .again');

interface Asking {
  readonly files?: readonly Buffer[];
  /** Gets the page before it goes anywhere. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Asks, and resolves once half of the answer is on the screen. */
async function askHalf(
  t: TestContext,
  deal: string,
  question: string,
  { files = [], prepare }: Asking = {},
): Promise<ChatPage> {
  const person = await newPerson(browser, t);
  const page = await person.newPage();
  await prepare?.(page);
  const chat = await new ChatPage(page).open(`${pages.url}/${deal}`);
  if (files.length > 0) {
    const picked = files.map((buffer, i) => ({ name: `depot-${i}.csv`, mimeType: 'text/csv', buffer }));
    await chat.page.locator('crm-chat input[type=file]').setInputFiles(picked);
    await untilEqual('the tray', () => chat.page.locator('crm-chat .tray .thumb').count(), files.length);
  }
  await chat.say(question);
  await until('half an answer', async () => (await chat.texts()).some((text) => text.includes(HALF)));
  return chat;
}

/** What the relay has of it, as another one reads it. */
async function history(deal: string): Promise<Message[]> {
  const api = new Api(relay.url, await tokenFor(DANA));
  const conversation = await api.conversationOf(`deal:${deal}`);
  return conversation ? api.history(conversation.id) : [];
}

/** Both questions and both answers, on the screen and on the relay, the second answer to the second question. */
async function assertAskedTwice(chat: ChatPage, deal: string, question: string): Promise<Message[]> {
  await until('the whole answer', async () => (await chat.texts()).some((text) => text.includes(WHOLE)));
  await chat.hasSentAll();
  await chat.botAnswer();
  const seen = async () => (await chat.texts()).map((text) => text.trim());
  await untilEqual('both of each', seen, [question, HALF, question, WHOLE]);
  await untilEqual('nothing to press', () => again(chat).count(), 0);
  const all = (await history(deal)).filter(({ type }) => type === 'text');
  assert.deepEqual(
    all.map(({ text, status }) => [text.trim(), status]),
    [
      [question, 'sent'],
      [HALF, 'interrupted'],
      [question, 'sent'],
      [WHOLE, 'sent'],
    ],
  );
  assert.deepEqual([all[1]?.reply_to, all[3]?.reply_to], [all[0]?.id, all[2]?.id]);
  assert.equal(asked.get(question), 2, 'the model was asked twice');
  return all;
}

test('the model hangs up: a click asks once more, with the files of the question', async (t) => {
  const question = 'Question hangs';
  const files = [Buffer.from('depot,number\nNorth,7\n'), Buffer.from('a,b\n1,2\n')];
  const chat = await askHalf(t, 'hangs', question, { files });
  held.get(question)?.destroy();
  await again(chat).dblclick();
  const [first, , second] = await assertAskedTwice(chat, 'hangs', question);
  assert.equal(second?.attachments.length, 2);
  assert.deepEqual(second.attachments, first?.attachments, 'the same files, not uploaded again');
  await untilEqual('files in both', () => chat.page.locator('crm-chat .own .file .name').allInnerTexts(), [
    'depot-0.csv',
    'depot-1.csv',
    'depot-0.csv',
    'depot-1.csv',
  ]);
  // The files outlive the first of the two messages that name them.
  const file = second.attachments[0]?.id ?? '';
  const own = new Api(relay.url, await tokenFor(TOMAS));
  assert.equal((await own.request('DELETE', `/api/messages/${first?.id ?? ''}/`, {})).status, 200);
  const response = await fetch(`${relay.url}/api/attachments/${file}/`, {
    headers: { authorization: `Bearer ${await tokenFor(DANA)}` },
  });
  assert.equal(await response.text(), 'depot,number\nNorth,7\n');
});

test('what asks again cannot be fetched: that the answer was cut off is said, and the button comes when the line is back', async (t) => {
  const question = 'Question late';
  const part = '**/chunks/ask-again-*.js*';
  let loss: Loss | undefined;
  const prepare = async (page: Page) => {
    loss = await lose(page, part);
  };
  const chat = await askHalf(t, 'late', question, { prepare });
  held.get(question)?.destroy();
  await chat.page.locator('crm-chat .group.bot').getByText('The answer was cut off.').waitFor();
  await until('the try', () => loss !== undefined && loss.tries() > 0);
  assert.equal(await again(chat).count(), 0);
  loss?.end();
  await relay.kill();
  await relay.start();
  await again(chat).click();
  await assertAskedTwice(chat, 'late', question);
});

test('the person stops it and asks again by keyboard alone', async (t) => {
  const question = 'Question stops';
  const chat = await askHalf(t, 'stops', question);
  await chat.page.locator('crm-chat .activity .btn').press('Enter');
  await again(chat).waitFor();
  await chat.page.locator('crm-chat .group.bot .msg').focus();
  await chat.page.keyboard.press('Enter');
  // What the keys do at a message comes with the first that has the focus.
  await until('Tab to reach what is in it', () => again(chat).evaluate(({ tabIndex }) => tabIndex === 0));
  const isOnButton = () => again(chat).evaluate((one) => one.matches(':focus'));
  for (let i = 0; i < 8 && !(await isOnButton()); i += 1) await chat.page.keyboard.press('Tab');
  assert.ok(await isOnButton(), 'Tab comes to the button');
  await chat.page.keyboard.press('Enter');
  await assertAskedTwice(chat, 'stops', question);
});

test('the relay dies in the middle of the answer, and once more while the question is on its way to it', async (t) => {
  const question = 'Question dies';
  // What leaves the page and does not arrive.
  let isHeld = false;
  let held = 0;
  const prepare = async (page: Page) => {
    // Two tries for a socket may have failed while the relay came back: then it goes by POST.
    await page.route('**/api/user-response/', (route) => {
      if (!isHeld) return route.continue();
      held += 1;
      return route.abort();
    });
    await page.routeWebSocket(/\/ws\/chat\//, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((frame) => {
        if (isHeld && String(frame).includes('"message:new"')) held += 1;
        else server.send(frame);
      });
    });
  };
  const chat = await askHalf(t, 'dies', question, { prepare });
  // What is streamed is shown before it is kept: what the relay has not written down dies with it.
  await until('the half to be kept', async () => (await history('dies')).some(({ text }) => text.includes(HALF)));
  await relay.kill();
  await untilEqual('nothing to press', () => again(chat).count(), 0);
  await relay.start();
  // Its lease has to run out before anybody says that nobody writes any more.
  await again(chat).waitFor();
  isHeld = true;
  await again(chat).click();
  await until('the question to have left', () => held > 0);
  await relay.kill();
  isHeld = false;
  await relay.start();
  await assertAskedTwice(chat, 'dies', question);
  await chat.reload();
  await untilEqual('both of each after a reload', async () => (await chat.texts()).map((text) => text.trim()), [
    question,
    HALF,
    question,
    WHOLE,
  ]);
});
