/**
 * The only writer of a chat's stores: docs/protocol.md, section 1, "On the client". It takes frames, pages and answers in any
 * order, from any transport, late, twice or not at all, and comes to what the relay would show this viewer.
 */
import type { Clock } from '../clock.js';
import type { OutboxEntry } from '../entry.js';
import type {
  ChangesPage,
  EventsAnswer,
  Message,
  MessagesPage,
  PingFrame,
  RelayFrame,
  SyncFrame,
  User,
  WelcomeFrame,
  You,
} from '../protocol/index.js';
import type { ConnectionStatus } from '../status.js';
import { Announcer, type ApplyEvents, type Facts } from './announcer.js';
import type { Stores } from './create-stores.js';
import { History, type HistorySnapshot } from './history.js';
import { People } from './people.js';
import { Publisher, writeFacts } from './publish.js';
import { Sync, type OlderRequest, type SyncRequest, type Wire } from './sync.js';

export class Apply {
  /** What is shown. */
  #history = new History(null);
  /** What a reset builds beside it until its page is here. */
  #next: History | null = null;
  #ownRead = 0;
  readonly #announcer: Announcer;
  readonly #people: People;
  readonly #sync: Sync;
  readonly #publisher: Publisher;

  constructor(
    private readonly stores: Stores,
    private readonly options: { clock: Clock } & Partial<ApplyEvents>,
  ) {
    const isOther = (user: User): boolean => user.id !== stores.$you.get()?.user.id;
    this.#people = new People(options.clock, {
      onChange: () => this.#publisher.peopleChanged(),
      onJoined: (user) => isOther(user) && options.onJoined?.(user),
      onLeft: (user) => isOther(user) && options.onLeft?.(user),
    });
    this.#announcer = new Announcer(stores, options);
    this.#sync = new Sync(options.clock, () => options.onWish?.());
    this.#publisher = new Publisher(
      stores,
      options.clock,
      () => ({ history: this.#history, people: this.#people, ownRead: this.#ownRead }),
      (count) => options.onUnread?.(count),
    );
  }

  /**
   * Another conversation, or none: everything of the last one goes.
   *
   * @param isNone whether there is known to be none yet: its first message opens it, and an empty list is all there is.
   */
  open(conversationId: string | null, isNone = false): void {
    this.#history = new History(null, isNone);
    this.#next = null;
    this.#ownRead = 0;
    this.#sync.reset();
    this.#people.clear();
    this.#announcer.reset();
    this.stores.$conversationId.set(conversationId);
    this.stores.$outbox.set([]);
    this.stores.$loadingOlder.set(false);
    this.#publisher.rowsChanged();
    this.#publisher.flush();
  }

  /** The conversation's id turned out to be another one (a pointer, a subject's open one): what is shown stays. */
  readdress(conversationId: string): void {
    this.stores.$conversationId.set(conversationId);
  }

  /**
   * What the cache kept. Refused once the relay was asked: its answer is then under way and would not reach down to here.
   */
  cached(snapshot: HistorySnapshot): boolean {
    if (this.#history.isLoaded || this.#next || this.#sync.pending) return false;
    this.#history = History.of(snapshot);
    this.#publisher.rowsChanged();
    this.#publisher.flush();
    return true;
  }

  /** For the cache; null before there is anything worth keeping. */
  snapshot(): HistorySnapshot | null {
    return this.#history.snapshot();
  }

  /** The epoch of what is shown. */
  get epoch(): string | null {
    return this.#history.epoch;
  }

  /**
   * The next request to make; it counts as made.
   *
   * @param waits whether the relay may keep its answer until something happens: a long poll.
   */
  ask(waits = true): SyncRequest {
    const history = this.#target;
    const since = history.cursor.value;
    // After a reset, and before anything: without `since`. `since=0` would be all that was ever said.
    const at = since === null ? null : history.rows.top;
    const epoch = since === null ? null : history.epoch;
    const request = { since, at, epoch, history, tick: history.reads.tick };
    this.#sync.asked(request, waits);
    return request;
  }

  /** A socket opens; its `hello` carries `wire.request`. */
  wire(): Wire & { request: SyncRequest } {
    return { epoch: null, request: this.ask(false) };
  }

  /** A wish was raised and this socket carries the request. */
  askBy(wire: Wire): SyncRequest {
    wire.request = this.ask(false);
    return wire.request;
  }

  /** The request will not be answered: its socket or its connection is gone. */
  lost(request: SyncRequest | null): void {
    this.#sync.done(request);
  }

  /** One frame of a socket, in the order in which they came. */
  frame(wire: Wire, frame: RelayFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(wire, frame);
      case 'reset':
        wire.epoch = frame.epoch;
        // A question without `since` is answered by a page, whatever is said before it.
        if (wire.request && wire.request.since !== null) this.#sync.done(wire.request);
        return this.#reset(frame.epoch);
      case 'sync':
        return this.#syncPage(wire, frame);
      case 'ping':
        return this.#ping(wire, frame);
      case 'message:new':
      case 'message:updated':
        return this.#message(wire, frame);
      case 'conversation:updated':
        return this.#live(wire, frame.conversation.rev, (history) => history.setConversation(frame.conversation));
      case 'head':
        return this.#live(wire, frame.head, () => undefined);
      case 'message:delta':
        return this.#delta(wire, frame);
      case 'read':
        return this.#live(wire, null, (history) => history.reads.live(frame.user.id, frame.seq));
      case 'typing':
      case 'user_joined':
      case 'user_left':
        return this.#people.frame(frame);
      default:
        // ack, nack, pong, goaway: the connection's. An ack writes no row.
        return;
    }
  }

  /** An answer over HTTP to `request`; it belongs to the epoch that it carries. */
  answer(answer: EventsAnswer, request: SyncRequest): void {
    if ('reset' in answer) {
      this.#sync.done(request);
      if (request.history === this.#target) this.#reset(answer.epoch);
      return;
    }
    const isAwaited = request === this.#sync.pending;
    this.#sync.done(request);
    if (isAwaited) this.#people.poll(answer);
    this.#page(answer, request.since, answer.older, request);
    this.#judge();
  }

  /** An answer that another tab got, to a request of its own with `since`. */
  shared(answer: EventsAnswer, since: number | null): void {
    const { epoch, cursor } = this.#target;
    if ('reset' in answer) {
      if (answer.epoch !== epoch) this.#reset(answer.epoch);
      return;
    }
    if (answer.epoch !== epoch || cursor.value === null || since === null) return;
    this.#people.poll(answer);
    this.#page(answer, since, answer.older, null);
    this.#judge();
  }

  /** What to ask for the rows before the loaded part; null where there are none. */
  olderRequest(): OlderRequest | null {
    const history = this.#history;
    return history.isLoaded && history.hasOlder ? { before: history.from, history } : null;
  }

  olderPage(page: MessagesPage, { before, history }: OlderRequest): void {
    if (history !== this.#history || page.epoch !== history.epoch) return;
    history.raise(page.floor);
    history.older(page.results, before, page.has_more);
    this.#publisher.rowsChanged();
  }

  /** What this conversation's outbox holds, by order. */
  outbox(entries: readonly OutboxEntry[]): void {
    this.stores.$outbox.set(entries);
    this.#announcer.await(entries);
    this.#publisher.rowsChanged();
  }

  status(status: ConnectionStatus): void {
    this.stores.$status.set(status);
    if (status === 'online' || status === 'polling') return;
    this.#people.clear();
  }

  you(you: You | null): void {
    this.stores.$you.set(you);
    this.#publisher.peopleChanged();
    this.#publisher.rowsChanged();
  }

  /** One's own mark as this page has seen it; the relay hears of it in its own time. */
  ownRead(seq: number): void {
    if (seq <= this.#ownRead) return;
    this.#ownRead = seq;
    this.#publisher.rowsChanged();
  }

  /** What is neither a conversation's nor a person's. */
  facts(facts: Partial<Facts>): void {
    writeFacts(this.stores, facts);
  }

  /** Writes to the stores now what would be written at the end of this turn. */
  flush(): void {
    this.#publisher.flush();
  }

  close(): void {
    this.#sync.reset();
    this.#people.clear();
    this.#publisher.close();
  }

  /** Whom frames and pages speak of: after a reset, the history that is being built. */
  get #target(): History {
    return this.#next ?? this.#history;
  }

  #welcome(wire: Wire, frame: WelcomeFrame): void {
    wire.epoch = frame.epoch;
    this.stores.$you.set(frame.you);
    this.stores.$limits.set(frame.limits);
    this.#people.setPresent(frame.presence);
    const target = this.#target;
    if (!target.isLoaded && target.epoch !== frame.epoch) target.restart(frame.epoch);
    // Where the epoch is another than ours, `reset` follows: it answers the epoch that the hello named.
    const history = this.#of(wire);
    if (!history) return;
    history.raise(frame.floor);
    if (frame.conversation) history.setConversation(frame.conversation);
    this.#publisher.rowsChanged();
  }

  /** The history that this socket's frames belong to; null: they are dropped. */
  #of(wire: Wire): History | null {
    return this.#target.epoch === wire.epoch ? this.#target : null;
  }

  #reset(epoch: string): void {
    const { pending } = this.#sync;
    // Said twice: the page that it asks for is under way.
    if (this.#next?.epoch === epoch && pending?.history === this.#next) return;
    this.#next = new History(epoch);
    this.#sync.done(pending);
    this.#sync.wish();
  }

  #syncPage(wire: Wire, frame: SyncFrame): void {
    const request = wire.request?.since === frame.since ? wire.request : null;
    if (request && frame.has_more) this.#sync.moved();
    else if (request) {
      wire.request = null;
      this.#sync.done(request);
    }
    if (frame.epoch === wire.epoch) {
      this.#people.setPresent(frame.presence);
      this.#page(frame, frame.since, frame.older, request);
    }
    this.#judge();
  }

  #page(page: ChangesPage, since: number | null, hasOlder: boolean, request: SyncRequest | null): void {
    const target = this.#target;
    if (request && request.history !== target) return;
    if (since === null && !target.isLoaded) {
      if (page.epoch !== target.epoch) {
        // Nobody asked for it: an answer that was late for the last history.
        if (!request) return;
        target.restart(page.epoch);
      }
      return this.#begin(target, page, hasOlder, request);
    }
    if (page.epoch !== target.epoch) {
      if (request && target.isLoaded) this.#reset(page.epoch);
      return;
    }
    if (!target.isLoaded) return;
    const arrived = target.merge(page, since, request?.tick ?? null);
    this.#publisher.rowsChanged();
    this.#announcer.came(page.messages, arrived);
  }

  /** The newest page of a history is here: rows, cursor, floor and marks change in one step. */
  #begin(target: History, page: ChangesPage, hasOlder: boolean, request: SyncRequest | null): void {
    const isReset = this.#history.isLoaded;
    target.begin(page, hasOlder, request?.tick ?? null);
    this.#history = target;
    this.#next = null;
    this.#publisher.rowsChanged();
    this.#announcer.came(page.messages, []);
    this.options.onBegun?.({ epoch: page.epoch, isReset });
  }

  /** An answer is complete: what was wished meanwhile, and is still wanted, is asked for. */
  #judge(): void {
    const { isLoaded, cursor } = this.#target;
    if (!isLoaded || cursor.hasHole) this.#sync.wishPatiently();
  }

  #ping(wire: Wire, { head, floor, reads }: PingFrame): void {
    const history = this.#of(wire);
    if (!history?.isLoaded) return;
    if (floor > history.floor) {
      history.raise(floor);
      this.#publisher.rowsChanged();
    }
    history.cursor.know(head);
    if (head !== history.cursor.value || reads !== history.reads.sum) this.#sync.wish();
  }

  #live(wire: Wire, rev: number | null, change: (history: History) => void): void {
    const history = this.#of(wire);
    if (!history) return;
    change(history);
    // Seen, even where the row held is newer than the frame's.
    if (rev !== null) history.cursor.see(rev);
    if (history === this.#history) this.#publisher.rowsChanged();
    if (history.cursor.hasHole) this.#sync.wish();
  }

  #message(wire: Wire, frame: Extract<RelayFrame, { message: Message }>): void {
    const { message } = frame;
    this.#live(wire, message.rev, (history) => {
      const hasArrived = history.receive(message, frame.type === 'message:new');
      if (frame.type === 'message:new' && frame.conversation) history.setConversation(frame.conversation);
      this.#announcer.came([message], hasArrived ? [message] : []);
    });
    this.#people.stopTyping(message.sender.id);
  }

  #delta(wire: Wire, { id, offset, text }: Extract<RelayFrame, { type: 'message:delta' }>): void {
    const history = this.#of(wire);
    if (!history) return;
    if (!history.rows.grow(id, offset, text)) this.#sync.wishPatiently();
    else if (history === this.#history) this.#publisher.textGrew();
  }
}
