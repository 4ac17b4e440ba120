import type { Inbox } from '../inbox/inbox.js';
import type { Unread } from '../inbox/unread.js';
import type { Http } from '../transport/http.js';
import type { InboxDesk, InboxDeskOptions } from './inbox-desk.js';
import type { Person } from './device.js';
import { getConversations } from './routes.js';

export interface ListsOptions extends Omit<InboxDeskOptions, 'list'> {
  http: Http;
}

/** Stands for what follows all conversations until somebody wants it, here or in a tab that this one leads. */
export class Lists {
  #desk: InboxDesk | null = null;
  #loading: Promise<InboxDesk> | null = null;
  #person: Person | null = null;
  #undo: (() => void)[] = [];
  #isServing = false;
  #isClosed = false;

  constructor(private readonly options: ListsOptions) {}

  async inbox(): Promise<Inbox> {
    return (await this.#open()).inbox();
  }

  async unread(): Promise<Unread> {
    return (await this.#open()).unread();
  }

  /** Somebody is here, or nobody any more. */
  enter(person: Person | null): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#person = person;
    this.#desk?.enter(person ? person.tabs : undefined);
    const tabs = person?.tabs;
    if (!tabs) return;
    this.#undo = [
      tabs.on('inbox-ask', () => {
        if (tabs.isLeader()) void this.#serve();
      }),
      tabs.onLeaderChange((isLeader) => {
        if (isLeader) tabs.post('inbox-who', null);
      }),
    ];
  }

  renew(token: string): void {
    this.#desk?.renew(token);
  }

  close(): void {
    this.#isClosed = true;
    for (const undo of this.#undo.splice(0)) undo();
    this.#desk?.close();
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    const desk = await this.#open().catch(() => null);
    if (desk) desk.hold();
    else this.#isServing = false;
  }

  #open(): Promise<InboxDesk> {
    this.#loading ??= import('./inbox-desk.js').then(
      (loaded) => {
        const { http } = this.options;
        const desk = new loaded.InboxDesk({ ...this.options, list: (query) => getConversations(http, query) });
        this.#desk = desk;
        if (!this.#isClosed && this.#person) desk.enter(this.#person.tabs);
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
