import type { LitElement } from 'lit';
import type { Chat } from '../../chat.js';
import { Attention } from './attention.js';
import type { UnreadLine } from './unread-line.js';

interface ReadingHost extends LitElement {
  readonly chat: Chat;
  readonly shown: boolean;
  readonly atEnd: boolean;
  readonly thread: string | null;
}

/** What the person before the screen has read, and the mark that says so to the relay. */
export class Reading {
  readonly #attention: Attention;

  constructor(
    private readonly host: ReadingHost,
    private readonly line: () => UnreadLine,
  ) {
    this.#attention = new Attention(host, () => {
      this.#onAttention();
    });
  }

  /** Whether what arrives now is read as it comes: panel open, page in front, the end in view. */
  get goesOn(): boolean {
    const { shown, atEnd } = this.host;
    return shown && atEnd && this.#attention.given;
  }

  /** All that others have said, of what is loaded, is read. Looked for from the end, and no further than the mark. */
  mark(): void {
    const { chat, thread } = this.host;
    // In a thread the end in view is not the end of the conversation.
    if (!this.goesOn || thread !== null) return;
    const { $messages, $you, $reads, $loaded } = chat.stores;
    const me = $you.get()?.user.id;
    if (me === undefined || !$loaded.get()) return;
    const read = $reads.get().get(me) ?? 0;
    const newest = $messages.get().findLast(({ seq, sender }) => seq <= read || sender.id !== me);
    if (newest && newest.seq > read) chat.markRead(newest.seq);
  }

  #onAttention(): void {
    const { host } = this;
    if (!host.hasUpdated) return;
    // Who leaves with everything read finds no line when they are back.
    if (document.visibilityState === 'hidden' && host.chat.stores.$unread.get() === 0) this.line().clear();
    this.mark();
    host.requestUpdate();
  }
}
