import { backoff } from '../backoff.js';
import type { Clock } from '../clock.js';

interface Lane {
  /** A run of this tab is unanswered. */
  isBusy: boolean;
  /** Transient failures in a row. */
  failures: number;
  /** Milliseconds since 1970. */
  opensAt: number;
}

/** How it goes with each conversation's queue, as this tab knows it. Those with nothing to remember are not kept. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly clock: Pick<Clock, 'now' | 'random'>) {}

  opensAt(conversationId: string): number {
    const lane = this.#lanes.get(conversationId);
    if (!lane) return 0;
    return lane.isBusy ? Infinity : lane.opensAt;
  }

  begin(conversationId: string): void {
    this.#set(conversationId, { isBusy: true });
  }

  /** Ends a run: at once again, or after a pause that grows with each failure. */
  end(conversationId: string, outcome: 'progress' | 'failure' | 'progress, then failure'): void {
    const before = outcome === 'failure' ? (this.#lanes.get(conversationId)?.failures ?? 0) : 0;
    const failures = outcome === 'progress' ? 0 : before + 1;
    const opensAt = failures === 0 ? 0 : this.clock.now() + backoff(failures, this.clock.random());
    this.#set(conversationId, { isBusy: false, failures, opensAt });
  }

  /** Ends the pause of one conversation, or of all. */
  open(conversationId?: string): void {
    for (const id of conversationId === undefined ? [...this.#lanes.keys()] : [conversationId]) {
      this.#set(id, { failures: 0, opensAt: 0 });
    }
  }

  #set(conversationId: string, change: Partial<Lane>): void {
    const idle: Lane = { isBusy: false, failures: 0, opensAt: 0 };
    const lane = { ...idle, ...this.#lanes.get(conversationId), ...change };
    if (lane.isBusy || lane.failures > 0) this.#lanes.set(conversationId, lane);
    else this.#lanes.delete(conversationId);
  }
}
