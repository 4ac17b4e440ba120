/**
 * Reaches the relay and stays with it: by a socket, and long-poll where sockets fail (fallback.ts); where there is no conversation
 * yet, by HTTP alone. When it tries again, and when long-poll is due, follows from what has become of its tries (tries.ts).
 *
 * | mode      | what is under way                   | leaves it by                                                     |
 * | --------- | ----------------------------------- | ---------------------------------------------------------------- |
 * | `resting` | nothing: not started, or stopped     | `open()`; a wake, where a new token might help                   |
 * | `parted`  | nothing: between two conversations   | `open()`                                                         |
 * | `greeting`| HTTP, no conversation                | `open(id)`; failure -> `waiting`                                 |
 * | `opening` | token, socket, hello                 | welcome -> `socket`; close -> `waiting`, or at once by its code  |
 * | `socket`  | frames                               | close -> by its code                                             |
 * | `waiting` | a timer                              | timer, wake -> `opening` or `greeting`                           |
 *
 * A long poll runs beside `opening` and `waiting`, from two failed tries on, or where the relay has no socket for us (4429),
 * until a socket is welcome.
 */
import { ChatError } from '../errors.js';
import type { RelayFrame } from '../protocol/index.js';
import type { ConnectionStatus } from '../status.js';
import type { ConnectionOptions } from './connection-options.js';
import { Fallback } from './fallback.js';
import type { HttpFailure } from './http.js';
import { reactionTo, statusAfter, type Reaction } from './reactions.js';
import type { PollTabs } from './transport.js';
import { Tries } from './tries.js';
import { ABNORMAL, ChatSocket } from './web-socket.js';

/** On a record's page without a conversation: somebody else may begin it. */
const LOOK_AGAIN_MS = 8000;
/** Signed out, the page is asked again: the person may have signed in elsewhere. */
const RETRY_TOKEN_MS = 30_000;

type Mode = 'resting' | 'parted' | 'greeting' | 'opening' | 'socket' | 'waiting';

export class Connection {
  #mode: Mode = 'resting';
  #status: ConnectionStatus = 'connecting';
  #conversationId: string | null = null;
  #socket: ChatSocket | null = null;
  /** Each `open()` and each try has a number: what comes of an earlier one is nobody's business. */
  #turn = 0;
  #cancelTimer: () => void = () => undefined;
  readonly #tries: Tries;
  readonly #fallback: Fallback;
  readonly #undo: (() => void)[];

