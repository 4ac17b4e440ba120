import type { OutboxEntry } from '../entry.js';
import type { Message, PublicPrompt, User } from '../protocol/index.js';
import type { Stores } from './create-stores.js';
import { counts } from './selectors.js';

/** What the stores cannot say: things that happen. */
export interface ApplyEvents {
  /** A sync should be made: take it by `ask()`. Never raised while one is under way. */
  onWish(): void;
  onReceived(message: Message): void;
  onSent(message: Message): void;
  onJoined(user: User): void;
  onLeft(user: User): void;
  onUnread(count: number): void;
  /** The newest page of a history is here; `isReset`: in place of another that was shown. */
  onBegun(begun: { epoch: string; isReset: boolean }): void;
}

/** What is neither a conversation's nor a person's. */
export interface Facts {
  prompts: readonly PublicPrompt[];
  isDurable: boolean;
  isLoadingOlder: boolean;
  uploads: ReadonlyMap<string, number>;
}

/** A bot's reply may be taken up again and end twice, a late frame come once more: each id is announced once. */
const ANNOUNCED_MAX = 1000;

/** Tells of others' messages that have arrived, and of one's own from this browser that are there. */
export class Announcer {
  readonly #announced = new Set<string>();
  /** Sends of this browser whose row is not here yet: no more than an outbox holds. */
  readonly #awaited = new Set<string>();

  constructor(
    private readonly stores: Stores,
    private readonly events: Partial<ApplyEvents>,
  ) {}

  /** What is on its way. */
  await(entries: readonly OutboxEntry[]): void {
    for (const { client_id, state, act } of entries) {
      if (act.kind === 'send' && state !== 'settled') this.#awaited.add(client_id);
    }
  }

  /** Rows that came, by whatever way: one's own among them are sent. `arrived`: those that are news. */
  came(rows: readonly Message[], arrived: readonly Message[]): void {
    if (this.#awaited.size > 0) this.#sent(rows);
    for (const message of arrived) this.#received(message);
  }

  #sent(rows: readonly Message[]): void {
    for (const row of rows) {
      if (row.client_id === null || row.sender.id !== this.#me || !this.#awaited.delete(row.client_id)) continue;
      this.events.onSent?.(row);
    }
  }

  #received(message: Message): void {
    if (!counts(message, this.#me) || this.#announced.has(message.id)) return;
    this.#announced.add(message.id);
    const [oldest] = this.#announced;
    if (oldest !== undefined && this.#announced.size > ANNOUNCED_MAX) this.#announced.delete(oldest);
    this.events.onReceived?.(message);
  }

  /** Another conversation. */
  reset(): void {
    this.#awaited.clear();
  }

  get #me(): string | null {
    return this.stores.$you.get()?.user.id ?? null;
  }
}
