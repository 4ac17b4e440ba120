/** Every state that the element can be in. What is not in this table nobody has looked at. */
import { composing } from './composing.js';
import { conversation } from './conversation.js';
import { files } from './files.js';
import { launcher } from './launcher.js';
import { list } from './list.js';
import { messages } from './messages.js';
import { notices } from './notices.js';
import { rich } from './rich.js';
import type { State } from './state.js';

export const catalogue: readonly State[] = [
  ...launcher,
  ...conversation,
  ...notices,
  ...messages,
  ...composing,
  ...files,
  ...rich,
  ...list,
];
