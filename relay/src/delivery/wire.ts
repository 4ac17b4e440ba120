import { encodeFrame } from './frame.js';
import type { Flushable, Flusher } from './flusher.js';

/** What a wire writes to: a `net.Socket` after its upgrade, or what a test puts there. */
export interface Outlet {
  write(bytes: Uint8Array, drained?: (error?: Error | null) => void): boolean;
  cork(): void;
  uncork(): void;
  /** Bytes written and not yet taken by the system. */
  readonly writableLength: number;
}

/** Up to here one copy is cheaper than a second buffer in the same system call. */
const COPY_BYTES = 4096;

/**
 * The writing side of one socket. Frames wait here until the turn ends and leave in one write, together with what the
 * socket's room has for all. `ws` keeps the reading side; it queues nothing itself, since compression is off.
 */
export class Wire implements Flushable {
  private own: Buffer[] = [];
  private drained: (() => void)[] = [];
  private dirty = false;
  private open = true;

  /**
   * @param unsentMax `limits.unsent_bytes_per_socket`.
   * @param tooSlow called once, when more than that waits for a reader; the wire is shut by then.
   */
  constructor(
    private readonly outlet: Outlet,
    private readonly flusher: Flusher,
    private readonly unsentMax: number,
    private readonly tooSlow: () => void,
  ) {}

  send(json: string): void {
    this.push(encodeFrame(json));
  }

  push(frame: Buffer): void {
    if (!this.open) return;
    this.own.push(frame);
    if (this.dirty) return;
    this.dirty = true;
    this.flusher.addWire(this);
  }

  /** Sends, and calls back when the system has taken everything up to here. Never calls back on a wire shut meanwhile. */
  sendAndDrain(json: string, drained: () => void): void {
    this.drained.push(drained);
    this.send(json);
  }

  /** Writes what waits, if anything still does. */
  flush(): void {
    if (this.dirty) this.flushWith(null);
  }

  /** One write: the room's frames, then this socket's own (its acks among them). */
  flushWith(batch: Buffer | null): void {
    if (!this.open) return;
    const { own } = this;
    const whole = own.length === 0 ? batch : this.merge(batch, own);
    if (own.length > 0) this.own = [];
    this.dirty = false;
    if (whole !== null) this.write(whole);
    if (this.outlet.writableLength > this.unsentMax) {
      this.shut();
      this.tooSlow();
    }
  }

  /** Nothing is written any more; what waited is dropped. */
  shut(): void {
    this.open = false;
    this.own = [];
    this.drained = [];
  }

  private merge(batch: Buffer | null, own: readonly Buffer[]): Buffer | null {
    let bytes = batch?.length ?? 0;
    for (const frame of own) bytes += frame.length;
    if (bytes <= COPY_BYTES) return Buffer.concat(batch === null ? own : [batch, ...own], bytes);
    this.outlet.cork();
    if (batch !== null) this.outlet.write(batch);
    const last = own.length - 1;
    for (let i = 0; i < last; i += 1) {
      const frame = own[i];
      if (frame !== undefined) this.outlet.write(frame);
    }
    const frame = own[last];
    if (frame !== undefined) this.write(frame);
    // Uncorking writes the lot with one system call (writev).
    this.outlet.uncork();
    return null;
  }

  private write(bytes: Buffer): void {
    if (this.drained.length === 0) {
      this.outlet.write(bytes);
      return;
    }
    const { drained } = this;
    this.drained = [];
    this.outlet.write(bytes, (error) => {
      if (this.open && !error) for (const run of drained) run();
    });
  }
}
