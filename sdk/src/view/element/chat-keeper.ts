import type { ReadableAtom } from 'nanostores';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Chat } from '../../chat.js';
import { ChatError } from '../../errors.js';
import type { ChatOptions } from '../../options.js';
import type { Emit } from './events.js';
import { UnreadCount } from './unread-count.js';

/** What decides which chat an element holds. */
export interface ChatWishes {
  /** By the page: used, not closed. */
  given: Chat | null;
  endpoint: string;
  token: string | null;
  tokenUrl: string | null;
  getToken: (() => Promise<string>) | null;
  conversationId: string | null;
  subject: string | null;
}

/** Who a token is for; the token itself where that cannot be read. Nothing is trusted here: the relay checks it. */
export function identityOf(token: string | null): string {
  const payload = token?.split('.')[1];
  if (token === null || payload === undefined) return token ?? '';
  try {
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
    // The role and the subjects decide what may be seen, so they are part of who somebody is here.
    return JSON.stringify([claims.sub ?? claims.user_id, claims.tenant, claims.role, claims.subjects]);
  } catch {
    return token;
  }
}

const optionsOf = (wishes: ChatWishes, currentToken: () => string | null): ChatOptions => {
  const { endpoint, token, tokenUrl, getToken, conversationId, subject } = wishes;
  return {
    endpoint,
    conversationId: conversationId ?? undefined,
    subject: subject ?? undefined,
    // The page may put a fresh token into the attribute at any time: it is asked for, not copied.
    getToken: getToken ?? (token === null ? undefined : async () => currentToken() ?? token),
    tokenUrl: getToken === null && token === null ? (tokenUrl ?? undefined) : undefined,
  };
};

export type KeeperHost = ReactiveControllerHost & Element;

/**
 * Creates the chat an element asks for and lets go of it: created when the element is in the document, closed when it left,
 * replaced when the relay, the person or the record became another one, kept when the element only moved.
 */
export class ChatKeeper implements ReactiveController {
  chat: Chat | null = null;
  /** Unread messages in all of the person's conversations. */
  unread: ReadableAtom<number> | null = null;
  /** Why there is none. */
  setup: 'missing' | 'invalid' | 'logged-out' | null = null;
  #own: Chat | null = null;
  #key: readonly unknown[] = [];
  #conversationId: string | null = null;
  #token: string | null = null;
  #undo: (() => void)[] = [];

  constructor(
    private readonly host: KeeperHost,
    private readonly create: (options: ChatOptions) => Chat,
    private readonly emit: Emit,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    // Moving an element takes it out and puts it back within one task.
    queueMicrotask(() => {
      if (!this.host.isConnected) this.#drop();
    });
  }

  /** Before each rendering. */
  update(wishes: ChatWishes): void {
    if (!this.host.isConnected) return;
    const { given, endpoint, token, tokenUrl, getToken, subject } = wishes;
    // A fresh token for the same person goes into the running chat, unless that has given up.
    const revived = token !== this.#token && this.chat?.stores.$status.get() === 'signed-out';
    this.#token = token;
    const key = given ? [given] : [endpoint, identityOf(token), tokenUrl, getToken, subject];
    const same = key.length === this.#key.length && key.every((part, i) => part === this.#key[i]);
    if (!same || revived) {
      this.#drop();
      this.#key = key;
      this.#conversationId = wishes.conversationId;
      this.#open(wishes);
    } else if (wishes.conversationId !== this.#conversationId) {
      this.#conversationId = wishes.conversationId;
      if (this.chat && this.chat.stores.$conversationId.get() !== wishes.conversationId)
        this.chat.openConversation(wishes.conversationId);
    }
  }

  /** Forgets this person on this device; the next token or relay starts anew. */
  async logout(): Promise<void> {
    const { chat } = this;
    if (!chat) return;
    const key = this.#key;
    const you = chat.stores.$you.get();
    await chat.logout();
    if (you) (await import('../composer/drafts.js')).forgetDrafts(you);
    if (this.#key !== key) return; // Somebody else signed in meanwhile.
    this.#drop();
    this.#key = key;
    this.setup = 'logged-out';
    this.host.requestUpdate();
  }

  #open(wishes: ChatWishes): void {
    const { given, token, tokenUrl, getToken } = wishes;
    this.setup = !given && token === null && tokenUrl === null && getToken === null ? 'missing' : null;
    try {
      this.#own = given ? null : this.create(optionsOf(wishes, () => this.#token));
      this.chat = given ?? this.#own;
    } catch (error) {
      this.setup ??= 'invalid';
      this.#tell(error instanceof ChatError ? error : new ChatError('option_invalid', String(error), { cause: error }));
    }
    if (this.chat) this.#follow(this.chat);
  }

  #follow(chat: Chat): void {
    const { emit } = this;
    const render = () => {
      this.host.requestUpdate();
    };
    const unread = new UnreadCount(chat, emit);
    this.unread = unread.$total;
    this.#undo = [
      chat.on('conversation-change', (detail) => {
        emit('conversation-change', detail);
      }),
      chat.on('message-sent', (detail) => {
        emit('message-sent', detail);
      }),
      chat.on('message-received', (detail) => {
        emit('message-received', detail);
      }),
      chat.on('status-change', (detail) => {
        emit('status-change', detail);
        render();
      }),
      chat.on('error', (error) => {
        this.#tell(error);
      }),
      unread.$total.listen(render),
      chat.stores.$unread.listen(render),
      () => {
        unread.close();
      },
      chat.stores.$outbox.listen(render),
    ];
  }

  #tell({ code, message }: ChatError): void {
    // eslint-disable-next-line no-console -- whoever builds the page sees nothing of a mistake in it before they listen
    console.warn(`crm-chat: ${message}`);
    this.emit('chat-error', { code, message });
  }

  #drop(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#own?.close();
    this.#own = null;
    this.chat = null;
    this.unread = null;
    this.setup = null;
    this.#key = [];
  }
}
