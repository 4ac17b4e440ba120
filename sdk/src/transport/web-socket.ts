import type { Clock } from '../clock.js';
import { PROTOCOL_VERSION, type ClientFrame, type RelayFrame } from '../protocol/index.js';
import type { Environment, Feed, Wire } from './transport.js';

/** Two pings of the relay and a bit. docs/protocol.md, section 5. */
export const SILENCE_MS = 35_000;
/** From opening to `welcome`. */
const WELCOME_MS = 10_000;
/** A socket that is asked after the page was away answers within this. */
const PROBE_MS = 5000;

/** No close frame came: the code that browsers use. */
export const ABNORMAL = 1006;
const OPEN = 1;

export interface SocketEvents {
  onFrame(frame: RelayFrame): void;
  /** Once; nothing comes after it. */
  onDown(code: number): void;
}

export interface SocketOptions {
  url: string;
  token: string;
  feed: Pick<Feed, 'wire' | 'askBy' | 'frame' | 'lost'>;
  env: Pick<Environment, 'clock' | 'WebSocket'>;
}

const parse = (data: unknown): RelayFrame | null => {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as RelayFrame) : null;
  } catch {
    return null;
  }
};

/** One socket from opening to its end: says `hello`, answers pings, and ends itself when the relay has fallen silent. */
export class ChatSocket {
  readonly #socket: InstanceType<NonNullable<Environment['WebSocket']>>;
  readonly #clock: Clock;
  #wire: Wire | null = null;
  #heardAt: number;
  #isWelcome = false;
  #cancelWatch: () => void = () => undefined;
  #cancelProbe: () => void = () => undefined;
  #isDown = false;

  /** @throws where the browser refuses to open one (a policy of the page). */
  constructor(
    Socket: NonNullable<Environment['WebSocket']>,
    private readonly options: SocketOptions,
    private readonly events: SocketEvents,
  ) {
    this.#clock = options.env.clock;
    this.#heardAt = this.#clock.now();
    const socket = (this.#socket = new Socket(options.url));
    socket.onopen = () => this.#hello();
    socket.onmessage = ({ data }: { data: unknown }) => this.#heard(data);
    socket.onclose = ({ code }: { code: number }) => this.#down(code);
    // `close` follows, and says all there is.
    socket.onerror = () => undefined;
    this.#cancelWatch = this.#clock.after(WELCOME_MS, () => this.#lose());
  }

  /** Whether `welcome` has come. */
  get isOpen(): boolean {
    return this.#isWelcome && !this.#isDown;
  }

  /** False where it cannot be sent: the socket is not open any more. */
  send(frame: ClientFrame): boolean {
    if (this.#isDown || this.#socket.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Asks for what changed after the cursor. */
  sync(): void {
    if (!this.#wire || !this.isOpen) return;
    const { since, at, epoch } = this.options.feed.askBy(this.#wire);
    this.send({
      type: 'sync',
      ...(since !== null && { since }),
      ...(at && { at }),
      ...(epoch !== null && { epoch }),
    });
  }

  /** The page was away, or the network has changed: is anybody there? */
  probe(): void {
    if (!this.isOpen) return;
    const askedAt = this.#clock.now();
    this.send({ type: 'ping' });
    this.#cancelProbe();
    this.#cancelProbe = this.#clock.after(PROBE_MS, () => {
      if (this.#heardAt < askedAt) this.#lose();
    });
  }

  /** Ends it without a word to `onDown`. */
  close(): void {
    this.#end();
  }

  #hello(): void {
    const { feed, token } = this.options;
    const wire = feed.wire();
    this.#wire = wire;
    const { since, at, epoch } = wire.request;
    this.send({
      type: 'hello',
      v: PROTOCOL_VERSION,
      token,
      ...(since !== null && { since }),
      ...(at && { at }),
      ...(epoch !== null && { epoch }),
    });
  }

  #heard(data: unknown): void {
    this.#heardAt = this.#clock.now();
    const frame = parse(data);
    if (!frame || !this.#wire) return;
    if (frame.type === 'welcome' && !this.#isWelcome) {
      this.#isWelcome = true;
      this.#watch(SILENCE_MS);
    }
    if (frame.type === 'ping') this.send({ type: 'pong' });
    this.options.feed.frame(this.#wire, frame);
    this.events.onFrame(frame);
  }

  /** One timer for a socket's life, not one for each frame. */
  #watch(ms: number): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#clock.after(ms, () => {
      const left = this.#heardAt + SILENCE_MS - this.#clock.now();
      if (left <= 0) this.#lose();
      else this.#watch(left);
    });
  }

  #lose(): void {
    this.#down(ABNORMAL);
  }

  #down(code: number): void {
    if (this.#isDown) return;
    this.#end();
    this.events.onDown(code);
  }

  /** A browser keeps a socket whose network is gone in CLOSING for minutes: it is let go of at once. */
  #end(): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#cancelWatch();
    this.#cancelProbe();
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (this.#wire) this.options.feed.lost(this.#wire.request);
    try {
      socket.close(1000);
    } catch {
      // It was closing already.
    }
  }
}
