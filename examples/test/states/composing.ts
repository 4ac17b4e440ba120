import type { Scene } from './scene.js';
import type { State } from './state.js';

const talk = (scene: Scene) => {
  scene.chat.stores.$presence.set([scene.dana, scene.priya]);
  scene.say(scene.priya, 'A photo of the gate would help the drivers, too.', { at: '09:38' });
  scene.say(scene.tomas, 'Please copy our accountant in.', { at: '09:40' });
};

export const composing: readonly State[] = [
  {
    name: 'field, a text of several lines',
    fill: talk,
    act: async (scene) => scene.type('Gate and plan are here.\nThe numbers stay.\n\nWe come on Monday.'),
    shows: '.send.on',
    tree: ['textbox "Message" [focused]', 'button "Send" [disabled=false]'],
  },
  {
    name: 'field, few characters left',
    fill: talk,
    act: async (scene) => scene.type('word '.repeat(3200)),
    shows: '.count',
    tree: ['StaticText "384 characters left"'],
  },
  {
    name: 'field, too many characters',
    fill: talk,
    act: async (scene) => scene.type('words '.repeat(2731)),
    shows: '.count.over',
    tree: ['StaticText "2 characters too many"', 'button "Send" [disabled]'],
  },
  {
    name: 'field, answering',
    fill: talk,
    async act(scene) {
      await scene.tool(0, 1);
      await scene.type('10:00 suits us');
    },
    shows: '.strip',
    tree: ['StaticText "Reply to Priya*"', 'button "Cancel"', 'textbox "Message" [focused]'],
  },
  {
    name: 'field, changing a message',
    fill: talk,
    async act(scene) {
      scene.$('textarea').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
      await scene.settle();
    },
    shows: '.strip',
    tree: [
      'StaticText "Edit message"',
      'button "Cancel"',
      'textbox "Message" [focused]',
      'button "Save"',
      '!button "Attach files"',
    ],
  },
  {
    name: 'field, people to mention',
    fill: talk,
    async act(scene) {
      await scene.type('@');
      await scene.until('.option');
    },
    shows: '.option[aria-selected=true]',
    tree: [
      'listbox "People"',
      'option "*Dana Okafor*" [selected=true]',
      'option "*Priya Nair*"',
      'textbox "Message" [focused]',
    ],
  },
  {
    name: 'field, what was written could not be kept',
    fill: talk,
    async act(scene) {
      const { ChatError } = await import('../../../sdk/src/errors.js');
      scene.chat.refusal = new ChatError('storage_full', 'full');
      await scene.type('Please copy our accountant in.');
      scene.$('textarea').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await scene.settle();
    },
    shows: '.refused',
    tree: ['StaticText "This browser has no room for more messages. Wait until some are sent."'],
    heard: ['This browser has no room for more messages. Wait until some are sent.'],
  },
];
