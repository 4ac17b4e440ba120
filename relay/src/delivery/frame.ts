/** FIN and the opcode of a text frame. */
const TEXT = 0x81;

/**
 * A JSON text as one unmasked WebSocket frame (RFC 6455, 5.2), ready for the wire: what goes to many is encoded once.
 * `ws` writes the same bytes, but once a receiver; a server's frames have no mask, so its header is all there is to it.
 */
export function encodeFrame(json: string): Buffer {
  const bytes = Buffer.byteLength(json);
  const header = bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + bytes);
  frame[0] = TEXT;
  if (header === 2) frame[1] = bytes;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(bytes, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(bytes), 2);
  }
  frame.write(json, header);
  return frame;
}
