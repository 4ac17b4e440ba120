import type { Chat } from '../chat.js';
import type { Clock } from '../clock.js';
import { createFormat, localeFor, type Format } from './format.js';
import { namesOf, type Names } from './people.js';
import {
  stringsFor,
  type CreateStrings,
  type StringOverrides,
  type Strings,
  type StringsWith,
} from './words/strings.js';

/** What every part of one panel needs; a new object whenever one of these changes. */
export interface View {
  readonly chat: Chat | null;
  readonly strings: Strings;
  /** With the words of a part that comes later. */
  readonly stringsWith: StringsWith;
  readonly format: Format;
  readonly names: Names;
  readonly clock: Clock;
}

export interface ViewInput {
  chat: Chat | null;
  clock: Clock;
  /** A language tag. */
  locale: string;
  /** Null: English. */
  create?: CreateStrings | null;
  /** Words of the page's own. */
  given?: StringOverrides | null;
  botName: string | null;
  rightToLeft: boolean;
}

export function createView(input: ViewInput): View {
  const { chat, clock, locale, create = null, given = null, botName, rightToLeft } = input;
  const regional = localeFor(locale, navigator.languages);
  const { strings, stringsWith } = stringsFor(regional, create, given);
  const format = createFormat(regional, strings, () => clock.now());
  return { chat, clock, strings, stringsWith, format, names: namesOf(strings, botName, rightToLeft) };
}
