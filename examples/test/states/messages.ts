import type { Scene } from './scene.js';
import type { State } from './state.js';

const ANSWER = `Two invoices are open on this account:

| Invoice | Due | Amount |
|---|---|---:|
| INV-2231 | 28 Nov | €4,820.00 |
| INV-2244 | 12 Dec | €1,260.00 |

To check a webhook:

1. Read the \`x-signature\` header.
2. Sign the **raw body** with your secret.
3. Compare the two in constant time:

\`\`\`js
const mac = createHmac('sha256', key)
  .update(body).digest()
if (!timingSafeEqual(mac, given)) {
  return response.status(401).end()
}
\`\`\`

> Refuse requests older than five minutes, too.

- [x] Secret stored
- [ ] Clock checked

See [the guide](https://docs.example/webhooks).`;

const QUESTION = 'Which invoices are open, and how do we check that a webhook really comes from you?';
const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

const asked = (scene: Scene) => scene.say(scene.tomas, QUESTION, { at: '09:40' });

const bot: readonly State[] = [
  {
    name: 'bot, a whole answer',
    fill(scene) {
      asked(scene);
      scene.say(scene.bot, ANSWER, { at: '09:41' });
    },
    shows: '.bot .code .look-keyword, .bot .code [class*=keyword]',
    tree: [
      'article "Assistant*, Bot*, 09:41*Two invoices are open*"',
      'table "*"',
      'columnheader "Invoice"',
      'cell "INV-2231"',
      'button "Copy"',
      'code ""',
      'link "the guide"',
    ],
  },
  {
    name: 'bot, code that was copied',
    fill(scene) {
      scene.say(scene.bot, ANSWER, { at: '09:41' });
    },
    async act(scene) {
      await scene.click('.code .copy');
      await scene.until('[data-copied]');
      scene.$('.code').scrollIntoView({ block: 'center' });
    },
    shows: '.copy[data-copied]',
    tree: ['button "Copied"'],
    heard: ['Copied'],
  },
  {
    name: 'bot, it writes',
    fill: asked,
    async act(scene) {
      const { chat } = scene;
      const answer = scene.say(scene.bot, 'Two', { status: 'streaming', at: '10:15' });
      await scene.settle();
      for (const text of [
        'Two invoices',
        'Two invoices are **open**',
        'Two invoices are **open** on this account:\n\n- INV-2231\n- INV-2',
      ])
        chat.change(answer.id, { text });
      await scene.settle();
      scene.clock.advance(500);
    },
    shows: '.said.writing',
    tree: [
      'article "Assistant*Two invoices are open on this account:*"',
      'StaticText "Assistant is writing"',
      'button "Stop"',
    ],
    heard: ['Assistant is writing'],
  },
  {
    name: 'bot, it has written',
    fill: asked,
    async act(scene) {
      const { chat } = scene;
      const answer = scene.say(scene.bot, 'Two', { status: 'streaming', at: '10:15' });
      await scene.settle();
      chat.change(answer.id, { text: 'Two invoices' });
      await scene.settle();
      chat.change(answer.id, { text: 'Two invoices are **open**.\n\nThe rest is paid.', status: 'sent' });
      await scene.settle();
      scene.clock.advance(500);
    },
    shows: '.bot .said p',
    tree: ['article "Assistant*Two invoices are open.*The rest is paid."', '!button "Stop"'],
    heard: ['Assistant is writing', 'Assistant: Two invoices are open.'],
  },
  {
    name: 'bot, it was stopped',
    async act(scene) {
      const { id } = asked(scene);
      const said = { status: 'streaming', at: '10:15', reply_to: id } as const;
      scene.say(scene.bot, 'The old contract runs until **31 January**. From', said);
      await scene.click('.activity .end .btn');
      scene.clock.advance(500);
    },
    shows: '.bot .meta',
    tree: [
      'article "Assistant*The old contract runs until 31 January. From*Stopped by you"',
      'textbox "Message" [focused]',
    ],
    heard: ['Assistant is writing', 'Assistant: The old contract runs until 31 January. From Stopped by you'],
  },
  {
    name: 'bot, it was cut off',
    fill(scene) {
      const question = asked(scene);
      scene.say(
        scene.bot,
        'The old contract runs until **31 January**. From the first of February the new rates apply to both depots, and the',
        {
          reply_to: question.id,
          status: 'interrupted',
          at: '09:41',
        },
      );
    },
    shows: '.bot .meta',
    tree: ['article "Assistant*The old contract runs until*The answer was cut off."', 'button "Ask again"'],
  },
  {
    name: 'bot, a wide table and long words',
    fill(scene) {
      const columns = ['Depot', 'Street', 'Gate', 'Vehicles', 'Contact', 'Opening hours', 'Remarks'];
      const row = [
        'North',
        `${LONG_WORD} 12`,
        '3',
        '7',
        'lena@northgate.example',
        '06:00 to 22:00',
        'closed on the second Friday',
      ];
      const table = [columns, columns.map(() => '---'), row, row].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
      scene.say(scene.tomas, `${LONG_WORD} https://example.com/${'a-very-long-path/'.repeat(6)}`, { at: '09:30' });
      scene.say(scene.bot, `${table}\n\n${LONG_WORD}\n\n\`\`\`\n${'one long line of a log '.repeat(8)}\n\`\`\``, {
        at: '09:41',
      });
      scene.say(scene.dana, LONG_WORD, { at: '09:50' });
    },
    shows: '.bot .table',
    tree: ['table "*"', 'cell "North"'],
  },
];

