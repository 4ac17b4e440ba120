import type { Chat, ChatEvents, ChatStores } from '../chat.js';
import type { CheckedOptions } from '../options.js';
import { createIds } from '../outbox/ids.js';
import type { You } from '../protocol/index.js';
import type { ConnectionStatus } from '../status.js';
import { Apply } from '../store/apply.js';
import { createStores } from '../store/create-stores.js';
import type { HistoryCache } from '../store/history-cache.js';
import { Connection } from '../transport/connection.js';
import { createEnvironment } from '../transport/environment.js';
import { Http } from '../transport/http.js';
import { Tokens, type Claims } from '../transport/token.js';
import type { Environment } from '../transport/transport.js';
import { Activity, followMembership, tell } from './activity.js';
import { createChatFiles, followOutbox } from './chat-files.js';
import type * as Device from './device.js';
import { Emitter } from './emitter.js';
import { Greeting } from './greeting.js';
import { HistoryKeeper } from './history-keeper.js';
import { loadPart } from '../load-part.js';
import { Lists } from './lists.js';
import { loadOlder } from './older.js';
import { Reporter } from './reporter.js';
import { stopReply } from './routes.js';
import { Where } from './where.js';
import { Who } from './who.js';
import type { Said, Writing } from './writing.js';

/** One chat on one relay: puts connection, stores, outbox and cache together, and keeps none of their rules itself. */
export class RelayChat implements Chat {
  readonly #stores = createStores();
  readonly stores: ChatStores = this.#stores;
  readonly #events = new Emitter<ChatEvents>();
  readonly #env: Environment;
  readonly #tokens: Tokens;
  readonly #http: Http;
  readonly #apply: Apply;
  readonly #connection: Connection;
  readonly #activity: Activity;
  readonly #cache: Promise<HistoryCache | null>;
  readonly #keeper: HistoryKeeper;
  readonly #who: Who;
  readonly #where: Where;
  readonly #reporter = new Reporter((error) => this.#events.emit('error', error));
  /** Needed with the first thing that is done, and comes with what is kept on this device. */
  readonly #writing: Promise<Writing>;
  readonly #greeting: Greeting;
  readonly #lists: Lists;
  #undoOutbox: () => void = () => undefined;
  #stopHearing: () => void;
  #isClosed = false;

