/** Nothing but `ws`: a message is built once, goes to its room, and is forgotten. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeFrames } from '../../src/delivery/frame.js';
import { answer } from '../child.js';
import { messageOf, type Incoming } from './message.js';
import { settledUsage, usage } from './usage.js';

interface Member {
  readonly socket: WebSocket;
  /** What the socket's frames go through: written to directly, `ws` has no part in a delivery. */
  readonly stream: Duplex;
}

let pastWs = false;
const rooms = new Map<string, Set<Member>>();
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });

const tell = (room: ReadonlySet<Member>, json: string): void => {
  if (pastWs) {
    const frame = encodeFrames([json]);
    for (const { stream } of room) stream.write(frame);
    return;
  }
  const bytes = Buffer.from(json);
  for (const { socket } of room) socket.send(bytes, { binary: false });
};

server.on('upgrade', (req, stream, head) => {
  const [, name = '', sender = ''] = (req.url ?? '').split('/');
  sockets.handleUpgrade(req, stream, head, (socket) => {
    const room = rooms.get(name) ?? new Set();
    const member = { socket, stream };
    rooms.set(name, room.add(member));
    socket.on('message', (data: Buffer) => {
      const message = messageOf(JSON.parse(data.toString()) as Incoming, sender);
      tell(room, JSON.stringify({ type: 'message:new', message }));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => room.delete(member));
  });
});

answer(
  {
    start: (options: { pastWs: boolean }) =>
      new Promise<number>((resolve) => {
        ({ pastWs } = options);
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
    usage,
    settledUsage,
  },
  () => undefined,
);