const own: readonly State[] = [
  {
    name: 'own, sending, sent and read',
    fill(scene) {
      const { chat, tomas, dana } = scene;
      const read = scene.say(tomas, 'Please copy our accountant in.', { at: '10:01' });
      chat.read(dana, read.seq);
      scene.say(tomas, 'The VAT number goes on every page.', { at: '10:08' });
      scene.wait('Who signs for you?', { state: 'sending', was_sent: true });
    },
    shows: '.own .meta',
    tree: ['article "You*Please copy our accountant in.*Read by Dana"', 'article "You*Who signs for you?*Sending…"'],
  },
  {
    name: 'own, not sent',
    fill(scene) {
      scene.say(scene.dana, 'I can move both invoices to the new account.', { at: '10:01' });
      scene.wait('Please copy our accountant in.', { state: 'failed', error: { code: 'forbidden', detail: '' } });
    },
    shows: '.is-failed',
    tree: [
      'article "You*Please copy our accountant in.*Not sent. You may not write here."',
      'button "Discard"',
      'button "Try again"',
    ],
  },
  {
    name: 'own, too long to be sent',
    fill(scene) {
      const error = { code: 'text_too_long', detail: '' } as const;
      scene.wait('The VAT number goes on every page.', { state: 'failed', error });
    },
    shows: '.is-failed',
    tree: ['article "You*Not sent. It is longer than 16,384 characters."', 'button "Discard"', 'button "Edit"'],
  },
  {
    name: 'own, refused while one looks on',
    async act(scene) {
      const { client_id } = scene.wait('Please copy our accountant in.', { state: 'sending', was_sent: true });
      await scene.settle();
      scene.chat.changeEntry(client_id, { state: 'failed', error: { code: 'conversation_closed', detail: '' } });
    },
    shows: '.is-failed',
    tree: ['article "You*Not sent. This conversation is closed."'],
    heard: ['Not sent. This conversation is closed.'],
  },
  {
    name: 'own, very fast',
    fill(scene) {
      const error = { code: 'rate_limited', detail: '' } as const;
      scene.wait('Who signs for you?', { error, not_before: scene.clock.now() + 4000 });
    },
    shows: '.is-pending .meta',
    tree: ['article "You*Who signs for you?*You are sending very fast. It goes out in 4 seconds."'],
  },
  {
    name: 'own, a change and a deletion that were refused',
    fill(scene) {
      const error = { code: 'forbidden', detail: '' } as const;
      const [first, second] = [
        scene.say(scene.tomas, 'Who signs for you?', { at: '09:40' }),
        scene.say(scene.tomas, 'Please copy our accountant in.', { at: '09:52' }),
      ];
      scene.wait('', { state: 'failed', error, act: { kind: 'edit', message_id: first.id, text: 'Who signs?' } });
      scene.wait('', { state: 'failed', error, act: { kind: 'delete', message_id: second.id } });
    },
    shows: '.is-failed',
    tree: ['article "*Not changed. You may not write here."', 'article "*Not deleted. You may not write here."'],
  },
  {
    name: 'own and others’, edited and deleted',
    fill(scene) {
      const [edited_at, deleted_at] = [scene.time('10:12'), scene.time('10:12')];
      scene.say(scene.dana, 'I can move both invoices to the new account.', { at: '10:10', edited_at });
      scene.say(scene.dana, '', { at: '10:10', deleted_at });
      scene.say(scene.tomas, '', { at: '10:11', deleted_at });
      scene.say(scene.tomas, 'Who signs for you?', { at: '10:11', edited_at });
    },
    shows: '.gone',
    tree: ['article "Dana*Message deleted"', 'article "You*You deleted this message"', 'StaticText "(edited)"'],
  },
];

