/** UTF-8 bytes that every file system takes in a name. */
const NAME_BYTES_MAX = 255;

/**
 * Controls, and what turns or hides the text around it: U+202E makes `exe.gpj` of `jpg.exe`. The joiners U+200C and U+200D
 * stay, since Persian and emoji are written with them.
 */
const INVISIBLE = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** What Windows takes in no name, and what a page could take for markup. */
const FORBIDDEN = /[<>:"|?*]/g;

const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * A file's name as others may see it and save it. It is never used as a path here: on the disk a file has the name that
 * the relay gave it.
 *
 * @returns null where nothing is left of it.
 */
export function cleanName(raw: string): string | null {
  const name = raw
    .toWellFormed()
    // Old browsers send the whole path, attackers a way out of the folder.
    .replace(/^.*[/\\]/s, '')
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .replace(DEVICES, '_$&');
  return name === '' ? null : shorten(name);
}

/** In lower case, without the dot; empty where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Keeps the ending, which says what the file is. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot < 0 || name.length - dot > 20 ? '' : name.slice(dot);
  const room = NAME_BYTES_MAX - Buffer.byteLength(ending);
  let base = '';
  let bytes = 0;
  for (const character of name.slice(0, name.length - ending.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    base += character;
  }
  return `${base.replace(/[. ]+$/, '')}${ending}`;
}
