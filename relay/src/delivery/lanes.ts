import type { Audience } from '../store/store.js';
import { encodeFrames } from './frame.js';
import type { SocketSeat } from './seat.js';

interface Lane {
  readonly seats: Set<SocketSeat>;
  frames: string[];
}

const lane = (): Lane => ({ seats: new Set(), frames: [] });

/**
 * The sockets of a room by what they may see. Every socket of a lane gets the same bytes: what came up to the turn's flush
 * is encoded then, once for the lane.
 */
export class Lanes {
  private readonly lanes = { staff: lane(), user: lane() };
  private readonly legacy = { staff: lane(), user: lane() };
  private readonly all: readonly Lane[] = [this.lanes.staff, this.lanes.user, this.legacy.staff, this.legacy.user];

  /**
   * @param dirty called when the first frame since the last flush waits.
   * @param delivered counts frames times the sockets that get them.
   */
  constructor(
    private readonly dirty: () => void,
    private readonly delivered: (count: number) => void,
  ) {}

  get size(): number {
    return this.all.reduce((sum, { seats }) => sum + seats.size, 0);
  }

  add(seat: SocketSeat): void {
    this.of(seat).seats.add(seat);
  }

  /** @returns whether it was here. */
  remove(seat: SocketSeat): boolean {
    // No short cut: it must be in none afterwards.
    return this.all.filter(({ seats }) => seats.delete(seat)).length > 0;
  }

  *seats(): Iterable<SocketSeat> {
    for (const { seats } of this.all) yield* seats;
  }

  has(audience: Audience): boolean {
    return this.lanes[audience].seats.size > 0 || this.legacy[audience].seats.size > 0;
  }

  hasLegacy(audience: Audience): boolean {
    return this.legacy[audience].seats.size > 0;
  }

  /** @param legacy what sockets opened by `?token=` get instead; null for the same. */
  emit(audience: Audience, frames: readonly string[], legacy: readonly string[] | null = null): void {
    this.queue(this.lanes[audience], frames);
    this.queue(this.legacy[audience], legacy ?? frames);
  }

  /** To everybody of an audience but one person's own sockets. */
  emitToOthers(audience: Audience, userId: string, json: string): void {
    if (!this.has(audience)) return;
    const frame = encodeFrames([json]);
    for (const { seats } of [this.lanes[audience], this.legacy[audience]]) {
      for (const seat of seats) if (seat.viewer.user.id !== userId) seat.wire.send(frame);
    }
  }

  flush(): void {
    for (const entry of this.all) {
      const { frames, seats } = entry;
      if (frames.length === 0) continue;
      entry.frames = [];
      const batch = encodeFrames(frames);
      for (const seat of seats) seat.wire.flushWith(batch);
      this.delivered(frames.length * seats.size);
    }
  }

  private of(seat: SocketSeat): Lane {
    return (seat.legacy ? this.legacy : this.lanes)[seat.viewer.audience];
  }

  private queue(target: Lane, frames: readonly string[]): void {
    if (target.seats.size === 0) return;
    for (const frame of frames) target.frames.push(frame);
    this.dirty();
  }
}
