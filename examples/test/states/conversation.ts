import type { Scene } from './scene.js';
import type { State } from './state.js';

const PROMPTS = [
  ['Where is my delivery?', 'Track the delivery of my last order'],
  ['Change an address', 'I want to change the delivery address of an order'],
  ['What does the renewal cost?', 'Explain the price of our renewal line by line'],
] as const;

const prompts = ({ chat, t }: Scene) =>
  chat.stores.$prompts.set(
    PROMPTS.map(([title, text], order) => ({ id: `p${order}`, title: t(title), text: t(text), order })),
  );

/** Two days, people and the bot, what was read and what is new. */
export function busy(scene: Scene): void {
  const { chat, tomas, dana, priya, bot } = scene;
  chat.stores.$presence.set([dana, priya]);
  scene.say(dana, 'Hi Tomás, the renewal papers are ready.', { day: -1, at: '16:02' });
  const thanks = { reactions: [{ emoji: '👍', users: ['dana'] }] };
  scene.say(tomas, 'Thanks, reading it tonight.', { day: -1, at: '16:20', ...thanks });
  scene.event(priya, 'participant_added', priya, '09:28');
  const depots = scene.say(tomas, 'These two depots are the ones that move.', { at: '09:31' });
  chat.read(dana, depots.seq);
  chat.read(priya, depots.seq);
  scene.say(bot, 'Both are on the list for **1 February**.', { at: '09:32' });
  chat.read(tomas, depots.seq + 1);
  scene.say(priya, 'Do the two depots keep their account numbers after the move?', {
    at: '09:38',
    reply_to: depots.id,
  });
  scene.say(priya, 'A photo of the gate would help the drivers, too.', { at: '09:39' });
}

/** More than fits, the newest unread. */
function long(scene: Scene): void {
  for (let i = 0; i < 12; i += 1) {
    scene.say(scene.dana, 'Hi Tomás, the renewal papers are ready.', { at: `09:${10 + i * 2}` });
    scene.say(scene.tomas, 'Thanks, reading it tonight.', { at: `09:${11 + i * 2}` });
  }
  scene.chat.read(scene.tomas, 24);
}

async function up(scene: Scene): Promise<void> {
  const log = scene.$('.log');
  log.scrollTop = 100;
  log.dispatchEvent(new Event('scroll'));
  await scene.settle();
}

const empty: readonly State[] = [
  {
    name: 'empty, a greeting and prompts',
    fill(scene) {
      prompts(scene);
      scene.chat.stores.$presence.set([scene.dana, scene.priya]);
    },
    shows: '.prompts li',
    tree: [
      'dialog "Renewal 2027"',
      'heading "Renewal 2027"',
      'heading "Hello Tomás. What can we do for you?"',
      'list "Start with"',
      'button "Where is my delivery? Track the delivery of my last order"',
      'textbox "Message" [focused]',
      'button "Send" [disabled]',
    ],
  },
  {
    name: 'empty, nobody is here',
    conversation: null,
    shows: '.hello',
    tree: ['dialog "Chat"', 'StaticText "Write to us. You find the answer here, also when you come back later."'],
  },
  {
    name: 'empty, for the team',
    you: 'dana',
    shows: '.hello',
    tree: ['heading "Nothing has been said yet."', 'button "Note for your team" [pressed=false]'],
  },
  {
    name: 'empty, with the page’s own words in the slots',
    inside: '<strong slot="header">Northgate support</strong><p slot="empty">We are here from eight to six.</p>',
    fill: prompts,
    shows: '.prompts li',
    tree: ['StaticText "Northgate support"', 'button "Close chat"', 'StaticText "We are here from eight to six."'],
  },
  {
    name: 'first load',
    loaded: false,
    conversation: null,
    fill: ({ chat }) => chat.stores.$status.set('connecting'),
    act: ({ clock }) => clock.advance(1100),
    shows: '.notice',
    tree: ['StaticText "Connecting…"', 'log "Messages"'],
    heard: ['Connecting…'],
  },
];

