import type { Viewer } from './delivery.js';
import type { Wire } from './wire.js';

/** Why a room puts somebody out: they may not be here any more, or the relay cannot keep up and they should come back. */
export type Eviction = 'not_found' | 'overloaded';

export interface Seat {
  /** Another after a token was refreshed in place. */
  viewer: Viewer;
  /** The seat has left the room when this is called. */
  evict(why: Eviction): void;
}

/** One socket in a room. */
export interface SocketSeat extends Seat {
  readonly wire: Wire;
  /** Opened by `?token=`: gets no deltas and no drafts. */
  readonly legacy: boolean;
}

/** One waiting poll in a room. */
export interface PollSeat extends Seat {
  /** Something changed that this viewer may see. `lasting`: a message or the conversation, not only what is never stored. */
  wake(lasting: boolean): void;
}
