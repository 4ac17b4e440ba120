/** What is looked for, and where it stands in a text. */
import type { Mark, Snippet } from '@crm-chat/sdk/protocol';
import { isSingle, wordsOf, type Word } from './words.js';

/** Words that have to follow one another. */
export interface Phrase {
  readonly words: readonly string[];
  /** The last word may go on: somebody is still typing it. */
  readonly prefix: boolean;
}

const PHRASES_MAX = 16;
/** One letter begins a fourteenth of all words: as a prefix it would find everything. */
const PREFIX_CHARS_MIN = 2;

/**
 * What a person typed: each run without a space is a phrase (`deal:42` is `deal` followed by `42`), quotes keep several
 * words together, and the last word is looked for as a beginning. All phrases have to be there. Nothing else means anything.
 */
export function phrasesOf(q: string): readonly Phrase[] {
  const phrases: Phrase[] = [];
  for (const match of q.matchAll(/"([^"]*)"?|[^\s"]+/gu)) {
    const [whole, quoted] = match;
    const words = wordsOf(quoted ?? whole).map(({ word }) => word);
    const last = words.at(-1);
    if (last === undefined) continue;
    const typing = quoted === undefined && match.index + whole.length === q.length;
    phrases.push({ words, prefix: typing && last.length >= PREFIX_CHARS_MIN && !isSingle(last) });
    if (phrases.length === PHRASES_MAX) break;
  }
  return phrases;
}

export const withoutPrefix = (phrases: readonly Phrase[]): readonly Phrase[] =>
  phrases.map(({ words }) => ({ words, prefix: false }));

function standsAt(words: readonly Word[], at: number, { words: wanted, prefix }: Phrase): boolean {
  return wanted.every((word, n) => {
    const here = words[at + n]?.word;
    return prefix && n === wanted.length - 1 ? here?.startsWith(word) === true : here === word;
  });
}

/** Where a phrase begins, as places in the list of words. */
function placesOf(words: readonly Word[], phrase: Phrase): number[] {
  return words.flatMap((_, at) => (standsAt(words, at, phrase) ? [at] : []));
}

/** Whether all of them stand in these words. */
export const matches = (words: readonly Word[], phrases: readonly Phrase[]): boolean =>
  phrases.length > 0 && phrases.every((phrase) => words.some((_, at) => standsAt(words, at, phrase)));

/** BM25's saturation and length norm, as everybody has them; the mean length is that of chat messages. */
const [K1, B, MEAN_WORDS] = [1.2, 0.75, 20];
/** What a word is worth that only begins as it was typed. */
const BEGUN = 0.6;

/**
 * BM25 without the inverse document frequency: all phrases are in every hit, and to count documents would be to read the
 * whole index for a common word.
 */
export function score(words: readonly Word[], phrases: readonly Phrase[]): number {
  const norm = K1 * (1 - B + (B * words.length) / MEAN_WORDS);
  return phrases.reduce((sum, phrase) => {
    const exact = placesOf(words, { ...phrase, prefix: false }).length;
    const begun = phrase.prefix ? placesOf(words, phrase).length - exact : 0;
    const times = exact + BEGUN * begun;
    return sum + (times === 0 ? 0 : (times * (K1 + 1)) / (times + norm));
  }, 0);
}

/** The places of all phrases in a text, in order; what touches or overlaps is one. */
export function marksOf(text: string, phrases: readonly Phrase[]): Mark[] {
  const words = wordsOf(text);
  const marks = phrases.flatMap((phrase) =>
    placesOf(words, phrase).map((at): Mark => [words[at]?.from ?? 0, words[at + phrase.words.length - 1]?.to ?? 0]),
  );
  const merged: Mark[] = [];
  for (const [from, to] of marks.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

const SNIPPET_CHARS = 160;
/** How much stands before the first mark. */
const LEAD_CHARS = 40;

/** A place that splits no surrogate pair. */
const whole = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
};

/** The first space at or after a place, where one is near: a word cut in half reads badly. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + LEAD_CHARS / 2).search(/\s/u);
  return space === -1 ? whole(text, at) : at + space + 1;
}

/** What a message says around the first place; plain text, marks as offsets in it. */
export function snippetOf(text: string, phrases: readonly Phrase[]): Snippet {
  const marks = marksOf(text, phrases);
  const first = marks[0]?.[0] ?? 0;
  const fits = text.length <= SNIPPET_CHARS;
  const from = fits || first <= LEAD_CHARS ? 0 : wordStart(text, first - LEAD_CHARS);
  const to = fits ? text.length : whole(text, Math.min(text.length, from + SNIPPET_CHARS));
  const within = marks.filter((mark) => mark[0] >= from && mark[0] < to);
  return {
    text: text.slice(from, to),
    marks: within.map((mark): Mark => [mark[0] - from, Math.min(mark[1], to) - from]),
    cut_before: from > 0,
    cut_after: to < text.length,
  };
}
