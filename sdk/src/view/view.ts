import type { Chat } from '../chat.js';
import type { Clock } from '../clock.js';
import { createFormat, localeFor, type Format } from './format.js';
import { namesOf, type Names } from './people.js';
import { stringsFor, type Strings } from './strings.js';

/** What every part of one panel needs; a new object whenever one of these changes. */
export interface View {
  readonly chat: Chat | null;
  readonly strings: Strings;
  readonly format: Format;
  readonly names: Names;
  readonly clock: Clock;
}

export interface ViewInput {
  chat: Chat | null;
  clock: Clock;
  /** A language tag. */
  locale: string;
  botName: string | null;
  rightToLeft: boolean;
}

export function createView({ chat, clock, locale, botName, rightToLeft }: ViewInput): View {
  const strings = stringsFor(locale);
  // Dates in the language of the words around them.
  const language = locale.split('-')[0] === strings.language ? locale : strings.language;
  const format = createFormat(localeFor(language, navigator.languages), strings, () => clock.now());
  return { chat, clock, strings, format, names: namesOf(strings, botName, rightToLeft) };
}
