import type { Conversation } from '../../../sdk/src/protocol/index.js';
import { messageOf } from '../../../sdk/test/view/fake-chat.js';
import type { Scene } from './scene.js';
import type { State } from './state.js';

function conversations(scene: Scene): void {
  const { chat, dana, priya, tomas, t } = scene;
  const one = (id: string, title: string, at: string, more: Partial<Conversation> = {}): Conversation => ({
    ...scene.conversation({ id, subject: null }),
    title: t(title),
    updated_at: at,
    last_message: messageOf(9, dana, t('I can move both invoices to the new account.')),
    unread_count: 0,
    ...more,
  });
  chat.conversations = [
    one('c1', 'Renewal 2027', scene.time('10:10'), { subject: 'deal:42' }),
    one('c2', 'Fuel cards', scene.time('09:05'), {
      unread_count: 3,
      last_message: messageOf(4, priya, t('Who signs for you?')),
    }),
    one('c3', 'Second depot', scene.time('16:40', -1), {
      last_message: messageOf(7, tomas, t('Thanks, reading it tonight.')),
    }),
    one('c4', 'Invoices for the spring', scene.time('11:00', -6), {
      unread_count: 120,
      last_message: messageOf(2, dana, '', { deleted_at: scene.time('11:00', -6) }),
    }),
    one('c5', '', scene.time('08:00', -200), { last_message: null }),
  ];
}

const open = async (scene: Scene, until = '.row') => {
  await scene.click('.back');
  await scene.until('crm-chat-list');
  scene.clock.advance(0);
  await scene.until(until);
};

const search = (text: string) => async (scene: Scene) => {
  await open(scene);
  await scene.type(text, '.search input');
  scene.clock.advance(400);
  await scene.settle();
};

const talk = (scene: Scene) => {
  conversations(scene);
  scene.say(scene.dana, 'Hi Tomás, the renewal papers are ready.', { at: '10:02' });
};

export const list: readonly State[] = [
  {
    name: 'list, conversations',
    element: { subject: 'deal:42' },
    fill: talk,
    async act(scene) {
      await scene.type('Thanks, reading it tonight.');
      await open(scene);
    },
    shows: '.row[aria-current]',
    tree: [
      'heading "Conversations"',
      'button "New conversation"',
      'searchbox "Search conversations"',
      'heading "About this record"',
      'button "Renewal 2027*Draft:*Thanks, reading it tonight.*" [focused]',
      'heading "Other conversations"',
      'button "Fuel cards*Priya: Who signs for you?*3 unread messages"',
      'button "Invoices for the spring*Message deleted*120 unread messages"',
    ],
  },
  {
    name: 'list, unread elsewhere',
    fill: talk,
    async act(scene) {
      await open(scene);
      await scene.click('.row');
    },
    shows: '.back .n',
    tree: ['button "Back to conversations, 123 unread messages"', 'textbox "Message" [focused]'],
  },
  {
    name: 'list, it is searched',
    fill: talk,
    async act(scene) {
      await open(scene);
      await scene.type('depot', '.search input');
    },
    shows: '.list .state:not(:empty)',
    tree: ['searchbox "Search conversations" [focused]', 'StaticText "Loading conversations…"'],
    heard: [],
  },
  {
    name: 'list, found',
    fill: talk,
    act: search('depot'),
    shows: '.list .state:not(:empty)',
    tree: ['searchbox "Search conversations" [focused]', 'button "Second depot*"', 'StaticText "1 found"'],
    heard: ['1 found'],
  },
  {
    name: 'list, nothing found',
    fill: talk,
    act: search('invoice of a name that is much longer than the line'),
    shows: '.list .state:not(:empty)',
    tree: ['StaticText "Nothing found for “invoice of a name*”."', '!button "Fuel cards*"'],
    heard: ['Nothing found for “invoice of a name that is much longer than the line”.'],
  },
  {
    name: 'list, empty',
    act: async (scene) => open(scene, '.list .state:not(:empty)'),
    shows: '.list',
    tree: ['StaticText "No conversations yet."'],
  },
  {
    name: 'list, it could not be loaded',
    fill: ({ chat }) => (chat.isUnreachable = true),
    act: async (scene) => open(scene, '.list .again'),
    shows: '.list .again',
    tree: ['StaticText "The conversations could not be loaded."', 'button "Try again"'],
  },
  {
    name: 'list, while offline something waits',
    fill(scene) {
      talk(scene);
      scene.chat.stores.$status.set('offline');
      scene.wait('Please copy our accountant in.');
    },
    act: async (scene) => open(scene, '.row .wait'),
    shows: '.row .wait',
    tree: ['button "Renewal 2027*Waiting to be sent*"'],
  },
  {
    name: 'menu, what can be switched',
    element: { sound: true, notifications: true },
    fill: talk,
    act: async (scene) => scene.click('crm-chat-menu > button'),
    shows: '[role=menu]',
    tree: [
      'button "More" [expanded]',
      'menu "More"',
      'menuitemcheckbox "Sound" [checked=true] [focused]',
      'menuitemcheckbox "Notifications*"',
    ],
  },
];
