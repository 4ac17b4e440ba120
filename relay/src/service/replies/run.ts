/** One reply, from the bot's first word to its end in the store. */
import type { Message } from '@crm-chat/sdk/protocol';
import type { Bot } from '../../bots/bot.js';
import type { Bus } from '../../bus/bus.js';
import type { Log } from '../../delivery/delivery.js';
import { RelayError } from '../../errors.js';
import { ReplyText } from './text.js';
import { LEASE_MS, writeDraft, writeEnd, type RunSpec, type WriteGround } from './writes.js';

/** What every run of a relay works with. */
export interface RunGround extends WriteGround {
  readonly bus: Bus;
  readonly bot: Bot;
  readonly log: Log;
  /** UTF-16 units. */
  readonly maxChars: number;
}

/** docs/protocol.md, section 5: the text so far is saved every 2 s or 4 KiB. */
export const DRAFT_MS = 2000;
export const DRAFT_BYTES = 4096;
/** Deltas of a reply, at most one in this time: 25 a second look fluent and cost each reader 25 frames. */
export const DELTA_MS = 40;
/** A bot that says nothing for so long, or goes on for so long, has hung: its place is needed. */
const SILENCE_MS = 120_000;
const REPLY_MS = 600_000;
/** The end is tried again while the disk refuses; after that the lease has long expired and a sweep ends the reply. */
const END_TRIES = 30;
const END_RETRY_MS = 1000;

/** Why a run ends before the bot is done. `lost`: another relay has ended it, or the conversation is gone. */
export type StopReason = 'stopped' | 'lost' | 'hung' | 'closing';

export class ReplyRun {
  readonly #text: ReplyText;
  readonly #control = new AbortController();
  #reason: StopReason | undefined;
  #published = 0;
  #lastDelta = -Infinity;
  #nextDelta: (() => void) | undefined;
  #nextDraft: (() => void) | undefined;
  #drafting = false;
  #savedBytes = 0;
  #leaseUntil: number;
  #begunAt = 0;
  #heardAt = 0;
  #state: 'writing' | 'over' = 'writing';
  #failed = false;

  constructor(
    private readonly ground: RunGround,
    private readonly spec: RunSpec,
  ) {
    this.#text = new ReplyText(ground.maxChars);
    this.#leaseUntil = spec.leaseUntil;
  }

  get messageId(): string {
    return this.spec.messageId;
  }

  get conversation(): { readonly tenant: string; readonly id: string } {
    return this.spec.context.conversation;
  }

  /** What everybody has been told so far. */
  get published(): string {
    return this.#text.whole.slice(0, this.#published);
  }

