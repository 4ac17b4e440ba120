/** What an element needs from when it is used on, as one import: the chat behind the launcher and the panel in front of it. */
export { createBackstage } from './backstage.js';
export { definePanel, panelStyles, TakeOver } from '../panel/panel.js';
