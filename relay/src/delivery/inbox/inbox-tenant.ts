import type { Clock } from '../../clock.js';
import type { Change, ConversationRecord, ReadChange, ShownResult, Store } from '../../store/store.js';
import { visibleRow } from '../change-frames.js';
import type { Log, Views } from '../delivery.js';
import { InboxLine } from './inbox-line.js';
import { concernOf, InboxPeople, type Concern, type InboxSeat, type Seated } from './inbox-people.js';

export interface InboxTenantOptions {
  readonly tenant: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly views: Views;
  readonly log: Log;
  readonly isOnline: (conversationId: string, userId: string) => boolean;
  /** Runs its argument once the turn is over. */
  readonly schedule: (run: () => void) => void;
}

/** How often a conversation is told at most: what comes in between is in its next form. */
const PACE_MS = 100;
/** Conversations in one round, and reads of the store at a time. */
const ROUND_MAX = 200;
const READS_MAX = 8;
/** Conversations that wait for a round. Beyond it everybody reads their list again. */
export const DIRTY_MAX = 5000;
/** Conversations of which it is remembered whom they concern. */
const KNOWN_MAX = 10_000;

/** What has to be told of one conversation. */
interface Need {
  /** Everybody of the staff. */
  staff: boolean;
  /** Every `user` whom it concerns now. */
  users: boolean;
  readonly named: Set<Seated>;
}

/** What is remembered of a conversation: at which rev it concerned whom. */
interface Known {
  rev: number;
  readonly concern: Concern;
}

/** The open inboxes of one tenant on this relay: what changed is collected, looked up once, and told to whom it concerns. */
export class InboxTenant {
  readonly people: InboxPeople;
  private readonly dirty = new Map<string, Need>();
  private readonly known = new Map<string, Known>();
  private running = false;
  private waiting: (() => void) | null = null;
  private lastRound = Number.NEGATIVE_INFINITY;
  private closed = false;

  constructor(private readonly options: InboxTenantOptions) {
    this.people = new InboxPeople(({ access }, subject) => this.options.views.coversSubject(access, subject));
  }

  seat(seat: InboxSeat): Seated {
    const seated: Seated = { seat, line: new InboxLine(seat.wire, (ids) => this.refresh(seated, ids)) };
    this.people.add(seated);
    return seated;
  }

  changed(change: Change): void {
    const { conversation_id: id, conversation, removed } = change;
    const before = this.known.get(id);
    // Each relay may bring it, and what was looked up since has it already.
    if (before && change.rev <= before.rev) return;
    const need = this.need(id);
    need.staff = true;
    // A note is nothing to users, not even a hint that something is new.
    if (conversation !== null || visibleRow(change, 'user') !== null) need.users = true;
    if (conversation !== null) {
      // Whom it concerned before, it concerns once more: they may have lost it.
      if (before) for (const seated of this.people.concerned(before.concern)) need.named.add(seated);
      this.remember(id, change.rev, concernOf(conversation));
    } else if (before && before.rev + 1 === change.rev) before.rev = change.rev;
    // A change was missed, and it may have been one of membership.
    else this.known.delete(id);
    if (removed !== null) this.name(need, removed);
    this.wake();
  }

  read({ conversation_id: id, user }: ReadChange): void {
    // Others' marks move nobody's unread count.
    if ([...this.people.of(user.id)].length === 0) return;
    this.name(this.need(id), user.id);
    this.wake();
  }

  dropped(id: string): void {
    const need = this.need(id);
    for (const seated of this.people.ofStaff()) need.named.add(seated);
    const before = this.known.get(id);
    if (before) for (const seated of this.people.concerned(before.concern)) need.named.add(seated);
    // Nobody can be asked any more whom it concerned, and its id is nobody else's business.
    else for (const seated of this.people.everybody()) if (!need.named.has(seated)) seated.line.gap();
    this.known.delete(id);
    this.wake();
  }

  close(): void {
    this.closed = true;
    this.waiting?.();
    this.dirty.clear();
    for (const { line } of this.people.everybody()) line.close();
  }

  private refresh(seated: Seated, ids: readonly string[]): void {
    if (!this.people.has(seated)) return;
    for (const id of ids) this.need(id).named.add(seated);
    this.wake();
  }

  private name(need: Need, userId: string): void {
    for (const seated of this.people.of(userId)) need.named.add(seated);
  }