const around: readonly State[] = [
  {
    name: 'around, quotes, mentions and reactions',
    fill(scene) {
      const { tomas, dana, priya } = scene;
      const first = scene.say(tomas, 'These two depots are the ones that move.', {
        at: '09:31',
        reactions: [
          { emoji: '👍', users: ['dana', 'tomas'] },
          { emoji: '🎉', users: ['priya'] },
        ],
      });
      scene.say(dana, `@${tomas.name} do they keep their numbers?`, {
        at: '09:38',
        reply_to: first.id,
        mentions: ['tomas'],
      });
      scene.say(priya, 'Who signs for you?', { at: '09:45', reply_to: 'before what is loaded' });
      scene.say(tomas, 'Please copy our accountant in.', { at: '09:50', reply_to: first.id });
    },
    shows: '.mention',
    tree: [
      'button "👍 2 Dana Okafor and You" [pressed=true]',
      'button "🎉 1 Priya Nair" [pressed=false]',
      'button "2 replies"',
      'button "You These two depots are the ones that move."',
      'button "Original message"',
    ],
  },
  {
    name: 'around, a thread',
    fill(scene) {
      const { tomas, dana, priya } = scene;
      const first = scene.say(tomas, 'These two depots are the ones that move.', { at: '09:31' });
      scene.say(dana, 'Who signs for you?', { at: '09:33' });
      scene.say(dana, 'Do the two depots keep their account numbers after the move?', {
        at: '09:38',
        reply_to: first.id,
      });
      scene.say(priya, 'A photo of the gate would help the drivers, too.', { at: '09:45', reply_to: first.id });
    },
    act: async (scene) => scene.click('.replies'),
    shows: '.thread-bar',
    tree: [
      'button "Back to the conversation"',
      'heading "Thread"',
      '!button "You These two depots are the ones that move."',
      'StaticText "2 replies"',
      'textbox "Message" [focused]',
    ],
  },
  {
    name: 'around, notes of the team',
    you: 'dana',
    fill(scene) {
      scene.say(scene.tomas, 'Who signs for you?', { at: '09:40' });
      scene.say(scene.priya, 'I can move both invoices to the new account.', { at: '09:41', type: 'note' });
      scene.say(scene.dana, 'Please copy our accountant in.', { at: '09:42', type: 'note' });
    },
    act: async (scene) => scene.click('.note-switch'),
    shows: '.box.note',
    tree: [
      'article "Tomás Ferreira*, Customer*"',
      'article "Priya*Note, seen by your team only"',
      'button "Note for your team" [pressed=true]',
      'textbox "Note for your team"',
    ],
  },
  {
    name: 'around, tools of a message',
    fill: (scene) => void scene.say(scene.tomas, 'Who signs for you?', { at: '09:40' }),
    act: async (scene) => scene.hold(-1),
    shows: '.tools',
    tree: [
      'article "You*Who signs for you?*" [focused]',
      'toolbar "Message"',
      'button "React"',
      'button "Reply"',
      'button "Edit"',
      'button "Copy message"',
      'button "Delete"',
    ],
  },
  {
    name: 'around, emoji to choose',
    fill: (scene) => void scene.say(scene.dana, 'Who signs for you?', { at: '09:40' }),
    act: async (scene) => scene.tool(-1, 0),
    shows: '.popup.picker',
    tree: ['dialog "React"', 'button "👍" [focused]'],
  },
  {
    name: 'around, the question before a deletion',
    fill: (scene) => void scene.say(scene.tomas, 'Who signs for you?', { at: '09:40' }),
    act: async (scene) => scene.tool(-1, 4),
    shows: '.popup.ask',
    tree: ['alertdialog "Delete"', 'StaticText "Delete this message?"', 'button "Cancel"', 'button "Delete" [focused]'],
  },
  {
    name: 'around, the sheet of a long press',
    fill: (scene) => void scene.say(scene.tomas, 'Who signs for you?', { at: '09:40' }),
    async act(scene) {
      const touch = { bubbles: true, composed: true, pointerType: 'touch', clientX: 10, clientY: 10 };
      const bubble = scene.$('.msg .bubble');
      bubble.dispatchEvent(new PointerEvent('pointerover', touch));
      // What a finger does comes with the first; it listens once the browser's own menu is kept away.
      const menu = () => new PointerEvent('contextmenu', { ...touch, cancelable: true });
      await scene.waitFor(() => !bubble.dispatchEvent(menu()), 'what a finger does');
      bubble.dispatchEvent(new PointerEvent('pointerdown', touch));
      scene.clock.advance(600);
      await scene.until('.popup.sheet');
    },
    shows: '.popup.sheet',
    tree: [
      'dialog "Message"',
      'button "👍" [focused]',
      'button "Reply"',
      'button "Edit"',
      'button "Copy"',
      'button "Delete"',
    ],
  },
];

export const messages: readonly State[] = [...bot, ...own, ...around];
