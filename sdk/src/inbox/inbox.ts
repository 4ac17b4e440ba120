/** One person's conversations, latest activity first: pages, search, and what keeps them fresh. */
import { atom, type ReadableAtom } from 'nanostores';
import type { Clock } from '../clock.js';
import type { InboxFeed, InboxNews } from './feed.js';
import type { Conversation, ConversationList } from '../protocol/index.js';

export interface InboxState {
  /** The loaded part, latest activity first. */
  readonly rows: readonly Conversation[];
  /** What is searched for; empty: everything. */
  readonly query: string;
  /** `failed`: the relay could not be asked; `rows` are the last ones that it gave. */
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly hasMore: boolean;
}

export interface InboxQuery {
  q?: string;
  /** Only those with something unread; a page may be short and still have a `next`. */
  unread?: boolean;
  cursor?: string;
  limit: number;
}

export interface InboxOptions {
  clock: Clock;
  /** `GET /api/conversations/`; null where it failed. */
  list: (query: InboxQuery) => Promise<ConversationList | null>;
  /** What is told by itself; absent: it is asked for. */
  feed?: InboxFeed;
}

export interface Inbox {
  readonly $state: ReadableAtom<InboxState>;
  /** Asks now, and is told from then on, or asks again gently, for as long as somebody looks. Returns the undo. */
  watch(): () => void;
  /** Something has changed: the first page is read again soon, however many hints come. Not needed while it is told anyway. */
  hint(): void;
  search(query: string): void;
  /** The next page. */
  more(): Promise<void>;
  close(): void;
}

const PAGE = 30;
/** Where nothing is told by itself: there is a hint for what happens in the conversation on screen; this is for the others. */
const POLL_MS = 20_000;
const HINT_MS = 1000;
/** While somebody types a query. */
const SEARCH_MS = 250;

const isAfter = (a: Conversation, b: Conversation): boolean =>
  a.updated_at < b.updated_at || (a.updated_at === b.updated_at && a.id < b.id);

/**
 * A first page that was read again, before what was loaded below it. Of the rows known before, those that would have to be
 * in the page and are not are gone; where the page is the whole list, so are all others.
 */
function merge(page: ConversationList, known: readonly Conversation[]): readonly Conversation[] {
  const last = page.results.at(-1);
  if (page.next === null || !last) return page.results;
  const ids = new Set(page.results.map(({ id }) => id));
  return [...page.results, ...known.filter((row) => !ids.has(row.id) && isAfter(row, last))];
}

export function createInbox(options: InboxOptions): Inbox {
  return new RelayInbox(options);
}

class RelayInbox implements Inbox {
  readonly #state = atom<InboxState>({ rows: [], query: '', phase: 'loading', hasMore: false });
  readonly $state: ReadableAtom<InboxState> = this.#state;
  #next: string | null = null;
  #watchers = 0;
  #cancel: (() => void) | null = null;
  /** When the timer is due. */
  #dueAt = Infinity;
  /** An answer to an older question than the last one is dropped. */
  #turn = 0;
  #isAsking = false;
  #isClosed = false;

  readonly #undo: (() => void)[] = [];

  constructor(private readonly options: InboxOptions) {
    const { feed } = options;
    if (!feed) return;
    this.#undo = [
      feed.on((news) => this.#hear(news)),
      // What was not told in between is read once more, and asked for again and again where nothing is told.
      feed.$isLive.listen((isLive) => this.#refreshIn(isLive ? 0 : POLL_MS)),
    ];
  }

  watch(): () => void {
    this.#watchers += 1;
    this.#refreshIn(0);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#stop();
    };
  }

  hint(): void {
    if (!this.#isLive) this.#refreshIn(HINT_MS);
  }

  search(query: string): void {
    if (query === this.#state.get().query) return;
    this.#turn += 1;
    this.#next = null;
    this.#set({ query, phase: 'loading', hasMore: false });
    this.#stop();
    this.#refreshIn(query === '' ? 0 : SEARCH_MS);
  }

  async more(): Promise<void> {
    const cursor = this.#next;
    if (cursor === null || this.#isAsking) return;
    const page = await this.#ask({ cursor });
    if (!page || this.#isClosed) return;
    const { rows } = this.#state.get();
    const ids = new Set(rows.map(({ id }) => id));
    this.#next = page.next;
    this.#set({
      rows: [...rows, ...page.results.filter(({ id }) => !ids.has(id))],
      hasMore: page.next !== null,
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const undo of this.#undo.splice(0)) undo();
    this.#turn += 1;
    this.#stop();
  }

  get #isLive(): boolean {
    return this.options.feed?.$isLive.get() ?? false;
  }

  #hear(news: InboxNews): void {
    const { query, rows, phase } = this.#state.get();
    // Whether it would be found, the relay says; what is being read is told once more after it.
    if (news.kind === 'stale' || query !== '' || phase !== 'ready' || this.#isAsking) {
      this.#refreshIn(news.kind === 'stale' ? 0 : HINT_MS);
      return;
    }
    const id = news.kind === 'updated' ? news.conversation.id : news.id;
    const known = rows.find((row) => row.id === id);
    const others = rows.filter((row) => row !== known);
    if (news.kind === 'removed' || news.conversation.is_archived) return this.#set({ rows: others });
    const { conversation } = news;
    if (known && known.head > conversation.head) return;
    const at = others.findIndex((row) => isAfter(row, conversation));
    // Below what is loaded: the next page has it.
    if (at < 0 && this.#next !== null) return this.#set({ rows: others });
    const place = at < 0 ? others.length : at;
    this.#set({ rows: [...others.slice(0, place), conversation, ...others.slice(place)] });
  }

  /** Never later than a timer that runs already. */
  #refreshIn(ms: number): void {
    const { clock } = this.options;
    const dueAt = clock.now() + ms;
    if (this.#isClosed || this.#watchers === 0 || dueAt >= this.#dueAt) return;
    this.#stop();
    this.#dueAt = dueAt;
    this.#cancel = clock.after(ms, () => {
      this.#stop();
      void this.#refresh();
    });
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#dueAt = Infinity;
  }

  async #refresh(): Promise<void> {
    const before = this.#state.get();
    const page = await this.#ask({});
    if (page === undefined) return;
    if (!this.#isLive || page === null) this.#refreshIn(POLL_MS);
    if (page === null) {
      this.#set({ phase: 'failed' });
      return;
    }
    // What a search shows is not what was there before it.
    const isSame = before.phase !== 'loading';
    const rows = isSame ? merge(page, this.#state.get().rows) : page.results;
    const isWhole = rows.length === page.results.length;
    if (isWhole) this.#next = page.next;
    this.#set({ rows, phase: 'ready', hasMore: this.#next !== null });
  }

  /** Undefined: nobody waits for the answer any more. */
  async #ask(more: { cursor?: string }): Promise<ConversationList | null | undefined> {
    const turn = ++this.#turn;
    const { query } = this.#state.get();
    this.#isAsking = true;
    const page = await this.options.list({ limit: PAGE, ...(query && { q: query }), ...more });
    if (turn !== this.#turn) return undefined;
    this.#isAsking = false;
    return page;
  }

  #set(more: Partial<InboxState>): void {
    if (!this.#isClosed) this.#state.set({ ...this.#state.get(), ...more });
  }
}
