import type { ConnectionOptions } from './connection-options.js';
import type { HttpFailure } from './http.js';
import type { LongPoll } from './polling.js';
import { pollingParts, servePolls } from './serve-polls.js';
import type { PollTabs } from './transport.js';

export interface FallbackEvents {
  /** An answer came: it carries. */
  onWorks(): void;
  /** It has ended, or what polls could not be loaded. */
  onFailed(code: HttpFailure['code']): void;
}

/** Long-poll beside the socket's tries: from when those fail until one is welcome. */
export class Fallback {
  #poll: LongPoll | null = null;
  /** The conversation that is to be polled, from when that is asked for until it ends. */
  #wanted: string | null = null;
  #tabs: PollTabs | null = null;
  #stopServing: () => void = () => undefined;

  constructor(
    private readonly options: Pick<ConnectionOptions, 'http' | 'feed' | 'env'>,
    private readonly events: FallbackEvents,
  ) {}

  get isWorking(): boolean {
    return this.#poll?.isWorking ?? false;
  }

  /** The other tabs of this person; null: alone. Whichever leads polls for those that need it. */
  share(tabs: PollTabs | null): void {
    this.#stopServing();
    this.#tabs = tabs;
    const { http, env } = this.options;
    this.#stopServing = tabs ? servePolls(tabs, http, env.clock) : () => undefined;
  }

  /** Asks now, if it runs. */
  poke(): void {
    this.#poll?.poke();
  }

  async start(conversationId: string): Promise<void> {
    this.#wanted = conversationId;
    if (this.#poll) return;
    const { LongPoll: Poll } = await pollingParts().catch(() => ({ LongPoll: null }));
    // Meanwhile it may have become needless, or another has begun.
    if (conversationId !== this.#wanted || (this.#poll as LongPoll | null)) return;
    const { events } = this;
    if (!Poll) return events.onFailed('network');
    const { http, feed, env } = this.options;
    this.#poll = new Poll({
      conversationId,
      http,
      feed,
      clock: env.clock,
      tabs: this.#tabs,
      onWorks: () => events.onWorks(),
      onFailed: ({ code }) => {
        this.end();
        events.onFailed(code);
      },
    });
  }

  end(): void {
    this.#poll?.close();
    this.#poll = this.#wanted = null;
  }
}
