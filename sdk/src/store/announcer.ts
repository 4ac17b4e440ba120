import type { Message, User } from '../protocol/index.js';
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

/** A bot's reply may be taken up again and end twice, a late frame come once more: each id is announced once. */
const ANNOUNCED_MAX = 1000;

/** Tells of messages that have arrived: others' as received, one's own from this browser as sent. */
export class Announcer {
  readonly #announced = new Set<string>();

  constructor(
    private readonly stores: Stores,
    private readonly events: Partial<ApplyEvents>,
  ) {}

  announce(message: Message): void {
    if (this.#announced.has(message.id)) return;
    this.#announced.add(message.id);
    const [oldest] = this.#announced;
    if (oldest !== undefined && this.#announced.size > ANNOUNCED_MAX) this.#announced.delete(oldest);
    const me = this.stores.$you.get()?.user.id ?? null;
    if (message.sender.id !== me) {
      if (counts(message, me)) this.events.onReceived?.(message);
    } else if (this.stores.$outbox.get().some(({ client_id }) => client_id === message.client_id)) {
      this.events.onSent?.(message);
    }
  }
}
