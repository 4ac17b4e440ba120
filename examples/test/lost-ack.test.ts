import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { UserResponseAnswer } from '@crm-chat/sdk/protocol';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages } from './support/pages.js';
import { refuseUpgrades, startProxy, type Proxy } from './support/proxy.js';
import { startRelay } from './support/relay.js';
import { tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const TOMAS = { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] };

const closing = new Closing();
let proxy: Proxy;
let chat: ChatPage;
let api: Api;

before(async () => {
  const pages = closing.add(
    await startPages({
      folders: { '/element/': at('sdk/dist/browser') },
      token: () => tokenFor(TOMAS),
      pages: {
        '/': () => ({
          html: documentOf(
            `<script src="/element/crm-chat.js" data-endpoint="${proxy.url}" data-token-url="/token"
              data-subject="deal:42"></script>`,
          ),
        }),
      },
    }),
    (one) => one.close(),
  );
  const relay = closing.add(await startRelay({ origins: [pages.url], env: { BOT_PROVIDER: 'none' } }), (one) =>
    one.close(),
  );
  proxy = closing.add(await startProxy(relay.url), (one) => one.close());
  api = new Api(relay.url, await tokenFor(TOMAS));
  const browser = closing.add(await launchBrowser(), (one) => one.close());
  const person = await newPerson(browser, 'file');
  chat = await new ChatPage(await person.newPage()).open(`${pages.url}/`);
});

after(() => closing.all());

test('an ack lost on the way: the message goes out again over the other transport, and is there once', async () => {
  await chat.say('The first one opens the conversation.');
  await chat.hasSent('The first one opens the conversation.');
  await chat.isLive();
  const id = await until('a conversation', () => chat.conversationId());

  // The relay has it on disk when it says so; the line breaks at that moment, and no socket is let through again.
  let lost = '';
  proxy.onDown = (text) => {
    if (!text.includes('"type":"ack"')) return 'pass';
    lost = text;
    proxy.rule = refuseUpgrades;
    return 'cut';
  };
  await chat.say('Sent once, committed once, acknowledged in vain.');
  await until('the ack to be lost', () => lost !== '');
  const posts = () => proxy.posts('/api/user-response/').filter(({ body }) => body.includes('acknowledged in vain'));
  const over = () => posts().filter(({ isOver }) => isOver);
  await untilEqual('the same message by POST', () => over().map(({ status }) => status), [200]);
  const [again] = posts();
  const answer = JSON.parse(again!.answer) as UserResponseAnswer;
  assert.equal(answer.duplicate, true);
  const { client_id } = JSON.parse(again!.body) as { client_id: string };
  assert.ok(lost.includes(client_id), 'It is the message whose ack was lost.');

  const words = ['The first one opens the conversation.', 'Sent once, committed once, acknowledged in vain.'];
  await chat.hasSentAll();
  await untilEqual('one bubble', () => chat.ownTexts(), words);
  const rows = await api.history(id);
  assert.deepEqual(
    rows.map(({ text }) => text),
    words,
  );
  assert.equal(rows[1]?.id, answer.message_id);

  const other = await api.request('POST', '/api/user-response/', {
    conversation_id: id,
    client_id,
    text: 'Another text.',
  });
  assert.equal(other.status, 422);
  assert.equal((other.body as { code: string }).code, 'idempotency_mismatch');
  assert.deepEqual(
    (await api.history(id)).map(({ text }) => text),
    words,
  );
});
