import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const closing = new Closing();
let browser: Browser;
let pages: Pages;
let relay: Relay;

const PEOPLE = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' as const },
};

before(async () => {
  // The page comes from the CRM: it is there when the relay is not.
  pages = closing.add(
    await startPages({
      folders: { '/element/': at('sdk/dist/browser') },
      token: (as) => tokenFor(as === 'dana' ? PEOPLE.dana : PEOPLE.tomas),
      pages: Object.fromEntries(
        ['talk', 'offline'].flatMap((deal) =>
          Object.keys(PEOPLE).map((who) => [
            `/${deal}/${who}`,
            () => ({
              html: documentOf(
                `<script src="/element/crm-chat.js" data-endpoint="${relay.url}" data-token-url="/token?as=${who}"
                  data-subject="deal:${deal}"></script>`,
              ),
            }),
          ]),
        ),
      ),
    }),
    (one) => one.close(),
  );
  relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'none' } }), (one) => one.close());
  browser = closing.add(await launchBrowser(), (one) => one.close());
});

after(() => closing.all());

async function twoPeople(t: TestContext, deal: string): Promise<{ tomas: ChatPage; dana: ChatPage }> {
  const [his, hers] = await Promise.all([newPerson(browser, t), newPerson(browser, t)]);
  const tomas = await new ChatPage(await his.newPage()).open(`${pages.url}/${deal}/tomas`);
  await tomas.say('Which depots move?');
  await tomas.isLive();
  const dana = await new ChatPage(await hers.newPage()).open(`${pages.url}/${deal}/dana`);
  await dana.isLive();
  await dana.sees('Which depots move?');
  await dana.say('These two.');
  await tomas.sees('These two.');
  return { tomas, dana };
}

const message = ({ page }: ChatPage, text: string): Locator => page.locator('crm-chat .msg', { hasText: text }).first();

/** A tool of that message, by the mouse. */
async function use(chat: ChatPage, text: string, tool: string): Promise<void> {
  await message(chat, text).hover();
  await message(chat, text).locator(`.tools button[aria-label="${tool}"]`).click();
}

const reactions = (chat: ChatPage, text: string) => message(chat, text).locator('.reaction i').allInnerTexts();

test('an answer, a mention, a reaction, an edit and a deletion are seen by the other, and a note only by the team', async (t) => {
  const { tomas, dana } = await twoPeople(t, 'talk');

  await use(dana, 'Which depots move?', 'Reply');
  await dana.type('Ask @tom');
  await dana.page.locator('crm-chat .option').first().waitFor();
  await dana.field.press('Enter');
  await untilEqual('the name', () => dana.field.inputValue(), 'Ask @Tomás Ferreira ');
  await dana.type('about the gates');
  await dana.field.press('Enter');
  const answer = 'Ask @Tomás Ferreira about the gates';
  await tomas.sees(answer);
  assert.equal(await message(tomas, answer).locator('.quote b').innerText(), 'You');
  assert.equal(await message(tomas, answer).locator('.mention').innerText(), '@Tomás Ferreira');

  await use(tomas, 'These two.', 'React');
  await tomas.page.locator('crm-chat .picker button', { hasText: '🎉' }).click();
  await untilEqual('Dana to see the reaction', () => reactions(dana, 'These two.'), ['🎉']);
  await message(dana, 'These two.').locator('.reaction').click();
  await until('both to be counted', async () =>
    (await message(tomas, 'These two.').locator('.reaction').innerText()).includes('2'),
  );

  await tomas.field.press('ArrowUp');
  await untilEqual('its text to change', () => tomas.field.inputValue(), 'Which depots move?');
  await tomas.field.fill('Which of the depots move?');
  await tomas.field.press('Enter');
  await dana.sees('Which of the depots move?');
  assert.equal(await message(dana, 'Which of the depots').locator('.edited').innerText(), '(edited)');

  await dana.page.locator('crm-chat .note-switch').click();
  await dana.say('He seems unsure.');
  await dana.sees('He seems unsure.');
  await dana.page.locator('crm-chat .note-switch').click();
  await dana.say('Wrong window');
  await tomas.sees('Wrong window');
  // It was said before that.
  assert.ok(!(await tomas.texts()).includes('He seems unsure.'));

  await use(dana, 'Wrong window', 'Delete');
  await dana.page.locator('crm-chat .popup .bad').click();
  await untilEqual('the tombstone', () => tomas.page.locator('crm-chat .gone').allInnerTexts(), ['Message deleted']);
  await untilEqual('hers', () => dana.page.locator('crm-chat .gone').allInnerTexts(), ['You deleted this message']);

  await message(tomas, 'Which of the depots').locator('.replies').click();
  await untilEqual('the thread alone', () => tomas.texts(), ['Which of the depots move?', answer]);
  await tomas.say('They have their own.');
  await dana.sees('They have their own.');
  await untilEqual(
    'Dana to see two answers',
    () => message(dana, 'Which of the depots').locator('.replies').innerText(),
    '2 replies',
  );
});

test('what was edited, reacted to and deleted while the relay is down outlives a reload and is done once it is back', async (t) => {
  const { tomas, dana } = await twoPeople(t, 'offline');
  await tomas.say('A mistake');
  await dana.sees('A mistake');
  await tomas.hasSentAll();
  await relay.kill();
  try {
    await use(tomas, 'Which depots move?', 'Edit');
    await tomas.field.fill('Which of them move?');
    await tomas.field.press('Enter');
    await tomas.sees('Which of them move?');
    await use(tomas, 'These two.', 'React');
    await tomas.page.locator('crm-chat .picker button').first().click();
    await untilEqual('the reaction to be kept', () => reactions(tomas, 'These two.'), ['👍']);
    await use(tomas, 'A mistake', 'Delete');
    await tomas.page.locator('crm-chat .popup .bad').click();
    // What is shown is kept.
    await tomas.page.locator('crm-chat .gone').waitFor();
    await tomas.reload();
    await untilEqual(
      'the edited text, kept over the reload',
      async () => (await tomas.texts())[0],
      'Which of them move?',
    );
    await until(
      'it to be drawn as waiting',
      async () => (await tomas.page.locator('crm-chat .msg.is-pending').count()) > 0,
    );
    await untilEqual('the reaction', () => reactions(tomas, 'These two.'), ['👍']);
    assert.equal(await tomas.page.locator('crm-chat .gone').innerText(), 'You deleted this message');
  } finally {
    await relay.start();
  }
  await tomas.hasSentAll();
  await dana.sees('Which of them move?');
  await untilEqual('Dana to see the reaction', () => reactions(dana, 'These two.'), ['👍']);
  await untilEqual('the tombstone', () => dana.page.locator('crm-chat .gone').allInnerTexts(), ['Message deleted']);
  const api = new Api(relay.url, await tokenFor(PEOPLE.dana));
  const conversation = await api.conversationOf('deal:offline');
  const history = await api.history(conversation?.id ?? '');
  assert.deepEqual(
    history.filter(({ type }) => type === 'text').map(({ text, deleted_at }) => [text, deleted_at !== null]),
    [
      ['Which of them move?', false],
      ['These two.', false],
      ['', true],
    ],
  );
});
