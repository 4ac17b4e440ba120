import type { ChangesPage, ConversationState, Message } from '../protocol/index.js';
import { Cursor } from './cursor.js';
import { Reads } from './reads.js';
import { Rows } from './rows.js';

/** A history as the cache keeps it. Rows ascending by `seq`. */
export interface HistorySnapshot {
  epoch: string;
  /** `seq` of the first row of the loaded part; 0 where nothing older exists. */
  from: number;
  cursor: number;
  floor: number;
  conversation: ConversationState | null;
  reads: [string, number][];
  rows: readonly Message[];
}

/** One history of one conversation under one epoch: plain data. A reset builds another beside it and swaps the two. */
export class History {
  rows = new Rows();
  cursor = new Cursor();
  reads = new Reads();
  conversation: ConversationState | null = null;
  from = 0;
  floor = 0;

  /**
   * @param epoch null until the relay has named it.
   * @param isNone whether there is known to be nothing to load.
   */
  constructor(
    public epoch: string | null,
    readonly isNone = false,
  ) {}

  /** Before anything was loaded, another epoch turned out to be the right one: what came under the last one is void. */
  restart(epoch: string): void {
    this.epoch = epoch;
    this.rows = new Rows();
    this.cursor = new Cursor();
    this.reads = new Reads();
    this.conversation = null;
    this.floor = 0;
  }

  /** Whether the newest page is here. */
  get isLoaded(): boolean {
    return this.cursor.value !== null;
  }

  get hasOlder(): boolean {
    return this.from > this.floor + 1;
  }

  /** Keeps a row where it is newer than the one held; what lies at or below the floor is gone for good. */
  put(row: Message): boolean {
    return row.seq > this.floor && this.rows.put(row);
  }

  raise(floor: number): void {
    if (floor <= this.floor) return;
    this.floor = floor;
    this.rows.dropUpTo(floor);
    if (this.from > 0 && this.from <= floor) this.from = floor + 1;
  }

  /** Of equal revs the one held stays: a late page may carry it. */
  setConversation(conversation: ConversationState): void {
    if (this.conversation && conversation.rev <= this.conversation.rev) return;
    this.conversation = conversation;
    this.reads.members(conversation.participants);
  }

  /**
   * Puts a row that tells what has just happened. Returns whether a finished message has arrived with it: one that was
   * not here before, or that was still being written.
   *
   * @param isNew whether the frame says that it was created: before there is a cursor, nothing else can tell.
   */
  receive(row: Message, isNew: boolean): boolean {
    const held = this.rows.get(row.id);
    const cursor = this.cursor.value;
    if (!this.put(row) || row.status === 'streaming') return false;
    return held ? held.status === 'streaming' : cursor === null ? isNew : row.seq > cursor;
  }

  /** The first newest page: the loaded part begins with it, the cursor stands at its head. */
  begin(page: ChangesPage, hasOlder: boolean, askedAt: number | null): void {
    const [first] = page.messages;
    this.from = hasOlder && first ? first.seq : 0;
    this.cursor.start(page.upto);
    this.merge(page, null, askedAt);
  }

  /**
   * What every page brings, wherever it comes from. Returns the finished messages that arrived with it.
   *
   * @param since what it answers; null: it does not say that everything below is here.
   */
  merge(page: ChangesPage, since: number | null, askedAt: number | null): readonly Message[] {
    const isCurrent = page.head >= (this.cursor.value ?? 0);
    this.raise(page.floor);
    const arrived = page.messages.filter((row) => this.receive(row, false));
    for (const { id, text } of page.streaming) this.rows.stretch(id, text, page.head);
    if (page.conversation) this.setConversation(page.conversation);
    this.reads.page(page.read, askedAt, isCurrent);
    if (since !== null) this.cursor.page(since, page.upto);
    return arrived;
  }

  /** A page of older rows. Only one that ends where the loaded part begins makes it longer. */
  older(rows: readonly Message[], before: number, hasMore: boolean): void {
    for (const row of rows) this.put(row);
    if (before < this.from || this.from === 0) return;
    const first = rows[0]?.seq;
    if (!hasMore || first === undefined) this.from = 0;
    else this.from = Math.min(this.from, first);
  }

  /** Null before there is anything worth keeping. */
  snapshot(): HistorySnapshot | null {
    const { epoch, from, floor, cursor, conversation, reads, rows } = this;
    if (epoch === null || cursor.value === null) return null;
    return { epoch, from, cursor: cursor.value, floor, conversation, reads: reads.entries(), rows: rows.list(from) };
  }

  /** What `snapshot()` gave, as it was. */
  static of(snapshot: HistorySnapshot): History {
    const history = new History(snapshot.epoch);
    history.floor = snapshot.floor;
    history.from = snapshot.from;
    history.conversation = snapshot.conversation;
    for (const row of snapshot.rows) history.put(row);
    const marks = snapshot.reads.map(([user_id, seq]) => ({ user_id, seq, at: null }));
    history.reads.page(marks, null, true);
    history.cursor.start(snapshot.cursor);
    return history;
  }
}
