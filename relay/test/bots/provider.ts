import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { model: string; stream: boolean; messages: { role: string; content: string }[] };
}

export interface Provider {
  readonly baseURL: string;
  readonly asked: readonly Asked[];
  /** Resolves when the client has let go of the `n`th request, finished or not. */
  gone(n?: number): Promise<void>;
  readonly close: () => Promise<void>;
}

/** A server that speaks the streaming chat-completions API over real sockets, as `answer` plays it. */
export const startProvider = async (
  answer: (response: ServerResponse, asked: Asked, n: number) => void | Promise<void>,
): Promise<Provider> => {
  const asked: Asked[] = [];
  const gone: Promise<unknown>[] = [];
  const server = createServer((request, response) => {
    const n = gone.push(once(response, 'close')) - 1;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Asked['body'];
      const one: Asked = { path: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      void answer(response, one, n);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    async gone(n = 0) {
      await gone[n];
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export const begin = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
};

/** One event of the stream. */
export const chunk = (content: string | null, finish: string | null = null): string => {
  const delta = content === null ? {} : { content };
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
};

export const DONE = 'data: [DONE]\n\n';

/** Writes `bytes`, each piece a packet of its own, at cuts that care for nothing. */
export const dribble = async (response: ServerResponse, bytes: Buffer, size: number): Promise<void> => {
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise<void>((resolve) => {
      response.write(bytes.subarray(at, at + size), () => resolve());
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
};
