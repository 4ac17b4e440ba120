import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { getRequestListener } from '@hono/node-server';
import type { Code } from '@crm-chat/sdk/protocol';
import type { Config } from '../config.js';
import { rawProblem } from '../problem.js';

/**
 * Node's server with bounds for those who dawdle: headers in 15 s, a whole request in what an upload may take. Who reads a
 * body sets it a closer bound.
 */
export function httpServer(listener: ReturnType<typeof getRequestListener>): Server {
  const server = createServer(
    {
      headersTimeout: 15_000,
      requestTimeout: 11 * 60_000,
      // Longer than a load balancer's usual 60 s, so that it is never the relay that closes a connection just used.
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5000,
    },
    (request, response) => void listener(request, response),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    socket.end(rawProblem(UNREADABLE[error.code ?? ''] ?? 'malformed'));
  });
  return server;
}

/** What Node's parser calls it. */
const UNREADABLE: Readonly<Record<string, Code>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Resolves with the address, such as `http://127.0.0.1:8787`. @throws the system's error */
export async function bind(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}