  constructor(private readonly options: CheckedOptions) {
    const env = (this.#env = createEnvironment(options.environment));
    const { clock } = env;
    const { endpoint } = options;
    const noToken = (error: unknown) => this.#reporter.noToken(error, env.isOnline());
    this.#tokens = new Tokens(options, env, (token, claims) => this.#token(token, claims), noToken);
    this.#http = new Http(endpoint, this.#tokens, env);
    ({ file: this.file, attachmentLink: this.attachmentLink } = createChatFiles(endpoint, this.#http, () => this.#who));
    this.#apply = this.#createApply();
    this.#connection = this.#createConnection();
    this.#activity = new Activity(clock, (frame) => tell(frame, this.#id, this.#connection, this.#http));
    const load = async () => import('./device.js');
    const device = loadPart(clock, load, (error) => {
      this.#reporter.report('network', 'A part of the chat did not load. It is tried again.', error);
      return !this.#isClosed;
    });
    this.#cache = device.then(({ openHistoryCache }) => openHistoryCache(clock)).catch(() => null);
    this.#keeper = new HistoryKeeper(this.stores, clock, {
      save: async () => this.#keep((cache, ...what) => cache.save(...what)),
      leave: () => void this.#keep((cache, ...what) => cache.leave(...what)),
    });
    this.#lists = new Lists({ endpoint, env, tokens: this.#tokens, http: this.#http, stores: this.stores });
    this.#where = this.#createWhere();
    this.#writing = device.then((loaded) => this.#createWriting(loaded));
    this.#greeting = new Greeting({
      http: this.#http,
      hasSubject: options.subject !== undefined,
      where: () => this.#where,
      isSomebodyHere: () => this.#who.person !== null,
      onPrompts: (prompts) => {
        if (!this.#isClosed) this.#apply.facts({ prompts });
      },
    });
    this.#who = this.#createWho(device);
    const undo = [env.onHide(() => this.#keeper.leave()), followMembership(this.stores, this.#activity)];
    this.#stopHearing = () => undo.forEach((stop) => stop());
    this.#connection.open(null);
    void this.#who.guess(this.#tokens.get());
  }

  // Where each of them belongs is settled at the call: what follows may take a chunk and a token.
  readonly send: Chat['send'] = (text, options = {}) => this.#said((to) => to.writing.send(text, options, to.target));
  readonly edit: Chat['edit'] = (id, text) => this.#said(({ writing, shown }) => writing.edit(shown, id, text));
  readonly remove: Chat['remove'] = (id) => this.#said(({ writing, shown }) => writing.remove(shown, id));
  readonly react: Chat['react'] = (id, sign, on) => this.#said((to) => to.writing.react(to.shown, id, sign, on));
  readonly file: Chat['file'];
  readonly attachmentLink: Chat['attachmentLink'];
  readonly retry: Chat['retry'] = async (clientId) => (await this.#writing).retry(clientId);
  readonly discard: Chat['discard'] = async (clientId) => (await this.#writing).discard(clientId);

  setTyping(isTyping: boolean, isNote = false): void {
    if (!this.#isClosed) this.#activity.setTyping(isTyping, isNote);
  }

  markRead(seq: number): void {
    if (this.#isClosed) return;
    this.#apply.ownRead(seq);
    this.#activity.read(seq);
  }

  readonly stop: Chat['stop'] = (id) => stopReply(id, this.#connection.socketOf(this.#id ?? ''), this.#http);

  async loadOlder(): Promise<void> {
    if (this.#id === null || this.stores.$loadingOlder.get()) return;
    const failure = await loadOlder(this.#http, this.#apply, this.#id);
    if (failure && !this.#isClosed) this.#reporter.report(failure.code, failure.detail);
  }

  openConversation(id: string | null): void {
    if (!this.#isClosed) this.#where.ask(id);
  }

  readonly openInbox: Chat['openInbox'] = () => this.#lists.inbox();
  readonly followUnread: Chat['followUnread'] = async () => this.#lists.unread();

  async logout(): Promise<void> {
    const { person } = this.#who;
    if (this.#isClosed) return;
    this.#keeper.drop();
    this.#connection.close();
    const cache = await this.#cache;
    if (person) await Promise.allSettled([person.outbox.clear(), cache?.forgetPerson(person.key)]);
    this.#keeper.drop();
    this.#apply.open(null);
    this.#apply.you(null);
    this.close();
  }

  readonly on: Chat['on'] = (event, listener) => this.#events.on(event, listener);

  close(): void {
    if (this.#isClosed) return;
    this.#keeper.close();
    this.#isClosed = true;
    this.#stopHearing();
    this.#undoOutbox();
    this.#connection.close();
    this.#activity.reset();
    this.#lists.close();
    this.#who.close();
    this.#tokens.close();
    this.#http.close();
    this.#apply.close();
    this.#events.clear();
    void this.#cache.then((cache) => cache?.close());
  }

  async #said<T>(act: (to: Said) => Promise<T>): Promise<T> {
    const to = { shown: this.#id, target: this.#where.aim() };
    return act({ ...to, writing: await this.#writing });
  }

  get #id(): string | null {
    return this.stores.$conversationId.get();
  }

  #createApply(): Apply {
    const events = this.#events;
    return new Apply(this.#stores, {
      clock: this.#env.clock,
      onWish: () => this.#connection.sync(),
      onReceived: (message) => events.emit('message-received', { message }),
      onSent: (message) => events.emit('message-sent', { message }),
      onJoined: (user) => events.emit('user-joined', { user }),
      onLeft: (user) => events.emit('user-left', { user }),
      onUnread: (count) => events.emit('unread-change', { count }),
      onBegun: ({ epoch, isReset }) => {
        const id = this.#id;
        this.#apply.flush();
        const held = new Set(this.stores.$messages.get().map((message) => message.id));
        const { person } = this.#who;
        if (id !== null) person?.outbox.resendAfterReset(id, epoch, (messageId) => held.has(messageId));
        if (isReset) events.emit('history-replaced', {});
      },
    });
  }

  #createConnection(): Connection {
    const { endpoint } = this.options;
    return new Connection({
      endpoint,
      env: this.#env,
      tokens: this.#tokens,
      http: this.#http,
      feed: this.#apply,
      looksAgain: this.options.subject !== undefined && this.options.conversationId === undefined,
      events: {
        onStatus: (status) => this.#status(status),
        onFrame: (frame) => this.#who.person?.carrier.heard(this.#id ?? '', frame),
        onWelcome: ({ you, conversation }) => {
          this.#who.welcome(you);
          if (conversation) this.#where.welcome(conversation.id);
        },
        onDown: (blamesHead) => {
          this.#who.person?.carrier.down(blamesHead);
          this.#activity.lost();
        },
        onNotFound: () => void this.#where.lost(),
        greet: () => this.#greeting.greet(),
      },
    });
  }

  #createWhere(): Where {
    return new Where({
      options: this.options,
      stores: this.stores,
      apply: this.#apply,
      http: this.#http,
      connection: this.#connection,
      cache: this.#cache,
      newId: createIds(this.#env.clock),
      onLeave: () => {
        this.#keeper.flush();
        this.#activity.reset();
      },
      onError: ({ code, message }) => this.#reporter.report(code, message),
      onChange: (conversationId) => this.#events.emit('conversation-change', { conversationId }),
    });
  }

  #createWriting(loaded: typeof Device): Writing {
    return new loaded.Writing({
      who: () => this.#who,
      target: () => this.#where.target(),
      stores: this.stores,
      newId: createIds(this.#env.clock),
      isClosed: () => this.#isClosed,
      onSend: () => this.#activity.sent(),
      onError: (error) => this.#reporter.store(error),
    });
  }

  #createWho(device: Promise<typeof Device>): Who {
    const { endpoint, tokenUrl, getToken } = this.options;
    const { clock, hasTabs } = this.#env;
    return new Who({
      endpoint,
      source: JSON.stringify([endpoint, getToken ? null : tokenUrl]),
      clock,
      cache: this.#cache,
      openPerson: async ({ tenant, user }) => {
        const { openPerson } = await device;
        return openPerson(
          { endpoint, tenant, user: user.id },
          {
            clock,
            hasTabs,
            limits: () => this.#stores.$limits.get(),
            socketOf: (id) => this.#connection.socketOf(id),
            post: this.#http,
            tokens: this.#tokens,
            env: this.#env,
            epochOf: (id) => (id === this.#id ? this.#apply.epoch : null),
            isReady: () => this.#connection.isReachable,
            onError: (error) => this.#reporter.store(error),
          },
        );
      },
      onPerson: async (person, you) => this.#enter(person, you),
      onYou: (you) => {
        this.#apply.you(you);
        this.#where.you(you);
        if (!this.#who.isGuess) void this.#writing.then((writing) => writing.claim());
      },
      onWrongGuess: async ({ outbox }) => (await this.#writing).takeBack(outbox),
    });
  }

  async #enter(person: Device.Person | null, you: You | null): Promise<void> {
    this.#undoOutbox();
    this.#undoOutbox = () => undefined;
    this.#keeper.drop();
    // Before anything of the next person is read, nothing of the last one is on screen, or comes to it.
    this.#connection.part();
    this.#apply.open(null);
    this.#apply.you(you);
    this.#connection.share(person?.tabs ?? null);
    this.#lists.enter(person);
    if (person) {
      this.#undoOutbox = followOutbox(person.outbox, this.#apply, () => this.#outboxChanged(person));
    }
    await this.#where.enter(person, you);
  }

  #outboxChanged(person: Device.Person): void {
    this.#where.outboxChanged();
    this.#reporter.entries(person.outbox.entries(this.#id ?? ''));
  }

  #token(token: string, claims: Claims | null): void {
    if (!claims) return this.#reporter.report('token_invalid', 'The token is no JWT with a sub.');
    this.#who.token(claims);
    this.#connection.renew(token);
    this.#lists.renew(token);
  }

  #status(status: ConnectionStatus): void {
    this.#apply.status(status);
    this.#events.emit('status-change', { status });
    if (status === 'online' || status === 'polling') {
      this.#who.person?.outbox.kick();
      this.#activity.flush();
      void this.#greeting.loadPrompts();
    }
    if (status === 'signed-out') this.#who.signedOut();
    this.#reporter.status(status);
  }

  async #keep(by: (cache: HistoryCache, ...what: Parameters<HistoryCache['save']>) => unknown): Promise<void> {
    const key = this.#where.cacheKey();
    const snapshot = this.#apply.snapshot();
    const cache = await this.#cache;
    if (key && snapshot && cache) await by(cache, key, snapshot);
  }
}
