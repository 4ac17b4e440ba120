/** What follows all conversations of whoever is here: a chunk of its own, loaded with the list, or when there are several. */
import { atom, type ReadableAtom } from 'nanostores';
import type { InboxFeed, InboxNews } from '../inbox/feed.js';
import type { Inbox, InboxQuery } from '../inbox/inbox.js';
import { SharedInbox, type InboxTabs, type SharedInboxOptions } from '../inbox/shared-inbox.js';
import { part } from '../part.js';
import type { ConversationList, You } from '../protocol/index.js';
import { InboxLine } from '../transport/inbox-line.js';
import type { Tokens } from '../transport/token.js';
import type { Environment } from '../transport/transport.js';

export interface InboxDeskOptions {
  endpoint: string;
  env: Environment;
  tokens: Tokens;
  list: (query: InboxQuery) => Promise<ConversationList | null>;
  stores: { readonly $you: ReadableAtom<You | null> };
}

const inboxParts = part(async () => import('../inbox/inbox.js'));

/** One feed for whoever comes and goes: the person may change, and the list that is watched stays. */
export class InboxDesk implements InboxFeed {
  readonly #isLive = atom(false);
  readonly $isLive: ReadableAtom<boolean> = this.#isLive;
  readonly #unread = atom<ReadonlyMap<string, number> | null>(null);
  readonly #listeners = new Set<(news: InboxNews) => void>();
  #shared: SharedInbox | null = null;
  #undo: (() => void)[] = [];
  /** Undefined: nobody is here. */
  #tabs: InboxTabs | null | undefined;
  #wanted = 0;

  constructor(private readonly options: InboxDeskOptions) {}

  /** @param tabs of whoever is here now; null: they have no others; undefined: nobody is here. */
  enter(tabs: InboxTabs | null | undefined): void {
    this.#stop();
    this.#tabs = tabs;
    this.#start();
  }

  /** More wish to know a count than to see a list. */
  async inbox(): Promise<Inbox> {
    const { createInbox } = await inboxParts();
    const release = this.hold();
    const { env, list } = this.options;
    const inbox = createInbox({ clock: env.clock, list, feed: this });
    return {
      $state: inbox.$state,
      watch: () => inbox.watch(),
      hint: () => inbox.hint(),
      search: (query) => inbox.search(query),
      more: () => inbox.more(),
      close: () => {
        inbox.close();
        release();
      },
    };
  }

  /**
   * It is followed for as long as somebody holds it. Returns the undo.
   *
   * @param onUnread called with the unread messages by conversation, of those that have any, once they were read.
   */
  hold(onUnread?: (unread: ReadonlyMap<string, number>) => void): () => void {
    this.#wanted += 1;
    this.#start();
    const stop = this.#unread.subscribe((unread) => {
      if (unread) onUnread?.(unread);
    });
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      stop();
      this.#wanted -= 1;
      if (this.#wanted === 0) this.#stop();
    };
  }

  on(listener: (news: InboxNews) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  renew(token: string): void {
    this.#shared?.renew(token);
  }

  close(): void {
    this.#tabs = undefined;
    this.#stop();
    this.#listeners.clear();
  }

  #start(): void {
    const { endpoint, env, tokens, list, stores } = this.options;
    if (this.#shared || this.#wanted === 0 || this.#tabs === undefined) return;
    const openLine: SharedInboxOptions['openLine'] = (events) => new InboxLine({ endpoint, env, tokens, events });
    const you = () => stores.$you.get();
    const shared = new SharedInbox({ clock: env.clock, tabs: this.#tabs, you, list, openLine });
    this.#shared = shared;
    this.#undo = [
      shared.$isLive.subscribe((isLive) => this.#isLive.set(isLive)),
      shared.$unread.subscribe((unread) => this.#unread.set(unread)),
      shared.on((news) => {
        for (const listener of [...this.#listeners]) listener(news);
      }),
    ];
  }

  #stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#shared?.close();
    this.#shared = null;
    this.#isLive.set(false);
    this.#unread.set(null);
  }
}
