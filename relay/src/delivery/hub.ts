import { randomUUID } from 'node:crypto';
import type { Limits, User } from '@crm-chat/sdk/protocol';
import type { Bus, BusEvent, Ephemeral } from '../bus/bus.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { Commit, Store } from '../store/store.js';
import { TokenBuckets } from '../token-bucket.js';
import { silentLog, type Delivery, type Log, type Viewer, type Views } from './delivery.js';
import { Flusher } from './flusher.js';
import { Inboxes, type Inbox, type InboxSeat } from './inbox/inboxes.js';
import { standing, type Standing } from './page.js';
import { createPolls, type Polls } from './poll.js';
import { Room } from './room.js';
import type { PollSeat, SocketSeat } from './seat.js';
import { SyncPump, type SyncPumpOptions } from './sync.js';
import { Wire, type Outlet } from './wire.js';

export interface HubOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly views: Views;
  readonly limits: Readonly<Limits>;
  readonly log?: Log;
  /** This relay's name on the bus; by default a random one. */
  readonly relay?: string;
  /**
   * Runs its argument once, after the promises that are settled by now have been heard. By default `setImmediate`.
   */
  readonly schedule?: (run: () => void) => void;
}

export interface HubStats {
  readonly rooms: number;
  readonly sockets: number;
  readonly polls: number;
  readonly inboxes: number;
  /** Frames that have gone to the sockets of rooms since the start, each counted for each socket. */
  readonly deliveries: number;
}

/** Bus -> this relay's sockets and waiting polls. */
export interface Hub extends Delivery {
  wire(outlet: Outlet, tooSlow: () => void): Wire;
  /**
   * Takes a seat in a conversation's room: from then on its live frames come. Whether the viewer may is asked in the very
   * turn in which the seat is taken, so that no removal can slip between.
   *
   * @param entered called in that same turn too: what it sends comes before any live frame.
   * @throws RelayError `not_found`, `overloaded`
   */
  join(conversationId: string, seat: SocketSeat | PollSeat, entered?: (room: Room) => void): Promise<Room>;
  /** Says where a socket stands (`welcome`, `ping`, a page): after all that it has been told, and at once. */
  stand(room: Room, seat: SocketSeat, json: string, drained?: () => void): void;
  standing(room: Room, viewer: Viewer): Standing;
  /** Takes a seat for one person's whole list: from then on its hints come. */
  inbox(seat: InboxSeat): Inbox;
  /** What answers a socket's `sync`. `failed` is called at most once; end it with `cancel()`. */
  syncPump(room: Room, seat: SocketSeat, failed: SyncPumpOptions['failed']): SyncPump;
  stats(): HubStats;
  /** Puts everybody out and stops listening. Idempotent. */
  close(): void;
}

/** What one person may say about their typing in one conversation, a second; a page says it every 2 to 3 s. */
const TYPING_PER_SECOND = 2;
const TYPING_BURST = 8;

/** A room may end while somebody comes in, but not every time. */
const JOIN_TRIES = 3;

const keyOf = (tenant: string, conversationId: string) => `${tenant}\n${conversationId}`;

class LiveHub implements Hub {
  private readonly rooms = new Map<string, Room>();
  private readonly flusher: Flusher;
  private readonly typingRations: TokenBuckets;
  private readonly polls: Polls;
  private readonly inboxes: Inboxes;
  private readonly unsubscribe: () => void;
  private readonly log: Log;
  private readonly relay: string;
  private closed = false;
  private deliveries = 0;

  constructor(private readonly options: HubOptions) {
    this.log = options.log ?? silentLog;
    this.relay = options.relay ?? randomUUID();
    const schedule = options.schedule ?? setImmediate;
    this.flusher = new Flusher(schedule);
    this.inboxes = new Inboxes({
      ...options,
      log: this.log,
      schedule,
      isOnline: (tenant, id, userId) => this.isOnline(tenant, id, userId),
    });
    this.typingRations = new TokenBuckets(options.clock, TYPING_PER_SECOND, TYPING_BURST);
    this.polls = createPolls({ ...options, join: (id, seat) => this.join(id, seat) });
    this.unsubscribe = options.bus.subscribe((event) => this.heard(event));
  }

  wire(outlet: Outlet, tooSlow: () => void): Wire {
    return new Wire(outlet, this.flusher, this.options.limits.unsent_bytes_per_socket, tooSlow);
  }

