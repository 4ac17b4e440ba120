/** Sending by POST and receiving by long-poll, over kept connections. */
import { Agent, request } from 'node:http';
import type { Place } from './dialects.js';

export const createPoster = (port: number, connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const post = (path: string, token: string, body: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const req = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (res) => {
        const parts: Buffer[] = [];
        res.on('data', (part: Buffer) => parts.push(part));
        res.on('error', reject);
        res.on('end', () => {
          const whole = Buffer.concat(parts);
          if (res.statusCode === 200 || res.statusCode === 201) resolve(whole);
          else reject(new Error(`POST ${path}: ${String(res.statusCode)} ${whole.toString()}`));
        });
      });
      req.on('error', reject);
      req.end(body);
    });
  return { post, close: () => agent.destroy() };
};

export type Poster = ReturnType<typeof createPoster>;

interface Page {
  readonly messages: readonly { readonly id: string; readonly rev: number }[];
  readonly upto: number;
  readonly epoch: string;
  readonly tick: string;
}

/** One person's polling, as the SDK does it. @returns the undo */
export const startPolling = async (
  poster: Poster,
  { conversationId, token }: Place,
  read: (answer: Buffer) => void,
): Promise<() => void> => {
  const path = `/api/conversations/${conversationId}/events/`;
  let stopped = false;
  let at: { id: string; rev: number } | undefined;
  const ask = async (state: Page | null): Promise<Page> => {
    const resume = state && { since: state.upto, epoch: state.epoch, tick: state.tick, wait: 25, ...(at && { at }) };
    const answer = await poster.post(path, token, JSON.stringify(resume ?? {}));
    const page = JSON.parse(answer.toString()) as Page;
    for (const { id, rev } of page.messages) if (rev > (at?.rev ?? 0)) at = { id, rev };
    if (state && page.messages.length > 0) read(answer);
    return page;
  };
  const go = async (first: Page): Promise<void> => {
    for (let page = first; !stopped;) page = await ask(page);
  };
  void go(await ask(null)).catch((error: unknown) => {
    if (!stopped) throw error;
  });
  return () => {
    stopped = true;
  };
};
