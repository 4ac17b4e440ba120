/** What is compared: the same load on each server. */

/**
 * `bare ws` sends a message that was built once by `ws`'s own `send`. `bare ws, past it` writes a whole frame that was built
 * once to the sockets under `ws`: as little as Node can do for a delivery, and what no application does.
 */
export type ServerName = 'relay' | 'bare ws' | 'bare ws, past it' | 'Socket.IO';
export type Way = 'socket' | 'post' | 'poll';

export interface Scenario {
  readonly name: string;
  /** Conversations, and people in each. */
  readonly rooms: number;
  readonly members: number;
  /** Of the members of each room, so many send. */
  readonly senders: number;
  /** Closed loop: messages a sender has under way at a time, each replaced when it has come back. Null: paced. */
  readonly window: number | null;
  /** Paced: messages a second in all. */
  readonly rate: number | null;
  /** `socket`: all by WebSocket. `post`: sent by POST, delivered by WebSocket. `poll`: sent by POST, delivered by long-poll. */
  readonly way: Way;
  readonly servers: readonly ServerName[];
}

const ALL: readonly ServerName[] = ['relay', 'bare ws', 'bare ws, past it', 'Socket.IO'];
const paced = { rooms: 100, members: 4, senders: 4, window: null, rate: 200 } as const;

export const SCENARIOS: readonly Scenario[] = [
  { name: 'fan-out', rooms: 1, members: 200, senders: 4, window: 2, rate: null, way: 'socket', servers: ALL },
  { name: 'rooms', rooms: 100, members: 4, senders: 4, window: 2, rate: null, way: 'socket', servers: ALL },
  { name: 'paced', ...paced, way: 'socket', servers: ['relay', 'bare ws', 'Socket.IO'] },
  { name: 'paced, POST', ...paced, way: 'post', servers: ['relay'] },
  { name: 'paced, long-poll', ...paced, way: 'poll', servers: ['relay'] },
];

/** Characters of a message's text: a sentence or two. */
export const TEXT_CHARS = 100;

export interface LoadSpec {
  readonly server: ServerName;
  readonly scenario: Scenario;
  readonly port: number;
  /** Signs the tokens of the relay's people. */
  readonly secret: string;
}

/** Milliseconds; null where nothing was measured. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export interface LoadResult {
  readonly seconds: number;
  readonly sends: number;
  readonly deliveries: number;
  readonly delivery: Percentiles | null;
  readonly ack: Percentiles | null;
  /** Sends that were refused and sockets that were closed: none, or the figures are worth nothing. */
  readonly failures: number;
  /** Share of its core that the load itself used: near 1, it is the load that was measured. */
  readonly loadCpu: number;
}

/** What a server tells of itself. */
export interface Usage {
  /** Microseconds of CPU, user and system, all threads. */
  readonly cpu: number;
  /** Microseconds on a clock of its own. */
  readonly at: number;
  /** Bytes. */
  readonly rss: number;
}
