import { REVS_ABOVE_CURSOR_MAX } from '@crm-chat/sdk/protocol';
import type { Change, ChangesResult } from '../store/store.js';

export interface RevLineOptions {
  /** Gets the changes, gapless and in order. */
  hand(change: Change): void;
  /** What changed since a rev, or null where the conversation is gone. */
  read(since: number): Promise<ChangesResult | null>;
  /** A page was read for a hole: before anything of it is handed out. */
  beforePage(page: ChangesResult): void;
  /** The conversation is gone (`not_found`), or the hole cannot be filled (`overloaded`). */
  lost(why: 'not_found' | 'overloaded', cause?: unknown): void;
}

/** Reads in a row that bring nothing nearer: what the bus tells of is not in the store. */
const FRUITLESS_MAX = 3;

/**
 * Puts a conversation's changes in order. What comes early is held, and the hole before it is filled from the store: a
 * removal that the bus lost or delayed is then handed out before whatever came after it.
 */
export class RevLine {
  /** The last rev handed out; -1 until `start`. */
  head = -1;
  private readonly held = new Map<number, Change>();
  /** The highest rev heard of. */
  private told = 0;
  private filling: Promise<void> | null = null;
  private closed = false;

  constructor(private readonly options: RevLineOptions) {}

  /** Everything up to `head` is known by other means; what was offered meanwhile follows. */
  start(head: number): void {
    this.head = head;
    this.drain();
    this.fillIfNeeded();
  }

  offer(change: Change): void {
    if (this.closed || change.rev <= this.head) return;
    this.told = Math.max(this.told, change.rev);
    if (this.head >= 0 && change.rev === this.head + 1) {
      this.take(change);
      this.drain();
      return;
    }
    // Beyond the bound the store is read for it too.
    if (this.held.size < REVS_ABOVE_CURSOR_MAX) this.held.set(change.rev, change);
    this.fillIfNeeded();
  }

  /** Takes up what the store has and the bus has not brought yet. */
  async refresh(): Promise<void> {
    const page = await this.options.read(this.head);
    if (page === null) return this.lose('not_found');
    this.told = Math.max(this.told, page.conversation.head);
    this.fillIfNeeded();
    await this.filling;
  }

  close(): void {
    this.closed = true;
    this.held.clear();
  }

  private take(change: Change): void {
    this.head = change.rev;
    this.options.hand(change);
  }

  private drain(): void {
    if (this.held.size === 0) return;
    for (const rev of this.held.keys()) if (rev <= this.head) this.held.delete(rev);
    for (let next = this.held.get(this.head + 1); next !== undefined && !this.closed;) {
      this.held.delete(next.rev);
      this.take(next);
      next = this.held.get(this.head + 1);
    }
  }

  private fillIfNeeded(): void {
    if (this.closed || this.head < 0 || this.filling !== null || this.told <= this.head) return;
    this.filling = this.fill().then(
      () => {
        this.filling = null;
        // Something may have been told between the loop's last look and now.
        this.fillIfNeeded();
      },
      (error: unknown) => {
        this.filling = null;
        this.lose('overloaded', error);
      },
    );
  }

  private async fill(): Promise<void> {
    let fruitless = 0;
    while (!this.closed && this.told > this.head) {
      const since = this.head;
      const page = await this.options.read(since);
      if (this.isClosed()) return;
      if (page === null) return this.lose('not_found');
      // A client remembers that many revs above its cursor: past it, coming back is cheaper for everybody.
      if (page.upto - this.head > REVS_ABOVE_CURSOR_MAX) return this.lose('overloaded');
      this.options.beforePage(page);
      for (const change of changesOf(page, since)) if (change.rev === this.head + 1) this.take(change);
      this.drain();
      fruitless = this.head > since ? 0 : fruitless + 1;
      if (fruitless === FRUITLESS_MAX) return this.lose('overloaded');
    }
  }

  /** Told apart from the field so that the compiler sees that it may change across an await. */
  private isClosed(): boolean {
    return this.closed;
  }

  private lose(why: 'not_found' | 'overloaded', cause?: unknown): void {
    if (this.closed) return;
    this.close();
    this.options.lost(why, cause);
  }
}

/**
 * The revs of a page one by one. A rev without a row and without the conversation is one whose form a later rev has
 * replaced (that one follows on this page or the next): of it the bare number is handed out.
 */
function* changesOf(page: ChangesResult, since: number): Iterable<Change> {
  const { conversation, rows, upto } = page;
  const byRev = new Map(rows.map((row) => [row.rev, row]));
  const base = { tenant: conversation.tenant, conversation_id: conversation.id, removed: null };
  for (let rev = since + 1; rev <= upto; rev += 1) {
    const row = byRev.get(rev) ?? null;
    yield {
      ...base,
      rev,
      row,
      created: row !== null && row.seq === row.rev,
      conversation: conversation.rev === rev ? conversation : null,
    };
  }
}
