import type { OutboxEntry } from '../entry.js';
import { ChatError } from '../errors.js';
import type { OpenContent, You } from '../protocol/index.js';
import type { CacheKey, HistoryCache } from '../store/history-cache.js';
import type { Apply } from '../store/apply.js';
import type { ChatStores } from '../chat.js';
import type { CheckedOptions } from '../options.js';
import type { Connection } from '../transport/connection.js';
import type { Http, HttpResult } from '../transport/http.js';
import type { Person } from './device.js';
import { findOpen } from './routes.js';

/** The one that opened a conversation keeps how it did, so that it can once more; settled, it has nothing to open. */
const hasToOpen = ({ open, state }: OutboxEntry): boolean => open !== null && state !== 'settled';

export interface WhereOptions {
  options: CheckedOptions;
  stores: ChatStores;
  apply: Apply;
  http: Http;
  connection: Connection;
  cache: Promise<HistoryCache | null>;
  newId: () => string;
  /** Before another conversation is shown: what was waiting to be kept is kept. */
  onLeave: () => void;
  onError: (error: ChatError) => void;
  /** Another conversation is shown, or the one that was new has been opened. */
  onChange: (conversationId: string | null) => void;
}

/** Where something goes, and how its conversation is opened if it still has to be. */
export interface Target {
  id: string;
  open: OpenContent | null;
}

/** What the page points at between one `openConversation()` and the next. */
interface Aim {
  /** What was shown when the page asked for another one; undefined as long as it has not. */
  left?: { id: string | null; hasToOpen: boolean };
}

/**
 * Which conversation is shown: the one that was asked for; else the record's open one; else, on a page of no record, the one
 * that this person had open last; else none yet, and the first message opens it.
 *
 * One that is to be opened has its id from here already, so that what is typed offline survives a reload; the relay's answer
 * may turn it into another.
 */
export class Where {
  #person: Person | null = null;
  #you: You | null = null;
  /** What the page asked for, by option or `openConversation()`. `undefined`: nothing. */
  #asked: string | null | undefined;
  /** The conversation that its first message has still to open. */
  #draft: string | null = null;
  /** Whether the draft's first message is in the outbox. */
  #isQueued = false;
  #isLookedUp = false;
  #turn = 0;
  #told: string | null = null;
  #aim: Aim = {};

  constructor(private readonly options: WhereOptions) {
    this.#asked = options.options.conversationId;
  }

