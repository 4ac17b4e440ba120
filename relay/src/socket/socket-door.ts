import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE, type Code, type Limits } from '@crm-chat/sdk/protocol';
import { WebSocketServer } from 'ws';
import { createFailures, type Failures } from '../auth/failures.js';
import type { Authenticate } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { silentLog, type Log } from '../delivery/delivery.js';
import type { Hub } from '../delivery/hub.js';
import { rawProblem } from '../problem.js';
import type { ChatService } from '../service/service.js';
import { chatDoor } from './conversing.js';
import { Counts } from './counts.js';
import { inboxDoor } from './inbox.js';
import { Session, type Entering, type SessionGround } from './session.js';

export interface SocketDoorOptions {
  readonly service: ChatService;
  readonly hub: Hub;
  readonly authenticate: Authenticate;
  /** Shared with the HTTP door; by default of its own. */
  readonly failures?: Failures;
  readonly limits: Readonly<Limits>;
  readonly clock: Clock;
  readonly log?: Log;
  /** The `Origin` of a browser's page; one without (no browser) stands on its token. */
  isOriginAllowed(origin: string): boolean;
  /** What `unauthenticated_per_address` counts by. */
  addressOf(req: IncomingMessage): string;
}

export interface SocketDoor {
  /** For the server's `upgrade` event. Takes every request: what is for neither socket is refused. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every client to come back within `[min, max]` seconds, and refuses newcomers. */
  drain(reconnectAfter: readonly [number, number]): void;
  /** Closes every socket with 1012 and waits until they are gone. Idempotent. */
  close(): Promise<void>;
  stats(): { readonly sockets: number };
}

/** What an upgrade asks for, or why it is refused. */
type Refusal = { readonly code: Code };
interface Asked {
  readonly door: Entering;
  readonly token: string | null;
  readonly address: string;
}

/**
 * A frame may come in pieces, of the protocol or of TCP, each of which costs an object of some hundred bytes whatever it
 * holds: 64 KiB in pieces of one byte would be 6 MiB. No browser and no proxy cuts so small. `ws` closes with 1008.
 */
const PIECES_MAX = { maxFragments: 1024, maxBufferedChunks: 4096 };

const CHAT_PATH = /^\/ws\/chat\/([^/]+)\/?$/;
const INBOX_PATH = /^\/ws\/inbox\/?$/;

class LiveSocketDoor implements SocketDoor {
  private readonly server: WebSocketServer;
  private readonly ground: SessionGround;
  private readonly strangers: Counts;
  private readonly failures: Failures;
  private readonly sessions = new Set<Session>();
  private draining = false;
  private empty: (() => void) | null = null;

  constructor(private readonly options: SocketDoorOptions) {
    const { limits } = options;
    this.server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // A compressed frame could not be shared by its receivers, and its inflation is one more thing to bound.
      perMessageDeflate: false,
      maxPayload: limits.frame_bytes,
      ...PIECES_MAX,
    });
    // A handshake that is none. RFC 6455, 4.4: a version that is not spoken is told which one is.
    this.server.on('wsClientError', (_error, socket) => refuse(socket, 'malformed', { 'sec-websocket-version': '13' }));
    this.failures = options.failures ?? createFailures();
    this.strangers = new Counts(limits.unauthenticated_per_address);
    this.ground = { ...options, log: options.log ?? silentLog, perUser: new Counts(limits.sockets_per_user) };
  }

  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const asked = this.check(req);
    if ('code' in asked) return refuse(socket, asked.code);
    const identified = this.strangers.take(asked.address);
    if (identified === null) return refuse(socket, 'too_many_connections');
    // An upgrade that `ws` refuses closes the socket, and the address is free again.
    socket.once('close', identified);
    this.server.handleUpgrade(req, socket, head, (webSocket) => {
      const session: Session = new Session(this.ground, {
        socket: webSocket,
        stream: socket,
        door: asked.door,
        token: asked.token,
        authenticate: (token) => this.failures.watch(asked.address, () => this.options.authenticate(token)),
        identified,
        closed: () => this.forget(session),
      });
      this.sessions.add(session);
    });
  }

  drain(reconnectAfter: readonly [number, number]): void {
    this.draining = true;
    for (const { speaking } of this.sessions) speaking?.goAway(reconnectAfter);
  }

  async close(): Promise<void> {
    this.draining = true;
    for (const session of this.sessions) session.close(CLOSE.draining);
    if (this.sessions.size === 0) return;
    await new Promise<void>((resolve) => {
      const before = this.empty;
      this.empty = () => {
        before?.();
        resolve();
      };
    });
  }

  stats() {
    return { sockets: this.sessions.size };
  }

  /** The list of guards. */
  private check(req: IncomingMessage): Asked | Refusal {
    const [path = '', query] = (req.url ?? '').split('?', 2);
    const door = this.doorAt(path);
    if (door === null) return { code: 'not_found' };
    if (this.draining) return { code: 'draining' };
    const { origin } = req.headers;
    if (origin !== undefined && !this.options.isOriginAllowed(origin)) return { code: 'origin_not_allowed' };
    const address = this.options.addressOf(req);
    if (this.strangers.isFull(address)) return { code: 'too_many_connections' };
    return { door, token: new URLSearchParams(query).get('token'), address };
  }

  private doorAt(path: string): Entering | null {
    if (INBOX_PATH.test(path)) return inboxDoor(this.ground);
    const conversationId = CHAT_PATH.exec(path)?.[1];
    return conversationId === undefined ? null : chatDoor(this.ground, conversationId);
  }

  private forget(session: Session): void {
    this.sessions.delete(session);
    if (this.sessions.size === 0) this.empty?.();
  }
}

/** An HTTP answer on a socket that `http` has let go of. */
function refuse(socket: Duplex, code: Code, headers: Readonly<Record<string, string>> = {}): void {
  // Nobody listens on it any more, and a reset by the peer would otherwise end the process.
  socket.on('error', () => undefined);
  socket.end(rawProblem(code, headers), () => socket.destroy());
}

/** The door for sockets, of one conversation or of a whole list: docs/protocol.md, section 5. */
export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  return new LiveSocketDoor(options);
}
