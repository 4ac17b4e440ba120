import type { Clock } from '../clock.js';
import type { HttpFailure } from './http.js';
import {
  askEvents,
  conversationIn,
  deskOf,
  POLL_WAIT_S,
  type EventsPoster,
  type PollDesk,
  type PollNews,
  type PollPosition,
} from './poll-desk.js';
import type { Feed, PollTabs } from './transport.js';

/** Whoever polls for the others says so within this, or is not there. */
const LEADER_ANSWERS_MS = 1500;
/** How often a tab says that it still wants to hear of its conversation. */
export const WANT_EVERY_MS = 10_000;

export interface LongPollOptions {
  conversationId: string;
  http: EventsPoster;
  feed: Feed;
  clock: Clock;
  /** Null: alone. */
  tabs: PollTabs | null;
  /** An answer came. */
  onWorks(): void;
  onFailed(failure: HttpFailure): void;
}

/**
 * One conversation by long-poll. A tab that leads, or is alone, keeps one request waiting. The others ask once for what they
 * have missed, and from then on hear from the leader what it was answered.
 */
export class LongPoll {
  readonly #desk: PollDesk | null;
  #isWorking = false;
  #isClosed = false;
  #isRunning = false;
  /** Something wants an answer now: the next request does not wait. */
  #isPoked = true;
  /** Nobody answered when this tab said what it wants to hear: it polls for itself. */
  #isLeaderSilent = false;
  #tick: string | null = null;
  #position: PollPosition = { since: null, at: null, epoch: null };
  #current = new AbortController();
  #cancelWant: () => void = () => undefined;
  #cancelPatience: () => void = () => undefined;
  readonly #undo: (() => void)[] = [];

  constructor(private readonly options: LongPollOptions) {
    const { tabs, clock, conversationId } = options;
    this.#desk = tabs && deskOf(tabs, clock);
    if (tabs) {
      const mine = (listener: (body: unknown) => void) => (body: unknown) => {
        if (conversationIn(body) === conversationId) listener(body);
      };
      this.#undo.push(
        tabs.onLeaderChange(() => this.poke()),
        tabs.on(
          'poll-have',
          mine(() => this.#served()),
        ),
        tabs.on(
          'poll-news',
          mine((body) => this.#heard(body as PollNews)),
        ),
        tabs.on(
          'poll-down',
          mine(() => this.poke()),
        ),
        tabs.on('poll-who', () => this.#want()),
      );
    }
    void this.#run();
  }

  /** Whether the last request was answered. */
  get isWorking(): boolean {
    return this.#isWorking && !this.#isClosed;
  }

  /** Asks now, whatever is waited for. */
  poke(): void {
    if (this.#isClosed) return;
    this.#isPoked = true;
    this.#current.abort();
    void this.#run();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#current.abort();
    this.#stopWanting();
    this.#desk?.own.delete(this.options.conversationId);
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Another tab polls for this one. */
  get #follows(): boolean {
    const { tabs } = this.options;
    return tabs !== null && !tabs.isLeader() && !this.#isLeaderSilent;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#stopWanting();
    while (!this.#isClosed && (this.#isPoked || !this.#follows)) {
      const wait = this.#isPoked ? 0 : POLL_WAIT_S;
      this.#isPoked = false;
      if (wait > 0) this.#desk?.own.add(this.options.conversationId);
      if (!(await this.#once(wait))) break;
    }
    this.#desk?.own.delete(this.options.conversationId);
    this.#isRunning = false;
    if (this.isWorking) this.#want();
  }

  /** One request. False: it failed, and somebody else decides. */
  async #once(wait: number): Promise<boolean> {
    const { options } = this;
    const { feed, http, conversationId, tabs } = options;
    const controller = (this.#current = new AbortController());
    const endTurn = wait > 0 ? await this.#desk?.take(() => controller.abort()) : undefined;
    const request = feed.ask();
    const { signal } = controller;
    const result = await askEvents(http, conversationId, { ...request, tick: this.#tick, wait, signal });
    endTurn?.();
    if (this.#isClosed || (signal.aborted && !result.ok)) {
      feed.lost(request);
      return true;
    }
    if (!result.ok) {
      feed.lost(request);
      this.#isWorking = false;
      options.onFailed(result);
      return false;
    }
    const { body } = result;
    feed.answer(body, request);
    this.#isWorking = true;
    if ('reset' in body) {
      this.#tick = null;
      this.#isPoked = true;
    } else {
      this.#tick = body.tick;
      this.#position = { since: body.upto, at: null, epoch: body.epoch };
      if (body.has_more) this.#isPoked = true;
    }
    if (wait > 0) tabs?.post('poll-news', { conversation: conversationId, since: request.since, answer: body });
    options.onWorks();
    return true;
  }

  /** Says what this tab wants to hear, again and again: a leader that is gone must not be waited for. */
  #want(): void {
    const { tabs, clock, conversationId } = this.options;
    if (!tabs || tabs.isLeader() || this.#isClosed) return;
    this.#stopWanting();
    tabs.post('poll-want', { conversation: conversationId, ...this.#position });
    this.#cancelWant = clock.after(WANT_EVERY_MS, () => this.#want());
    if (this.#isLeaderSilent) return;
    this.#cancelPatience = clock.after(LEADER_ANSWERS_MS, () => {
      this.#isLeaderSilent = true;
      void this.#run();
      this.#cancelWant = clock.after(WANT_EVERY_MS, () => this.#want());
    });
  }

  #stopWanting(): void {
    this.#cancelWant();
    this.#cancelPatience();
  }

  #served(): void {
    this.#cancelPatience();
    if (!this.#isLeaderSilent) return;
    this.#isLeaderSilent = false;
    this.poke();
  }

  #heard({ since, answer }: PollNews): void {
    if (!this.#follows) return;
    this.#cancelPatience();
    if (!('reset' in answer)) this.#position = { ...this.#position, since: answer.upto, epoch: answer.epoch };
    this.options.feed.shared(answer, since);
  }
}
