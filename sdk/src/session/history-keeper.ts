import type { Clock } from '../clock.js';
import type { ChatStores } from '../chat.js';

const SAVE_AFTER_MS = 1000;

/** Has what is shown kept, a second after it changed, and at once when the page may be about to go. */
export class HistoryKeeper {
  #cancel: (() => void) | null = null;
  readonly #undo: (() => void)[];

  constructor(
    { $messages, $reads, $conversation }: ChatStores,
    private readonly clock: Clock,
    private readonly save: () => void,
  ) {
    this.#undo = [$messages, $reads, $conversation].map((store) => store.listen(() => this.#later()));
  }

  /** Now, if anything waits to be kept. */
  flush(): void {
    if (!this.#cancel) return;
    this.drop();
    this.save();
  }

  /** What waits is not to be kept: it belongs to a conversation, or a person, that is gone. */
  drop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  close(): void {
    this.flush();
    for (const undo of this.#undo.splice(0)) undo();
  }

  #later(): void {
    this.#cancel ??= this.clock.after(SAVE_AFTER_MS, () => {
      this.#cancel = null;
      this.save();
    });
  }
}
