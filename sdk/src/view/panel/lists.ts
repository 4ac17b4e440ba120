import type { Chat } from '../../chat.js';
import { listParts } from '../chunks.js';
import type { ListPlace, ListScreen, ListScreenHost } from '../list/list-screen.js';
import type { Drafts } from '../composer/drafts.js';
import type { View } from '../view.js';
import type { HeaderState } from './header.js';

/** The list of conversations, which comes when the reader first goes there. */
export class Lists {
  #screen: ListScreen | null = null;
  #followed: Chat | null = null;
  #unfollow: () => void = () => undefined;

  constructor(private readonly host: ListScreenHost) {}

  get isShown(): boolean {
    return this.#screen?.isShown ?? false;
  }

  get elsewhere(): number {
    return this.#screen?.elsewhere ?? 0;
  }

  /** For the header; null where the conversation is on screen. */
  head(view: View, onNew: () => void): HeaderState['list'] {
    return this.isShown ? (listParts.now?.listHead(view, onNew) ?? null) : null;
  }

  /** Null: the conversation is on screen. */
  render(view: View, drafts: Drafts, place: ListPlace): unknown {
    return this.#screen?.render(view, drafts, place) ?? null;
  }

  /** For as long as the panel is open. @returns the undo. */
  follow(chat: Chat): () => void {
    this.#followed = chat;
    this.#unfollow = this.#screen?.follow(chat) ?? this.#unfollow;
    return () => {
      this.#followed = null;
      this.#unfollow();
    };
  }

  /** The relay may not be there: then the button asks again. */
  async show(chat: Chat): Promise<void> {
    const parts = await listParts.load();
    if (!parts || this.#followed !== chat) return;
    if (!this.#screen) {
      this.#screen = new parts.ListScreen(this.host);
      this.#unfollow = this.#screen.follow(chat);
    }
    await this.#screen.show(chat);
  }

  hide(): void {
    this.#screen?.hide();
  }

  leave(): void {
    this.#screen?.leave();
  }
}
