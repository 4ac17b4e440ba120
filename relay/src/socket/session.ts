import type { Duplex } from 'node:stream';
import {
  CLOSE,
  HELLO_BYTES,
  HELLO_TIMEOUT_MS,
  PROTOCOL_VERSION,
  type CloseCode,
  type HelloFrame,
  type Limits,
} from '@crm-chat/sdk/protocol';
import type { RawData, WebSocket } from 'ws';
import type { Authenticate, Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Log } from '../delivery/delivery.js';
import type { Hub } from '../delivery/hub.js';
import { RelayError } from '../errors.js';
import type { ChatService } from '../service/service.js';
import type { Counts } from './counts.js';
import { parseFrame, type ParsedFrame } from './frames.js';
import type { Line, Speaking } from './speaking.js';

/** What all sockets of a door share. */
export interface SessionGround {
  readonly service: ChatService;
  readonly hub: Hub;
  readonly authenticate: Authenticate;
  readonly limits: Readonly<Limits>;
  readonly clock: Clock;
  readonly log: Log;
  readonly perUser: Counts;
}

/**
 * What a door does with somebody whose token is good.
 *
 * @returns null where the socket was closed meanwhile.
 * @throws RelayError where they may not come in
 */
export type Entering = (
  principal: Principal,
  hello: HelloFrame | null,
  line: Line,
  isClosed: () => boolean,
) => Promise<Speaking | null>;

export interface SessionOptions {
  readonly socket: WebSocket;
  /** What the upgrade event handed over: frames are written to it. */
  readonly stream: Duplex;
  /** The door that the path named. */
  readonly door: Entering;
  /** From `?token=`; null where a `hello` is to come. */
  readonly token: string | null;
  /** Counts what its address has tried in vain. */
  readonly authenticate: Authenticate;
  /** Undoes this socket's count among those of its address that have not said who they are. */
  readonly identified: () => void;
  readonly closed: () => void;
}

/** How long a close may take to reach a reader before the connection is cut. */
const CLOSE_MS = 2000;
/** How long a token's check and the first read may take: a key server or a disk may hang. */
const ENTER_MS = 15_000;
/** A frame's header: what may come in before 8 KiB of hello are complete. RFC 6455, 5.2. */
const HEADER_BYTES = 14;

type Phase =
  | { readonly kind: 'hello' }
  | { readonly kind: 'entering' }
  | { readonly kind: 'open'; readonly speaking: Speaking }
  | { readonly kind: 'closed' };

