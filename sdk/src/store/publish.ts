import type { Clock } from '../clock.js';
import type { Facts } from './announcer.js';
import type { OutboxEntry } from '../entry.js';
import type { Stores } from './create-stores.js';
import type { History } from './history.js';
import type { Message } from '../protocol/index.js';
import type { People } from './people.js';
import { TimelineItems, timelineOf, unreadOf } from './selectors.js';

/** Texts that grow are drawn once a frame; the list is copied no more often for them. */
const FRAME_MS = 16;

/** An entry is drawn until its row is here or the cursor has reached its rev: an ack alone writes no row. */
const isHeld = ({ isLoaded, rows, cursor, epoch }: History, { client_id, ack }: OutboxEntry, me: string | null) => {
  if (!isLoaded) return false;
  if (me !== null && rows.ofSend(client_id, me) !== undefined) return true;
  if (!ack) return false;
  const isOfThisHistory = ack.epoch === null || ack.epoch === epoch;
  return rows.get(ack.message_id) !== undefined || (isOfThisHistory && ack.rev <= (cursor.value ?? 0));
};

/** Whether an acknowledged change is in what is held: its row is as new, or the cursor has passed it. */
const isTaken = ({ rows, cursor, epoch }: History, { ack }: OutboxEntry) => {
  if (!ack || (ack.epoch !== null && ack.epoch !== epoch)) return true;
  return ack.rev <= Math.max(cursor.value ?? 0, rows.get(ack.message_id)?.rev ?? 0);
};

/** The list that is known already, where it has the same rows: a mark that moved is no change for who draws them. */
const knownOr = (known: readonly Message[], rows: readonly Message[]): readonly Message[] =>
  known.length === rows.length && known.every((row, at) => row === rows[at]) ? known : rows;

/**
 * Takes what `Apply` knows into the stores, once for all that came in one turn: a page of two hundred rows is one change
 * for the view.
 */
export class Publisher {
  #rows = false;
  #marks = false;
  #people = false;
  #isScheduled = false;
  #cancelFrame: (() => void) | null = null;
  #isClosed = false;
  readonly #items = new TimelineItems();

  constructor(
    private readonly stores: Stores,
    private readonly clock: Clock,
    private readonly state: () => { history: History; people: People; ownRead: number },
    private readonly onUnread: (count: number) => void,
  ) {}

  /** Rows, entries, conversation, marks: at the end of this turn. */
  rowsChanged(): void {
    this.#rows = true;
    this.#marks = true;
    this.#schedule();
  }

  /** A delta: at the end of this frame. */
  textGrew(): void {
    this.#rows = true;
    this.#cancelFrame ??= this.clock.after(FRAME_MS, () => this.flush());
  }

  peopleChanged(): void {
    this.#people = true;
    this.#schedule();
  }

  /** Writes now what has changed. */
  flush(): void {
    this.#isScheduled = false;
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    if (this.#isClosed) return;
    if (this.#rows) this.#writeRows();
    if (this.#people) this.#writePeople();
  }

  close(): void {
    this.flush();
    this.#isClosed = true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      if (this.#isScheduled) this.flush();
    });
  }

  #writeRows(): void {
    this.#rows = false;
    const { history, ownRead } = this.state();
    const { stores } = this;
    const me = stores.$you.get()?.user.id ?? null;
    const messages = knownOr(stores.$messages.get(), history.isLoaded ? history.rows.list(history.from) : []);
    const read = Math.max(ownRead, me === null ? 0 : history.reads.get(me));
    if (this.#marks) this.#writeMarks(history, me, read);
    stores.$messages.set(messages);
    stores.$timeline.set(
      timelineOf(
        messages,
        stores.$outbox.get(),
        {
          me,
          isHeld: (entry) => isHeld(history, entry, me),
          isTaken: (entry) => isTaken(history, entry),
        },
        this.#items,
      ),
    );
    const unread = unreadOf(messages, me, read);
    if (unread === stores.$unread.get()) return;
    stores.$unread.set(unread);
    this.onUnread(unread);
  }

  #writeMarks(history: History, me: string | null, read: number): void {
    this.#marks = false;
    const reads = new Map(history.reads.entries());
    if (me !== null && read > 0) reads.set(me, read);
    this.stores.$reads.set(reads);
    this.stores.$conversation.set(history.conversation);
    this.stores.$hasOlder.set(history.isLoaded && history.hasOlder);
    this.stores.$loaded.set(history.isLoaded || history.isNone);
  }

  #writePeople(): void {
    this.#people = false;
    const me = this.stores.$you.get()?.user.id;
    const { people } = this.state();
    this.stores.$typing.set(people.typing.filter(({ id }) => id !== me));
    this.stores.$presence.set(people.present.filter(({ id }) => id !== me));
  }
}

export function writeFacts(stores: Stores, { prompts, isDurable, isLoadingOlder, uploads }: Partial<Facts>): void {
  if (uploads) stores.$uploads.set(uploads);
  if (isLoadingOlder !== undefined) stores.$loadingOlder.set(isLoadingOlder);
  if (prompts) stores.$prompts.set(prompts);
  if (isDurable !== undefined) stores.$durable.set(isDurable);
}
