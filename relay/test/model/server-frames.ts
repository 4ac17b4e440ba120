/** Unmasked WebSocket text frames, as a server writes them (RFC 6455, 5.2), back to what they carry. */
export function decodeFrames(bytes: Uint8Array): string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  for (let at = 0; at < view.length;) {
    const short = view.readUInt8(at + 1);
    let start = at + 2;
    let length = short;
    if (short === 126) {
      length = view.readUInt16BE(start);
      start += 2;
    } else if (short === 127) {
      length = Number(view.readBigUInt64BE(start));
      start += 8;
    }
    texts.push(view.toString('utf8', start, start + length));
    at = start + length;
  }
  return texts;
}
