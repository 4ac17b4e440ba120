import type { Clock } from '../clock.js';
import { WANT_EVERY_MS } from './long-poll.js';
import {
  askEvents,
  conversationIn,
  deskOf,
  POLL_WAIT_S,
  type EventsPoster,
  type PollDesk,
  type PollPosition,
  type PollRequest,
} from './poll-desk.js';
import type { PollTabs } from './transport.js';

/** A tab that has not said so for three times does not want it any more. */
const FORGOTTEN_MS = 3 * WANT_EVERY_MS;
/** Conversations polled for others: more tabs than anybody keeps open. Those beyond poll for themselves. */
const WANTED_MAX = 50;

interface Wanted extends PollPosition {
  until: number;
}

/** The leading tab's other half: polls for the tabs that cannot have a connection of their own, and tells them. */
export class PollServer {
  readonly #desk: PollDesk;
  readonly #wanted = new Map<string, Wanted>();
  readonly #all = new Set<AbortController>();
  #isClosed = false;

  constructor(
    private readonly http: EventsPoster,
    private readonly tabs: PollTabs,
    private readonly clock: Clock,
  ) {
    this.#desk = deskOf(tabs, clock);
  }

  /** Another tab said what it wants to hear. */
  want(body: unknown): void {
    const conversation = conversationIn(body);
    if (conversation === null || this.#isClosed || !this.tabs.isLeader()) return;
    const until = this.clock.now() + FORGOTTEN_MS;
    const known = this.#wanted.get(conversation);
    if (!known && this.#wanted.size >= WANTED_MAX) return;
    this.tabs.post('poll-have', { conversation });
    if (known) known.until = until;
    else if (!this.#desk.own.has(conversation)) {
      const { since = null, at = null, epoch = null } = body as Partial<PollPosition>;
      const wanted = { since, at, epoch, until };
      this.#wanted.set(conversation, wanted);
      void this.#serve(conversation, wanted).finally(() => this.#wanted.delete(conversation));
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const controller of this.#all) controller.abort();
  }

  async #serve(conversation: string, wanted: Wanted): Promise<void> {
    let tick: string | null = null;
    while (!this.#isClosed && this.tabs.isLeader() && this.clock.now() < wanted.until) {
      const controller = new AbortController();
      const { since, at, epoch } = wanted;
      const request = { since, at, epoch, tick, wait: POLL_WAIT_S, signal: controller.signal };
      const result = await this.#inTurn(conversation, request, controller);
      if (controller.signal.aborted) continue;
      if (!result.ok) return this.tabs.post('poll-down', { conversation });
      const answer = result.body;
      this.tabs.post('poll-news', { conversation, since, answer });
      // Whoever wants it asks anew, from where it then is.
      if ('reset' in answer) return;
      ({ tick } = answer);
      Object.assign(wanted, { since: answer.upto, at: null, epoch: answer.epoch });
    }
  }

  async #inTurn(conversation: string, request: PollRequest, controller: AbortController) {
    this.#all.add(controller);
    const endTurn = await this.#desk.take(() => controller.abort());
    const result = await askEvents(this.http, conversation, request);
    endTurn();
    this.#all.delete(controller);
    return result;
  }
}
