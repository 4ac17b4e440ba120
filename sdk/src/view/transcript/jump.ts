import type { LitElement } from 'lit';
import type { Chat } from '../../chat.js';
import type { TranscriptModel } from './transcript-model.js';

/** Two thousand messages: further back nobody looks by a tap. */
const PAGES_MAX = 40;
/** The message is marked that long. */
const MARK_MS = 2000;

export interface JumpHost extends LitElement {
  readonly chat: Chat;
  readonly view: { readonly clock: { after(ms: number, run: () => void): () => void } };
}

/** Goes to a message that is named elsewhere: the pages up to it are loaded, then it is marked for a moment. */
export class Jump {
  #turn = 0;
  #unmark: () => void = () => undefined;

  constructor(
    private readonly host: JumpHost,
    private readonly model: () => TranscriptModel,
  ) {}

  async to(id: string): Promise<void> {
    const turn = ++this.#turn;
    const { chat } = this.host;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      await this.host.updateComplete;
      const { window, current } = this.model();
      const at = current.findIndex(({ message }) => message?.id === id);
      const item = current[at];
      if (item) {
        window.show(current, at);
        this.host.requestUpdate();
        await this.host.updateComplete;
        const found = this.host.querySelector<HTMLElement>(`.msg[data-key="${CSS.escape(item.key)}"]`);
        if (found && turn === this.#turn) this.#show(found);
        return;
      }
      const before = chat.stores.$messages.get().length;
      if (!chat.stores.$hasOlder.get()) return;
      await idle(chat);
      await chat.loadOlder().catch(() => undefined);
      if (turn !== this.#turn || chat.stores.$messages.get().length === before) return;
    }
  }

  close(): void {
    this.#turn += 1;
    this.#unmark();
  }

  #show(message: HTMLElement): void {
    this.#unmark();
    message.focus({ preventScroll: true });
    message.scrollIntoView({ block: 'center' });
    message.toggleAttribute('data-found', true);
    const cancel = this.host.view.clock.after(MARK_MS, () => this.#unmark());
    this.#unmark = () => {
      cancel();
      message.removeAttribute('data-found');
      this.#unmark = () => undefined;
    };
  }
}

/** One page is loaded at a time, and the transcript may be about it. */
const idle = ({ stores: { $loadingOlder } }: Chat): Promise<void> =>
  new Promise((resolve) => {
    const undo = $loadingOlder.subscribe((isLoading) => {
      if (isLoading) return;
      queueMicrotask(() => undo());
      resolve();
    });
  });
