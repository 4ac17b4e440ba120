import { RelayError } from './errors.js';

/** Names that reach a prototype when careless code copies an object. No field of ours is called so. */
const UNSAFE_NAMES = new Set(['__proto__', 'constructor']);
/** A text without any of these has no such name, however it is written: only an escape can hide a letter. */
const UNSAFE_SPELLING = /__proto__|constructor|\\u/;

/**
 * JSON from a stranger. Nesting is counted before anything is built, so that no parser or walker further on can be sent
 * down a stack-deep tree.
 *
 * @param depth `limits.json_depth`; a flat object is 1 deep.
 * @throws RelayError `malformed` for what is no JSON or nests too deep, `invalid` for a name that no field may have.
 */
export function parseJson(text: string, depth: number): unknown {
  if (nesting(text) > depth) throw new RelayError('malformed', `The JSON nests more than ${depth} levels deep.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes what was sent, and a log must not.
    throw new RelayError('malformed', 'The body is not JSON.');
  }
  if (UNSAFE_SPELLING.test(text)) refuseUnsafeNames(value);
  return value;
}

/** The deepest nesting of a JSON text, in one pass over its characters. Of a text that is no JSON: some number. */
function nesting(text: string): number {
  let level = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === BACKSLASH) i += 1;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      level += 1;
      if (level > deepest) deepest = level;
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) level -= 1;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Recursion is bounded: the depth has been checked. */
function refuseUnsafeNames(value: unknown, path = ''): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (UNSAFE_NAMES.has(key)) {
      throw new RelayError('invalid', `A field may not be called ${key}.`, {
        errors: [{ path: here, message: 'This name is not taken.' }],
      });
    }
    refuseUnsafeNames(member, here);
  }
}
