/**
 * One person's inbox among the tabs of one browser: the leading one holds the socket and reads what is unread, and hands on
 * what it hears; the others listen, and ask by themselves only when the leader has fallen silent.
 */
import { atom, type ReadableAtom } from 'nanostores';
import type { Clock } from '../clock.js';
import type { Conversation, ConversationList, You } from '../protocol/index.js';
import type { InboxFeed, InboxNews } from './feed.js';
import type { InboxQuery } from './inbox.js';
import { UnreadBook, type UnreadEntry } from './unread-book.js';

/** The part of `Tabs` that is used. */
export interface InboxTabs {
  isLeader(): boolean;
  onLeaderChange(listener: (isLeader: boolean) => void): () => void;
  post(type: string, body: unknown): void;
  on(type: string, listener: (body: unknown) => void): () => void;
}

/** What a socket brings. */
export interface LineEvents {
  onHint(
    hint:
      | { type: 'conversation:updated'; conversation: Conversation }
      | { type: 'conversation:removed'; conversation_id: string },
  ): void;
  onStale(): void;
  onLive(isLive: boolean): void;
}

export interface Line {
  renew(token: string): void;
  close(): void;
}

export interface SharedInboxOptions {
  clock: Clock;
  /** Null: this tab is on its own. */
  tabs: InboxTabs | null;
  /** Who it is of; null until that is known. */
  you: () => You | null;
  list: (query: InboxQuery) => Promise<ConversationList | null>;
  openLine: (events: LineEvents) => Line;
}

const PAGE = 100;
/** Conversations with something unread that are counted, by latest activity: a badge says "99+" long before. */
const PAGES_MAX = 5;
/** While nothing is live. */
const POLL_MS = 20_000;
const FIRST_MS = 1500;
/** However much was missed, the list is read at most so often. */
const READ_EVERY_MS = 2000;
/** The leader says that it is there. */
const ALIVE_MS = 15_000;
/** A leader that was silent for so long sleeps: a browser may freeze a tab that nobody looks at. */
const SILENT_MS = 40_000;

/** Between tabs, perhaps of another version: looked at before it is believed. */
type Told = InboxNews | { readonly kind: 'book'; readonly entries: UnreadEntry[]; readonly isLive: boolean };

const isTold = (body: unknown): body is Told =>
  ['updated', 'removed', 'stale', 'book'].includes(String((body as Partial<Told> | null)?.kind));

export class SharedInbox implements InboxFeed {
  readonly #isLive = atom(false);
  readonly $isLive: ReadableAtom<boolean> = this.#isLive;
  readonly #unread = atom<ReadonlyMap<string, number> | null>(null);
  /** Unread messages by conversation, of those that have any; null until they were read. */
  readonly $unread: ReadableAtom<ReadonlyMap<string, number> | null> = this.#unread;
  readonly #book = new UnreadBook();
  readonly #listeners = new Set<(news: InboxNews) => void>();
  readonly #undo: (() => void)[];
  #line: Line | null = null;
  #cancelRead: (() => void) | null = null;
  #readDueAt = Infinity;
  #readAt = -Infinity;
  #turn = 0;
  #cancelAlive: () => void = () => undefined;
  #cancelSilence: () => void = () => undefined;
  #isClosed = false;

  constructor(private readonly options: SharedInboxOptions) {
    const { tabs } = options;
    this.#undo = [
      tabs?.on('inbox', (body) => {
        if (isTold(body)) this.#told(body);
      }) ?? (() => undefined),
      tabs?.on('inbox-ask', () => this.#tellBook()) ?? (() => undefined),
      tabs?.on('inbox-who', () => this.#ask()) ?? (() => undefined),
      tabs?.onLeaderChange(() => this.#takePlace()) ?? (() => undefined),
    ];
    this.#takePlace();
  }

  on(listener: (news: InboxNews) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  renew(token: string): void {
    this.#line?.renew(token);
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const undo of this.#undo.splice(0)) undo();
    this.#leave();
    this.#listeners.clear();
  }

  get #leads(): boolean {
    return this.options.tabs?.isLeader() ?? true;
  }

  #takePlace(): void {
    if (this.#isClosed) return;
    if (this.#leads) this.#lead();
    else this.#follow();
  }

  #lead(): void {
    if (this.#line) return;
    this.#leave();
    this.#line = this.options.openLine({
      onHint: (hint) => {
        this.#hear(
          hint.type === 'conversation:updated'
            ? { kind: 'updated', conversation: hint.conversation }
            : { kind: 'removed', id: hint.conversation_id },
        );
      },
      onStale: () => this.#hear({ kind: 'stale' }),
      onLive: (isLive) => {
        this.#isLive.set(isLive);
        this.#tellBook();
        this.#stopReading();
        if (!isLive) this.#readIn(POLL_MS);
      },
    });
    // A socket that opens has it read; this is for where it is slow, or there is none.
    this.#readIn(FIRST_MS);
    this.#alive();
  }

