/**
 * When the bot answers, and that it does so once: docs/protocol.md, sections 4 and 5. Nothing is remembered here that the
 * store does not know: what waits for an answer is found there again after a crash, and the store alone decides who writes
 * one, by a lease.
 */
import type { Limits, Message, User } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../auth/principal.js';
import type { Bot } from '../../bots/bot.js';
import type { Bus, BusEvent } from '../../bus/bus.js';
import type { Clock } from '../../clock.js';
import { silentLog, type Log } from '../../delivery/delivery.js';
import { RelayError } from '../../errors.js';
import type { Commit, ConversationRecord, ReplyContext, Store } from '../../store/store.js';
import { demand } from '../access.js';
import { Background } from './background.js';
import { followReply } from './follow.js';
import { OwedReplies } from './owed.js';
import { Places } from './places.js';
import type { ReplyDesk, ReplyListener } from './reply-desk.js';
import { describe, type RunGround } from './run.js';
import { RunningReplies } from './running.js';
import { messageToAnswer, replyToStop } from './target.js';
import { endDeadReply } from './writes.js';

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

export interface Replies extends ReplyDesk {
  /**
   * Ends what dead relays left streaming and answers what they left unanswered.
   *
   * @param options `ownsAll`: no other relay writes to this store, so whatever streams at this moment is dead, lease or not
   */
  start(options?: { readonly ownsAll?: boolean }): Promise<void>;
  /** As `start`, for leases that have expired: call it every few seconds. */
  sweep(): Promise<void>;
  /** Ends running replies as `interrupted` and lets go of store and bus. Idempotent. */
  close(): Promise<void>;
}

/** The bot as a sender. */
export const botUser = (name: string): User => ({ id: 'bot', name, role: 'bot', avatar: null });

/** Each round of a request waits for another reply to end; no conversation is so busy that it takes more. */
const REQUEST_ROUNDS = 20;

class ReplyRunner implements Replies {
  readonly #store: Store;
  readonly #ground: RunGround | null;
  readonly #places: Places;
  readonly #work: Background;
  readonly #running: RunningReplies;
  readonly #owed: OwedReplies;
  readonly #undo: readonly (() => void)[];
  #sweeping: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(private readonly options: RepliesOptions) {
    const { store, bus, bot, clock, limits, newId, log = silentLog } = options;
    this.#store = store;
    const base = { store, bus, clock, log, maxChars: limits.text_chars };
    this.#ground = bot && { ...base, bot, author: botUser(bot.name) };
    const work = new Background((error) => log.warn(describe(error), 'A reply was put off'));
    const places = new Places(options.concurrency ?? 200, options.waitingMax ?? 1000);
    this.#work = work;
    this.#places = places;
    const freed = () => this.#owed.placeFreed();
    this.#running = new RunningReplies({ ground: this.#ground, work, newId, places, freed });
    this.#owed = new OwedReplies({ store, clock, work, places, begin: (context) => this.#running.begin(context) });
    this.#undo = [
      store.onCommit((commit) => this.#onCommit(commit)),
      bus.subscribe((event) => this.#onBus(event)),
      () => this.#owed.close(),
      () => this.#running.close(),
    ];
  }

  async start({ ownsAll = false } = {}): Promise<void> {
    await this.#endDead(ownsAll);
    if (this.#ground) await this.#owed.recover();
  }

  sweep(): Promise<void> {
    this.#sweeping ??= this.start().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  /** Ends replies whose relay is dead. */
  async #endDead(all: boolean): Promise<void> {
    const now = this.options.clock.now();
    for (const reply of await this.#store.streaming()) {
      const dead = all || Date.parse(reply.lease_until) <= now;
      if (!dead || this.#running.of(reply.message_id)) continue;
      // Refused where another relay was quicker. What is left unanswered behind it is found like all that is.
      await endDeadReply(this.#store, this.#ground?.author ?? botUser('Assistant'), reply, now);
    }
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
    await this.#places.take(listener?.signal);
    const begun = await this.#running.begin(context);
    if (begun.kind === 'run') {
      // Whoever listens may leave; the place is given back when the bot is done.
      const { tenant, id } = context.conversation;
      this.#work.track(begun.ended.then(() => this.#owed.consider(tenant, id)));
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
    const own = this.#running.of(messageId);
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
    await this.#work.settled();
  }

  #onCommit({ changes }: Commit): void {
    for (const { tenant, conversation_id: id, created, row, conversation } of changes) {
      if (conversation) this.#owed.changed(tenant, id);
      if (this.#ground && created && row?.type === 'text' && row.sender_role === 'user')
        this.#owed.consider(tenant, id);
    }
  }

  #onBus(event: BusEvent): void {
    if (event.kind === 'ephemeral') {
      const { event: told } = event;
      if (told.kind === 'stop') this.#running.stop(told.tenant, told.message_id);
      if (told.kind === 'dropped') this.#running.stopIn(told.tenant, told.conversation_id, 'lost');
      return;
    }
    for (const { tenant, conversation_id: id, conversation } of event.commit.changes) {
      if (!conversation) continue;
      this.#owed.changed(tenant, id);
      // Who switches the bot off wants it silent now, not at the end of its sentence.
      if (conversation.bot === 'off') this.#running.stopIn(tenant, id, 'stopped');
    }
  }
}

/** Answers from now on; `start` once to take up what was left. */
export const createReplies = (options: RepliesOptions): Replies => new ReplyRunner(options);