  get #current(): string | null {
    return this.options.stores.$conversationId.get();
  }

  get #openContent(): OpenContent {
    const { subject, title } = this.options.options;
    return { ...(subject !== undefined && { subject }), ...(title !== undefined && { title }) };
  }

  /** Somebody is here, or nobody any more. */
  async enter(person: Person | null, you: You | null): Promise<void> {
    this.#person = person;
    this.#you = you;
    this.#isLookedUp = false;
    if (!person) return this.#show(null);
    const subject = this.options.options.subject ?? null;
    const asked = this.#asked === undefined ? this.#opening() : this.#asked;
    const turn = this.#turn;
    const last = asked === undefined ? await (await this.options.cache)?.lastConversation(person.key, subject) : asked;
    // Meanwhile the page may have asked for another one, which stays.
    if (person === this.#person && turn === this.#turn) await this.#show(last ?? null);
  }

  you(you: You): void {
    this.#you = you;
  }

  /** The page asks for this one. Null: a new one. */
  ask(id: string | null): void {
    const current = this.#current;
    this.#aim.left = { id: current, hasToOpen: current === null || current === this.#draft };
    this.#aim = {};
    this.#asked = id;
    this.#isLookedUp = id === null;
    if (this.#person) void this.#show(id);
  }

  /**
   * Where something said now goes, to be asked when it is kept: that may take a chunk or a token, and what was said must not
   * follow the page to another conversation that it has asked for meanwhile.
   */
  aim(): () => Target {
    const aim = this.#aim;
    return () => {
      const { left } = aim;
      if (left === undefined) return this.target();
      // A conversation of its own where there was none: all that was said before the page turned away.
      left.id ??= this.options.newId();
      return { id: left.id, open: left.hasToOpen ? this.#openContent : null };
    };
  }

  /** Where a send goes now. */
  target(): Target {
    const { newId, apply } = this.options;
    const known = this.#current;
    if (known !== null && known !== this.#draft) return { id: known, open: null };
    const id = (this.#draft ??= this.#opening() ?? newId());
    if (known === null) {
      apply.readdress(id);
      this.#remember(id);
    }
    return { id, open: this.#openContent };
  }

  /** The outbox has changed: a conversation may have been opened, or turned out to be another. */
  outboxChanged(): void {
    const person = this.#person;
    const id = this.#current;
    if (!person) return;
    if (id === null) {
      // Another tab of this record has begun its conversation.
      const opening = this.#opening();
      if (opening !== undefined) void this.#show(opening);
      return;
    }
    const { apply, connection } = this.options;
    const address = person.outbox.address(id);
    if (address !== id) {
      this.#remember(address);
      return void this.#show(address);
    }
    const entries = person.outbox.entries(id);
    apply.outbox(entries);
    if (this.#draft !== id) return;
    if (entries.length === 0) {
      // The first one may still be on its way into the outbox. All given up: there is nothing to open.
      if (!this.#isQueued) return;
      this.#remember(null);
      return void this.#show(null);
    }
    this.#isQueued = true;
    if (!entries.some(hasToOpen)) {
      this.#draft = null;
      connection.open(id);
      this.#change(id);
    }
  }

  /** The relay's own id for what was asked for. */
  welcome(id: string): void {
    if (id !== this.#current) void this.#show(id);
    this.#remember(id);
    void this.lookUp();
  }

  /** It is gone, or was never ours: nothing of it stays on this device. One that was only remembered is forgotten. */
  async lost(): Promise<void> {
    const { cache, stores, apply, onError } = this.options;
    const key = this.cacheKey();
    const id = stores.$conversationId.get();
    if (!key || id === null) return;
    this.options.onLeave();
    await (await cache)?.forget(key);
    if (id !== this.#current) return;
    const isWaiting = this.#person?.outbox.entries(id).some(({ state }) => state !== 'settled') ?? false;
    if (this.#asked !== id && !isWaiting) {
      this.#remember(null);
      return this.#show(null);
    }
    apply.open(id);
    apply.outbox(this.#person?.outbox.entries(id) ?? []);
    onError(new ChatError('not_found', 'This conversation does not exist, or it is not yours.'));
  }

  /** On a record's page: which conversation of it is open. Once, and again as long as there is none. */
  async lookUp(): Promise<HttpResult<unknown> | null> {
    const { http, options, apply, onError } = this.options;
    const { subject } = options;
    const shown = this.#current;
    const isSettled = this.#isLookedUp && shown !== null;
    if (subject === undefined || this.#asked !== undefined || this.#draft !== null || isSettled) return null;
    const person = this.#person;
    const found = await findOpen(http, subject);
    if (person !== this.#person || shown !== this.#current) return null;
    if (!found.ok) {
      if (found.code !== 'subject_not_allowed') return found;
      onError(new ChatError('subject_not_allowed', found.detail));
      return null;
    }
    this.#isLookedUp = true;
    if (found.body === null && shown === null) apply.open(null, true);
    if (found.body === shown) return null;
    this.#remember(found.body);
    await this.#show(found.body);
    return found;
  }

  cacheKey(): CacheKey | null {
    const conversation = this.#current;
    if (!this.#person || !this.#you || conversation === null) return null;
    return { ...this.#person.key, role: this.#you.user.role, conversation };
  }

  /** On a record's page: the conversation of it that something typed, here or in another tab, has still to open. */
  #opening(): string | undefined {
    const { subject } = this.options.options;
    if (subject === undefined || this.#asked !== undefined) return undefined;
    return this.#person?.outbox.opening(subject) ?? undefined;
  }

  async #show(id: string | null): Promise<void> {
    const turn = ++this.#turn;
    const { apply, connection, cache, onLeave } = this.options;
    onLeave();
    connection.part();
    const outbox = this.#person?.outbox;
    const address = id !== null && outbox ? outbox.address(id) : id;
    const entries = address !== null && outbox ? outbox.entries(address) : [];
    this.#draft = entries.some(hasToOpen) ? address : null;
    this.#isQueued = this.#draft !== null;
    // On a record's page the relay may know of one.
    const isNone = address === null && (this.#asked === null || this.options.options.subject === undefined);
    apply.open(address, isNone && this.#person !== null);
    apply.outbox(entries);
    this.#change(this.#draft === null ? address : null);
    const key = this.cacheKey();
    if (key) {
      const kept = await (await cache)?.load(key);
      if (turn !== this.#turn) return;
      if (kept) apply.cached(kept);
    }
    connection.open(this.#draft === null ? address : null);
  }

  #change(id: string | null): void {
    if (id === this.#told) return;
    this.#told = id;
    this.options.onChange(id);
  }

  /** An explicitly asked-for conversation is the page's to remember. */
  #remember(id: string | null): void {
    const { cache, options } = this.options;
    const key = this.#person?.key;
    if (!key || typeof this.#asked === 'string') return;
    void cache.then((open) => open?.setConversation(key, options.subject ?? null, id));
  }
}
