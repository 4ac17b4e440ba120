import type { Clock } from '../clock.js';
import type { ChatStores } from '../chat.js';

const SAVE_AFTER_MS = 1000;

/** How what is shown is kept: in its time, or by a page that may be gone in a moment. */
export interface Keeping {
  save(): Promise<void>;
  leave(): void;
}

/** Has what is shown kept, a second after it changed, and at once when the page may be about to go. */
export class HistoryKeeper {
  #cancel: (() => void) | null = null;
  #saving = 0;
  readonly #undo: (() => void)[];

  constructor(
    { $messages, $reads, $conversation }: ChatStores,
    private readonly clock: Clock,
    private readonly keeping: Keeping,
  ) {
    this.#undo = [$messages, $reads, $conversation].map((store) => store.listen(() => this.#later()));
  }

  /** Now, if anything waits to be kept. */
  flush(): void {
    if (!this.#cancel) return;
    this.drop();
    this.#save();
  }

  /** The page may be about to go: what waits is written at once, and so is what is being written, which may not end. */
  leave(): void {
    if (!this.#cancel && this.#saving === 0) return;
    this.drop();
    this.keeping.leave();
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
      this.#save();
    });
  }

  #save(): void {
    this.#saving += 1;
    void this.keeping.save().finally(() => {
      this.#saving -= 1;
    });
  }
}
