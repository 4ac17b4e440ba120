/** How one says the same thing to each server. */
import type { ServerName } from '../scenarios.js';
import { clientFrame } from './frames.js';

export interface Place {
  readonly room: number;
  readonly member: number;
  /** Of the relay. */
  readonly conversationId: string;
  readonly token: string;
}

export type Kind = 'message' | 'ack' | 'nack' | 'ping' | 'ready' | 'other';

export interface Dialect {
  path(place: Place): string;
  /** Said as soon as the socket is open. */
  readonly hello: (place: Place) => Buffer | null;
  /** `ready`: from now on messages may be sent. */
  kindOf(bytes: Buffer, from: number): Kind;
  /** Whether the server says `ready` at all. */
  readonly saysReady: boolean;
  message(clientId: string, text: string): Buffer;
  /** Said back to a `ping`. */
  readonly pong: Buffer;
}

const code = (char: string): number => char.charCodeAt(0);
const [A, M, N, P, S, Y] = ['a', 'm', 'n', 'p', 's', 'y'].map(code);
const [ZERO, TWO, FOUR] = ['0', '2', '4'].map(code);

/** Our frames have `type` first: `{"type":"message:new`; two letters tell them apart. */
const ourKind = (bytes: Buffer, from: number): Kind => {
  const first = bytes[from + 9];
  if (first === M) return bytes[from + 17] === N ? 'message' : 'other';
  if (first === A) return 'ack';
  if (first === N) return 'nack';
  if (first === P) return 'ping';
  return first === S && bytes[from + 10] === Y ? 'ready' : 'other';
};

const ourMessage = (clientId: string, text: string): Buffer =>
  clientFrame(`{"type":"message:new","client_id":"${clientId}","text":"${text}"}`);

const ourPong = clientFrame('{"type":"pong"}');

const bare: Dialect = {
  path: ({ room, member }) => `/${room}/${member}`,
  hello: () => null,
  kindOf: ourKind,
  saysReady: false,
  message: ourMessage,
  pong: ourPong,
};

export const DIALECTS: Readonly<Record<ServerName, Dialect>> = {
  relay: {
    path: ({ conversationId }) => `/ws/chat/${conversationId}/`,
    hello: ({ token }) => clientFrame(JSON.stringify({ type: 'hello', v: 1, token })),
    kindOf: ourKind,
    saysReady: true,
    message: ourMessage,
    pong: ourPong,
  },
  'bare ws': bare,
  'bare ws, past it': bare,
  // Engine.IO 4 and Socket.IO 5 by hand: "0" opens, "40" connects, "42" is an event, "2" a ping.
  'Socket.IO': {
    path: ({ room, member }) => `/socket.io/?EIO=4&transport=websocket&room=${room}&sender=${member}`,
    hello: () => clientFrame('40'),
    kindOf(bytes, from) {
      if (bytes[from] === TWO) return 'ping';
      if (bytes[from] !== FOUR) return 'other';
      if (bytes[from + 1] === ZERO) return 'ready';
      return bytes[from + 1] === TWO ? 'message' : 'other';
    },
    saysReady: true,
    message: (clientId, text) => clientFrame(`42["message:new",{"client_id":"${clientId}","text":"${text}"}]`),
    pong: clientFrame('3'),
  },
};