  constructor(private readonly options: ConnectionOptions) {
    const { env } = options;
    this.#tries = new Tries(env.clock);
    this.#fallback = new Fallback(options, {
      onWorks: () => this.#polled(),
      onFailed: (code) => this.#failed(code),
    });
    this.#undo = [env.onWake(() => this.wake()), env.onOffline(() => this.#socket?.probe())];
  }

  /** The socket of this conversation, if it is open. */
  socketOf(conversationId: string): ChatSocket | null {
    return this.#conversationId === conversationId && this.#socket?.isOpen ? this.#socket : null;
  }

  get isPolling(): boolean {
    return this.#fallback.isWorking;
  }

  /** Whether the relay answered last time: then it is worth sending. */
  get isReachable(): boolean {
    return this.#status === 'online' || this.#status === 'polling' || this.#status === 'not-found';
  }

  /** Goes to that conversation, or, with null, to where there is none yet. */
  open(conversationId: string | null): void {
    if (this.#status === 'closed') return;
    this.#leave();
    this.#conversationId = conversationId;
    this.#tries.startOver();
    this.#say(this.isReachable && this.#status !== 'not-found' ? this.#status : 'connecting');
    this.#try();
  }

  /**
   * Hears no more of the conversation so far; `open()` follows, once it is known what is kept of the next one. What came
   * meanwhile would look like the next one's.
   */
  part(): void {
    if (this.#status === 'closed') return;
    this.#leave();
    this.#mode = 'parted';
    this.#conversationId = null;
  }

  /** The other tabs of this person; null: alone. Whichever leads polls for those that need it. */
  share(tabs: PollTabs | null): void {
    this.#fallback.share(tabs);
  }

  /** The feed wishes for a sync. */
  sync(): void {
    if (this.#socket?.isOpen) this.#socket.sync();
    else this.#fallback.poke();
  }

  /** The page was away, or the network has changed: now, not when the timer says so. */
  wake(): void {
    if (this.#mode === 'socket') this.#socket?.probe();
    if (this.isPolling) this.#fallback.poke();
    if (this.#mode === 'waiting') this.#try();
    if (this.#mode !== 'resting') return;
    if (this.#status === 'signed-out') {
      this.options.tokens.forgive();
      this.#tries.forgive();
      this.#try();
    } else if (this.#status === 'online') {
      this.#try();
    }
  }

  /** A new token while a socket is open takes the old one's place in it. */
  renew(token: string): void {
    if (this.#socket?.isOpen) this.#socket.send({ type: 'auth', token });
  }

  close(): void {
    this.#leave();
    this.share(null);
    this.#say('closed');
    for (const undo of this.#undo.splice(0)) undo();
  }

  #try(): void {
    const turn = this.#next();
    if (this.#conversationId === null) void this.#greet(turn);
    else void this.#connect(turn, this.#conversationId);
  }

  async #greet(turn: number): Promise<void> {
    this.#mode = 'greeting';
    const result = await this.options.events.greet();
    if (turn !== this.#turn) return;
    if (result.ok) {
      this.#mode = 'resting';
      this.#tries.answered();
      const { clock } = this.options.env;
      if (this.options.looksAgain) {
        this.#cancelTimer = clock.after(LOOK_AGAIN_MS * (1 + clock.random() / 2), () => this.#try());
      }
      return this.#say('online');
    }
    this.#failed(result.code);
    if (turn === this.#turn) this.#wait();
  }

  async #connect(turn: number, conversationId: string): Promise<void> {
    this.#mode = 'opening';
    const { env, tokens, feed, endpoint } = this.options;
    let token: string;
    try {
      token = await tokens.get();
    } catch (error) {
      if (turn === this.#turn) this.#noToken(error);
      return;
    }
    if (turn !== this.#turn) return;
    const url = `${endpoint.replace(/^http/, 'ws')}/ws/chat/${encodeURIComponent(conversationId)}/`;
    try {
      if (!env.WebSocket) throw new Error('There are no sockets here.');
      const socket: ChatSocket = new ChatSocket(
        env.WebSocket,
        { url, token, feed, env },
        {
          onFrame: (frame) => this.#heard(frame),
          onDown: (code) => this.#down(code, token),
        },
      );
      this.#socket = socket;
    } catch {
      this.#down(ABNORMAL, token);
    }
  }

  #heard(frame: RelayFrame): void {
    if (frame.type === 'goaway') this.#tries.goaway(frame.reconnect_after);
    if (frame.type === 'welcome') {
      this.options.tokens.expiresIn(frame.token_expires_in * 1000);
      if (this.#mode !== 'socket') this.#welcome();
      this.options.events.onWelcome(frame);
    }
    this.options.events.onFrame(frame);
  }

  #welcome(): void {
    this.#mode = 'socket';
    this.#tries.welcome();
    this.#fallback.end();
    this.#say('online');
  }

  #down(code: number, token: string): void {
    const reaction = reactionTo(code);
    const wasOpen = this.#mode === 'socket';
    this.#socket = null;
    this.#tries.lost(reaction);
    if (reaction.refusesToken) this.options.tokens.refuse(token);
    if (wasOpen) this.options.events.onDown(reaction.blamesHead ?? false);
    this.#react(reaction);
  }

  #react(reaction: Reaction): void {
    const { env, events } = this.options;
    if (reaction.then === 'stop') {
      this.#rest(reaction.status ?? 'reconnecting');
      if (reaction.status === 'not-found') events.onNotFound();
      return;
    }
    if (this.#tries.areRefused) return this.#signOut();
    if (!this.isPolling) {
      const isOffline = reaction.mayBeProxy && !env.isOnline();
      this.#say(isOffline ? 'offline' : this.#troubled(reaction.status));
    }
    if (reaction.then === 'now' && this.#tries.takeFirst()) return this.#try();
    this.#wait(reaction.atLeast);
    if ((reaction.polls || this.#tries.haveFailed) && this.#conversationId !== null)
      void this.#fallback.start(this.#conversationId);
  }

  /** What was said stays for a try or two, `offline` until something answers. */
  #troubled(status: ConnectionStatus = 'reconnecting'): ConnectionStatus {
    const isSaid = this.#status === 'connecting' || this.#status === 'restarting' || this.#status === 'busy';
    const stays = this.#status === 'offline' || (isSaid && !this.#tries.haveFailed);
    return status === 'reconnecting' && stays ? this.#status : status;
  }

  #wait(atLeast = 0): void {
    const pause = this.#tries.pause(this.isPolling);
    this.#next();
    this.#mode = 'waiting';
    this.#cancelTimer = this.options.env.clock.after(Math.max(pause, atLeast), () => this.#try());
  }

  #polled(): void {
    if (this.#status === 'polling') return;
    this.#say('polling');
    // The socket is tried again in its own time now.
    if (this.#mode === 'waiting') this.#wait();
  }

  /** HTTP did not work either: says why. Where it had carried, the long pause of a try behind polls is not for that. */
  #failed(code: HttpFailure['code']): void {
    const status = statusAfter(code);
    if (status === 'signed-out') return this.#signOut();
    if (status === 'not-found' || status === 'outdated') {
      this.#rest(status);
      if (status === 'not-found') this.options.events.onNotFound();
      return;
    }
    const hadCarried = this.#status === 'polling';
    this.#say(hadCarried && status === 'offline' ? 'reconnecting' : status);
    if (hadCarried && this.#mode === 'waiting') this.#wait();
  }

  #noToken(error: unknown): void {
    if (error instanceof ChatError && error.code === 'signed_out') return this.#signOut();
    this.#say(this.options.env.isOnline() ? this.#troubled() : 'offline');
    this.#wait();
  }

  /** What is typed stays queued. Another token may come: the page is asked again now and then, and when it is woken. */
  #signOut(): void {
    this.#rest('signed-out');
    const { clock } = this.options.env;
    this.#cancelTimer = clock.after(RETRY_TOKEN_MS * (1 + clock.random()), () => this.wake());
  }

  #rest(status: ConnectionStatus): void {
    this.#leave();
    this.#say(status);
  }

  #leave(): void {
    this.#next();
    this.#mode = 'resting';
    const socket = this.#socket;
    const wasOpen = socket?.isOpen ?? false;
    this.#socket = null;
    socket?.close();
    if (wasOpen) this.options.events.onDown(false);
    this.#fallback.end();
  }

  #next(): number {
    this.#cancelTimer();
    this.#cancelTimer = () => undefined;
    return ++this.#turn;
  }

  #say(status: ConnectionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.options.events.onStatus(status);
  }
}
