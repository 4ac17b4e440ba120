import { PAGE_BYTES, PAGE_MESSAGES, type ConversationState } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import type { Ephemeral } from '../bus/bus.js';
import type { Audience, Change, ChangesResult, ConversationRecord, ReadChange, Store } from '../store/store.js';
import { Broadcast } from './broadcast.js';
import type { Log, Viewer, Views } from './delivery.js';
import type { Flushable, Flusher } from './flusher.js';
import { Lanes } from './lanes.js';
import { Marks } from './marks.js';
import { Presence } from './presence.js';
import { RevLine } from './rev-line.js';
import type { Eviction } from './seat.js';
import { Seats } from './seats.js';
import { Streams } from './streams.js';
import { Typing } from './typing.js';

export interface RoomOptions {
  readonly tenant: string;
  readonly id: string;
  readonly relay: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly views: Views;
  readonly flusher: Flusher;
  readonly log: Log;
  publish(event: Ephemeral): void;
  /** Frames that have gone to sockets, each counted for each. */
  delivered(count: number): void;
  /** Nobody is in it any more, or it cannot go on: it may be forgotten. */
  ended(): void;
}

/**
 * One conversation on this relay: its revs in order, what of it is never stored, and by them who stays and what they are told.
 * It lives from the first seat to the last one's lingering.
 */
export class Room implements Flushable {
  readonly seats: Seats;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly streams = new Streams();
  floor = 0;
  private readonly lanes: Lanes;
  private readonly broadcast: Broadcast;
  private readonly line: RevLine;
  private known: Marks | null = null;
  private loading: Promise<boolean> | null = null;
  private dirty = false;
  private closed = false;

  constructor(private readonly options: RoomOptions) {
    const { tenant, id, relay, clock } = options;
    this.lanes = new Lanes(
      () => this.markDirty(),
      (count) => options.delivered(count),
    );
    this.presence = new Presence({
      relay,
      clock,
      publish: (user, count) => options.publish({ kind: 'presence', tenant, conversation_id: id, relay, user, count }),
      joined: (user) => this.broadcast.presence('user_joined', user),
      left: (user) => this.broadcast.presence('user_left', user),
      idle: () => this.endIfIdle(),
    });
    this.seats = new Seats(this.lanes, this.presence, () => this.flush());
    this.broadcast = new Broadcast(this.lanes, this.seats, (audience, head) => this.stateAt(head, audience));
    this.typing = new Typing(clock, (audience, user, isTyping, note) =>
      this.broadcast.typing(audience, user, isTyping, note),
    );
    this.line = new RevLine({
      hand: (change) => this.hand(change),
      read: (since) => this.read(since),
      beforePage: (page) => this.expelMissing(page.conversation),
      lost: (why, cause) => this.lost(why, cause),
    });
  }

  get id(): string {
    return this.options.id;
  }

  /** The last rev handed out to whoever is here. */
  get head(): number {
    return this.line.head;
  }

