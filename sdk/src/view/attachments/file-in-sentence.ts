import { plainName } from '../plain-name.js';

/** Characters of a file's name in a sentence: its beginning, and its end with the kind. */
const [START, END] = [40, 16];

export const fileInSentence = (name: string): string => {
  const letters = Array.from(plainName(name));
  if (letters.length <= START + END) return letters.join('');
  return `${letters.slice(0, START).join('').trim()}…${letters.slice(-END).join('').trim()}`;
};