  private need(id: string): Need {
    const there = this.dirty.get(id);
    if (there) return there;
    if (this.dirty.size >= DIRTY_MAX) {
      this.dirty.clear();
      for (const { line } of this.people.everybody()) line.gap();
    }
    const need: Need = { staff: false, users: false, named: new Set() };
    this.dirty.set(id, need);
    return need;
  }

  private remember(id: string, rev: number, concern: Concern): void {
    this.known.delete(id);
    this.known.set(id, { rev, concern });
    const [oldest] = this.known.keys();
    if (this.known.size > KNOWN_MAX && oldest !== undefined) this.known.delete(oldest);
  }

  private wake(): void {
    if (this.running || this.waiting || this.closed || this.dirty.size === 0) return;
    const { clock, schedule } = this.options;
    const wait = this.lastRound + PACE_MS - clock.now();
    let due = true;
    let stop: () => void = () => undefined;
    const run = () => {
      if (!due) return;
      this.waiting = null;
      void this.round();
    };
    this.waiting = () => {
      due = false;
      stop();
    };
    if (wait > 0) stop = clock.after(wait, run);
    else schedule(run);
  }

  private async round(): Promise<void> {
    this.running = true;
    this.lastRound = this.options.clock.now();
    const batch = [...this.dirty].slice(0, ROUND_MAX);
    for (const [id] of batch) this.dirty.delete(id);
    const next = batch.values();
    // Each takes the next one from the same list.
    const work = async () => {
      for (const [id, need] of next) await this.tell(id, need);
    };
    await Promise.all(Array.from({ length: READS_MAX }, work));
    this.running = false;
    this.wake();
  }

  private async tell(id: string, need: Need): Promise<void> {
    const { store, tenant, log } = this.options;
    try {
      const concerned = await this.concerned(id, need);
      if (concerned.length === 0) return;
      const viewers = concerned.map(({ seat: { viewer } }) => viewer);
      const asked = viewers.map(({ user, access, audience }) => ({ viewer_id: user.id, access, audience }));
      const shown = await store.shown({ tenant, conversation_id: id, viewers: asked });
      const bodies = shown && this.bodies(shown);
      for (const [at, seated] of concerned.entries()) {
        const viewer = viewers[at];
        // Another role by now, or gone.
        if (!viewer || seated.seat.viewer !== viewer || !this.people.has(seated)) continue;
        const unread = shown?.unread[at] ?? null;
        if (!bodies || unread === null) {
          seated.line.tell(id, 'conversation:removed', `"conversation_id":${JSON.stringify(id)}`);
        } else seated.line.tell(id, 'conversation:updated', bodies[viewer.audience](unread));
      }
    } catch (error) {
      if (!this.closed) log.error({ err: error }, 'an inbox could not be told');
      for (const { line } of need.staff ? this.people.everybody() : need.named) line.gap();
    }
  }

  private async concerned(id: string, { staff, users, named }: Need): Promise<Seated[]> {
    const found = new Set(named);
    if (staff) for (const seated of this.people.ofStaff()) found.add(seated);
    const concern = users && this.people.hasUsers ? await this.concernOf(id) : null;
    if (concern) for (const seated of this.people.concerned(concern)) found.add(seated);
    return [...found].filter((seated) => this.people.has(seated));
  }

  private async concernOf(id: string): Promise<Concern | null> {
    const known = this.known.get(id);
    if (known) return known.concern;
    const record = await this.options.store.conversation(this.options.tenant, id);
    if (record === null) return null;
    // What has come meanwhile is newer.
    if (!this.known.has(id)) this.remember(id, record.head, concernOf(record));
    return concernOf(record);
  }

  /** The frame's `conversation`, once for each audience; only a number differs by person. */
  private bodies({ conversation, activity, last_message: last }: ShownResult) {
    const { views, isOnline } = this.options;
    const body = (audience: 'staff' | 'user') => {
      let json: string | null = null;
      return (unread: number): string => {
        const record: ConversationRecord = { ...conversation, updated_at: activity[audience] };
        json ??= JSON.stringify(views.conversation(record, audience, (user) => isOnline(conversation.id, user)));
        const message = last[audience]?.json ?? 'null';
        return `"conversation":${json.slice(0, -1)},"last_message":${message},"unread_count":${unread}}`;
      };
    };
    return { staff: body('staff'), user: body('user') };
  }
}