  get marks(): Marks {
    if (this.known === null) throw new Error('The room is not loaded.');
    return this.known;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /**
   * Reads the conversation in once; changes that come meanwhile are held.
   *
   * @returns false where there is none. The room may be closed by then.
   */
  load(): Promise<boolean> {
    this.loading ??= this.readIn();
    return this.loading;
  }

  /** Whether this viewer may be here, by the conversation as it was handed out so far. */
  admits(viewer: Viewer): boolean {
    return !this.closed && this.options.views.mayEnter(viewer.access, this.marks.current());
  }

  /** Takes up what the store has and the bus has not brought yet. */
  refresh(): Promise<void> {
    return this.line.refresh();
  }

  state(audience: Audience): ConversationState {
    return this.stateAt(this.head, audience);
  }

  present(record: ConversationRecord, audience: Audience): ConversationState {
    return this.options.views.conversation(record, audience, (userId) => this.presence.has(userId));
  }

  offer(change: Change): void {
    this.line.offer(change);
  }

  read(since: number | null, limit = PAGE_MESSAGES): Promise<ChangesResult | null> {
    const { store, tenant, id } = this.options;
    return store
      .changes({
        tenant,
        conversation_id: id,
        access: { kind: 'staff' },
        audience: 'staff',
        since,
        at: null,
        limit,
        bytes: PAGE_BYTES,
      })
      .then((result) => {
        // The bus told of a rev that the store does not have: nothing here can be trusted to be in order.
        if (result?.kind === 'reset') throw new Error('The store is behind the bus.');
        return result;
      });
  }

  heardRead(change: ReadChange): void {
    if (this.known !== null) this.broadcast.read(change, this.known.move(change));
  }

  heard(event: Ephemeral): void {
    switch (event.kind) {
      case 'typing':
        return this.typing.heard(event.user, event.is_typing, event.note);
      case 'presence':
        return this.presence.heard(event.relay, event.user, event.count);
      case 'delta':
        this.streams.grow(event.message_id, event.offset, event.text);
        return this.broadcast.delta(event.message_id, event);
      case 'draft': {
        const missed = this.streams.draft(event.message_id, event.text);
        if (missed !== null) this.broadcast.delta(event.message_id, missed);
        return;
      }
      case 'floor':
        this.floor = Math.max(this.floor, event.floor);
        return;
      case 'dropped':
        return this.lost('not_found');
      case 'stop':
        return;
    }
  }

  /** Nothing more comes from it. Whoever is here is put out; lingering ones are said to be gone. */
  close(why: Eviction = 'overloaded'): void {
    if (this.closed) return;
    this.closed = true;
    this.line.close();
    this.seats.evict(why);
    this.presence.close();
    this.typing.close();
    this.options.ended();
  }

  flush(): void {
    if (!this.dirty) return;
    this.dirty = false;
    this.lanes.flush();
  }

  private async readIn(): Promise<boolean> {
    const page = await this.read(null, 1);
    if (page === null) return false;
    if (this.closed) return true;
    this.known = new Marks(page.conversation);
    this.floor = Math.max(this.floor, page.conversation.floor);
    this.streams.load(page.streaming);
    this.line.start(page.upto);
    return true;
  }

  /** The next rev, in order. */
  private hand(change: Change): void {
    const { conversation, row } = change;
    if (conversation !== null) {
      this.marks.adopt(conversation);
      this.floor = Math.max(this.floor, conversation.floor);
    }
    // Before this rev or anything later can reach them.
    if (change.removed !== null) {
      this.typing.end(change.removed);
      this.expel(change.removed);
    }
    const unseen = row !== null && this.streams.track(row, change.created);
    this.broadcast.change(change, unseen);
    if (row !== null && change.created && this.typing.size > 0) this.typing.end(row.sender_id);
  }

  private stateAt(head: number, audience: Audience): ConversationState {
    return this.present({ ...this.marks.current(), head }, audience);
  }

  /** Somebody lost their membership. Staff, and who may enter by their token's subjects, stay. */
  private expel(userId: string): void {
    const { views } = this.options;
    const record = this.marks.current();
    const left: ConversationRecord = {
      ...record,
      participants: record.participants.filter((participant) => participant.user.id !== userId),
    };
    this.seats.evict('not_found', ({ user, access }) => user.id === userId && !views.mayEnter(access, left));
  }

  /** A hole may hide removals: whoever took part before it and does not after it goes before anything of it is told. */
  private expelMissing(record: ConversationRecord): void {
    const after = new Set(record.participants.map((participant) => participant.user.id));
    for (const { user } of this.marks.current().participants) if (!after.has(user.id)) this.expel(user.id);
  }

  private lost(why: Eviction, cause?: unknown): void {
    if (cause !== undefined) {
      this.options.log.error({ err: cause, conversation: this.options.id }, 'a hole could not be filled');
    }
    this.close(why);
  }

  /** Nobody is here, or ever came in: it is forgotten. */
  endIfIdle(): void {
    if (this.seats.isEmpty && this.presence.isIdle) this.close();
  }

  private markDirty(): void {
    if (this.dirty) return;
    this.dirty = true;
    this.options.flusher.addRoom(this);
  }
}
