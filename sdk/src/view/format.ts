import type { Strings } from './words/strings.js';

/** Times, days, lists and numbers as the reader writes them; the device's time zone. */
export interface Format {
  readonly locale: string;
  /** `10:14` or `10:14 AM`. */
  readonly time: (at: number) => string;
  /** Two times with the same key lie on the same day of this device. */
  readonly dayKey: (at: number) => string;
  /** "Today", "Yesterday", "Thursday 19 November", with the year where it is another one. */
  readonly day: (at: number) => string;
  /** Day and time, for a tooltip. */
  readonly full: (at: number) => string;
  /** "Dana, Priya and Assistant". */
  readonly list: (names: readonly string[]) => string;
  readonly number: (n: number) => string;
}

const DAY_MS = 86_400_000;

/** Milliseconds since 1970 of a wire time; 0 for one that is none. */
export const timeOf = (iso: string): number => {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? 0 : at;
};

/**
 * A locale for formats: as asked for, with the reader's own region where only a language was named. English without a
 * region takes the reader's, else British, whose lists and dates are those of our own sentences.
 */
export function localeFor(asked: string, readers: readonly string[]): string {
  const language = asked.split('-')[0]?.toLowerCase() ?? 'en';
  const known = (locale: string) => {
    try {
      return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
    } catch {
      return false; // Not a language tag at all.
    }
  };
  if (!known(asked)) return 'en-GB';
  if (asked.includes('-')) return asked;
  const regional = readers.find((reader) => reader.toLowerCase().startsWith(`${language}-`) && known(reader));
  return regional ?? (language === 'en' ? 'en-GB' : asked);
}

/** @param now the device's clock, for "Today". */
export function createFormat(locale: string, strings: Strings, now: () => number): Format {
  const formatter = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const time = formatter({ hour: '2-digit', minute: '2-digit' });
  const day = formatter({ weekday: 'long', day: 'numeric', month: 'long' });
  const dayAndYear = formatter({ day: 'numeric', month: 'long', year: 'numeric' });
  const full = formatter({ dateStyle: 'full', timeStyle: 'short' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const number = new Intl.NumberFormat(locale);
  const dayKey = (at: number) => {
    const date = new Date(at);
    return `${String(date.getFullYear())}-${String(date.getMonth())}-${String(date.getDate())}`;
  };
  return {
    locale,
    time: (at) => time.format(at),
    dayKey,
    day(at) {
      const key = dayKey(at);
      if (key === dayKey(now())) return strings.today;
      // Noon, so that a day of 23 or 25 hours does not skip one.
      if (key === dayKey(new Date(now()).setHours(12) - DAY_MS)) return strings.yesterday;
      const sameYear = new Date(at).getFullYear() === new Date(now()).getFullYear();
      return (sameYear ? day : dayAndYear).format(at);
    },
    full: (at) => full.format(at),
    list: (names) => list.format(names),
    number: (n) => number.format(n),
  };
}
