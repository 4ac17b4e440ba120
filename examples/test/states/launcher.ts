import type { Scene } from './scene.js';
import type { State } from './state.js';

const arrived = (n: number) => (scene: Scene) => {
  for (let i = 0; i < n; i += 1) scene.say(scene.dana, 'Hi Tomás, the renewal papers are ready.');
};

/** The button in the corner, and what the panel is when nothing can be loaded into it. */
export const launcher: readonly State[] = [
  {
    name: 'launcher, closed',
    closed: true,
    shows: '.launcher',
    tree: ['button "Open chat" [hasPopup=dialog] [expanded=false]', '!dialog "*"'],
  },
  {
    name: 'launcher, three unread',
    closed: true,
    fill: arrived(3),
    shows: '.badge:not(.quiet)',
    tree: ['button "Open chat, 3 unread" [expanded=false]'],
  },
  {
    name: 'launcher, more than 99 unread',
    closed: true,
    fill: arrived(120),
    shows: '.badge:not(.quiet)',
    tree: ['button "Open chat, more than 99 unread"'],
  },
  {
    name: 'launcher, offline and something waits',
    closed: true,
    fill(scene) {
      scene.wait('Please copy our accountant in.');
      scene.chat.stores.$status.set('offline');
    },
    shows: '.badge.quiet',
    tree: ['button "Open chat, 1 message waiting to be sent"'],
  },
  {
    name: 'launcher, the chat cannot be loaded',
    line: 'broken',
    closed: true,
    act: ({ element }) => element.show(),
    shows: '.early',
    tree: ['button "Open chat"', 'alert ""', 'StaticText "The chat could not be loaded."', 'button "Try again"'],
  },
  {
    name: 'launcher, pressed and still loading',
    line: 'stalled',
    closed: true,
    act: ({ element }) => element.show(),
    shows: '.launcher[aria-busy]',
    tree: ['button "Open chat" [busy=1]', '!alert ""'],
  },
  {
    name: 'launcher, at the left',
    closed: true,
    element: { position: 'bottom-left' },
    fill: arrived(2),
    shows: '.badge',
    tree: ['button "Open chat, 2 unread"'],
  },
];
