import type { Wire } from '../wire.js';

/** Bytes on their way to one reader. Beyond it, conversations are owed and told in the form that they have by then. */
export const IN_FLIGHT_BYTES = 256 * 1024;
/** Conversations owed to one reader. Beyond it the reader is told to read the list again, by a number that is left out. */
export const OWED_MAX = 1000;

/** What one inbox socket has been told, and what it is owed: a slow reader gets each conversation once, not a backlog. */
export class InboxLine {
  /** Of the last frame; numbers left out are hints that did not come. */
  n = 0;
  private inFlight = 0;
  private readonly owed = new Set<string>();
  private open = true;

  /** @param refresh asks for these conversations as they are now. */
  constructor(
    private readonly wire: Wire,
    private readonly refresh: (ids: readonly string[]) => void,
  ) {}

  /** Conversations owed at the moment. */
  get waiting(): number {
    return this.owed.size;
  }

  /** @param fields of the frame after its `n`, as JSON, without braces. */
  tell(id: string, type: 'conversation:updated' | 'conversation:removed', fields: string): void {
    if (!this.open) return;
    const bytes = Buffer.byteLength(fields);
    if (this.inFlight > 0 && this.inFlight + bytes > IN_FLIGHT_BYTES) return this.owe(id);
    this.n += 1;
    this.inFlight += bytes;
    this.wire.sendAndDrain(`{"type":"${type}","n":${this.n},${fields}}`, () => this.drained(bytes));
  }

  /** Something could not be told: the client sees that a number is missing, and reads the list's first page again. */
  gap(): void {
    this.n += 1;
  }

  close(): void {
    this.open = false;
    this.owed.clear();
  }

  private owe(id: string): void {
    this.owed.add(id);
    if (this.owed.size <= OWED_MAX) return;
    this.owed.clear();
    this.gap();
  }

  private drained(bytes: number): void {
    this.inFlight -= bytes;
    if (this.inFlight > 0 || this.owed.size === 0 || !this.open) return;
    const ids = [...this.owed];
    this.owed.clear();
    this.refresh(ids);
  }
}
