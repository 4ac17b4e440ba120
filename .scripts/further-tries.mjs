// What a browser asks for later can be asked for again, under another address.
import MagicString from 'magic-string';

/** As Rollup writes `async () => import('./x.js')`. */
const LOADER = /\(\) => (import\('\.\/[^']+')(\))/g;
/**
 * Of these there must not be two, and what is loaded later names them by the address that they had; and two sheets, of which
 * nobody waits for a second try.
 */
const ONCE = /^(chat|touch|contrast)$/;

/**
 * Firefox keeps the failure of an import for as long as the page is there, by its address. Whoever loads a chunk is given what the
 * address ends with (sdk/src/part.ts); in the npm package loading is the host's bundler's affair.
 */
export function furtherTries(code) {
  const text = new MagicString(code);
  const taken = new Set();
  for (const match of code.matchAll(LOADER)) {
    const start = match.index + '() => '.length;
    const end = start + match[1].length;
    taken.add(start);
    text.update(match.index, match.index + 2, "(again = '')");
    text.appendLeft(end, ' + again');
  }
  for (const { index, 1: name } of code.matchAll(/(?<![\w$.])import\('\.\/([^']+)-[^']{8}\.js'\)/g)) {
    if (!taken.has(index) && !ONCE.test(name))
      throw new Error(`The chunk ${name} is asked for in a way that has no further try.`);
  }
  return { code: String(text), map: text.generateMap({ hires: true }) };
}
