import type { Icon } from '../icon.js';

export const smileIcon: Icon = {
  d: 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M7.25 11.75c.65.9 1.6 1.4 2.75 1.4s2.1-.5 2.75-1.4M7.75 8h.01M12.25 8h.01',
};
