import type { User } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';

/** How long a person stays after their last socket or poll: a reload or the pause between two polls is no leaving. */
const LINGER_MS = 5000;
/** A relay says again who is there, and what it has not said for longer than the TTL has died with it. */
const HEARTBEAT_MS = 30_000;
const TTL_MS = 75_000;

export interface PresenceOptions {
  /** This relay's name on the bus. */
  readonly relay: string;
  readonly clock: Clock;
  /** Puts the count of a person's seats on this relay on the bus. */
  publish(user: User, count: number): void;
  joined(user: User): void;
  left(user: User): void;
  /** Nobody of this relay is here any more. */
  idle(): void;
}

interface Local {
  user: User;
  seats: number;
  stopLingering: (() => void) | null;
}

interface Person {
  user: User;
  /** Relays that hold a seat of this person, and until when that is believed (milliseconds since 1970). */
  readonly relays: Map<string, number>;
}

/**
 * Who is in a conversation: people, not sockets, across relays. Each relay says over the bus whom it holds and hears
 * itself there too; lingering is done where the person was, so that going from one relay to another is no leaving either.
 */
export class Presence {
  private readonly local = new Map<string, Local>();
  private readonly people = new Map<string, Person>();
  private readonly others = new Set<string>();
  private stopHeartbeat: (() => void) | null = null;

  constructor(private readonly options: PresenceOptions) {}

  /** Nobody of this relay is here, lingering ones included. */
  get isIdle(): boolean {
    return this.local.size === 0;
  }

  has(userId: string): boolean {
    return this.people.has(userId);
  }

  /** By id, so that every relay lists them alike. */
  list(): User[] {
    const users = [...this.people.values()].map(({ user }) => user);
    return users.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  enter(user: User): void {
    const local = this.local.get(user.id);
    if (local === undefined) {
      this.local.set(user.id, { user, seats: 1, stopLingering: null });
      this.options.publish(user, 1);
      this.stopHeartbeat ??= this.options.clock.after(HEARTBEAT_MS, this.heartbeat);
      return;
    }
    local.stopLingering?.();
    local.stopLingering = null;
    local.user = user;
    local.seats += 1;
  }

  leave(userId: string): void {
    const local = this.local.get(userId);
    if (local === undefined || local.seats === 0) return;
    local.seats -= 1;
    if (local.seats > 0) return;
    local.stopLingering = this.options.clock.after(LINGER_MS, () => {
      this.local.delete(userId);
      this.options.publish(local.user, 0);
      if (this.isIdle) this.options.idle();
    });
  }

  /** What a relay, this one included, said. */
  heard(relay: string, user: User, count: number): void {
    if (count === 0) this.forget(relay, user.id);
    else this.believe(relay, user);
    if (relay !== this.options.relay) this.meet(relay);
  }

  /** Says that everybody of this relay is gone, and stops. */
  close(): void {
    this.stopHeartbeat?.();
    this.stopHeartbeat = null;
    const local = [...this.local.values()];
    this.local.clear();
    for (const { user, stopLingering } of local) {
      stopLingering?.();
      this.options.publish(user, 0);
    }
  }

  private believe(relay: string, user: User): void {
    const until = relay === this.options.relay ? Number.POSITIVE_INFINITY : this.options.clock.now() + TTL_MS;
    const person = this.people.get(user.id);
    if (person !== undefined) {
      person.user = user;
      person.relays.set(relay, until);
      return;
    }
    this.people.set(user.id, { user, relays: new Map([[relay, until]]) });
    this.options.joined(user);
  }

  private forget(relay: string, userId: string): void {
    const person = this.people.get(userId);
    if (!person?.relays.delete(relay) || person.relays.size > 0) return;
    this.people.delete(userId);
    this.options.left(person.user);
  }

  /** A relay not heard of here yet has just opened this room: it cannot know whom this one holds. */
  private meet(relay: string): void {
    const holds = [...this.people.values()].some(({ relays }) => relays.has(relay));
    if (!holds) this.others.delete(relay);
    else if (!this.others.has(relay)) {
      this.others.add(relay);
      this.sayAll();
    }
  }

  private sayAll(): void {
    for (const { user, seats } of this.local.values()) this.options.publish(user, Math.max(1, seats));
  }

  private readonly heartbeat = (): void => {
    this.stopHeartbeat = this.local.size > 0 ? this.options.clock.after(HEARTBEAT_MS, this.heartbeat) : null;
    this.sayAll();
    const now = this.options.clock.now();
    for (const [userId, { relays }] of [...this.people]) {
      for (const [relay, until] of [...relays]) if (until <= now) this.forget(relay, userId);
    }
  };
}
