import type { ChatStores } from '../chat.js';
import type { InboxTabs } from '../inbox/shared-inbox.js';
import type { ConversationList, InboxFrame } from '../protocol/index.js';
import { openInboxSocket } from '../transport/inbox-socket.js';
import type { Tokens } from '../transport/token.js';
import type { Environment } from '../transport/transport.js';
import type { ChatSocket } from '../transport/web-socket.js';

export interface LookoutOptions {
  endpoint: string;
  env: Environment;
  tokens: Tokens;
  list: (query: { limit: number }) => Promise<ConversationList | null>;
  stores: Pick<ChatStores, '$status' | '$conversationId' | '$loaded' | '$messages' | '$hasOlder'>;
  /** Null: this tab is on its own. */
  tabs: InboxTabs | null;
  /** There is no conversation but the one on screen, and what is unread in that is known there. */
  onAlone: () => void;
  /** There is another one, or it cannot be told from here. Once; it looks no more. */
  onOthers: () => void;
}

/** A line that is lost is lost with the chat's, which then looks again; one that is lost alone is for others to mend. */
const LOST_ALONE_MS = 5000;

/**
 * Looks whether somebody has any conversation besides the one on screen: most have not, and what follows all of them need not
 * be loaded. The tab that leads holds the inbox's socket for it, the others hear of it when it loads what follows them.
 */
export class Lookout {
  #socket: ChatSocket | null = null;
  /** Of the last hint that has come; none yet. */
  #n = -1;
  #turn = 0;
  readonly #undo: (() => void)[];

  constructor(private readonly options: LookoutOptions) {
    const { env, stores, tabs } = options;
    const look = () => void this.#look();
    const ask = () => void this.#ask();
    this.#undo = [
      stores.$status.listen(look),
      stores.$conversationId.listen(ask),
      stores.$loaded.listen(ask),
      // Where another tab holds the socket, and may sleep.
      env.onWake(() => {
        if (!this.#socket) ask();
      }),
      () => this.#leave(),
    ];
    if (tabs) {
      // What another tab tells of all conversations is told only where there are several.
      this.#undo.push(
        tabs.onLeaderChange(look),
        tabs.on('inbox-who', look),
        tabs.on('inbox', () => this.#others()),
      );
    }
    look();
  }

  renew(token: string): void {
    this.#socket?.send({ type: 'auth', token });
  }

  /** Idempotent. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #leave(): void {
    this.#turn += 1;
    this.#socket?.close();
    this.#socket = null;
  }

  #others(): void {
    if (this.#undo.length === 0) return;
    this.close();
    this.options.onOthers();
  }

  async #look(): Promise<void> {
    this.#leave();
    const { tabs, tokens, stores, env } = this.options;
    const status = stores.$status.get();
    // The relay answers, and no socket of this chat tells how long it does.
    if (status === 'polling' || status === 'not-found') return this.#others();
    if (status !== 'online') return;
    if (tabs && !tabs.isLeader()) {
      tabs.post('inbox-look', null);
      return this.#ask();
    }
    const turn = this.#turn;
    const onDown = () => {
      env.clock.after(LOST_ALONE_MS, () => {
        if (turn === this.#turn) this.#others();
      });
    };
    try {
      const token = await tokens.get();
      if (turn !== this.#turn) return;
      this.#n = -1;
      this.#socket = openInboxSocket({ ...this.options, token, onFrame: (frame) => this.#heard(frame), onDown });
    } catch {
      onDown();
    }
  }

  /** Hints about the conversation on screen say nothing new; whatever else has a number says that something was, or was not, told. */
  #heard(frame: InboxFrame): void {
    const shown = this.options.stores.$conversationId.get();
    if (frame.type === 'conversation:updated' && frame.conversation.id === shown) this.#n += 1;
    if (frame.type !== 'reset' && (!('n' in frame) || frame.n === this.#n)) return;
    if ('n' in frame) this.#n = frame.n;
    void this.#ask();
  }

  /** Once it is settled which conversation is on screen: before that it would seem to be another one. */
  #canTell(): boolean {
    const { $status, $loaded } = this.options.stores;
    return $status.get() === 'online' && $loaded.get();
  }

  async #ask(): Promise<void> {
    const turn = this.#turn;
    const { list, stores, onAlone } = this.options;
    if (!this.#canTell()) return;
    const page = await list({ limit: 2 });
    if (turn !== this.#turn || !this.#canTell()) return;
    const shown = stores.$conversationId.get();
    const loaded = stores.$hasOlder.get() ? stores.$messages.get().length : Infinity;
    if (page?.results.every(({ id, unread_count }) => id === shown && unread_count <= loaded)) onAlone();
    else this.#others();
  }
}
