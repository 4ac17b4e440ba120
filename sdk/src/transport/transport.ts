/** What the transport needs from around it: the browser, or what stands in for one, and whoever takes what it brings. */
import type { Clock } from '../clock.js';
import type { At, EventsAnswer, RelayFrame } from '../protocol/index.js';

/** The part of a browser's `WebSocket` that is used; `ws` in Node has it too. */
export interface SocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/**
 * Where a chat lives. In a page all of it is the browser's own. Headless use in Node 20 has to give `WebSocket` (of the
 * package `ws`), and tests give a clock.
 */
export interface Environment {
  clock: Clock;
  fetch: typeof globalThis.fetch;
  /** Null: long-poll alone. */
  WebSocket: (new (url: string) => SocketLike) | null;
  /** Tells how far an upload is, which `fetch` does not. Null (as in Node): uploads go by `fetch`. */
  XMLHttpRequest: (new () => XMLHttpRequest) | null;
  /** What the browser says; it may be wrong either way. */
  isOnline(): boolean;
  /** Calls whenever the page may have been away or the network has changed. Returns the undo. */
  onWake(listener: () => void): () => void;
  /** Calls when the browser says that the network is gone. Returns the undo. */
  onOffline(listener: () => void): () => void;
  /** Calls when the page may be about to go: what is not kept yet is kept now. Returns the undo. */
  onHide(listener: () => void): () => void;
  /** Whether this chat shares its person with others in this browser. False in Node. */
  hasTabs: boolean;
}

/** What to ask the relay: what changed after `since`; null: the newest page. */
export interface SyncRequest {
  readonly since: number | null;
  readonly at: At | null;
  readonly epoch: string | null;
}

/** One socket's life, as the feed keeps it. */
export interface Wire {
  request: SyncRequest | null;
}

/** Takes what the transport brings: `store/apply.ts`. */
export interface Feed {
  /** A socket opens; its `hello` carries `request`. */
  wire(): Wire & { request: SyncRequest };
  /** A sync was wished for, and this socket carries it. */
  askBy(wire: Wire): SyncRequest;
  frame(wire: Wire, frame: RelayFrame): void;
  /** The next request over HTTP. `waits`: the relay may keep its answer until something happens. */
  ask(waits?: boolean): SyncRequest;
  answer(answer: EventsAnswer, request: SyncRequest): void;
  /** What another tab was answered. */
  shared(answer: EventsAnswer, since: number | null): void;
  /** This request will not be answered. */
  lost(request: SyncRequest | null): void;
}

/** What the tabs of one person share; `tabs/` has it. */
export interface PollTabs {
  isLeader(): boolean;
  onLeaderChange(listener: (isLeader: boolean) => void): () => void;
  post(type: string, body: unknown): void;
  on(type: string, listener: (body: unknown) => void): () => void;
}
