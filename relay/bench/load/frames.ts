/** The WebSocket of the load: as little work a frame as can be, so that it is the server that is measured. RFC 6455, 5.2. */
import { connect, type Socket } from 'node:net';

const TEXT = 0x81;
const MASKED = 0x80;
const MAX_HEADER = 10;
/** Shared by all sockets: each chunk is read through before the next one comes. */
const READ = Buffer.allocUnsafe(256 * 1024);

/** A text frame's payload begins at `from`. The buffer is used again afterwards. */
export type FrameReader = (bytes: Buffer, from: number) => void;

/** A client's frame, masked with zeros: the bytes stay as they are, and building one costs a copy. */
export const clientFrame = (payload: string): Buffer => {
  const bytes = Buffer.byteLength(payload);
  const header = bytes < 126 ? 6 : 8;
  if (bytes > 0xffff) throw new Error('The load sends short messages.');
  const frame = Buffer.alloc(header + bytes);
  frame[0] = TEXT;
  frame[1] = MASKED | (bytes < 126 ? bytes : 126);
  if (bytes >= 126) frame.writeUInt16BE(bytes, 2);
  frame.write(payload, header);
  return frame;
};

export class RawSocket {
  #rest: Buffer | undefined;
  #upgraded = false;

  private constructor(
    readonly socket: Socket,
    private readonly read: FrameReader,
  ) {}

  /** Resolves once the server has switched protocols. */
  static open(port: number, path: string, read: FrameReader): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const onread = {
        buffer: READ,
        callback: (count: number) => {
          try {
            raw.#take(READ.subarray(0, count), () => resolve(raw));
          } catch (error) {
            const cause = error instanceof Error ? error : new Error(String(error));
            reject(cause);
            socket.destroy(cause);
          }
          return true;
        },
      };
      const socket = connect({ host: '127.0.0.1', port, noDelay: true, onread });
      const raw = new RawSocket(socket, read);
      socket.once('error', reject);
      socket.once('connect', () =>
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
        ),
      );
    });
  }

  write(frame: Buffer): void {
    this.socket.write(frame);
  }

  close(): void {
    this.socket.removeAllListeners('error');
    this.socket.on('error', () => undefined);
    this.socket.destroy();
  }

  #take(chunk: Buffer, opened: () => void): void {
    let bytes = chunk;
    if (this.#rest) {
      bytes = Buffer.concat([this.#rest, chunk]);
      this.#rest = undefined;
    }
    if (!this.#upgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) return this.#keep(bytes);
      const status = bytes.toString('latin1', 0, 12);
      if (status !== 'HTTP/1.1 101') throw new Error(`The server did not switch protocols: ${status}`);
      this.#upgraded = true;
      opened();
      bytes = bytes.subarray(end + 4);
    }
    this.#frames(bytes);
  }

  #frames(bytes: Buffer): void {
    let at = 0;
    while (at + 2 <= bytes.length) {
      let length = bytes[at + 1] ?? 0;
      let from = at + 2;
      if (length >= 126) {
        // Not enough for the longest header: wait for more.
        if (at + MAX_HEADER > bytes.length) break;
        from = length === 126 ? at + 4 : at + MAX_HEADER;
        length = length === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      }
      const to = from + length;
      if (to > bytes.length) break;
      if (bytes[at] === TEXT) this.read(bytes, from);
      at = to;
    }
    if (at < bytes.length) this.#keep(bytes.subarray(at));
  }

  #keep(bytes: Buffer): void {
    this.#rest = Buffer.from(bytes);
  }
}
