/**
 * How a text is cut into words, for every store alike: the index holds what stands here, and a query is cut the same way,
 * so that nothing in it is syntax. docs/decisions/0006 says why the database's own tokenizers are not enough.
 */

/** Scripts that put no spaces between words: each character is a word, and a run of them is looked for as a phrase. */
const UNSPACED =
  '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{sc=Bopo}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}\\p{sc=Tibt}]';
/** Marks that belong to the character before them; half-width kana have theirs as letters. */
const MARKS = '[\\p{M}\\uff9e\\uff9f]*';
const WORD = new RegExp(
  `(?:(?=${UNSPACED})[\\p{L}\\p{N}]|\\p{ExtPict})${MARKS}|(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}\\p{Co}])+`,
  'gu',
);
const SINGLE = new RegExp(`^(?:${UNSPACED}|\\p{ExtPict})`, 'u');
const ASCII_WORD = /[a-z0-9]+/gi;
// eslint-disable-next-line no-control-regex -- all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * Accents of Latin, Greek and Cyrillic, Hebrew points and Arabic vowel signs: what people leave out when they type. The
 * signs of Indic scripts and the voicing of kana are no such thing and stay.
 */
const ACCENT_RANGES =
  '0300-036f 0483-0487 0591-05bd 05bf-05c7 064b-065f 0670-0670 1ab0-1aff 1dc0-1dff 20d0-20ff fe00-fe0f fe20-fe2f';
const ACCENTS = new RegExp(`[${ACCENT_RANGES.replaceAll(/[0-9a-f]{4}/g, '\\u$&').replaceAll(' ', '')}]`, 'gu');
/** Letters that Unicode does not take apart and people do. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
const NEITHER = /[^\p{L}\p{N}\p{M}\p{Co}\p{ExtPict}]/gu;

/** A key pasted into a chat is one word of thousands of characters; its beginning finds it. */
const WORD_CHARS_MAX = 64;

export interface Word {
  /** Folded: case, accents and width do not matter any more. */
  readonly word: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

/** Splits no surrogate pair, which a database would mend in its own way. */
const short = (word: string): string => word.slice(0, WORD_CHARS_MAX).replace(/[\ud800-\udbff]$/, '');

function fold(word: string): string {
  const bare = word.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
  const plain = bare.replace(LETTER, (letter) => LETTERS[letter] ?? letter).replace(NEITHER, '');
  return short(plain);
}

export function wordsOf(text: string): Word[] {
  const ascii = ASCII.test(text);
  const words: Word[] = [];
  for (const match of text.matchAll(ascii ? ASCII_WORD : WORD)) {
    const [found] = match;
    const word = ascii ? short(found.toLowerCase()) : fold(found);
    if (word !== '') words.push({ word, from: match.index, to: match.index + found.length });
  }
  return words;
}

/** The text as an index takes it: folded words with a space between. */
export const wordText = (text: string): string =>
  wordsOf(text)
    .map(({ word }) => word)
    .join(' ');

/** Whether a word is one character of a script without spaces, which no longer word begins with. */
export const isSingle = (word: string): boolean => SINGLE.test(word);
