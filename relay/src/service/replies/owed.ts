/**
 * The answers that the bot owes by itself: what is unanswered in a conversation gets its reply, once there is a place for
 * it. Nothing is remembered here that the store does not know.
 */
import type { Clock } from '../../clock.js';
import type { ReplyContext, Store } from '../../store/store.js';
import type { Background } from './background.js';
import type { Places } from './places.js';
import { QuietConversations } from './quiet.js';
import type { Begun } from './running.js';
import { iso } from './writes.js';

export interface OwedOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly work: Background;
  readonly places: Places;
  /** Starts the reply, with a place taken. */
  readonly begin: (context: ReplyContext) => Promise<Begun>;
}

/** After so long nobody waits for an automatic answer any more: a relay that was down for a week stays silent about it. */
const ANSWER_WITHIN_MS = 24 * 3_600_000;
/** Conversations looked at in one sweep, so that a sweep is short. */
const SWEEP_MOST = 500;

const keyOf = (tenant: string, conversationId: string): string => `${tenant}\n${conversationId}`;

export class OwedReplies {
  readonly #quiet = new QuietConversations();
  /** Conversations being looked after; `again`: something came meanwhile. */
  readonly #considering = new Map<string, { again: boolean }>();
  /** There was no place for an automatic answer: the store knows which. */
  #owing = false;
  #closed = false;

  constructor(private readonly options: OwedOptions) {}

  /** Sees to it that what is unanswered in a conversation gets its answer, if the bot is to give one. */
  consider(tenant: string, id: string): void {
    if (this.#closed) return;
    const key = keyOf(tenant, id);
    if (this.#quiet.has(key)) return;
    const state = this.#considering.get(key);
    if (state) state.again = true;
    else this.options.work.track(this.#lookAfter(tenant, id, key));
  }

  /** The conversation changed: whether the bot answers in it has to be asked anew. */
  changed(tenant: string, id: string): void {
    this.#quiet.forget(keyOf(tenant, id));
  }

  /** Answers what was left unanswered, as far as there are places. */
  async recover(): Promise<void> {
    const { store, clock, places } = this.options;
    if (this.#closed) return;
    const limit = Math.min(places.free, SWEEP_MOST);
    if (limit === 0) {
      this.#owing = true;
      return;
    }
    const since = iso(clock.now() - ANSWER_WITHIN_MS);
    const left = await store.unanswered(since, limit);
    if (left.length === limit) this.#owing = true;
    for (const { tenant, conversation_id: id } of left) {
      this.changed(tenant, id);
      this.consider(tenant, id);
    }
  }

  /** A reply has ended: the next that found no place may have its. */
  placeFreed(): void {
    if (!this.#owing || this.#closed || this.options.places.free === 0) return;
    this.#owing = false;
    this.options.work.track(this.recover());
  }

  close(): void {
    this.#closed = true;
  }

  async #lookAfter(tenant: string, id: string, key: string): Promise<void> {
    const state = { again: true };
    this.#considering.set(key, state);
    try {
      // Between the last look at `again` and its removal nothing else runs, so no wake-up falls in between.
      while (state.again && !this.#closed) {
        state.again = false;
        if (await this.#answerNext(tenant, id, key)) state.again = true;
      }
    } finally {
      this.#considering.delete(key);
    }
  }

  /** Whether there may be more to answer. */
  async #answerNext(tenant: string, id: string, key: string): Promise<boolean> {
    const { store, places, begin } = this.options;
    const { changes } = this.#quiet;
    const context = await store.replyContext(tenant, id, null);
    if (!context) {
      const conversation = await store.conversation(tenant, id);
      if (conversation?.bot !== 'auto') this.#quiet.add(key, changes);
      return false;
    }
    if (context.conversation.bot !== 'auto' || context.reply || this.#closed) return false;
    if (!places.tryTake()) {
      this.#owing = true;
      return false;
    }
    const begun = await begin(context);
    // Where another one streams, whoever ends it looks again; where that relay dies, the sweep does.
    if (begun.kind !== 'run') return false;
    await begun.ended;
    return true;
  }
}
