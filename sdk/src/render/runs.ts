/**
 * A long paragraph in pieces that are parsed, and laid out, each by itself: with every word more a parser and a browser look at
 * all of the line that it belongs to. Where a piece ends is known from the text up to there, so that it is the same for a
 * text that grows and for one that is whole.
 */

/** UTF-16 units that stay together: two or three times the longest paragraph that people write. */
const RUN_MIN = 2000;
/** From there on a piece ends with a sentence, later with a word, later still whatever is open: emphasis over so much is lost. */
const WORDS_FROM = 3000;
const RUN_MAX = 3900;
/** Between two places that are tried. */
const STEP = 100;
/**
 * The next piece begins with a letter, which begins no other block, and behind a space, where a mark ends as at a line's end. What
 * follows has no say: it may turn out to be no part of the paragraph.
 */
const WORD = /(?<=[^\s] |[。！？、，])(?=\p{L})/gu;
const SENTENCE = /(?<=[.!?:;…] |[。！？])(?=\p{L})/gu;

const next = (pattern: RegExp, text: string, from: number): number => {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? Infinity;
};

/** In a line that has bars before it, what follows may be the rest of a table's head. */
const mayBeRow = (text: string, at: number): boolean =>
  text.slice(Math.max(text.lastIndexOf('\n', at - 1), 0), at).includes('|');

/**
 * Where the piece that begins at `from` ends; null where it does not, or not yet.
 *
 * @param isClosed whether no mark in a piece waits for its other half.
 */
export function runEnd(text: string, from: number, isClosed: (piece: string) => boolean): number | null {
  for (let at = from + RUN_MIN; at < text.length;) {
    const sentence = at < from + WORDS_FROM ? next(SENTENCE, text, at) : Infinity;
    const end = sentence < from + WORDS_FROM ? sentence : next(WORD, text, Math.max(at, from + WORDS_FROM));
    if (end >= text.length) return null;
    const isForced = end >= from + RUN_MAX;
    if (!mayBeRow(text, end) && (isForced || isClosed(text.slice(from, end)))) return end;
    at = end + (isForced ? 1 : STEP);
  }
  return null;
}

/** The pieces of a text; one for most. */
export function runsOf(text: string, isClosed: (piece: string) => boolean): readonly string[] {
  const runs: string[] = [];
  let from = 0;
  for (let end = runEnd(text, 0, isClosed); end !== null; end = runEnd(text, from, isClosed)) {
    runs.push(text.slice(from, end));
    from = end;
  }
  return [...runs, text.slice(from)];
}
