/** Wires held in the hand: what a relay, a proxy or a dead network would do, at the moment the test says. */
import type { ClientFrame, RelayFrame } from '../../src/protocol/index.js';
import type { SocketLike } from '../../src/transport/transport.js';
import { createFakeClock } from '../outbox/fake-clock.js';

export class ScriptedSocket implements SocketLike {
  readyState = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: ClientFrame[] = [];

  constructor(readonly url: string) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data) as ClientFrame);
  }

  close(): void {
    this.readyState = 3;
  }

  /** The other side accepts. */
  accept(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }

  say(frame: RelayFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as never);
  }

  garble(data: unknown): void {
    this.onmessage?.({ data } as never);
  }

  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code } as never);
  }

  /** Types of what was sent. */
  get types(): string[] {
    return this.sent.map(({ type }) => type);
  }
}

export const createSockets = () => {
  const all: ScriptedSocket[] = [];
  const WebSocket = class extends ScriptedSocket {
    constructor(url: string) {
      super(url);
      all.push(this);
    }
  };
  return {
    all,
    WebSocket,
    get last(): ScriptedSocket {
      const last = all.at(-1);
      if (!last) throw new Error('No socket was opened.');
      return last;
    },
  };
};

export const urlOf = (input: RequestInfo | URL): string =>
  typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;

export interface ScriptedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly signal: AbortSignal | null;
  answer(response: Response): void;
  fail(): void;
}

/** Requests wait until the test answers them, or until they are aborted. */
export const createRequests = (auto?: (request: ScriptedRequest) => void) => {
  const all: ScriptedRequest[] = [];
  const fetch = ((input: RequestInfo | URL, init: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const fail = () => reject(new TypeError('Failed to fetch'));
      const request: ScriptedRequest = {
        url: urlOf(input),
        method: init.method ?? 'GET',
        headers: { ...(init.headers as Record<string, string>) },
        body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : null,
        signal: init.signal ?? null,
        answer: resolve,
        fail,
      };
      if (init.signal?.aborted) return fail();
      init.signal?.addEventListener('abort', fail);
      all.push(request);
      auto?.(request);
    })) as typeof globalThis.fetch;
  return { all, fetch };
};

export const problem = (status: number, code: string, more: object = {}, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, detail: `${code}!`, ...more }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });

/** A browser whose every part the test turns. */
export const createScene = (auto?: (request: ScriptedRequest) => void) => {
  const clock = createFakeClock();
  const sockets = createSockets();
  const requests = createRequests(auto);
  const wakes = new Set<() => void>();
  const offlines = new Set<() => void>();
  const scene = {
    clock,
    sockets,
    requests,
    isOnline: true,
    wake: () => [...wakes].forEach((one) => one()),
    goOffline: () => [...offlines].forEach((one) => one()),
    get listeners() {
      return wakes.size + offlines.size;
    },
  };
  const heard = (all: Set<() => void>) => (listener: () => void) => {
    all.add(listener);
    return () => void all.delete(listener);
  };
  const environment = {
    clock,
    fetch: requests.fetch,
    WebSocket: sockets.WebSocket,
    XMLHttpRequest: null,
    isOnline: () => scene.isOnline,
    onWake: heard(wakes),
    onOffline: heard(offlines),
    onHide: () => () => undefined,
    hasTabs: false,
  };
  return Object.assign(scene, { environment });
};

const encode = (part: object) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(part))));

/** Unsigned: nobody checks it here. */
export const tokenOf = (claims: object) =>
  [encode({ alg: 'none' }), encode(claims).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, ''), 'x'].join('.');
