/** FIN and the opcode of a text frame. */
const TEXT = 0x81;

const headerOf = (bytes: number): number => (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10);

/** How long a JSON text is as a frame, in bytes. */
export function frameLength(json: string): number {
  const bytes = Buffer.byteLength(json);
  return headerOf(bytes) + bytes;
}

/**
 * Writes a JSON text as one unmasked WebSocket frame (RFC 6455, 5.2), as `ws` would write it; a server's frames have no
 * mask, so its header is all there is to it.
 *
 * @param length of the frame, by `frameLength`.
 * @returns where the next one begins.
 */
export function writeFrame(target: Buffer, at: number, json: string, length: number): number {
  // Two bytes of header carry up to 125 of text, four up to 65,535.
  const header = length < 128 ? 2 : length < 65_540 ? 4 : 10;
  const bytes = length - header;
  target[at] = TEXT;
  if (header === 2) target[at + 1] = bytes;
  else if (header === 4) {
    target[at + 1] = 126;
    target.writeUInt16BE(bytes, at + 2);
  } else {
    target[at + 1] = 127;
    target.writeBigUInt64BE(BigInt(bytes), at + 2);
  }
  target.write(json, at + header);
  return at + length;
}

/** Texts as frames one behind the other, ready for the wire: what goes to many is encoded once. */
export function encodeFrames(jsons: readonly string[]): Buffer {
  const lengths = jsons.map(frameLength);
  const target = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  jsons.forEach((json, i) => {
    at = writeFrame(target, at, json, lengths[i] ?? 0);
  });
  return target;
}
