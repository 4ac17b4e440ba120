import { createHash } from 'node:crypto';
import {
  FIRST_PAGE_MESSAGES,
  PAGE_MESSAGES,
  POLL_WAIT_MAX_S,
  type EventsAnswer,
  type EventsPage,
  type EventsQuery,
  type Limits,
  type Message,
} from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { Store } from '../store/store.js';
import { epochOf, type Viewer } from './delivery.js';
import { epochReset, pageParts, readChanges, type Resume } from './page.js';
import type { Room } from './room.js';
import type { PollSeat } from './seat.js';

/** Between answers of one poller that bring no message: four a second. docs/protocol.md, section 4. */
const EPHEMERAL_MS = 250;

export interface PollsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly limits: Readonly<Limits>;
  join(conversationId: string, seat: PollSeat): Promise<Room>;
}

export interface Polls {
  events(viewer: Viewer, conversationId: string, query: EventsQuery, signal: AbortSignal): Promise<EventsAnswer>;
  /** How many run now. */
  readonly waiting: number;
}

export function createPolls(options: PollsOptions): Polls {
  const { limits } = options;
  /** Polls that run now, by person: a poll holds a request open, so it is bounded like a socket. */
  const running = new Map<string, number>();
  let waiting = 0;

  const begin = (key: string) => {
    const count = running.get(key) ?? 0;
    if (count >= limits.sockets_per_user) {
      throw new RelayError('too_many_connections', 'Too many polls of this person wait.', { retryAfter: 1 });
    }
    running.set(key, count + 1);
    waiting += 1;
  };
  const end = (key: string) => {
    const count = (running.get(key) ?? 1) - 1;
    if (count === 0) running.delete(key);
    else running.set(key, count);
    waiting -= 1;
  };

  return {
    async events(viewer, conversationId, query, signal) {
      const key = JSON.stringify([viewer.tenant, viewer.user.id]);
      begin(key);
      try {
        return await new Poll(options, viewer, conversationId, query, signal).run();
      } finally {
        end(key);
      }
    },
    get waiting() {
      return waiting;
    },
  };
}

/** One request: subscribes, reads, waits, reads once more. */
class Poll implements PollSeat {
  /** What has come since the last read. */
  private woken: 'nothing' | 'passing' | 'lasting' = 'nothing';
  private isPassingDue = false;
  private isTimeUp = false;
  private failure: RelayError | null = null;
  private notify: () => void = () => undefined;
  private readonly resume: Resume;
  private readonly limit: number;
  private readonly begun: number;

  constructor(
    private readonly options: PollsOptions,
    readonly viewer: Viewer,
    private readonly conversationId: string,
    private readonly query: EventsQuery,
    private readonly signal: AbortSignal,
  ) {
    this.resume = { since: query.since ?? null, at: query.at ?? null, epoch: query.epoch ?? null };
    const most = query.since === undefined ? FIRST_PAGE_MESSAGES : PAGE_MESSAGES;
    this.limit = Math.min(Math.max(1, query.limit ?? most), PAGE_MESSAGES);
    this.begun = options.clock.now();
  }

  wake(lasting: boolean): void {
    if (this.woken !== 'lasting') this.woken = lasting ? 'lasting' : 'passing';
    this.notify();
  }

  evict(why: 'not_found' | 'overloaded'): void {
    this.failure ??= new RelayError(why);
    this.notify();
  }

  async run(): Promise<EventsAnswer> {
    const { store, clock } = this.options;
    const room = await this.options.join(this.conversationId, this);
    const undo = [clock.after(Math.max(0, this.viewer.expiresAt - clock.now()), () => this.expire())];
    try {
      const reason = epochReset(store, this.viewer, this.resume);
      if (reason !== null) return { reset: reason, epoch: epochOf(store.epoch, this.viewer) };
      const first = await this.read(room);
      if ('reset' in first || this.isNews(first)) return first;
      const waitMs = Math.min(Math.max(0, this.query.wait ?? 0), POLL_WAIT_MAX_S) * 1000;
      if (waitMs === 0) return first;
      // A tick of other times: something that is never stored changed between this poll and the one before.
      if (this.query.tick !== undefined && this.query.tick !== first.tick) this.wake(false);
      await this.wait(this.begun + waitMs, undo);
      return await this.read(room);
    } finally {
      for (const stop of undo) stop();
      room.seats.leave(this);
    }
  }

  /** Whether an answer is given at once: the page of a newcomer, or one with something that lasts. */
  private isNews(page: EventsPage): boolean {
    return this.resume.since === null || page.messages.length > 0 || page.conversation !== null || page.has_more;
  }

  private expire(): void {
    this.failure ??= new RelayError('token_expired');
    this.notify();
  }

  /** Until something lasting came, something passing came and a quarter of a second is over, or time is up. */
  private async wait(until: number, undo: (() => void)[]): Promise<void> {
    const { clock } = this.options;
    // It is the timer that says so: it runs once, and by the clock it may be a millisecond early.
    const at = (time: number, reached: () => void) => {
      const poke = () => {
        reached();
        this.notify();
      };
      const left = time - clock.now();
      if (left > 0) undo.push(clock.after(left, poke));
      else poke();
    };
    at(until, () => (this.isTimeUp = true));
    at(this.begun + EPHEMERAL_MS, () => (this.isPassingDue = true));
    const aborted = () => {
      this.notify();
    };
    this.signal.addEventListener('abort', aborted);
    undo.push(() => this.signal.removeEventListener('abort', aborted));
    await new Promise<void>((resolve) => {
      this.notify = () => {
        if (this.isOver()) resolve();
      };
      this.notify();
    });
  }

  private isOver(): boolean {
    if (this.failure !== null || this.signal.aborted || this.isTimeUp) return true;
    return this.woken === 'lasting' || (this.woken === 'passing' && this.isPassingDue);
  }

  private async read(room: Room): Promise<EventsPage | Extract<EventsAnswer, { reset: unknown }>> {
    this.check();
    // What comes while the store reads may not be in its answer, and has to wake again.
    this.woken = 'nothing';
    const { store } = this.options;
    const result = await readChanges(store, this.viewer, this.conversationId, this.resume, this.limit);
    this.check();
    if (result === null) throw new RelayError('not_found');
    if (result.kind === 'reset') return { reset: result.reason, epoch: epochOf(store.epoch, this.viewer) };
    const parts = pageParts(store, room, this.viewer, result, this.resume.since);
    const typing = room.typing.list(this.viewer.audience, this.viewer.user.id);
    return {
      messages: result.rows.map((row) => JSON.parse(row.json) as Message),
      ...parts,
      typing,
      tick: tickOf({ ...parts, typing }),
      older: result.older,
    };
  }

  private check(): void {
    if (this.failure !== null) throw this.failure;
  }
}

/** Equal for equal ephemeral state, whichever relay says it: every part is listed by id. */
function tickOf({
  read,
  typing,
  presence,
  streaming,
}: Pick<EventsPage, 'read' | 'typing' | 'presence' | 'streaming'>): string {
  const state = [
    read.map(({ user_id, seq }) => [user_id, seq]),
    typing.map(({ user, note }) => [user.id, note === true]),
    presence.map(({ id }) => id).sort(),
    streaming.map(({ id, text }) => [id, text]),
  ];
  return createHash('sha1').update(JSON.stringify(state)).digest('base64url');
}
