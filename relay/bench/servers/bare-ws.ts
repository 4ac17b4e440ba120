/** Nothing but `ws`: a message goes to its room as one frame that was built once, and is forgotten. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { encodeFrame } from '../../src/delivery/frame.js';
import { answer } from '../child.js';
import { messageOf, type Incoming } from './message.js';
import { settledUsage, usage } from './usage.js';

const rooms = new Map<string, Set<Duplex>>();
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });

server.on('upgrade', (req, stream, head) => {
  const [, name = '', sender = ''] = (req.url ?? '').split('/');
  sockets.handleUpgrade(req, stream, head, (socket) => {
    const room = rooms.get(name) ?? new Set();
    rooms.set(name, room.add(stream));
    socket.on('message', (data: Buffer) => {
      const message = messageOf(JSON.parse(data.toString()) as Incoming, sender);
      const frame = encodeFrame(JSON.stringify({ type: 'message:new', message }));
      for (const member of room) member.write(frame);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => room.delete(stream));
  });
});

answer(
  {
    start: () =>
      new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
    usage,
    settledUsage,
  },
  () => undefined,
);
