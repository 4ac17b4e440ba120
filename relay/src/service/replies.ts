/**
 * When the bot answers, and that it does so once: docs/protocol.md, sections 4 and 5. Nothing is remembered here that the
 * store does not know: what waits for an answer is found there again after a crash, and the store alone decides who writes
 * one, by a lease.
 */
import type { Limits, Message, User } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Bot } from '../bots/bot.js';
import type { Bus, BusEvent } from '../bus/bus.js';
import type { Clock } from '../clock.js';
import { silentLog, type Log } from '../delivery/delivery.js';
import { RelayError } from '../errors.js';
import type { Commit, ConversationRecord, ReplyContext, Store } from '../store/store.js';
import { demand } from './access.js';
import { followReply, type ReplyListener } from './replies-follow.js';
import { QuietConversations } from './replies-quiet.js';
import { describe, endDeadReply, iso, LEASE_MS, ReplyRun, startReply, type RunGround } from './replies-run.js';
import { Slots } from './replies-slots.js';
import { messageToAnswer, replyToStop } from './replies-target.js';

export type { ReplyListener } from './replies-follow.js';

export interface RepliesOptions {
  readonly store: Store;
  readonly bus: Bus;
  /** Null: nobody answers, but what a dead relay left streaming is still ended. */
  readonly bot: Bot | null;
  readonly clock: Clock;
  /** Mints message ids and leases. */
  readonly newId: () => string;
  readonly limits: Pick<Limits, 'text_chars'>;
  readonly log?: Log;
  /** Replies that this relay writes at a time. 200 where it is absent. */
  readonly concurrency?: number;
  /** Requests that wait for a place before further ones are refused. 1,000 where it is absent. */
  readonly waitingMax?: number;
}

export interface Replies {
  /**
   * Ends what dead relays left streaming and answers what they left unanswered.
   *
   * @param options `ownsAll`: no other relay writes to this store, so whatever streams at this moment is dead, lease or not
   */
  start(options?: { readonly ownsAll?: boolean }): Promise<void>;
  /** As `start`, for leases that have expired: call it every few seconds. */
  sweep(): Promise<void>;
  /**
   * `POST /api/bot-response/`, after its `text` was sent: resolves with the reply once it has ended.
   *
   * @throws RelayError `not_found`, `invalid` (nothing a bot answers), `message_deleted`, `bot_off`, `conversation_closed`,
   * `bot_failed`, `overloaded`, `draining`; the signal's reason where the listener left
   */
  request(
    principal: Principal,
    asked: { readonly conversation_id: string; readonly message_id?: string },
    listener?: ReplyListener,
  ): Promise<Message>;
  /**
   * Ends a streaming reply as `interrupted`, on whichever relay it runs. One that has ended stays as it is.
   *
   * @throws RelayError `not_found`, `forbidden` for those who are neither staff nor the person it answers
   */
  stop(principal: Principal, messageId: string): Promise<void>;
  /** Ends running replies as `interrupted` and lets go of store and bus. Idempotent. */
  close(): Promise<void>;
}

/** The bot as a sender. */
export const botUser = (name: string): User => ({ id: 'bot', name, role: 'bot', avatar: null });

/** After so long nobody waits for an automatic answer any more: a relay that was down for a week stays silent about it. */
const ANSWER_WITHIN_MS = 24 * 3_600_000;
/** Conversations looked at in one sweep, so that a sweep is short. */
const SWEEP_MOST = 500;
/** Each round of a request waits for another reply to end; no conversation is so busy that it takes more. */
const REQUEST_ROUNDS = 20;

const keyOf = (tenant: string, conversationId: string): string => `${tenant}\n${conversationId}`;

type Begun =
  | { readonly kind: 'run'; readonly run: ReplyRun; readonly ended: Promise<Message | null> }
  | { readonly kind: 'busy' | 'exists'; readonly messageId: string };