const history: readonly State[] = [
  {
    name: 'history, days, readers and what is new',
    fill: busy,
    shows: '.unread',
    tree: [
      'heading "Renewal 2027"',
      'log "Messages"',
      'StaticText "Yesterday"',
      'article "Dana Okafor*, Agent*, 16:02*Hi Tomás, the renewal papers are ready."',
      'button "👍 1 Dana Okafor" [pressed=false]',
      'StaticText "Today"',
      'StaticText "Priya* joined"',
      'article "You*, 09:31*These two depots are the ones that move.*Read by Dana and Priya"',
      'StaticText "2 new messages"',
      'article "Priya Nair*, Agent*, 09:38*Do the two depots keep their account numbers after the move?"',
    ],
  },
  {
    name: 'history, from a page in a box',
    element: { position: 'inline' },
    fill: busy,
    shows: '.panel.inline .unread',
    tree: ['region "Renewal 2027"', 'log "Messages"', '!button "Close chat"', '!dialog "*"'],
  },
  {
    name: 'history, at the left',
    element: { position: 'bottom-left', heading: 'Northgate Logistics' },
    fill: busy,
    shows: '.unread',
    tree: ['dialog "Northgate Logistics"'],
  },
  {
    name: 'history, reading older messages while new ones come',
    fill: long,
    async act(scene) {
      await up(scene);
      scene.say(scene.dana, 'I can move both invoices to the new account.');
      scene.say(scene.priya, 'Who signs for you?');
      await scene.settle();
      scene.clock.advance(200);
    },
    shows: '.jump',
    tree: ['button "Jump to latest, 2 new"'],
    heard: ['Dana Okafor: I can move both invoices to the new account.', 'Priya Nair: Who signs for you?'],
  },
  {
    name: 'history, jump to latest',
    fill: long,
    act: up,
    shows: '.jump',
    tree: ['button "Latest"'],
  },
  {
    name: 'history, older messages are loading',
    fill(scene) {
      long(scene);
      scene.chat.stores.$hasOlder.set(true);
      scene.chat.stores.$loadingOlder.set(true);
    },
    async act(scene) {
      scene.$('.log').scrollTop = 0;
      await scene.settle();
    },
    shows: '.older',
    tree: ['StaticText "Loading older messages…"'],
  },
  {
    name: 'history, people come and go',
    fill: (scene) => void scene.say(scene.dana, 'I can move both invoices to the new account.', { at: '10:01' }),
    async act(scene) {
      const { chat, dana, priya, bot, tomas } = scene;
      chat.raise('user-joined', { user: priya });
      scene.event(bot, 'handed_over', dana, '10:02');
      scene.event(dana, 'assigned', priya, '10:03');
      scene.event(priya, 'participant_added', tomas, '10:04');
      chat.raise('user-left', { user: priya });
      await scene.settle();
      scene.clock.advance(2500);
    },
    shows: '.event',
    tree: [
      'StaticText "Priya Nair joined"',
      'StaticText "Dana* took over from Assistant"',
      'StaticText "Dana* assigned this conversation to Priya*"',
      'StaticText "Priya* added you"',
      'StaticText "Priya Nair left"',
    ],
    heard: [
      'Priya Nair joined',
      'Priya Nair left',
      'Dana Okafor took over from Assistant',
      'Dana Okafor assigned this conversation to Priya Nair',
      'Priya Nair added you',
    ],
  },
];

const activity: readonly State[] = [
  {
    name: 'activity, one types',
    fill: busy,
    act: ({ chat, dana }) => chat.stores.$typing.set([dana]),
    shows: '.activity .dots',
    tree: ['StaticText "Dana is typing"'],
  },
  {
    name: 'activity, several type',
    fill: busy,
    act: ({ chat, dana, priya, lena }) => chat.stores.$typing.set([dana, priya, lena]),
    shows: '.activity .dots',
    tree: ['StaticText "Several people are typing"'],
  },
];

export const conversation: readonly State[] = [...empty, ...history, ...activity];
