/**
 * Files that are two things at once. What is served here is never sniffed, framed or run, but a file is saved and passed
 * on, and whoever opens it next may be less careful.
 */
import type { Spool } from './blobs.js';

/** What browsers that sniff look at (WHATWG MIME Sniffing, 4.1: 1,445 bytes), rounded up. */
export const HEAD_BYTES = 4096;

const MARKUP =
  /<(?:!doctype|html|head|body|script|iframe|svg|style|object|embed|meta|link|xml|\?php|\?xml)[\s>/]|<\?(?:php|xml)|^\s*<!--/i;
const INTERPRETED = /^\uFEFF?#!/;

/** Whether the beginning of a file reads like a page, a drawing or a script. */
export function looksLikeMarkup(head: Buffer): boolean {
  return MARKUP.test(head.toString('latin1'));
}

export function looksLikeScript(head: Buffer): boolean {
  return INTERPRETED.test(head.toString('utf8', 0, 16));
}

/** Long enough not to turn up by chance in ten megabytes of compressed picture. */
const IN_PICTURES = ['<script', '<!doctype html', '<iframe', 'http://www.w3.org/2000/svg', '<html>'];
const CHUNK_BYTES = 256 * 1024;
const OVERLAP_BYTES = Math.max(...IN_PICTURES.map((marker) => marker.length)) - 1;

/** Whether a picture carries a page in it, wherever. */
export async function carriesMarkup(spool: Spool): Promise<boolean> {
  for (let at = 0; at < spool.size; at += CHUNK_BYTES) {
    const text = (await spool.read(at, CHUNK_BYTES + OVERLAP_BYTES)).toString('latin1').toLowerCase();
    if (IN_PICTURES.some((marker) => text.includes(marker))) return true;
  }
  return false;
}

const END_OF_ZIP = Buffer.from('PK\u0005\u0006', 'latin1');
const END_OF_ZIP_BYTES = 22;
const ZIP_COMMENT_BYTES = 0xffff;

/** Whether it ends as a ZIP does (APPNOTE 4.3.16): a picture with an archive behind it, as GIFAR was. */
export async function endsAsZip(spool: Spool): Promise<boolean> {
  const length = Math.min(spool.size, END_OF_ZIP_BYTES + ZIP_COMMENT_BYTES);
  const tail = await spool.read(spool.size - length, length);
  for (let at = tail.indexOf(END_OF_ZIP); at >= 0; at = tail.indexOf(END_OF_ZIP, at + 1)) {
    if (at + END_OF_ZIP_BYTES > tail.length) return false;
    if (at + END_OF_ZIP_BYTES + tail.readUInt16LE(at + 20) === tail.length) return true;
  }
  return false;
}
