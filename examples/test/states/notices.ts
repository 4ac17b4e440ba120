import type { ConnectionStatus } from '../../../sdk/src/status.js';
import type { Scene } from './scene.js';
import type { State } from './state.js';

const talk = (scene: Scene) => {
  scene.say(scene.dana, 'Hi Tomás, the renewal papers are ready.', { at: '10:02' });
  scene.say(scene.tomas, 'Thanks, reading it tonight.', { at: '10:04' });
};

const line = '.notice';

/** A line that has been down for that long. */
const down = (status: ConnectionStatus, name: string, sentence: string, forMs = 6000): State => ({
  name: `notice, ${name}`,
  fill: talk,
  async act(scene) {
    scene.chat.stores.$status.set(status);
    await scene.settle();
    scene.clock.advance(forMs);
  },
  shows: line,
  tree: [`StaticText "${sentence}"`, 'textbox "Message" [focused]'],
  heard: [sentence],
});

export const notices: readonly State[] = [
  down('connecting', 'connecting', 'Connecting…'),
  down('reconnecting', 'reconnecting', 'Reconnecting. You can keep writing.'),
  down(
    'restarting',
    'the relay restarts',
    'The chat service is restarting. What you send waits here until it is back.',
  ),
  down('busy', 'the relay is busy', 'The chat service is busy. What you send waits here.'),
  down('polling', 'long-poll', 'No live connection right now. Messages still arrive.'),
  down('signed-out', 'signed out', 'Your sign-in has ended. Sign in again to go on; nothing you wrote is lost.'),
  down('not-found', 'not this reader’s', 'This conversation is not available to you.'),
  down('outdated', 'an old page', 'This page is out of date. Reload it to go on; your messages are kept.'),
  {
    name: 'notice, offline',
    fill: talk,
    act: ({ chat }) => chat.stores.$status.set('offline'),
    shows: line,
    tree: ['StaticText "You are offline."', 'StaticText "*Keep writing: what you send is kept on this device*"'],
    heard: ['You are offline. Keep writing: what you send is kept on this device and goes out when you are back.'],
  },
  {
    name: 'notice, offline and three wait',
    fill: talk,
    act(scene) {
      scene.chat.stores.$status.set('offline');
      for (const text of ['Please copy our accountant in.', 'The VAT number goes on every page.', 'Who signs for you?'])
        scene.wait(text, { created_at: scene.time('10:15') });
    },
    shows: '.is-pending',
    tree: [
      'StaticText "*Keep writing: 3 messages are kept on this device*"',
      'article "You*Please copy our accountant in. Waiting to be sent"',
      'article "You*Who signs for you? Waiting to be sent"',
    ],
    heard: [
      'Kept on this device, waiting to be sent',
      'Kept on this device, waiting to be sent',
      'Kept on this device, waiting to be sent',
      'You are offline. Keep writing: 3 messages are kept on this device and go out when you are back.',
    ],
  },
  {
    name: 'notice, back and sending',
    fill: talk,
    async act(scene) {
      const { chat } = scene;
      chat.stores.$status.set('offline');
      for (const text of ['Please copy our accountant in.', 'The VAT number goes on every page.', 'Who signs for you?'])
        scene.wait(text);
      await scene.settle();
      scene.clock.advance(60_000);
      chat.stores.$status.set('online');
      const first = chat.stores.$outbox.get()[0];
      if (first) chat.settle(first.client_id);
    },
    shows: line,
    tree: ['StaticText "Back online."', 'StaticText "*Sending 2 of 3 messages…"'],
    heard: [
      'You are offline. Keep writing: 3 messages are kept on this device and go out when you are back.',
      'Back online. Sending 2 of 3 messages…',
    ],
  },
  {
    name: 'notice, all sent',
    fill: talk,
    async act(scene) {
      const { chat } = scene;
      chat.stores.$status.set('offline');
      const entries = ['Please copy our accountant in.', 'Who signs for you?'].map((text) => scene.wait(text));
      await scene.settle();
      scene.clock.advance(60_000);
      chat.stores.$status.set('online');
      for (const { client_id } of entries) chat.settle(client_id);
    },
    shows: line,
    tree: ['StaticText "All sent."'],
    heard: [
      'You are offline. Keep writing: 2 messages are kept on this device and go out when you are back.',
      'Sent',
      'All sent.',
    ],
  },
  {
    name: 'notice, this browser cannot keep messages',
    fill: talk,
    act: ({ chat }) => chat.stores.$durable.set(false),
    shows: line,
    tree: [
      'StaticText "This browser cannot keep messages. Stay on this page until they are sent."',
      'button "Dismiss"',
    ],
    heard: ['This browser cannot keep messages. Stay on this page until they are sent.'],
  },
  {
    name: 'notice, loaded again',
    fill: talk,
    act: ({ chat }) => chat.raise('history-replaced', {}),
    shows: line,
    tree: ['StaticText "This conversation was loaded again."'],
    heard: ['This conversation was loaded again.'],
  },
  {
    name: 'notice, closed',
    conversation: { status: 'closed' },
    fill: (scene) => {
      talk(scene);
      scene.event(scene.dana, 'closed', scene.dana, '10:08');
    },
    shows: line,
    tree: [
      'StaticText "This conversation is closed."',
      'button "Start a new one"',
      'StaticText "Dana* closed this conversation"',
    ],
  },
  {
    name: 'notice, not set up',
    bare: true,
    shows: line,
    tree: [
      'button "Close chat"',
      'StaticText "This chat is not set up yet: it needs a token, a token-url or getToken."',
    ],
  },
  {
    name: 'notice, signed out on this device',
    fill: talk,
    act: async ({ element }) => element.logout(),
    shows: line,
    tree: ['StaticText "You are signed out on this device."'],
    heard: ['You are signed out on this device.'],
  },
  {
    name: 'notice, set up wrongly',
    bare: true,
    element: { token: 'not.a.token', endpoint: 'ftp://nowhere' },
    shows: line,
    tree: ['StaticText "This chat is not set up correctly."'],
  },
];
