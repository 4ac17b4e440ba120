/** The replies that this relay writes at the moment, and those that it can take on. */
import type { Message } from '@crm-chat/sdk/protocol';
import { RelayError } from '../../errors.js';
import type { ReplyContext } from '../../store/store.js';
import type { Background } from './background.js';
import type { Places } from './places.js';
import { ReplyRun, type RunGround, type StopReason } from './run.js';
import { LEASE_MS, startReply } from './writes.js';

export interface RunningOptions {
  /** Null: nobody answers. */
  readonly ground: RunGround | null;
  readonly work: Background;
  /** Mints message ids and leases. */
  readonly newId: () => string;
  readonly places: Places;
  /** A place was given back. */
  readonly freed: () => void;
}

export type Begun =
  | { readonly kind: 'run'; readonly run: ReplyRun; readonly ended: Promise<Message | null> }
  | { readonly kind: 'busy' | 'exists'; readonly messageId: string };

export class RunningReplies {
  /** By message id; each is there from before its start is written, so that a stop can never come too early. */
  readonly #runs = new Map<string, ReplyRun>();
  #closed = false;

  constructor(private readonly options: RunningOptions) {}

  /** The run that writes this message, where it is one of this relay's. */
  of(messageId: string): ReplyRun | undefined {
    return this.#runs.get(messageId);
  }

  /** With a place taken, which it gives back: at once where nothing was started, else when the reply has ended. */
  async begin(context: ReplyContext): Promise<Begun> {
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
    const { ground, newId } = this.options;
    if (this.#closed || !ground) throw new RelayError('draining');
    const messageId = context.reply?.id ?? newId();
    const spec = { context, messageId, lease: newId(), leaseUntil: ground.clock.now() + LEASE_MS };
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
    this.options.work.track(going);
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
    this.options.places.give();
    this.options.freed();
  }

  stop(tenant: string, messageId: string): void {
    const run = this.#runs.get(messageId);
    if (run?.conversation.tenant === tenant) run.stop('stopped');
  }

  stopIn(tenant: string, conversationId: string, reason: StopReason): void {
    for (const run of this.#runs.values()) {
      if (run.conversation.tenant === tenant && run.conversation.id === conversationId) run.stop(reason);
    }
  }

  /** Nothing begins any more, and what runs ends as `interrupted`. */
  close(): void {
    this.#closed = true;
    this.options.places.close();
    for (const run of this.#runs.values()) run.stop('closing');
  }
}
