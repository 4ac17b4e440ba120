import type { Clock } from '../clock.js';
import type { At } from '../protocol/index.js';
import type { History } from './history.js';

/** What to ask the relay: what changed after `since`, or, where that is null, the newest page. */
export interface SyncRequest {
  readonly since: number | null;
  readonly at: At | null;
  readonly epoch: string | null;
  /** The history that asks: what comes for one that was replaced since is dropped. */
  readonly history: History;
  /** `Reads.tick` when it was asked. */
  readonly tick: number;
}

/** One socket's life. Its frames belong to the epoch of its last `welcome` or `reset`. */
export interface Wire {
  epoch: string | null;
  /** The `hello` or `sync` that this socket has not answered yet. */
  request: SyncRequest | null;
}

/** A request for older rows. */
export interface OlderRequest {
  readonly before: number;
  readonly history: History;
}

/** docs/protocol.md, section 5: a delta that does not fit asks at most once in this time. */
const PATIENCE_MS = 2000;
/** An answer that is still not here is not coming: the wire swallowed the question. */
const ANSWER_MS = 20_000;

/**
 * One `sync` at a time. Whoever finds a hole wishes for one; the connection makes the request; what is wished meanwhile is
 * judged anew when the answer is here. A request that brought nothing forward makes the next one wait, so that a relay that
 * keeps saying something else cannot drive a loop.
 */
export class Sync {
  #pending: SyncRequest | null = null;
  #isPatient = false;
  #wishesLater = false;
  #cancelPatience: (() => void) | null = null;
  #cancelTimeout: (() => void) | null = null;

  /** @param onWish called whenever a request should be made; it takes it by `asked()`. */
  constructor(
    private readonly clock: Clock,
    private readonly onWish: () => void,
  ) {}

  get pending(): SyncRequest | null {
    return this.#pending;
  }

  /** A request goes out. @param waits whether whoever sends it watches the time itself. */
  asked(request: SyncRequest, waits: boolean): void {
    this.done(this.#pending);
    this.#pending = request;
    if (!waits) this.moved();
  }

  /** A page of a longer answer has come: the rest is on its way. */
  moved(): void {
    this.#cancelTimeout?.();
    this.#cancelTimeout = this.clock.after(ANSWER_MS, () => {
      this.#pending = null;
      this.wish();
    });
  }

  /** The answer is complete, or will never come. */
  done(request: SyncRequest | null): void {
    if (request !== this.#pending) return;
    this.#pending = null;
    this.#cancelTimeout?.();
    this.#cancelTimeout = null;
  }

  wish(): void {
    if (!this.#pending) this.onWish();
  }

  /** Wishes now, and not again within two seconds. */
  wishPatiently(): void {
    if (this.#pending) return;
    if (this.#isPatient) {
      this.#wishesLater = true;
      return;
    }
    this.#isPatient = true;
    this.#cancelPatience = this.clock.after(PATIENCE_MS, () => {
      this.#isPatient = false;
      if (!this.#wishesLater) return;
      this.#wishesLater = false;
      this.wishPatiently();
    });
    this.wish();
  }

  reset(): void {
    this.done(this.#pending);
    this.#cancelPatience?.();
    this.#cancelPatience = null;
    this.#isPatient = false;
    this.#wishesLater = false;
  }
}
