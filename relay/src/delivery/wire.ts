import { frameLength, writeFrame } from './frame.js';
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
  /** Texts, and frames that others get too. */
  private own: (string | Buffer)[] = [];
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

  /** @param frame a JSON text, or one that was encoded for several. */
  send(frame: string | Buffer): void {
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

  /** The room's frames and this socket's own: as one copy where they are few, else side by side in one system call. */
  private merge(batch: Buffer | null, own: readonly (string | Buffer)[]): Buffer | null {
    const lengths = own.map((frame) => (typeof frame === 'string' ? frameLength(frame) : frame.length));
    const ownBytes = lengths.reduce((sum, length) => sum + length, 0);
    const isOneCopy = batch !== null && batch.length + ownBytes <= COPY_BYTES;
    const head = isOneCopy ? batch.length : 0;
    const whole = Buffer.allocUnsafe(head + ownBytes);
    if (isOneCopy) batch.copy(whole);
    let at = head;
    own.forEach((frame, i) => {
      at = typeof frame === 'string' ? writeFrame(whole, at, frame, lengths[i] ?? 0) : at + frame.copy(whole, at);
    });
    if (batch === null || isOneCopy) return whole;
    this.outlet.cork();
    this.outlet.write(batch);
    this.write(whole);
    // Uncorking writes both with one system call (writev).
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
