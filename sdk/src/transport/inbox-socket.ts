import type { InboxFrame } from '../protocol/index.js';
import type { Environment, Wire } from './transport.js';
import { ChatSocket } from './web-socket.js';

export interface InboxSocketOptions {
  endpoint: string;
  env: Environment;
  token: string;
  onFrame: (frame: InboxFrame) => void;
  /** Once; nothing comes after it. */
  onDown: (code: number) => void;
}

/** A list has no cursor: nothing is asked for after something. */
const NOTHING = { since: null, at: null, epoch: null };
const NOTHING_KEPT = {
  wire: () => ({ request: NOTHING }),
  askBy: ({ request }: Wire) => request ?? NOTHING,
  frame: () => undefined,
  lost: () => undefined,
};

/**
 * `/ws/inbox/`. The door speaks its own frames; pings, pongs and silence are as on the other one.
 *
 * @throws where there are no sockets.
 */
export function openInboxSocket({ endpoint, env, token, onFrame, onDown }: InboxSocketOptions): ChatSocket {
  if (!env.WebSocket) throw new Error('There are no sockets here.');
  const url = `${endpoint.replace(/^http/, 'ws')}/ws/inbox/`;
  return new ChatSocket(
    env.WebSocket,
    { url, token, feed: NOTHING_KEPT, env },
    { onFrame: (frame) => onFrame(frame as unknown as InboxFrame), onDown },
  );
}