  async join(conversationId: string, seat: SocketSeat | PollSeat, entered?: (room: Room) => void): Promise<Room> {
    for (let tries = 0; tries < JOIN_TRIES && !this.closed; tries += 1) {
      const room = await this.readyRoom(seat.viewer.tenant, conversationId);
      // Who was added a moment ago, on another relay perhaps, is in the store before the bus brings word of it.
      if (!room.isClosed && !room.admits(seat.viewer)) await room.refresh();
      // It may have emptied and ended meanwhile; then there is a new one.
      if (room.isClosed) continue;
      if (!room.admits(seat.viewer)) {
        room.endIfIdle();
        throw new RelayError('not_found');
      }
      room.seats.enter(seat);
      entered?.(room);
      return room;
    }
    throw new RelayError('overloaded');
  }

  stand(room: Room, seat: SocketSeat, json: string, drained?: () => void): void {
    room.flush();
    if (drained === undefined) seat.wire.send(json);
    else seat.wire.sendAndDrain(json, drained);
    seat.wire.flush();
  }

  inbox(seat: InboxSeat): Inbox {
    return this.inboxes.open(seat);
  }

  standing(room: Room, viewer: Viewer): Standing {
    return standing(this.options.store, room, viewer);
  }

  syncPump(room: Room, seat: SocketSeat, failed: SyncPumpOptions['failed']): SyncPump {
    const { store, clock } = this.options;
    const stand = (json: string, drained?: () => void) => this.stand(room, seat, json, drained);
    return new SyncPump({ store, clock, room, seat, stand, failed });
  }

  typing(tenant: string, conversationId: string, user: User, isTyping: boolean, note: boolean): void {
    const room = this.rooms.get(keyOf(tenant, conversationId));
    // Stopping what is not going on is not worth a word.
    if (!isTyping && room?.typing.has(user.id) === false) return;
    if (this.typingRations.take(JSON.stringify([tenant, conversationId, user.id])) > 0) return;
    this.publish({ kind: 'typing', tenant, conversation_id: conversationId, user, is_typing: isTyping, note });
  }

  isOnline(tenant: string, conversationId: string, userId: string): boolean {
    return this.rooms.get(keyOf(tenant, conversationId))?.presence.has(userId) ?? false;
  }

  events(...args: Parameters<Delivery['events']>): ReturnType<Delivery['events']> {
    return this.polls.events(...args);
  }

  stats(): HubStats {
    let sockets = 0;
    for (const room of this.rooms.values()) sockets += room.seats.sockets;
    return {
      rooms: this.rooms.size,
      sockets,
      polls: this.polls.waiting,
      inboxes: this.inboxes.size,
      deliveries: this.deliveries,
    };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const room of [...this.rooms.values()]) room.close('overloaded');
    this.inboxes.close();
    this.unsubscribe();
  }

  /**
   * Loaded, but it may be closed by then.
   *
   * @throws RelayError `not_found` where there is no such conversation; the store's error where it cannot be read
   */
  private async readyRoom(tenant: string, id: string): Promise<Room> {
    const room = this.roomOf(tenant, id);
    let found = false;
    try {
      found = await room.load();
    } finally {
      // A room that could not be read in must not stay.
      if (!found) room.close('overloaded');
    }
    if (!found) throw new RelayError('not_found');
    return room;
  }

  private roomOf(tenant: string, id: string): Room {
    const key = keyOf(tenant, id);
    const known = this.rooms.get(key);
    if (known !== undefined) return known;
    const room: Room = new Room({
      ...this.options,
      tenant,
      id,
      relay: this.relay,
      flusher: this.flusher,
      log: this.log,
      publish: (event) => this.publish(event),
      delivered: (count) => {
        this.deliveries += count;
      },
      ended: () => {
        if (this.rooms.get(key) === room) this.rooms.delete(key);
      },
    });
    this.rooms.set(key, room);
    return room;
  }

  private publish(event: Ephemeral): void {
    this.options.bus.publish({ kind: 'ephemeral', event });
  }

  private heard(event: BusEvent): void {
    this.inboxes.heard(event);
    if (event.kind === 'commit') this.heardCommit(event.commit);
    else this.rooms.get(keyOf(event.event.tenant, event.event.conversation_id))?.heard(event.event);
  }

  private heardCommit({ changes, reads }: Commit): void {
    for (const change of changes) this.rooms.get(keyOf(change.tenant, change.conversation_id))?.offer(change);
    for (const read of reads) this.rooms.get(keyOf(read.tenant, read.conversation_id))?.heardRead(read);
  }
}

export function createHub(options: HubOptions): Hub {
  return new LiveHub(options);
}

export type { Inbox, Room, SocketSeat, SyncPump, Wire };
