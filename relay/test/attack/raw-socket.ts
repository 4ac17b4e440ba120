import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface FrameOptions {
  readonly fin?: boolean;
  /** Bits RSV1 to RSV3 as 4, 2, 1. */
  readonly rsv?: number;
  readonly opcode?: number;
  readonly masked?: boolean;
  /** Announced instead of the payload's own; a bigint is written in 64 bits. */
  readonly length?: number | bigint;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One WebSocket frame as RFC 6455, 5.2, draws it, right or wrong. */
export function frame(payload: string | Buffer, options: FrameOptions = {}): Buffer {
  const { fin = true, rsv = 0, opcode = OPCODE.text, masked = true } = options;
  const data = Buffer.from(payload);
  const length = options.length ?? data.length;
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const mask = masked ? randomBytes(4) : Buffer.alloc(0);
  const body = masked ? data.map((byte, at) => byte ^ (mask[at % 4] ?? 0)) : data;
  return Buffer.concat([Buffer.from([first]), lengthBytes(length, masked), mask, body]);
}

function lengthBytes(length: number | bigint, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0;
  if (typeof length === 'number' && length < 126) return Buffer.from([bit | length]);
  if (typeof length === 'number' && length < 65_536) {
    const bytes = Buffer.from([bit | 126, 0, 0]);
    bytes.writeUInt16BE(length, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = bit | 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

export const closeFrame = (code: number, reason: string | Buffer = ''): Buffer => {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return frame(Buffer.concat([head, Buffer.from(reason)]), { opcode: OPCODE.close });
};

export const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The headers of a handshake, some of them others or (undefined) left out. */
export function handshake(
  path: string,
  headers: Readonly<Record<string, string | undefined>> = {},
  method = 'GET',
): string {
  const all: Record<string, string | undefined> = {
    Host: '127.0.0.1',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': KEY,
    'Sec-WebSocket-Version': '13',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export interface HeardFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The other end of a WebSocket, byte by byte: it sends what it is told to and takes down what comes. */
export class RawSocket {
  readonly frames: HeardFrame[] = [];
  /** The answer to the handshake, once it is there. */
  head: string | null = null;
  /** What follows it, where it is no upgrade. */
  body = '';
  isClosed = false;
  private bytes: Buffer = Buffer.alloc(0);
  private wakers: (() => void)[] = [];

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', () => undefined);
    // The relay's end of it: this one may still be open, since half a connection is one of the attacks.
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.isClosed = true;
        this.wake();
      });
    }
  }

  static async open(port: number): Promise<RawSocket> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  /** Sends; a peer that is gone is no mistake of the attacker's. */
  send(...pieces: readonly (string | Buffer)[]): void {
    for (const piece of pieces) if (this.socket.writable) this.socket.write(piece);
  }

  /** Waits until the kernel has taken what was sent, as a flood has to. */
  async flood(piece: Buffer, times: number): Promise<void> {
    for (let n = 0; n < times && !this.isClosed && this.socket.writable; n += 1) {
      if (!this.socket.write(piece)) await Promise.race([once(this.socket, 'drain'), this.until(() => this.isClosed)]);
    }
  }

  /** The HTTP status of the answer to the handshake. */
  async status(): Promise<number> {
    await this.until(() => this.head !== null || this.isClosed);
    return Number(/^HTTP\/1\.1 (\d+)/.exec(this.head ?? '')?.[1] ?? 0);
  }

  /** The code of the relay's close frame; null where the connection ended without one. */
  async closeCode(): Promise<number | null> {
    await this.until(() => this.isClosed || this.frames.some(({ opcode }) => opcode === OPCODE.close));
    const closing = this.frames.find(({ opcode }) => opcode === OPCODE.close);
    return closing === undefined ? null : closing.payload.length < 2 ? 1005 : closing.payload.readUInt16BE(0);
  }

  /** Waits for a frame of the protocol. */
  async hears(type: string): Promise<Record<string, unknown>> {
    const find = () => this.json.find((each) => each['type'] === type);
    await this.until(() => this.isClosed || find() !== undefined);
    const found = find();
    if (found === undefined) throw new Error(`The connection ended before a ${type} frame came.`);
    return found;
  }

  get json(): Record<string, unknown>[] {
    return this.frames
      .filter(({ opcode }) => opcode === OPCODE.text)
      .map(({ payload }) => JSON.parse(payload.toString()) as Record<string, unknown>);
  }

  async until(condition: () => boolean): Promise<void> {
    const watchdog = AbortSignal.timeout(30_000);
    const gone = once(watchdog, 'abort');
    while (!condition()) {
      if (watchdog.aborted) throw new Error('The relay said nothing for half a minute.');
      await Promise.race([new Promise<void>((resolve) => this.wakers.push(resolve)), gone]);
    }
  }

  private take(chunk: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    if (this.head === null) {
      const end = this.bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.bytes.subarray(0, end).toString('latin1');
      this.bytes = this.bytes.subarray(end + 4);
    }
    if (this.head.startsWith('HTTP/1.1 101')) this.readFrames();
    else this.body = this.bytes.toString();
    this.wake();
  }

  /** The relay's frames are never masked, and never in pieces. */
  private readFrames(): void {
    for (;;) {
      const [first, second] = this.bytes;
      if (first === undefined || second === undefined) return;
      const [length, head] = this.lengthAt(second & 0x7f);
      if (length === null || this.bytes.length < head + length) return;
      this.frames.push({ opcode: first & 0x0f, payload: this.bytes.subarray(head, head + length) });
      this.bytes = this.bytes.subarray(head + length);
    }
  }

  private lengthAt(short: number): [length: number | null, head: number] {
    if (short < 126) return [short, 2];
    if (short === 126) return this.bytes.length < 4 ? [null, 4] : [this.bytes.readUInt16BE(2), 4];
    return this.bytes.length < 10 ? [null, 10] : [Number(this.bytes.readBigUInt64BE(2)), 10];
  }

  private wake(): void {
    for (const wake of this.wakers.splice(0)) wake();
  }
}
