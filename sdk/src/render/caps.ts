/**
 * What is refused before a parser sees it. The parsers of this world are backtracking regular expressions and recursion: a
 * text of 16,384 characters can keep marked busy for seconds (`**a_` over and over) or end its stack (5,000 `>`). A main
 * thread cannot be interrupted, so what may take long is known by its shape and shown as it was written.
 */

/** UTF-16 units of a whole text; above it nothing is parsed. Four times what a relay takes from people by default. */
export const TEXT_MAX = 65_536;
/** Of one paragraph, cell or item: inline parsing is quadratic in the worst case, and 4,000 took under 40 ms then. */
export const INLINE_MAX = 4000;
/** Marks of emphasis in one of those: pairs are looked for from each of them. */
const MARKS_MAX = 400;
/** Containers opened in one line: each is a level of the parser's recursion. */
const NESTED = /^(?![-*_ \t]*$)[ \t]*(?:(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)){13,}/m;

export const isTooDeep = (text: string): boolean => NESTED.test(text);

export function isInlineTooMuch(text: string): boolean {
  if (text.length > INLINE_MAX) return true;
  let marks = 0;
  for (const unit of text) if (unit === '*' || unit === '_' || unit === '~' || unit === '[') marks += 1;
  return marks > MARKS_MAX;
}

/**
 * Milliseconds. Where a text that grows took longer than this twice, it is not parsed again before so many times as long have
 * gone by: the thread is the page's, too. Once is no sign: on a busy device anything may take long once.
 */
export const SLOW_MS = 80;
export const REST_FACTOR = 4;
