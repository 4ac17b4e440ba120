/** One set, drawn for this element. Those that one part alone shows stand beside it, and come with it. */
import type { Icon } from './icon.js';

export const alertIcon: Icon = { d: 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M10 6.75v3.75M10 13.25h.01' };
export const attachIcon: Icon = {
  d: 'M16.75 9.25 10 16a4.3 4.3 0 0 1-6.1-6.1l6.6-6.6a2.87 2.87 0 0 1 4.05 4.05l-6.5 6.5a1.43 1.43 0 0 1-2.03-2.03l5.4-5.37',
};
export const backIcon: Icon = { d: 'M12 4.75 6.75 10 12 15.25', look: 'flip' };
export const botIcon: Icon = {
  d: 'M6.75 7h6.5a3 3 0 0 1 3 3v3a3 3 0 0 1-3 3h-6.5a3 3 0 0 1-3-3v-3a3 3 0 0 1 3-3ZM10 7V4.25M7.6 10.75v1.5M12.4 10.75v1.5M10 4.25h.01',
};
export const checkIcon: Icon = { d: 'm4.5 10.5 3.5 3.5 7.5-8' };
export const checksIcon: Icon = { d: 'm1.75 10.5 3.5 3.5 7-7.75M9.75 13.1l.9.9 7-7.75' };
export const copyIcon: Icon = {
  d: 'M9.25 7.25h5a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2ZM12.75 7.25V5.75a2 2 0 0 0-2-2h-5a2 2 0 0 0-2 2v5a2 2 0 0 0 2 2h1.5',
};
export const downIcon: Icon = { d: 'M10 4v11.75M4.75 10.5 10 15.75l5.25-5.25' };
export const editIcon: Icon = {
  d: 'm4 16 .75-3.6 8.4-8.4a1.9 1.9 0 0 1 2.7 0l.15.15a1.9 1.9 0 0 1 0 2.7l-8.4 8.4L4 16Z',
};
export const lockIcon: Icon = {
  d: 'M6.75 9h6.5a2 2 0 0 1 2 2v3.25a2 2 0 0 1-2 2h-6.5a2 2 0 0 1-2-2V11a2 2 0 0 1 2-2ZM7 9V6.75a3 3 0 0 1 6 0V9',
};
export const nextIcon: Icon = { d: 'M8 4.75 13.25 10 8 15.25', look: 'flip' };
export const offlineIcon: Icon = {
  d: 'M5.5 10.9a6.4 6.4 0 0 1 2.6-1.6m4.2.1a6.4 6.4 0 0 1 2.2 1.5M3 8.2a10 10 0 0 1 3-2m3.4-.7A10 10 0 0 1 17 8.2M8.1 13.4a2.9 2.9 0 0 1 3.8 0M10 16h.01M3.5 3.5l13 13',
};
export const onlineIcon: Icon = {
  d: 'M5.5 10.9a6.4 6.4 0 0 1 9 0M8.1 13.4a2.9 2.9 0 0 1 3.8 0M10 16h.01M3 8.2a10 10 0 0 1 14 0',
};
export const replyIcon: Icon = {
  d: 'M7.75 4.75 3.5 9l4.25 4.25M3.75 9h7a5.5 5.5 0 0 1 5.5 5.5v.75',
  look: 'flip',
};
export const sendIcon: Icon = { d: 'M10 16V4.25M4.75 9.5 10 4.25l5.25 5.25' };
export const stopIcon: Icon = {
  d: 'M7.25 5.25h5.5a2 2 0 0 1 2 2v5.5a2 2 0 0 1-2 2h-5.5a2 2 0 0 1-2-2v-5.5a2 2 0 0 1 2-2Z',
  look: 'solid',
};
export const trashIcon: Icon = {
  d: 'M4 5.75h12M7.75 5.5V4.25a.75.75 0 0 1 .75-.75h3a.75.75 0 0 1 .75.75V5.5M5.5 5.75l.6 9.2a1.6 1.6 0 0 0 1.6 1.55h4.6a1.6 1.6 0 0 0 1.6-1.55l.6-9.2',
};
export const xIcon: Icon = { d: 'm5.25 5.25 9.5 9.5m0-9.5-9.5 9.5' };
