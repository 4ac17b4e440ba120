import type { Icon } from '../icon.js';

export const searchIcon: Icon = { d: 'M4 9a5 5 0 1 0 10 0A5 5 0 1 0 4 9m8.6 3.6L16 16' };
export const plusIcon: Icon = { d: 'M10 4.5v11M4.5 10h11' };
