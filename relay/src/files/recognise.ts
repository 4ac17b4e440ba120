import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type';
import { RelayError } from '../errors.js';
import { canonicalType, fitsDeclared, fitsExtension, isAllowed, textTypeOf, usualExtensions } from '../upload-types.js';
import type { Spool } from './blobs.js';
import { measure, PICTURE_HEAD_BYTES, type PictureSize } from './picture.js';
import { carriesMarkup, endsAsZip, HEAD_BYTES, looksLikeMarkup, looksLikeScript } from './polyglot.js';

export interface Claims {
  /** Of the name, in lower case. */
  readonly extension: string;
  /** The part's Content-Type; empty for none. */
  readonly declared: string;
  /** Where the name promises a text: what is wrong with it as one, or null. */
  readonly textFault: string | null;
}

export interface Recognised {
  readonly type: string;
  readonly size: PictureSize | null;
}

/** What its bytes say about the file. */
interface Found {
  readonly type: string;
  /** The ending that the recogniser would give. */
  readonly usual: string;
}

export const refusal = (why: string): RelayError =>
  new RelayError('file_type_refused', `The file ${why}.`, { errors: [{ path: 'file', message: why }] });

export const notTaken = (allowed: readonly string[]): RelayError =>
  refusal(`is of a kind that is not taken; these are: ${usualExtensions(allowed)}`);

/** Magic numbers so short that a text may begin with them: BMW, MZ. What they stand for would not pass as text. */
const SHORT_MAGIC: ReadonlySet<string> = new Set(['image/bmp', 'application/x-msdownload']);

/** Texts that the recogniser knows by their first words, and that are more than a text. */
async function asText(head: Buffer, { extension, textFault }: Claims): Promise<Found> {
  if (textFault !== null) throw refusal(`is named like a text and ${textFault}`);
  const found = await fileTypeFromBuffer(head);
  if (found && !SHORT_MAGIC.has(found.mime)) throw refusal('is not what its name says');
  if (looksLikeMarkup(head) || looksLikeScript(head)) throw refusal('is named like a text and is a page or a script');
  return { type: textTypeOf(extension) ?? 'text/plain', usual: extension };
}

async function byMagic(spool: Spool, head: Buffer): Promise<Found> {
  // It reads where it has to, with bounds of its own; a ZIP's list of parts may stand at the end.
  const found = await fileTypeFromFile(spool.path).catch(() => undefined);
  if (!found) throw refusal('is of no kind that could be recognised');
  const type = canonicalType(found.mime);
  const isPicture = type.startsWith('image/');
  const isArchive = head.subarray(0, 2).toString('latin1') === 'PK';
  const isTwoThings =
    (!isArchive && (looksLikeMarkup(head) || (await endsAsZip(spool)))) || (isPicture && (await carriesMarkup(spool)));
  if (isTwoThings) throw refusal('is two kinds of file at once');
  return { type, usual: found.ext };
}

/**
 * What a file is: its bytes, the ending of its name and its declared type have to agree, and it has to be of a kind that is
 * taken. Archives are never unpacked: of a ZIP at most the part that lists its contents is read, up to 1 MiB.
 *
 * @throws RelayError `file_type_refused`, `invalid`, `too_large`
 */
export async function recognise(spool: Spool, claims: Claims, allowed: readonly string[]): Promise<Recognised> {
  const head = await spool.read(0, PICTURE_HEAD_BYTES);
  const beginning = head.subarray(0, HEAD_BYTES);
  const isText = textTypeOf(claims.extension) !== null;
  const { type, usual } = isText ? await asText(beginning, claims) : await byMagic(spool, beginning);
  if (!fitsExtension(type, claims.extension, usual)) throw refusal('is not what its name says');
  if (!fitsDeclared(type, claims.declared))
    throw refusal('is not what its Content-Type says; a part without one is text/plain (RFC 7578, 4.4)');
  if (!isAllowed(type, allowed)) throw notTaken(allowed);
  return { type, size: measure(type, head) };
}
