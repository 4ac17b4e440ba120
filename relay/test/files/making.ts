/** Files made by hand, good and hostile, and the forms that carry them: a library would refuse to make most of these. */
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value >>> 0);
  return buffer;
}

function u16le(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => buffer.writeUInt16LE(value, at * 2));
  return buffer;
}

function u32le(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => buffer.writeUInt32LE(value, at * 4));
  return buffer;
}

export const PNG_MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([ascii(type), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

/** A real one, black; of a pixel bomb only the header claims its size. */
export function png(width = 3, height = 2, { extra = [] as Buffer[], claimed = [width, height] } = {}): Buffer {
  const header = Buffer.concat([u32(claimed[0] ?? 0), u32(claimed[1] ?? 0), Buffer.from([8, 0, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.alloc((width + 1) * height));
  const chunks = [pngChunk('IHDR', header), ...extra, pngChunk('IDAT', pixels), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([PNG_MAGIC, ...chunks]);
}

export const pngText = (text: string): Buffer => pngChunk('tEXt', ascii(`Comment\0${text}`));

/** A JPEG's segments up to its first scan; `orientation` as EXIF has it. */
export function jpeg(width = 4, height = 5, orientation = 1): Buffer {
  const tiff = Buffer.concat([
    ascii('II*\0'),
    u32le(8),
    u16le(1, 0x0112, 3),
    u32le(1),
    u16le(orientation, 0),
    u32le(0),
  ]);
  const exif = Buffer.concat([ascii('Exif\0\0'), tiff]);
  const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  const frame = [0xff, 0xc0, 0, 11, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0];
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app1, Buffer.from(frame), Buffer.from([0xff, 0xd9])]);
}

export function gif(
  width = 6,
  height = 7,
  rest = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]),
) {
  return Buffer.concat([ascii('GIF89a'), u16le(width, height), Buffer.from([0, 0, 0]), rest]);
}

export function webp(width = 8, height = 9): Buffer {
  const size = (value: number) => Buffer.from([value - 1, (value - 1) >> 8, (value - 1) >> 16]);
  const chunk = Buffer.concat([ascii('VP8X'), u32le(10), Buffer.from([0, 0, 0, 0]), size(width), size(height)]);
  return Buffer.concat([ascii('RIFF'), u32le(chunk.length + 4), ascii('WEBP'), chunk]);
}

export const pdf = (inside = ''): Buffer =>
  ascii(`%PDF-1.7\n1 0 obj\n<</Type/Catalog>>${inside}\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);

export const mp3 = (): Buffer =>
  Buffer.concat([ascii('ID3'), Buffer.from([4, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0x64])]);
export const mp4 = (): Buffer =>
  Buffer.concat([u32(24), ascii('ftypisom'), u32(512), ascii('isomiso2'), u32(8), ascii('mdat')]);

export interface ZipEntry {
  readonly name: string;
  readonly data: Buffer;
}

/** APPNOTE 4.3: local headers, central directory, end. */
export function zip(entries: readonly ZipEntry[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const packed = deflateRawSync(data);
    const common = Buffer.concat([
      u16le(20, 0, 8, 0, 0),
      u32le(crc32(data), packed.length, data.length),
      u16le(Buffer.byteLength(name), 0),
    ]);
    const local = Buffer.concat([ascii('PK\x03\x04'), common, Buffer.from(name), packed]);
    central.push(
      Buffer.concat([ascii('PK\x01\x02'), u16le(20), common, u16le(0, 0, 0), u32le(0, offset), Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = [ascii('PK\x05\x06'), u16le(0, 0, entries.length, entries.length), u32le(directory.length, offset)];
  return Buffer.concat([...locals, directory, ...end, u16le(comment.length), ascii(comment)]);
}

const CONTENT_TYPES = (part: string, type: string): Buffer =>
  ascii(
    `<?xml version="1.0"?><Types><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
  );

/** As Word writes them, with the list of parts first; as LibreOffice does, with it last. */
export function docx({ last = false } = {}): Buffer {
  const types = { name: '[Content_Types].xml', data: CONTENT_TYPES('word/document.xml', 'wordprocessingml.document') };
  const parts = [
    { name: '_rels/.rels', data: ascii('<Relationships/>') },
    { name: 'word/document.xml', data: ascii('<w:document/>') },
  ];
  return zip(last ? [...parts, types] : [types, ...parts]);
}

export const xlsx = (): Buffer =>
  zip([
    { name: '[Content_Types].xml', data: CONTENT_TYPES('xl/workbook.xml', 'spreadsheetml.sheet') },
    { name: 'xl/workbook.xml', data: ascii('<workbook/>') },
  ]);

export const pptx = (): Buffer =>
  zip([
    { name: '[Content_Types].xml', data: CONTENT_TYPES('ppt/presentation.xml', 'presentationml.presentation') },
    { name: 'ppt/presentation.xml', data: ascii('<p:presentation/>') },
  ]);

/** Ten megabytes of nothing in some ten kilobytes. */
export const zipBomb = (name = 'zeros'): Buffer => zip([{ name, data: Buffer.alloc(10_000_000) }]);

export interface Part {
  readonly name?: string;
  /** Goes into the header as it stands. */
  readonly filename?: string | Buffer;
  readonly type?: string;
  readonly data: Buffer | string;
  /** In place of the headers made from the rest. */
  readonly headers?: string;
}

export const BOUNDARY = 'xxBOUNDARYxx';

function headersOf({ name, filename, type, headers }: Part): Buffer {
  if (headers !== undefined) return ascii(headers);
  return Buffer.concat([
    ascii('Content-Disposition: form-data'),
    ...(name === undefined ? [] : [Buffer.from(`; name="${name}"`)]),
    ...(filename === undefined ? [] : [ascii('; filename="'), Buffer.from(filename), ascii('"')]),
    ...(type === undefined ? [] : [ascii(`\r\nContent-Type: ${type}`)]),
  ]);
}

/** RFC 7578. */
export function form(parts: readonly Part[], { end = `\r\n--${BOUNDARY}--\r\n`, preamble = '' } = {}): Buffer {
  const pieces = parts.flatMap((part, at) => [
    ascii(`${at === 0 ? preamble : '\r\n'}--${BOUNDARY}\r\n`),
    headersOf(part),
    ascii('\r\n\r\n'),
    Buffer.from(part.data as Buffer),
  ]);
  return Buffer.concat([...pieces, ascii(end)]);
}

export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** The form of one file. */
export const fileForm = (data: Buffer | string, filename: string | Buffer = 'x.png', type = 'image/png'): Buffer =>
  form([{ name: 'file', filename, type, data }]);
