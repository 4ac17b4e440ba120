import type { Audience } from '../store/store.js';
import type { Viewer } from './delivery.js';
import type { Lanes } from './lanes.js';
import type { Presence } from './presence.js';
import type { Eviction, PollSeat, SocketSeat } from './seat.js';

const isSocket = (seat: SocketSeat | PollSeat): seat is SocketSeat => 'wire' in seat;

/** Who is in a room: sockets, by the lane that they hear, and waiting polls. What they hear is `Broadcast`'s. */
export class Seats {
  private readonly polls = new Set<PollSeat>();

  /**
   * @param flush writes what is queued by now to those who are here by now: before a lane has other sockets.
   */
  constructor(
    private readonly lanes: Lanes,
    private readonly presence: Presence,
    private readonly flush: () => void,
  ) {}

  get isEmpty(): boolean {
    return this.lanes.size === 0 && this.polls.size === 0;
  }

  get sockets(): number {
    return this.lanes.size;
  }

  enter(seat: SocketSeat | PollSeat): void {
    if (isSocket(seat)) {
      // What is queued now belongs to those who were here: the newcomer's `welcome` says where it stands.
      this.flush();
      this.lanes.add(seat);
    } else this.polls.add(seat);
    this.presence.enter(seat.viewer.user);
  }

  /** May be called again, and for a seat that was put out: a person's seats are counted once each. */
  leave(seat: SocketSeat | PollSeat): void {
    const was = isSocket(seat) ? this.lanes.remove(seat) : this.polls.delete(seat);
    if (was) this.presence.leave(seat.viewer.user.id);
  }

  /** The seat's viewer is another role of the same person from now on. */
  reseat(seat: SocketSeat, viewer: Viewer): void {
    this.flush();
    this.lanes.remove(seat);
    seat.viewer = viewer;
    this.lanes.add(seat);
  }

  /** Puts out whoever is meant. */
  evict(why: Eviction, isMeant: (viewer: Viewer) => boolean = () => true): void {
    for (const seat of [...this.lanes.seats(), ...this.polls]) {
      if (!isMeant(seat.viewer)) continue;
      this.leave(seat);
      seat.evict(why);
    }
  }

  /** Tells the polls of an audience that there is something for them. */
  wake(audience: Audience, lasting: boolean, except: string | null = null): void {
    for (const poll of this.polls) {
      if (poll.viewer.audience === audience && poll.viewer.user.id !== except) poll.wake(lasting);
    }
  }
}
