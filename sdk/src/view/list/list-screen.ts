import { html, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import type { Chat, Inbox } from '../../chat.js';
import type { Drafts } from '../composer/drafts.js';
import { icon } from '../icon.js';
import { plusIcon } from './list-icons.js';
import type { View } from '../view.js';
import { listWords } from '../words/parts/list.js';
import { defineList } from './list.js';

defineList();

export interface ListScreenHost extends LitElement {
  takeFocus(): void;
  /** For a screen reader. */
  announce(sentence: string): void;
}

/** Where the list stands. */
export interface ListPlace {
  /** The CRM record. */
  readonly subject: string | null;
  /** What the page calls its conversation. */
  readonly heading: string | null;
}

/** What the header says and offers while the list is on screen. */
export const listHead = ({ stringsWith }: View, onNew: () => void): { title: string; button: TemplateResult } => {
  const { conversations, newConversation } = stringsWith(listWords);
  const button = html`<button type="button" class="icon-btn" aria-label=${newConversation} @click=${onNew}>
    ${icon(plusIcon)}
  </button>`;
  return { title: conversations, button };
};

/** The list of conversations in place of the one on screen: loaded when the reader first goes there. */
export class ListScreen implements ReactiveController {
  isShown = false;
  #inbox: Inbox | null = null;
  #chat: Chat | null = null;
  #followed: Chat | null = null;
  #undo: (() => void)[] = [];

  constructor(private readonly host: ListScreenHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    // Moved within the page, it is back before anything else happens.
    queueMicrotask(() => {
      if (!this.host.isConnected) this.leave();
    });
  }

  /** Unread messages of the conversations that are not on screen. */
  get elsewhere(): number {
    const { rows = [], query = '' } = this.#inbox?.$state.get() ?? {};
    const id = this.#chat?.stores.$conversationId.get();
    // What a search shows is not the whole.
    return query ? 0 : rows.reduce((sum, row) => (row.id === id ? sum : sum + row.unread_count), 0);
  }

  /** For as long as the panel is open. @returns the undo. */
  follow(chat: Chat): () => void {
    this.#followed = chat;
    this.#attach();
    return () => {
      this.#followed = null;
      this.#detach();
    };
  }

  #attach(): void {
    this.#detach();
    const [chat, inbox] = [this.#followed, this.#inbox];
    if (!chat || !inbox) return;
    const hint = () => {
      inbox.hint();
    };
    this.#undo = [
      chat.on('message-received', hint),
      chat.on('message-sent', hint),
      chat.on('unread-change', hint),
      chat.on('conversation-change', hint),
      inbox.watch(),
      inbox.$state.listen(() => {
        this.host.requestUpdate();
      }),
    ];
  }

  #detach(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  async show(chat: Chat): Promise<void> {
    try {
      const inbox = await this.#open(chat);
      if (this.#inbox !== inbox) return;
    } catch {
      return; // The relay is not there; the button asks again.
    }
    this.isShown = true;
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.host.takeFocus();
  }

  hide(): void {
    this.isShown = false;
    this.#inbox?.search('');
    this.host.requestUpdate();
  }

  /** Another chat, or none. */
  leave(): void {
    this.#detach();
    this.#inbox?.close();
    this.#inbox = this.#chat = null;
    this.isShown = false;
  }

  /** Null: the conversation is on screen. */
  render(view: View, drafts: Drafts, { subject, heading }: ListPlace): TemplateResult | null {
    const chat = this.#chat;
    if (!this.isShown || !this.#inbox || !chat) return null;
    const choose = ({ detail }: CustomEvent<string>) => {
      this.hide();
      if (chat.stores.$conversationId.get() !== detail) chat.openConversation(detail);
      void this.host.updateComplete.then(() => {
        this.host.takeFocus();
      });
    };
    const say = ({ detail }: CustomEvent<string>) => {
      this.host.announce(detail);
    };
    return html`<crm-chat-list
      .view=${view}
      .chat=${chat}
      .inbox=${this.#inbox}
      .drafts=${drafts}
      .subject=${subject}
      .heading=${heading}
      @crm-chat-choose=${choose}
      @crm-chat-say=${say}
    ></crm-chat-list>`;
  }

  async #open(chat: Chat): Promise<Inbox> {
    if (this.#inbox && this.#chat === chat) return this.#inbox;
    this.#chat = chat;
    const inbox = await chat.openInbox();
    if (this.#inbox || this.#chat !== chat) inbox.close();
    else this.#inbox = inbox;
    this.#attach();
    return this.#inbox ?? inbox;
  }
}
