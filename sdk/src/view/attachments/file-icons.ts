import type { Icon } from '../icon.js';

export const downloadIcon: Icon = { d: 'M10 3.75v8.75M6.25 8.75 10 12.5l3.75-3.75M4 16.25h12' };
export const fileIcon: Icon = {
  d: 'M11.5 3.5H6.75a1.5 1.5 0 0 0-1.5 1.5v10a1.5 1.5 0 0 0 1.5 1.5h6.5a1.5 1.5 0 0 0 1.5-1.5V6.75L11.5 3.5ZM11.5 3.5v3.25h3.25',
};
