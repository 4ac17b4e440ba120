import type { At, Message } from '../protocol/index.js';

const author = (row: Message): string => `${row.client_id ?? ''} ${row.sender.id}`;

/**
 * The rows of one history: the one with the highest rev for each id, in order of `seq`. Growing texts are kept aside until
 * `list()` is asked for, so that a delta costs the same in a list of ten and of ten thousand.
 */
export class Rows {
  readonly #byId = new Map<string, Message>();
  readonly #bySend = new Map<string, string>();
  readonly #grown = new Map<string, string>();
  /** Ascending by `seq`, which is fixed for each id. */
  #list: Message[] = [];
  #top: Message | null = null;

  get(id: string): Message | undefined {
    return this.#byId.get(id);
  }

  /** The row that a send of this person became. Others may choose the same `client_id`: theirs does not count. */
  ofSend(clientId: string, senderId: string): string | undefined {
    return this.#bySend.get(`${clientId} ${senderId}`);
  }

  /** The row with the highest rev: proof that client and relay share a history. */
  get top(): At | null {
    return this.#top && { id: this.#top.id, rev: this.#top.rev };
  }

  /** Keeps the row where it is newer than the one held. Returns whether it was. */
  put(row: Message): boolean {
    const held = this.#byId.get(row.id);
    if (held && !this.#isNewer(row, held)) return false;
    this.#grown.delete(row.id);
    this.#byId.set(row.id, row);
    if (row.client_id !== null) this.#bySend.set(author(row), row.id);
    const i = this.#indexOf(row.seq);
    this.#list.splice(i, held ? 1 : 0, row);
    if (!this.#top || row.rev >= this.#top.rev) this.#top = row;
    return true;
  }

  /** A delta: cut at `offset`, append. False where it is past the end or nothing streams here. */
  grow(id: string, offset: number, text: string): boolean {
    const row = this.#byId.get(id);
    if (row?.status !== 'streaming') return false;
    const held = this.#textOf(row);
    if (offset > held.length) return false;
    this.#grown.set(id, held.slice(0, offset) + text);
    return true;
  }

  /**
   * A whole text so far, read when the conversation's head was `head`. It may be older than the row held: one of a stream
   * that has ended since, or that was started again, says nothing.
   */
  stretch(id: string, text: string, head: number): boolean {
    const row = this.#byId.get(id);
    if (row?.status !== 'streaming' || row.rev > head || text.length <= this.#textOf(row).length) return false;
    this.#grown.set(id, text);
    return true;
  }

  /** Drops what lies at or below `floor`. Returns whether there was anything. */
  dropUpTo(floor: number): boolean {
    const gone = this.#list.splice(0, this.#indexOf(floor + 1));
    for (const row of gone) {
      this.#byId.delete(row.id);
      this.#bySend.delete(author(row));
      this.#grown.delete(row.id);
    }
    if (this.#top && this.#top.seq <= floor) {
      this.#top = this.#list.reduce<Message | null>((top, row) => (top && top.rev > row.rev ? top : row), null);
    }
    return gone.length > 0;
  }

  /** A copy of the rows from `from` on, growing texts with all that has come. */
  list(from: number): readonly Message[] {
    for (const [id, text] of this.#grown) {
      const row = this.#byId.get(id);
      if (!row) continue;
      const grown = { ...row, text };
      this.#byId.set(id, grown);
      this.#list[this.#indexOf(row.seq)] = grown;
    }
    this.#grown.clear();
    return this.#list.slice(this.#indexOf(from));
  }

  #textOf(row: Message): string {
    return this.#grown.get(row.id) ?? row.text;
  }

  #isNewer(row: Message, held: Message): boolean {
    if (row.rev !== held.rev) return row.rev > held.rev;
    return row.status === 'streaming' && row.text.length > this.#textOf(held).length;
  }

  /** Where the first row with at least this `seq` is or would be. */
  #indexOf(seq: number): number {
    let low = 0;
    let high = this.#list.length;
    // Almost every row is the newest.
    if ((this.#list[high - 1]?.seq ?? -1) < seq) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#list[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
