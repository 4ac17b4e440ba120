import type { Chat } from '../chat.js';
import type { Clock } from '../clock.js';
import type { Format } from './format.js';
import type { Names } from './people.js';
import type { Strings } from './strings.js';

/** What every part of one element needs; a new object whenever one of these changes. */
export interface View {
  readonly chat: Chat | null;
  readonly strings: Strings;
  readonly format: Format;
  readonly names: Names;
  readonly clock: Clock;
}