/** One socket, from its upgrade to its close: who it is, and when it ends. What it says once it is in is `Speaking`'s. */
export class Session {
  private phase: Phase = { kind: 'hello' };
  /** Frames that came in one packet with the hello; reading stops until it is answered. */
  private early: ParsedFrame[] = [];
  private stopTimer: () => void = () => undefined;
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly ground: SessionGround,
    private readonly options: SessionOptions,
  ) {
    const { socket, token, identified } = options;
    this.undo.push(identified);
    socket.on('message', (data, isBinary) => this.heard(data, isBinary));
    // `ws` closes with 1002, 1007 or 1009 by itself; there is nothing more to be done about it.
    socket.on('error', () => undefined);
    socket.on('close', () => this.ended());
    socket.on('pong', () => this.speaking?.heardPong());
    if (token === null) this.awaitHello();
    else this.enter(token, null);
  }

  get speaking(): Speaking | null {
    return this.phase.kind === 'open' ? this.phase.speaking : null;
  }

  close(code: CloseCode, reason = ''): void {
    if (this.phase.kind === 'closed') return;
    this.leave();
    const { socket } = this.options;
    socket.close(code, reason);
    // A peer that answers no close, or reads nothing, is cut off; a paused socket would never hear the answer.
    socket.resume();
    this.undoOnEnd(this.ground.clock.after(CLOSE_MS, () => socket.terminate()));
  }

  /** Without a word: the peer is not there any more. */
  cut(): void {
    this.leave();
    this.options.socket.terminate();
  }

  private awaitHello(): void {
    const { socket, stream } = this.options;
    this.stopTimer = this.ground.clock.after(HELLO_TIMEOUT_MS, () => this.close(CLOSE.no_hello));
    // `ws` takes a frame of `frame_bytes` from everybody; a stranger gets a hello's worth of memory.
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (this.phase.kind !== 'hello') stream.off('data', count);
      else if (bytes > HELLO_BYTES + HEADER_BYTES) {
        stream.off('data', count);
        this.close(CLOSE.bad_frame);
        socket.terminate();
      }
    };
    stream.on('data', count);
  }

  private heard(data: RawData, isBinary: boolean): void {
    const { kind } = this.phase;
    if (kind === 'closed') return;
    if (isBinary || !Buffer.isBuffer(data)) return this.close(CLOSE.bad_frame);
    if (kind === 'hello' && data.length > HELLO_BYTES) return this.close(CLOSE.bad_frame);
    let parsed: ParsedFrame;
    try {
      parsed = parseFrame(data.toString(), this.ground.limits.json_depth);
    } catch (error) {
      if (!(error instanceof RelayError)) this.ground.log.error({ err: error }, 'a frame could not be read');
      return this.close(CLOSE.bad_frame);
    }
    this.take(parsed);
  }

  private take(parsed: ParsedFrame): void {
    switch (this.phase.kind) {
      case 'hello':
        if (parsed.kind !== 'frame' || parsed.frame.type !== 'hello') return this.close(CLOSE.no_hello);
        if (parsed.frame.v !== PROTOCOL_VERSION) return this.close(CLOSE.protocol_too_old);
        return this.enter(parsed.frame.token, parsed.frame);
      case 'entering':
        this.early.push(parsed);
        if (this.early.length > this.ground.limits.uncommitted_per_socket) this.close(CLOSE.bad_frame);
        return;
      case 'open':
        return this.phase.speaking.heard(parsed);
      case 'closed':
        return;
    }
  }

  private enter(token: string, hello: HelloFrame | null): void {
    this.phase = { kind: 'entering' };
    this.stopTimer();
    this.stopTimer = this.ground.clock.after(ENTER_MS, () => this.close(CLOSE.overloaded));
    // Nothing is read until it is known who speaks.
    this.options.socket.pause();
    this.admit(token, hello).then(
      () => this.options.socket.resume(),
      (error: unknown) => this.refuse(error),
    );
  }

  private async admit(token: string, hello: HelloFrame | null): Promise<void> {
    const { perUser } = this.ground;
    const principal = await this.options.authenticate(token);
    if (this.isClosed()) return;
    this.options.identified();
    const release = perUser.take(JSON.stringify([principal.tenant, principal.user.id]));
    if (release === null) return this.close(CLOSE.too_many);
    this.undo.push(release);
    const speaking = await this.options.door(principal, hello, this.line(), () => this.isClosed());
    if (speaking === null || this.isClosed()) return speaking?.abandon();
    this.stopTimer();
    this.phase = { kind: 'open', speaking };
    this.undo.push(() => speaking.end());
    for (const parsed of this.early.splice(0)) speaking.heard(parsed);
  }

  private line(): Line {
    const { socket, stream } = this.options;
    return {
      outlet: stream,
      close: (code) => this.close(code),
      cut: () => this.cut(),
      ping: () => socket.ping(),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
    };
  }

  private refuse(error: unknown): void {
    if (!(error instanceof RelayError)) this.ground.log.error({ err: error }, 'a socket could not be let in');
    this.close(closeCodeFor(error));
  }

  /** Gives back everything it holds; what it wrote is on its way. */
  private leave(): void {
    if (this.phase.kind === 'closed') return;
    this.phase = { kind: 'closed' };
    this.stopTimer();
    this.early = [];
    for (const undo of this.undo.splice(0)) undo();
  }

  private undoOnEnd(undo: () => void): void {
    this.undo.push(undo);
  }

  private ended(): void {
    this.leave();
    // What was put there by `close` after everything else was given back.
    for (const undo of this.undo.splice(0)) undo();
    this.options.closed();
  }

  private isClosed(): boolean {
    return this.phase.kind === 'closed';
  }
}

/** A bad token is accepted and then closed: a refused upgrade is only 1006 in a browser. */
function closeCodeFor(error: unknown): CloseCode {
  if (!(error instanceof RelayError)) return CLOSE.overloaded;
  switch (error.code) {
    case 'token_missing':
    case 'token_invalid':
    case 'token_expired':
      return CLOSE.bad_token;
    case 'not_found':
    case 'forbidden':
      return CLOSE.not_found;
    case 'too_many_connections':
    case 'rate_limited':
      return CLOSE.too_many;
    default:
      return CLOSE.overloaded;
  }
}
