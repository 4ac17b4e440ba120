/**
 * `/ws/inbox/`: hints about all conversations of one person. They are numbered and carry no checksum: a number that is left
 * out is a hint that did not come, and then, as after every `welcome` of a new socket, the list has to be read. Where no socket
 * is to be had, whoever listens is told that nothing is live, and asks by itself.
 */
import type { InboxFrame } from '../protocol/index.js';
import { backoff, behindPolls } from '../backoff.js';
import { openInboxSocket } from './inbox-socket.js';
import { reactionTo, type Reaction } from './reactions.js';
import type { Tokens } from './token.js';
import type { Environment } from './transport.js';
import { ABNORMAL, type ChatSocket } from './web-socket.js';

export type InboxHint = Extract<InboxFrame, { type: 'conversation:updated' | 'conversation:removed' }>;

export interface InboxLineOptions {
  endpoint: string;
  env: Environment;
  tokens: Tokens;
  events: {
    onHint(hint: InboxHint): void;
    /** What was known may be old: the list is to be read again. */
    onStale(): void;
    /** Whether hints come. */
    onLive(isLive: boolean): void;
  };
}

/** A socket that lives that long was a success: the next loss begins with a short pause again. */
const STABLE_MS = 5000;
/** Sockets in a row that never lived, without a word from a relay: something in between knows none. */
const TRIES_BEFORE_POLLING = 2;
/** Signed out, another token may come: the page is asked again now and then. */
const RETRY_TOKEN_MS = 30_000;

export class InboxLine {
  #socket: ChatSocket | null = null;
  /** Of the last hint that has come. */
  #n: number | null = null;
  #isLive = false;
  #turn = 0;
  #attempt = 0;
  #failures = 0;
  #refusals = 0;
  #welcomeAt = 0;
  #isStopped = false;
  #isWaiting = false;
  #goaway: readonly [number, number] | null = null;
  #cancelTimer: () => void = () => undefined;
  readonly #undo: (() => void)[];

  constructor(private readonly options: InboxLineOptions) {
    const { env } = options;
    this.#undo = [env.onWake(() => this.#wake()), env.onOffline(() => this.#socket?.probe())];
    void this.#connect();
  }

  /** A new token takes the old one's place in an open socket. */
  renew(token: string): void {
    if (this.#socket?.isOpen) this.#socket.send({ type: 'auth', token });
  }

  /** Idempotent. */
  close(): void {
    this.#isStopped = true;
    this.#next();
    this.#socket?.close();
    this.#socket = null;
    for (const undo of this.#undo.splice(0)) undo();
  }

  #wake(): void {
    if (this.#isLive) this.#socket?.probe();
    if (!this.#isWaiting) return;
    this.options.tokens.forgive();
    this.#refusals = 0;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const turn = this.#next();
    const { env, tokens, endpoint } = this.options;
    let token: string;
    try {
      token = await tokens.get();
    } catch {
      if (turn === this.#turn) this.#wait(RETRY_TOKEN_MS * (1 + env.clock.random()));
      return;
    }
    if (turn !== this.#turn) return;
    try {
      this.#socket = openInboxSocket({
        endpoint,
        env,
        token,
        onFrame: (frame) => this.#heard(frame),
        onDown: (code) => this.#down(code, token),
      });
    } catch {
      this.#down(ABNORMAL, token);
    }
  }

  #heard(frame: InboxFrame): void {
    const { events } = this.options;
    switch (frame.type) {
      case 'welcome':
        this.options.tokens.expiresIn(frame.token_expires_in * 1000);
        if (this.#isLive) return this.#count(frame.n);
        return this.#welcome(frame.n);
      case 'conversation:updated':
      case 'conversation:removed':
        if (this.#n === null) return;
        this.#count(frame.n - 1);
        this.#n = frame.n;
        return events.onHint(frame);
      case 'ping':
        return this.#count(frame.n);
      case 'reset':
        return events.onStale();
      case 'goaway':
        this.#goaway = frame.reconnect_after;
        return;
      case 'nack':
      case 'pong':
    }
  }

  #welcome(n: number): void {
    this.#n = n;
    this.#welcomeAt = this.options.env.clock.now();
    this.#refusals = 0;
    this.#goaway = null;
    this.#live(true);
    this.options.events.onStale();
  }

  /** Every hint up to `n` should have come. */
  #count(n: number): void {
    if (this.#n === null || n === this.#n) return;
    this.#n = n;
    this.options.events.onStale();
  }

  #down(code: number, token: string): void {
    const reaction = reactionTo(code);
    const { tokens, env } = this.options;
    const lived = this.#isLive ? env.clock.now() - this.#welcomeAt : 0;
    this.#socket = this.#n = null;
    if (lived >= STABLE_MS) this.#attempt = this.#failures = 0;
    if (reaction.mayBeProxy && lived < STABLE_MS) this.#failures += 1;
    if (reaction.refusesToken) {
      tokens.refuse(token);
      this.#refusals += 1;
    }
    this.#live(false);
    if (reaction.then === 'stop') return this.close();
    if (reaction.then === 'now' && this.#attempt === 0 && this.#refusals < 2) {
      this.#attempt = 1;
      return void this.#connect();
    }
    this.#wait(this.#pause(reaction));
  }

  #pause({ polls }: Reaction): number {
    const { clock } = this.options.env;
    if (this.#refusals > 1) return RETRY_TOKEN_MS * (1 + clock.random());
    if (this.#goaway) {
      const [min, max] = this.#goaway;
      this.#goaway = null;
      return (min + (max - min) * clock.random()) * 1000;
    }
    const isRefused = polls === true || this.#failures >= TRIES_BEFORE_POLLING;
    return (isRefused ? behindPolls : backoff)(this.#attempt++, clock.random());
  }

  #wait(ms: number): void {
    this.#next();
    this.#isWaiting = true;
    this.#cancelTimer = this.options.env.clock.after(ms, () => void this.#connect());
  }

  #next(): number {
    this.#cancelTimer();
    this.#cancelTimer = () => undefined;
    this.#isWaiting = false;
    return ++this.#turn;
  }

  #live(isLive: boolean): void {
    if (isLive === this.#isLive || this.#isStopped) return;
    this.#isLive = isLive;
    this.options.events.onLive(isLive);
  }
}