class ReplyRunner implements Replies {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ground: RunGround | null;
  readonly #slots: Slots;
  readonly #quiet = new QuietConversations();
  /** By message id; each is there from before its start is written, so that a stop can never come too early. */
  readonly #runs = new Map<string, ReplyRun>();
  /** Conversations being looked after; `again`: something came meanwhile. */
  readonly #considering = new Map<string, { again: boolean }>();
  readonly #work = new Set<Promise<unknown>>();
  readonly #undo: readonly (() => void)[];
  /** There was no place for an automatic answer: the store knows which. */
  #owing = false;
  #sweeping: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(private readonly options: RepliesOptions) {
    const { store, bus, bot, clock, limits } = options;
    this.#store = store;
    this.#clock = clock;
    this.#log = options.log ?? silentLog;
    const base = { store, bus, clock, log: this.#log, maxChars: limits.text_chars };
    this.#ground = bot && { ...base, bot, author: botUser(bot.name) };
    this.#slots = new Slots(options.concurrency ?? 200, options.waitingMax ?? 1000);
    this.#undo = [
      store.onCommit((commit) => this.#onCommit(commit)),
      bus.subscribe((event) => this.#onBus(event)),
      () => this.#slots.close(),
    ];
  }

  async start({ ownsAll = false } = {}): Promise<void> {
    await this.#endDead(ownsAll);
    await this.#recover();
  }

  sweep(): Promise<void> {
    this.#sweeping ??= this.start().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async request(
    principal: Principal,
    asked: { readonly conversation_id: string; readonly message_id?: string },
    listener?: ReplyListener,
  ): Promise<Message> {
    const { tenant } = principal;
    const conversation = await this.#store.conversation(tenant, asked.conversation_id);
    if (!conversation) throw new RelayError('not_found');
    demand(principal, conversation, 'ask-bot');
    if (!this.#ground || conversation.bot === 'off') throw new RelayError('bot_off');
    let messageId = await messageToAnswer(this.#store, principal, conversation.id, asked.message_id);
    for (let round = 0; round < REQUEST_ROUNDS; round += 1) {
      const context = await this.#store.replyContext(tenant, conversation.id, messageId);
      if (!context) throw new RelayError('not_found');
      const { reply } = context;
      if (reply?.status === 'sent') return JSON.parse(reply.json) as Message;
      if (reply?.status === 'streaming') return this.#follow(conversation, reply.id, listener);
      const covered = reply === null ? null : (JSON.parse(reply.json) as Message).reply_to;
      if (covered !== null && covered !== messageId) {
        // An interrupted reply to a later message covers this one: it is that reply which runs again.
        messageId = covered;
        continue;
      }
      const message = await this.#answer(context, listener);
      if (message) return message;
    }
    throw new RelayError('overloaded', 'The bot is busy in this conversation.');
  }

  /** Starts the reply and listens; null where another one streamed here, which has ended now. */
  async #answer(context: ReplyContext, listener: ReplyListener | undefined): Promise<Message | null> {
    await this.#slots.take(listener?.signal);
    const begun = await this.#begin(context);
    if (begun.kind === 'run') {
      // Whoever listens may leave; the place is given back when the bot is done.
      this.#track(begun.ended.then(() => this.#consider(context.conversation.tenant, context.conversation.id)));
      return this.#follow(context.conversation, begun.run.messageId, listener);
    }
    const other = await this.#follow(
      context.conversation,
      begun.messageId,
      begun.kind === 'exists' ? listener : undefined,
    );
    return begun.kind === 'exists' ? other : null;
  }

  async #follow({ tenant, id }: ConversationRecord, messageId: string, listener?: ReplyListener): Promise<Message> {
    const own = this.#runs.get(messageId);
    const published = own && ((): string => own.published);
    const message = await followReply(this.options, { tenant, conversationId: id, messageId, published }, listener);
    if (message.status === 'interrupted' && own?.failed) throw new RelayError('bot_failed');
    return message;
  }

  async stop(principal: Principal, messageId: string): Promise<void> {
    const conversationId = await replyToStop(this.#store, principal, messageId);
    if (conversationId === null) return;
    const about = { tenant: principal.tenant, conversation_id: conversationId, message_id: messageId };
    this.options.bus.publish({ kind: 'ephemeral', event: { ...about, kind: 'stop', by: principal.user } });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const undo of this.#undo) undo();
    for (const run of this.#runs.values()) run.stop('closing');
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }

  #track(work: Promise<unknown>): void {
    const settled = work
      .catch((error: unknown) => this.#log.warn(describe(error), 'A reply was put off'))
      .finally(() => this.#work.delete(settled));
    this.#work.add(settled);
  }

  #onCommit({ changes }: Commit): void {
    for (const { tenant, conversation_id: id, created, row, conversation } of changes) {
      if (conversation) this.#quiet.forget(keyOf(tenant, id));
      if (created && row?.type === 'text' && row.sender_role === 'user') this.#consider(tenant, id);
    }
  }

  #onBus(event: BusEvent): void {
    if (event.kind === 'ephemeral') {
      const { event: told } = event;
      if (told.kind === 'stop') {
        const run = this.#runs.get(told.message_id);
        if (run?.conversation.tenant === told.tenant) run.stop('stopped');
      }
      if (told.kind === 'dropped') this.#stopIn(told.tenant, told.conversation_id, 'lost');
      return;
    }
    for (const { tenant, conversation_id: id, conversation } of event.commit.changes) {
      if (!conversation) continue;
      this.#quiet.forget(keyOf(tenant, id));
      // Who switches the bot off wants it silent now, not at the end of its sentence.
      if (conversation.bot === 'off') this.#stopIn(tenant, id, 'stopped');
    }
  }

  #stopIn(tenant: string, id: string, reason: 'stopped' | 'lost'): void {
    for (const run of this.#runs.values()) {
      if (run.conversation.tenant === tenant && run.conversation.id === id) run.stop(reason);
    }
  }

