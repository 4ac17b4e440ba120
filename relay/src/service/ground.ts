import type { Limits } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Bus } from '../bus/bus.js';
import type { Clock } from '../clock.js';
import type { Delivery } from '../delivery/delivery.js';
import { RelayError } from '../errors.js';
import type { ConversationRecord, Store, Write, WriteDone, WriteOutcome } from '../store/store.js';
import { TokenBuckets } from '../token-bucket.js';
import { accessOf, demand, type Action } from './access.js';
import type { IdSource } from './ids.js';
import { existingId } from './validate.js';

export interface GroundOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly delivery: Delivery;
  readonly limits: Readonly<Limits>;
  readonly clock: Clock;
  readonly newId: IdSource;
}

/** Moving a read mark is a write that a scroll makes often; the SDK says it at most twice a second. */
const READS_PER_SECOND = 10;
const READ_BURST = 40;

/** Each letter typed into a search box may be one; a search costs what a hundred other questions do. */
const SEARCHES_PER_SECOND = 5;
const SEARCH_BURST = 20;

/** What every part of the service stands on. */
export class Ground {
  readonly store: Store;
  readonly bus: Bus;
  readonly delivery: Delivery;
  readonly limits: Readonly<Limits>;
  readonly clock: Clock;
  readonly newId: IdSource;
  private stamp = { now: Number.NaN, iso: '' };
  private readonly sends: TokenBuckets;
  private readonly reads: TokenBuckets;
  private readonly searches: TokenBuckets;

  constructor(options: GroundOptions) {
    this.store = options.store;
    this.bus = options.bus;
    this.delivery = options.delivery;
    this.limits = options.limits;
    this.clock = options.clock;
    this.newId = options.newId;
    this.sends = new TokenBuckets(options.clock, this.limits.sends_per_second, this.limits.send_burst);
    this.reads = new TokenBuckets(options.clock, READS_PER_SECOND, READ_BURST);
    this.searches = new TokenBuckets(options.clock, SEARCHES_PER_SECOND, SEARCH_BURST);
  }

  now(): string {
    const now = this.clock.now();
    // Thousands of sends share a few milliseconds.
    if (now !== this.stamp.now) this.stamp = { now, iso: new Date(now).toISOString() };
    return this.stamp.iso;
  }

  /** @throws RelayError `rate_limited` */
  chargeSends(principal: Principal, count: number): void {
    charge(this.sends, principal, count);
  }

  /** @throws RelayError `rate_limited` */
  chargeRead(principal: Principal): void {
    charge(this.reads, principal, 1);
  }

  /** @throws RelayError `rate_limited` */
  chargeSearch(principal: Principal): void {
    charge(this.searches, principal, 1);
  }

  /** What every write says of who writes. */
  by(principal: Principal) {
    return { tenant: principal.tenant, access: accessOf(principal), actor: principal.user, now: this.now() };
  }

  /** @throws RelayError with the store's code where it refuses. */
  write(write: Write): Promise<WriteDone> {
    return this.store.write(write).then(accepted);
  }

  /** @throws RelayError `not_found`, `forbidden` */
  async allowed(principal: Principal, id: string, action: Action): Promise<ConversationRecord> {
    const record = await this.store.conversation(principal.tenant, existingId(id));
    demand(principal, record, action);
    return record;
  }

  isOnlineIn(tenant: string, conversationId: string): (userId: string) => boolean {
    return (userId) => this.delivery.isOnline(tenant, conversationId, userId);
  }
}

function accepted(outcome: WriteOutcome): WriteDone {
  if (outcome.ok) return outcome;
  throw new RelayError(outcome.code, outcome.detail, outcome.errors.length > 0 ? { members: outcome.errors } : {});
}

/** One person of one tenant. The length tells where the tenant ends, whatever characters it has. */
export const personKey = ({ tenant, user }: Principal): string => `${tenant.length}:${tenant}${user.id}`;

/** @throws RelayError `rate_limited` */
export function charge(buckets: TokenBuckets, principal: Principal, count: number): void {
  const waitMs = buckets.take(personKey(principal), count);
  if (waitMs > 0) throw new RelayError('rate_limited', undefined, { retryAfter: Math.ceil(waitMs / 1000) });
}