  #follow(): void {
    this.#leave();
    this.#ask();
    this.#listen();
  }

  #ask(): void {
    if (!this.#leads) this.options.tabs?.post('inbox-ask', null);
  }

  #leave(): void {
    this.#turn += 1;
    this.#stopReading();
    this.#cancelAlive();
    this.#cancelSilence();
    this.#line?.close();
    this.#line = null;
    this.#isLive.set(false);
  }

  /** From the socket: for this tab and for all others. */
  #hear(news: InboxNews): void {
    this.options.tabs?.post('inbox', news);
    this.#news(news);
    if (news.kind === 'stale') this.#readIn(0);
  }

  #told(told: Told): void {
    if (this.#leads) return;
    this.#listen();
    if (told.kind !== 'book') return this.#news(told);
    this.#turn += 1;
    this.#book.load(told.entries);
    this.#isLive.set(told.isLive);
    this.#show();
  }

  #news(news: InboxNews): void {
    const you = this.options.you();
    if (news.kind === 'updated' && you) this.#book.updated(news.conversation, you);
    if (news.kind === 'removed') this.#book.removed(news.id);
    if (news.kind !== 'stale' && this.#unread.get()) this.#show();
    for (const listener of [...this.#listeners]) listener(news);
  }

  #show(): void {
    this.#unread.set(new Map(this.#book.entries().map(([id, unread]) => [id, unread])));
  }

  #tellBook(): void {
    if (!this.#leads || !this.#unread.get() || this.#isClosed) return;
    this.options.tabs?.post('inbox', { kind: 'book', entries: this.#book.entries(), isLive: this.#isLive.get() });
  }

  #alive(): void {
    if (!this.options.tabs) return;
    this.#cancelAlive = this.options.clock.after(ALIVE_MS, () => {
      this.#tellBook();
      this.#alive();
    });
  }

  /** The leader has said something; should it say no more, this tab asks by itself. */
  #listen(): void {
    this.#cancelSilence();
    this.#stopReading();
    const patience = this.#unread.get() ? SILENT_MS : READ_EVERY_MS;
    this.#cancelSilence = this.options.clock.after(patience, () => {
      this.#isLive.set(false);
      this.#ask();
      this.#readIn(0);
    });
  }

  #stopReading(): void {
    this.#cancelRead?.();
    this.#cancelRead = null;
    this.#readDueAt = Infinity;
  }

  /** Never later than a reading that is due already. */
  #readIn(ms: number): void {
    const { clock } = this.options;
    const dueAt = Math.max(clock.now() + ms, this.#readAt + READ_EVERY_MS);
    if (this.#isClosed || dueAt >= this.#readDueAt) return;
    this.#stopReading();
    this.#readDueAt = dueAt;
    this.#cancelRead = clock.after(Math.max(0, dueAt - clock.now()), () => {
      this.#cancelRead = null;
      this.#readDueAt = Infinity;
      void this.#read();
    });
  }

  async #read(): Promise<void> {
    const turn = ++this.#turn;
    this.#readAt = this.options.clock.now();
    this.#book.begin();
    const rows = await this.#unreadRows();
    const you = this.options.you();
    if (turn !== this.#turn || this.#isClosed) return;
    if (rows && you) {
      this.#book.finish(rows, you);
      this.#show();
      this.#tellBook();
    }
    if (!this.#isLive.get() || !rows) this.#readIn(POLL_MS * (0.75 + this.options.clock.random() / 2));
  }

  /** Null where the relay could not be asked. */
  async #unreadRows(): Promise<Conversation[] | null> {
    const rows: Conversation[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const page = await this.options.list({ unread: true, limit: PAGE, ...(cursor !== undefined && { cursor }) });
      if (!page) return null;
      rows.push(...page.results);
      if (page.next === null) break;
      cursor = page.next;
    }
    return rows;
  }
}
