import type { Clock } from '../clock.js';
import { TYPING_TTL_MS, type EventsPage, type RelayFrame, type User } from '../protocol/index.js';

export interface PeopleEvents {
  /** Something changed. */
  onChange(): void;
  onJoined(user: User): void;
  onLeft(user: User): void;
}

/** Who types and who is here: never stored, gone with the line. */
export class People {
  #present = new Map<string, User>();
  readonly #typing = new Map<string, { user: User; until: number }>();
  #cancel: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly events: PeopleEvents,
  ) {}

  get present(): readonly User[] {
    return [...this.#present.values()];
  }

  get typing(): readonly User[] {
    return [...this.#typing.values()].map(({ user }) => user);
  }

  /** What a welcome or a page says: it replaces. */
  setPresent(users: readonly User[]): void {
    this.#present = new Map(users.map((user) => [user.id, user]));
    this.events.onChange();
  }

  /** What a poll says; who came and who went follows from the last one. */
  poll({ presence, typing }: EventsPage): void {
    const before = this.#present;
    this.setPresent(presence);
    const typists = new Set(typing.map(({ user }) => user.id));
    for (const id of this.#typing.keys()) if (!typists.has(id)) this.#typing.delete(id);
    for (const { user } of typing) this.#type(user);
    // One is there oneself: an empty list is that of a new connection.
    if (before.size === 0) return;
    for (const user of presence) if (!before.has(user.id)) this.events.onJoined(user);
    for (const user of before.values()) if (!this.#present.has(user.id)) this.events.onLeft(user);
  }

  frame(frame: Extract<RelayFrame, { type: 'typing' | 'user_joined' | 'user_left' }>): void {
    const { user } = frame;
    if (frame.type === 'typing') {
      if (frame.is_typing) this.#type(user);
      else this.#typing.delete(user.id);
    } else if (frame.type === 'user_joined') {
      this.#present.set(user.id, user);
      this.events.onJoined(user);
    } else {
      this.#present.delete(user.id);
      this.#typing.delete(user.id);
      this.events.onLeft(user);
    }
    this.events.onChange();
  }

  /** What was being typed has come. */
  stopTyping(id: string): void {
    if (this.#typing.delete(id)) this.events.onChange();
  }

  /** The line is lost: nobody knows who is there. */
  clear(): void {
    this.#present.clear();
    this.#typing.clear();
    this.#cancel?.();
    this.#cancel = null;
    this.events.onChange();
  }

  #type(user: User): void {
    // Behind the others, so that the first is always the next to expire.
    this.#typing.delete(user.id);
    this.#typing.set(user.id, { user, until: this.clock.now() + TYPING_TTL_MS });
    this.#arm();
  }

  #arm(): void {
    if (this.#cancel) return;
    const [next] = this.#typing.values();
    if (!next) return;
    this.#cancel = this.clock.after(Math.max(0, next.until - this.clock.now()), () => {
      this.#cancel = null;
      const now = this.clock.now();
      for (const [id, { until }] of this.#typing) if (until <= now) this.#typing.delete(id);
      this.#arm();
      this.events.onChange();
    });
  }
}
