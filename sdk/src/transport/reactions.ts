import { CLOSE, type Code } from '../protocol/index.js';
import type { ConnectionStatus } from '../status.js';

/** What the SDK does when a socket has closed: the table of docs/protocol.md, section 5. */
export interface Reaction {
  /** `now` counts for the first in a row: a socket that does nothing but close is answered with backoff. */
  then: 'now' | 'backoff' | 'stop';
  /** `reconnecting` where nothing is said. */
  status?: ConnectionStatus;
  /** Asks for another token first; a second refusal in a row is `signed-out`. */
  refusesToken?: true;
  /** Milliseconds that are waited at the least. */
  atLeast?: number;
  /** May be the fault of what was sent: twice on the same head entry, and that goes by POST. */
  blamesHead?: true;
  /** The relay has no socket for us, but answers: it is polled meanwhile. */
  polls?: true;
  /** Nothing that speaks our protocol closed it: a relay that is gone, or a proxy that knows no sockets. */
  mayBeProxy?: true;
}

const REACTIONS: Readonly<Record<number, Reaction>> = {
  [CLOSE.bad_frame]: { then: 'backoff', blamesHead: true },
  [CLOSE.bad_token]: { then: 'now', refusesToken: true },
  [CLOSE.not_found]: { then: 'stop', status: 'not-found' },
  [CLOSE.no_hello]: { then: 'backoff' },
  [CLOSE.token_expired]: { then: 'now', refusesToken: true },
  [CLOSE.protocol_too_old]: { then: 'stop', status: 'outdated' },
  [CLOSE.too_many]: { then: 'backoff', status: 'busy', atLeast: 30_000, polls: true },
  [CLOSE.too_slow]: { then: 'now' },
  [CLOSE.draining]: { then: 'backoff', status: 'restarting' },
  [CLOSE.overloaded]: { then: 'backoff', status: 'busy' },
  // From ws itself: a frame it could not read, text that is not UTF-8, a frame in too many pieces, one that is too large.
  1002: { then: 'backoff', blamesHead: true },
  1007: { then: 'backoff', blamesHead: true },
  1008: { then: 'backoff', blamesHead: true },
  1009: { then: 'backoff', blamesHead: true },
};

const OTHERWISE: Reaction = { then: 'backoff', mayBeProxy: true };

export const reactionTo = (code: number): Reaction => REACTIONS[code] ?? OTHERWISE;

/** Where HTTP is refused while nothing else works: what that means for the connection. */
const AFTER: Partial<Record<Code | 'network' | 'signed_out', ConnectionStatus>> = {
  network: 'offline',
  signed_out: 'signed-out',
  token_missing: 'signed-out',
  not_found: 'not-found',
  protocol_too_old: 'outdated',
  draining: 'restarting',
  overloaded: 'busy',
  rate_limited: 'busy',
  too_many_connections: 'busy',
};

export const statusAfter = (code: Code | 'network' | 'signed_out'): ConnectionStatus => AFTER[code] ?? 'reconnecting';
