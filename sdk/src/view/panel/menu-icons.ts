import type { Icon } from '../icon.js';

export const moreIcon: Icon = { d: 'M4.75 10h.01M10 10h.01M15.25 10h.01', look: 'bold' };
