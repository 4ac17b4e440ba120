/** Which files there are, as far as uploads go: media types, the names they come under, what browsers call them. */
import { supportedMimeTypes } from 'file-type';

interface Kind {
  /** In lower case, without the dot; the first is the usual one. */
  readonly extensions: readonly string[];
  /** What browsers and systems declare instead, or what a close relative is recognised as. */
  readonly also?: readonly string[];
}

const OOXML = 'application/vnd.openxmlformats-officedocument';

const KINDS: Readonly<Record<string, Kind>> = Object.freeze({
  'image/png': { extensions: ['png', 'apng'], also: ['image/apng', 'image/x-png'] },
  'image/jpeg': { extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], also: ['image/jpg', 'image/pjpeg'] },
  'image/gif': { extensions: ['gif'] },
  'image/webp': { extensions: ['webp'] },
  'application/pdf': { extensions: ['pdf'], also: ['application/x-pdf'] },
  'application/zip': { extensions: ['zip'], also: ['application/x-zip-compressed', 'application/x-zip'] },
  [`${OOXML}.wordprocessingml.document`]: { extensions: ['docx'] },
  [`${OOXML}.spreadsheetml.sheet`]: { extensions: ['xlsx'] },
  [`${OOXML}.presentationml.presentation`]: { extensions: ['pptx'] },
  'audio/mpeg': { extensions: ['mp3'], also: ['audio/mp3', 'audio/x-mp3', 'audio/mpeg3'] },
  'video/mp4': { extensions: ['mp4', 'm4v'], also: ['video/x-m4v'] },
  'text/plain': { extensions: ['txt', 'text', 'log', 'md'], also: ['text/markdown', 'text/x-log'] },
  // A Windows with Excel declares its CSV files as Excel's own.
  'text/csv': {
    extensions: ['csv'],
    also: ['text/plain', 'text/x-csv', 'application/csv', 'text/comma-separated-values', 'application/vnd.ms-excel'],
  },
});

/** Recognised by their bytes being text, since they have no magic ones. */
const TEXT_TYPES: readonly string[] = ['text/plain', 'text/csv'];

/** Whatever an operator lists: a browser that is shown one of these runs what is in it. */
const NEVER: ReadonlySet<string> = new Set([
  'image/svg+xml',
  'text/html',
  'application/xhtml+xml',
  'application/xml',
  'text/xml',
  'text/javascript',
  'application/javascript',
]);

/** Null: an operator may list it in `upload_types`. Else why not. */
export function typeFault(type: string): string | null {
  if (NEVER.has(type)) return `cannot have ${type}: browsers run what such files contain`;
  if (type.endsWith('/*')) return null;
  if (type in KINDS || supportedMimeTypes.has(type)) return null;
  return `cannot have ${type}: no file of it could be recognised by its bytes`;
}

/** The one name of a type that may be called otherwise. */
export function canonicalType(type: string): string {
  const [name] =
    Object.entries(KINDS).find(([, { also = [] }]) => !TEXT_TYPES.includes(type) && also.includes(type)) ?? [];
  return name ?? type;
}

export function isAllowed(type: string, allowed: readonly string[]): boolean {
  if (NEVER.has(type)) return false;
  return allowed.some((entry) => entry === type || (entry.endsWith('/*') && type.startsWith(entry.slice(0, -1))));
}

/** Which text a name's ending promises; null where it promises none. */
export function textTypeOf(extension: string): string | null {
  return TEXT_TYPES.find((type) => KINDS[type]?.extensions.includes(extension)) ?? null;
}

/** @param usual the ending that the recogniser itself would give. */
export function fitsExtension(type: string, extension: string, usual: string): boolean {
  return (KINDS[type]?.extensions ?? [usual]).includes(extension);
}

/** `application/octet-stream` and nothing at all declare nothing: a system that does not know the ending says so. */
export function fitsDeclared(type: string, declared: string): boolean {
  const bare = declared.toLowerCase();
  if (bare === '' || bare === 'application/octet-stream') return true;
  return bare === type || (KINDS[type]?.also?.includes(bare) ?? false);
}

/** Whether a name with this ending may be taken at all, so that its bytes need not be. */
export function extensionMayPass(extension: string, allowed: readonly string[]): boolean {
  const known = Object.entries(KINDS).filter(([, { extensions }]) => extensions.includes(extension));
  if (known.length > 0) return known.some(([type]) => isAllowed(type, allowed));
  // Of the types that an operator has added, the recogniser alone knows the endings.
  return allowed.some((type) => type.endsWith('/*') || !(type in KINDS));
}

/** The usual endings of what is taken, for a person to read. */
export function usualExtensions(allowed: readonly string[]): string {
  const known = Object.entries(KINDS).filter(([type]) => isAllowed(type, allowed));
  return known.map(([, { extensions }]) => extensions[0]).join(', ');
}
