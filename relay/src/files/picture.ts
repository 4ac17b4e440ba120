import { imageSize } from 'image-size';
import { RelayError } from '../errors.js';

/** What a browser keeps of a picture in memory: 400 MB at this many. The largest phone cameras are at 108 and 200. */
export const PIXELS_MAX = 100_000_000;

/** Bytes from the front in which a JPEG has its size: behind it may stand EXIF with a preview, and a colour profile. */
export const PICTURE_HEAD_BYTES = 1024 * 1024;

/** Formats whose size has to be found; of others it is left open. */
const MEASURED: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** EXIF 2.32, 4.6.4: from 5 on the picture lies on its side. */
const FIRST_TURNED = 5;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The size of a picture as a person sees it, from its header alone: nothing is unpacked.
 *
 * @returns null for formats that are not measured.
 * @throws RelayError `invalid` for what is no picture behind its first bytes, `too_large` for a pixel bomb
 */
export function measure(type: string, head: Buffer): PictureSize | null {
  const name = MEASURED[type];
  if (name === undefined) return null;
  if (type === 'image/gif' && !beginsAsGif(head)) throw notWhole();
  const { width, height, orientation = 1, type: found } = sizeOf(head);
  if (found !== name || !(width >= 1 && height >= 1)) throw notWhole();
  if (width * height > PIXELS_MAX) {
    throw new RelayError('too_large', `A picture has at most ${PIXELS_MAX} pixels.`);
  }
  return orientation >= FIRST_TURNED ? { width: height, height: width } : { width, height };
}

const notWhole = () =>
  new RelayError('invalid', 'The file is no whole picture.', {
    errors: [{ path: 'file', message: 'is no whole picture' }],
  });

function sizeOf(head: Buffer) {
  try {
    return imageSize(head);
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof RangeError || cause instanceof Error) throw notWhole();
    throw cause;
  }
}

const GIF_HEADER_BYTES = 13;
/** GIF89a, 20 to 27: what may follow the screen's descriptor and its colours is an image, an extension, or the end. */
const GIF_BLOCKS: ReadonlySet<number | undefined> = new Set([0x21, 0x2c, 0x3b]);

/** `GIF89a=1;alert(1)` has a size too, if one only asks for that. */
function beginsAsGif(head: Buffer): boolean {
  const flags = head[10] ?? 0;
  const colours = (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
  return GIF_BLOCKS.has(head[GIF_HEADER_BYTES + colours]);
}
