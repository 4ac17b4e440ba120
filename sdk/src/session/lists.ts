import { atom } from 'nanostores';
import type { ChatStores } from '../chat.js';
import type { Inbox, InboxQuery } from '../inbox/inbox.js';
import { createUnread, type Unread } from '../inbox/unread.js';
import type { Http } from '../transport/http.js';
import type { InboxDesk, InboxDeskOptions } from './inbox-desk.js';
import type { Person } from './device.js';
import { loadPart } from '../load-part.js';
import { part } from '../part.js';
import { Lookout } from './lookout.js';
import { getConversations } from './routes.js';

export interface ListsOptions extends Omit<InboxDeskOptions, 'list' | 'stores'> {
  http: Http;
  stores: ChatStores;
}

const deskParts = part(async () => import('./inbox-desk.js'));

/**
 * Stands for what follows all conversations until somebody wants it, here or in a tab that this one leads. A count alone
 * does not need it as long as there is no conversation but the one on screen.
 */
export class Lists {
  /** What is unread in others than the one on screen; null until that is known. */
  readonly #book = atom<ReadonlyMap<string, number> | null>(null);
  #lookout: Lookout | null = null;
  #desk: InboxDesk | null = null;
  #loading: Promise<InboxDesk> | null = null;
  #release: (() => void) | null = null;
  #person: Person | null = null;
  #undo: (() => void)[] = [];
  #followers = 0;
  /** A tab that this one leads has followers. */
  #isServing = false;
  #isClosed = false;

  constructor(private readonly options: ListsOptions) {}

  async inbox(): Promise<Inbox> {
    return (await this.#open()).inbox();
  }

  unread(): Unread {
    const count = (by: number) => {
      this.#followers += by;
      this.#attend();
    };
    count(1);
    return createUnread(this.#book, this.options.stores, () => count(-1));
  }

  /** Somebody is here, or nobody any more. */
  enter(person: Person | null): void {
    this.#leave();
    this.#person = person;
    this.#book.set(null);
    this.#desk?.enter(person ? person.tabs : undefined);
    const tabs = person?.tabs;
    if (tabs) {
      const serve = (followsAll: boolean) => {
        if (!tabs.isLeader()) return;
        this.#isServing = true;
        this.#attend();
        if (followsAll) this.#follow();
      };
      this.#undo = [
        tabs.on('inbox-look', () => serve(false)),
        tabs.on('inbox-ask', () => serve(true)),
        tabs.onLeaderChange((isLeader) => {
          if (isLeader) tabs.post('inbox-who', null);
        }),
      ];
    }
    this.#attend();
  }

  renew(token: string): void {
    this.#lookout?.renew(token);
    this.#desk?.renew(token);
  }

  close(): void {
    this.#isClosed = true;
    this.#leave();
    this.#desk?.close();
  }

  #leave(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#isServing = false;
    this.#rest();
  }

  #rest(): void {
    this.#lookout?.close();
    this.#release?.();
    this.#lookout = this.#release = null;
  }

  /** Looks out for others, or follows them all, if and as long as somebody wants to know. */
  #attend(): void {
    const isWanted = this.#followers > 0 || this.#isServing;
    if (!isWanted || !this.#person || this.#isClosed) return this.#rest();
    if (this.#desk) {
      this.#lookout?.close();
      this.#release ??= this.#desk.hold((book) => this.#book.set(book));
      return;
    }
    this.#lookout ??= new Lookout({
      ...this.options,
      list: (query) => this.#list(query),
      tabs: this.#person.tabs,
      onAlone: () => this.#book.set(new Map()),
      onOthers: () => this.#follow(),
    });
  }

  /** There are several: until what follows them is here, it is asked for. */
  #follow(): void {
    const { clock } = this.options.env;
    void loadPart(
      clock,
      () => this.#open(),
      () => !this.#isClosed,
    );
  }

  #list(query: InboxQuery) {
    return getConversations(this.options.http, query);
  }

  #open(): Promise<InboxDesk> {
    this.#loading ??= deskParts().then(
      (loaded) => {
        const desk = new loaded.InboxDesk({ ...this.options, list: (query) => this.#list(query) });
        this.#desk = desk;
        if (!this.#isClosed && this.#person) desk.enter(this.#person.tabs);
        this.#attend();
        return desk;
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }
}
