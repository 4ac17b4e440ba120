import type { ResetReason } from '@crm-chat/sdk/protocol';
import type { BusEvent } from '../../bus/bus.js';
import { epochOf, type Viewer } from '../delivery.js';
import { epochReset } from '../page.js';
import type { Seated, InboxSeat } from './inbox-people.js';
import { InboxTenant, type InboxTenantOptions } from './inbox-tenant.js';

export type { InboxSeat } from './inbox-people.js';

/** One inbox socket, as its door holds it. */
export interface Inbox {
  /** The number of the last hint that this socket was given. */
  readonly n: number;
  readonly epoch: string;
  /** Why what a client has of an earlier time is another list; null where it is not. */
  resetFor(epoch: string | null): ResetReason | null;
  /** Its viewer is another from now on: other subjects or another role may be another list, so a number is left out. */
  reseat(viewer: Viewer): void;
  /** Idempotent. */
  leave(): void;
}

export interface InboxesOptions extends Omit<InboxTenantOptions, 'tenant' | 'isOnline'> {
  readonly isOnline: (tenant: string, conversationId: string, userId: string) => boolean;
}

/** Bus -> the inboxes that are open on this relay. A tenant without any costs a look into a map. */
export class Inboxes {
  private readonly tenants = new Map<string, InboxTenant>();

  constructor(private readonly options: InboxesOptions) {}

  get size(): number {
    return [...this.tenants.values()].reduce((sum, { people }) => sum + people.size, 0);
  }

  /** From then on hints come. */
  open(seat: InboxSeat): Inbox {
    const tenant = this.tenantOf(seat.viewer.tenant);
    const seated = tenant.seat(seat);
    return this.inboxOf(tenant, seated);
  }

  heard(event: BusEvent): void {
    if (this.tenants.size === 0) return;
    if (event.kind === 'commit') {
      for (const change of event.commit.changes) this.tenants.get(change.tenant)?.changed(change);
      for (const read of event.commit.reads) this.tenants.get(read.tenant)?.read(read);
    } else if (event.event.kind === 'dropped') {
      this.tenants.get(event.event.tenant)?.dropped(event.event.conversation_id);
    }
  }

  close(): void {
    for (const tenant of this.tenants.values()) tenant.close();
    this.tenants.clear();
  }

  private inboxOf(tenant: InboxTenant, seated: Seated): Inbox {
    const { store } = this.options;
    const { seat, line } = seated;
    const name = seat.viewer.tenant;
    return {
      get n() {
        return line.n;
      },
      get epoch() {
        return epochOf(store.epoch, seat.viewer);
      },
      resetFor: (epoch) => epochReset(store, seat.viewer, { since: null, at: null, epoch }),
      reseat: (viewer) => {
        tenant.people.remove(seated);
        seat.viewer = viewer;
        tenant.people.add(seated);
        line.gap();
      },
      leave: () => {
        line.close();
        tenant.people.remove(seated);
        if (tenant.people.size > 0 || this.tenants.get(name) !== tenant) return;
        tenant.close();
        this.tenants.delete(name);
      },
    };
  }

  private tenantOf(name: string): InboxTenant {
    const there = this.tenants.get(name);
    if (there) return there;
    const { isOnline, ...options } = this.options;
    const tenant = new InboxTenant({
      ...options,
      tenant: name,
      isOnline: (conversationId, userId) => isOnline(name, conversationId, userId),
    });
    this.tenants.set(name, tenant);
    return tenant;
  }
}
