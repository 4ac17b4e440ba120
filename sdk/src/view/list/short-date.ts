import type { Format } from '../format.js';

/** Costly to make, and wanted for each row. */
const known = new WeakMap<Format, (at: number, now: number) => string>();

/** In a list: the time today, else the day, with the year where it is another one. */
export function shortDate(format: Format): (at: number, now: number) => string {
  const before = known.get(format);
  if (before) return before;
  const { locale, dayKey, time } = format;
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const dateAndYear = new Intl.DateTimeFormat(locale, { dateStyle: 'short' });
  const short = (at: number, now: number) => {
    if (dayKey(at) === dayKey(now)) return time(at);
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return (sameYear ? date : dateAndYear).format(at);
  };
  known.set(format, short);
  return short;
}