  /** Sees to it that what is unanswered in a conversation gets its answer, if the bot is to give one. */
  #consider(tenant: string, id: string): void {
    if (this.#closed || !this.#ground) return;
    const key = keyOf(tenant, id);
    if (this.#quiet.has(key)) return;
    const state = this.#considering.get(key);
    if (state) state.again = true;
    else this.#track(this.#lookAfter(tenant, id, key));
  }

  async #lookAfter(tenant: string, id: string, key: string): Promise<void> {
    const state = { again: true };
    this.#considering.set(key, state);
    try {
      // Between the last look at `again` and its removal nothing else runs, so no wake-up falls in between.
      while (state.again && !this.#closed) {
        state.again = false;
        if (await this.#answerNext(tenant, id, key)) state.again = true;
      }
    } finally {
      this.#considering.delete(key);
    }
  }

  /** Whether there may be more to answer. */
  async #answerNext(tenant: string, id: string, key: string): Promise<boolean> {
    const { changes } = this.#quiet;
    const context = await this.#store.replyContext(tenant, id, null);
    if (!context) {
      const conversation = await this.#store.conversation(tenant, id);
      if (conversation?.bot !== 'auto') this.#quiet.add(key, changes);
      return false;
    }
    if (context.conversation.bot !== 'auto' || context.reply || this.#closed) return false;
    if (!this.#slots.tryTake()) {
      this.#owing = true;
      return false;
    }
    const begun = await this.#begin(context);
    // Where another one streams, whoever ends it looks again; where that relay dies, the sweep does.
    if (begun.kind !== 'run') return false;
    await begun.ended;
    return true;
  }

  /** With a place taken, which it gives back: at once where nothing was started, else when the reply has ended. */
  async #begin(context: ReplyContext): Promise<Begun> {
    try {
      const begun = await this.#writeStart(context);
      if (begun.kind !== 'run') this.#giveBack();
      return begun;
    } catch (error) {
      this.#giveBack();
      throw error;
    }
  }

  async #writeStart(context: ReplyContext): Promise<Begun> {
    const ground = this.#ground;
    if (this.#closed || !ground) throw new RelayError('draining');
    const now = this.#clock.now();
    const { newId } = this.options;
    const messageId = context.reply?.id ?? newId();
    const spec = { context, messageId, lease: newId(), leaseUntil: now + LEASE_MS };
    const run = new ReplyRun(ground, spec);
    this.#runs.set(messageId, run);
    let begun: Begun | undefined;
    try {
      const outcome = await startReply(ground, spec);
      if (!outcome.ok) throw new RelayError(outcome.code, outcome.detail);
      const there = outcome.settled[0]?.message_id ?? messageId;
      begun = outcome.started
        ? { kind: 'run', run, ended: this.#run(run) }
        : { kind: outcome.busy ? 'busy' : 'exists', messageId: there };
      return begun;
    } finally {
      if (begun?.kind !== 'run') this.#forget(run);
    }
  }

  async #run(run: ReplyRun): Promise<Message | null> {
    const going = run.go();
    this.#track(going);
    try {
      return await going;
    } finally {
      this.#forget(run);
      this.#giveBack();
    }
  }

  #forget(run: ReplyRun): void {
    // It may have lost its lease and run again under another one meanwhile.
    if (this.#runs.get(run.messageId) === run) this.#runs.delete(run.messageId);
  }

  #giveBack(): void {
    this.#slots.give();
    if (!this.#owing || this.#closed || this.#slots.free === 0) return;
    this.#owing = false;
    this.#track(this.#recover());
  }

  /** Ends replies whose relay is dead. */
  async #endDead(all: boolean): Promise<void> {
    const now = this.#clock.now();
    for (const reply of await this.#store.streaming()) {
      const dead = all || Date.parse(reply.lease_until) <= now;
      if (!dead || this.#runs.has(reply.message_id)) continue;
      // Refused where another relay was quicker. What is left unanswered behind it is found like all that is.
      await endDeadReply(this.#store, this.#ground?.author ?? botUser('Assistant'), reply, now);
    }
  }

  /** Answers what was left unanswered, as far as there are places. */
  async #recover(): Promise<void> {
    const limit = Math.min(this.#slots.free, SWEEP_MOST);
    if (this.#closed || !this.#ground) return;
    if (limit === 0) {
      this.#owing = true;
      return;
    }
    const since = iso(this.#clock.now() - ANSWER_WITHIN_MS);
    const left = await this.#store.unanswered(since, limit);
    if (left.length === limit) this.#owing = true;
    for (const { tenant, conversation_id: id } of left) {
      this.#quiet.forget(keyOf(tenant, id));
      this.#consider(tenant, id);
    }
  }
}

/** Answers from now on; `start` once to take up what was left. */
export const createReplies = (options: RepliesOptions): Replies => new ReplyRunner(options);
