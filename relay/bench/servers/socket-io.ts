/** Socket.IO as its documentation sets it up for speed: WebSocket alone, no compression, a room a conversation. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { answer } from '../child.js';
import { messageOf, type Incoming } from './message.js';
import { settledUsage, usage } from './usage.js';

const server = createServer();
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });

io.on('connection', (socket) => {
  const { room, sender } = socket.handshake.query;
  const name = String(room);
  void socket.join(name);
  socket.on('message:new', (incoming: Incoming) => {
    io.to(name).emit('message:new', { message: messageOf(incoming, String(sender)) });
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
