import type { Clock } from '../clock.js';
import { POLL_WAIT_MAX_S, type EventsAnswer, type EventsQuery } from '../protocol/index.js';
import type { HttpRequest, HttpResult } from './http.js';
import type { PollTabs, SyncRequest } from './transport.js';

/** Six connections to a host is all a browser opens: two are left for sending and for what is asked between. */
const WAITING_POLLS_MAX = 4;
/** While others queue, a poll that brings nothing gives its place up after that long. */
const TURN_MS = 3000;
/** Beyond the relay's own wait: the way there and back. */
const GRACE_MS = 10_000;

export interface EventsPoster {
  request<T>(method: string, path: string, request?: HttpRequest): Promise<HttpResult<T>>;
}

export type PollPosition = Pick<SyncRequest, 'since' | 'at' | 'epoch'>;

export interface PollRequest extends PollPosition {
  tick: string | null;
  /** Seconds; 0 only looks. */
  wait: number;
  signal: AbortSignal;
}

/** `POST …/events/`: a GET whose query changes costs a preflight each, and browsers run equal GETs one behind the other. */
export const askEvents = (
  http: EventsPoster,
  conversationId: string,
  { since, at, epoch, tick, wait, signal }: PollRequest,
): Promise<HttpResult<EventsAnswer>> => {
  const body: EventsQuery = {
    wait,
    ...(since !== null && { since }),
    ...(at && { at }),
    ...(epoch !== null && { epoch }),
    ...(tick !== null && { tick }),
  };
  const path = `/api/conversations/${encodeURIComponent(conversationId)}/events/`;
  return http.request('POST', path, { body, signal, timeoutMs: wait * 1000 + GRACE_MS });
};

export const POLL_WAIT_S = POLL_WAIT_MAX_S;

interface Holder {
  /** Since when it has not been asked to give way. */
  since: number;
  giveWay(): void;
}

/** What the polls of one tab share: their turns, and which conversations it polls for itself. */
export class PollDesk {
  readonly own = new Set<string>();
  readonly #holders = new Set<Holder>();
  readonly #queue: (() => void)[] = [];
  #cancel: (() => void) | null = null;

  constructor(private readonly clock: Clock) {}

  /**
   * Waits for a turn to keep a poll waiting; resolves with its end.
   *
   * @param giveWay called when others wait and this one has had its time: end the poll, and take a turn again.
   */
  async take(giveWay: () => void): Promise<() => void> {
    while (this.#holders.size >= WAITING_POLLS_MAX) {
      this.#arm();
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    const holder = { since: this.clock.now(), giveWay };
    this.#holders.add(holder);
    return () => {
      if (this.#holders.delete(holder)) this.#queue.shift()?.();
    };
  }

  /** Asks the one that has waited longest, when its time is up; it queues again behind the others. */
  #arm(): void {
    const [oldest] = [...this.#holders].sort((a, b) => a.since - b.since);
    if (this.#cancel || !oldest) return;
    this.#cancel = this.clock.after(Math.max(0, oldest.since + TURN_MS - this.clock.now()), () => {
      this.#cancel = null;
      if (this.#queue.length === 0) return;
      oldest.since = this.clock.now();
      if (this.#holders.has(oldest)) oldest.giveWay();
      this.#arm();
    });
  }
}

const desks = new WeakMap<PollTabs, PollDesk>();

/** The desk of one tab. */
export const deskOf = (tabs: PollTabs, clock: Clock): PollDesk => {
  const desk = desks.get(tabs) ?? new PollDesk(clock);
  desks.set(tabs, desk);
  return desk;
};

/** What tabs tell each other about polling; `body` comes from another tab, perhaps of another version. */
export interface PollNews {
  conversation: string;
  since: number | null;
  answer: EventsAnswer;
}

export const conversationIn = (body: unknown): string | null => {
  const { conversation } = (body ?? {}) as Partial<PollNews>;
  return typeof conversation === 'string' ? conversation : null;
};