  /** The bot broke, hung or said nothing. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Ends the reply as `interrupted` with what there is. Does nothing once it has ended. */
  stop(reason: StopReason): void {
    if (this.#isOver()) return;
    this.#reason ??= reason;
    this.#control.abort();
  }

  /**
   * Writes the reply to its end. Call once, after the store has started it. Never throws.
   *
   * @returns the message as it ended; null where this run no longer owned it
   */
  async go(): Promise<Message | null> {
    this.#begunAt = this.#heardAt = this.ground.clock.now();
    this.#planDraft();
    try {
      await this.#listen();
      if (this.#reason === undefined && this.#text.whole.trim() === '') throw new RelayError('bot_failed', 'No words.');
    } catch (error) {
      this.#failed = true;
      this.#report('The bot failed', error);
    }
    this.#failed ||= this.#reason === 'hung';
    this.#state = 'over';
    this.#nextDelta?.();
    this.#nextDraft?.();
    // Tells the bot that nobody listens any more, also where it is the text that is full.
    this.#control.abort();
    if (this.#reason === 'lost') return null;
    return this.#end(this.#failed || this.#reason !== undefined ? 'interrupted' : 'sent');
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  async #listen(): Promise<void> {
    const { signal } = this.#control;
    if (signal.aborted) return;
    // A bot that does not honour its signal must not hold up the end: whichever comes first counts.
    const stopped = new Promise<'stopped'>((resolve) => {
      signal.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    const pieces = this.ground.bot.reply(this.spec.context, signal)[Symbol.asyncIterator]();
    try {
      while (!this.#text.full) {
        const next = pieces.next();
        next.catch(() => undefined);
        const result = await Promise.race([next, stopped]);
        if (result === 'stopped' || this.#reason !== undefined) break;
        if (result.done) {
          this.#text.end();
          break;
        }
        this.#take(result.value);
      }
    } finally {
      // Not waited for: it may hang as well.
      pieces.return?.().catch(() => undefined);
    }
  }

  #take(piece: string): void {
    this.#heardAt = this.ground.clock.now();
    this.#text.append(piece);
    this.#planDelta();
    if (this.#text.bytes - this.#savedBytes >= DRAFT_BYTES) void this.#draft();
  }

  #planDelta(): void {
    if (this.#nextDelta) return;
    const wait = this.#lastDelta + DELTA_MS - this.ground.clock.now();
    if (wait <= 0) {
      this.#tell();
      return;
    }
    this.#nextDelta = this.ground.clock.after(wait, () => {
      this.#nextDelta = undefined;
      this.#tell();
    });
  }

  /** Puts what is new on the bus. */
  #tell(): void {
    const { whole } = this.#text;
    if (this.#isOver() || this.#published === whole.length) return;
    const offset = this.#published;
    this.#published = whole.length;
    this.#lastDelta = this.ground.clock.now();
    this.#publish({ kind: 'delta', offset, text: whole.slice(offset) });
  }

  #publish(event: { kind: 'delta'; offset: number; text: string } | { kind: 'draft'; text: string }): void {
    const { tenant, id } = this.conversation;
    const about = { tenant, conversation_id: id, message_id: this.messageId };
    this.ground.bus.publish({ kind: 'ephemeral', event: { ...about, ...event } });
  }

  /** A draft renews the lease, so one is due also when the bot is silent. */
  #planDraft(): void {
    this.#nextDraft?.();
    this.#nextDraft = this.ground.clock.after(DRAFT_MS, () => {
      const now = this.ground.clock.now();
      if (now - this.#heardAt >= SILENCE_MS || now - this.#begunAt >= REPLY_MS) this.stop('hung');
      else void this.#draft();
    });
  }

  /** One at a time: what grows meanwhile is in the next. */
  async #draft(): Promise<void> {
    if (this.#drafting || this.#isOver()) return;
    this.#drafting = true;
    const { whole, bytes } = this.#text;
    const until = this.ground.clock.now() + LEASE_MS;
    try {
      const outcome = await writeDraft(this.ground, this.spec, whole, until);
      if (!outcome.ok) this.stop('lost');
      else this.#saved(bytes, until);
    } catch (error) {
      this.#report('A draft was not saved', error);
      if (this.ground.clock.now() >= this.#leaseUntil) this.stop('lost');
    } finally {
      this.#drafting = false;
      if (!this.#isOver()) this.#planDraft();
    }
  }

  #saved(bytes: number, until: number): void {
    this.#leaseUntil = until;
    const grown = bytes > this.#savedBytes;
    this.#savedBytes = bytes;
    if (this.#isOver() || !grown) return;
    // Whole as of now, not as saved: an older text behind newer deltas would take words back.
    this.#tell();
    this.#publish({ kind: 'draft', text: this.#text.whole });
  }

  async #end(status: 'sent' | 'interrupted'): Promise<Message | null> {
    for (let tries = 1; ; tries += 1) {
      try {
        const outcome = await writeEnd(this.ground, this.spec, this.#text.whole, status);
        const row = outcome.ok ? outcome.settled[0]?.row : undefined;
        return row ? (JSON.parse(row.json) as Message) : null;
      } catch (error) {
        this.#report('The end of a reply was not saved', error);
        if (this.#reason === 'closing' || tries >= END_TRIES) return null;
        await new Promise<void>((resolve) => {
          this.ground.clock.after(END_RETRY_MS, resolve);
        });
      }
    }
  }

  /** Never the text, and of an error only what we worded ourselves: a provider's words may repeat it. */
  #report(what: string, error: unknown): void {
    const { tenant, id } = this.conversation;
    const fields = { tenant, conversation_id: id, message_id: this.messageId, ...describe(error) };
    this.ground.log.warn(fields, what);
  }
}

export const describe = (error: unknown): { error: string; detail?: string } => {
  if (error instanceof RelayError) return { error: error.code, detail: error.message };
  return { error: error instanceof Error ? error.name : 'unknown' };
};
