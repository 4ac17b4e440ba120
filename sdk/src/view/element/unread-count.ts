import { atom, type ReadableAtom } from 'nanostores';
import type { Chat, Unread, UnreadTotals } from '../../chat.js';
import type { Emit } from './events.js';

/**
 * What is unread in all conversations, for the launcher, the page and its title. Until it was read, and where it cannot be,
 * it is what is unread in the conversation on screen.
 */
export class UnreadCount {
  readonly #total = atom(0);
  readonly $total: ReadableAtom<number> = this.#total;
  #unread: Unread | null = null;
  #told = '';
  #isClosed = false;
  readonly #undo: (() => void)[];

  constructor(
    private readonly chat: Chat,
    private readonly emit: Emit,
  ) {
    const { $unread } = chat.stores;
    this.#undo = [chat.on('unread-change', ({ count }) => this.#tell(count)), $unread.listen(() => this.#set())];
    this.#set();
    void this.#follow();
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    for (const undo of this.#undo.splice(0)) undo();
    this.#unread?.close();
    this.#unread = null;
  }

  get #totals(): UnreadTotals | null {
    return this.#unread?.$totals.get() ?? null;
  }

  async #follow(): Promise<void> {
    const unread = await this.chat.followUnread().catch(() => null);
    if (this.#isClosed) unread?.close();
    if (this.#isClosed || !unread) return;
    this.#unread = unread;
    this.#undo.push(
      unread.$totals.listen((totals) => {
        this.#set();
        if (totals) this.#tell(this.chat.stores.$unread.get());
      }),
    );
    if (!this.#totals) return;
    this.#set();
    this.#tell(this.chat.stores.$unread.get());
  }

  #set(): void {
    this.#total.set(this.#totals?.total ?? this.chat.stores.$unread.get());
  }

  /** The same is told once: a message in the conversation on screen changes both counts. */
  #tell(count: number): void {
    const { total = count, conversations = [] } = this.#totals ?? {};
    const detail = { count, total, conversations };
    const told = JSON.stringify(detail);
    if (told === this.#told) return;
    const isFirst = this.#told === '';
    this.#told = told;
    // Nothing unread is what everybody starts with.
    if (isFirst && total === 0 && count === 0) return;
    this.emit('unread-change', detail);
  }
}
