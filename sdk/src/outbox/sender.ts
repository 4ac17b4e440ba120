import { backoff } from '../backoff.js';
import type { Clock } from '../clock.js';
import type { Carrier, OutboxEntry, Settlement } from '../entry.js';
import { ChatError } from '../errors.js';
import type { Limits } from '../protocol/index.js';
import { Lanes } from './lanes.js';
import { CLAIM_MS, claim, planRuns } from './plan.js';
import type { Plan, PlanView } from './plan.js';
import { resend } from './resend.js';
import type { HasMessage, Resending } from './resend.js';
import { settle } from './settle.js';
import type { HandedRun } from './settle.js';
import { idsIn } from './shared-entries.js';
import { filesOf } from './outbox-store.js';
import type { SharedEntries } from './shared-entries.js';

/** What was acknowledged is kept that long, at most that many: it is sent again should the relay lose it. */
export const SETTLED_TTL_MS = 24 * 3600 * 1000;
export const SETTLED_MAX = 2000;
/** Of the files of what was acknowledged, the newest so many bytes are kept: a device has other things to keep. */
export const SETTLED_FILES_BYTES = 100 * 1024 * 1024;

const PRUNE_EVERY_MS = 3600 * 1000;
/** How long tabs have to say what they are sending, where no Web Lock tells that they are gone. */
const ANSWER_MS = 500;
/** Where every tab sends, those that only heard of a message leave it to the one that has it, at least that long. */
const COURTESY_MS = 200;

export interface SenderOptions {
  carrier: Carrier;
  clock: Clock;
  limits: () => Pick<Limits, 'send_burst' | 'frame_bytes'>;
  /** Whether it is worth handing over anything of that conversation now; `kick()` when that changes. Always, by default. */
  isReady?: ((conversationId: string) => boolean) | undefined;
  /** The store failed while sending. It is tried again. */
  onError?: ((error: unknown) => void) | undefined;
}

/**
 * Takes runs from the store, hands them to the carrier and writes down its answers, as long as this tab is the one to do so.
 * The store is read again before each run and marked in the same transaction: two tabs that send at once cost traffic, never
 * a message or its place.
 */
export class Sender {
  readonly lanes: Lanes;
  /** Handed over by this tab and not answered. */
  readonly #out = new Set<string>();
  /** Said by other tabs to be out, while we wait for their answers. */
  readonly #outElsewhere = new Set<string>();
  /** Conversations whose history the relay replaced: nothing of them goes out until it is clear what it lost. */
  readonly #toResend = new Map<string, Resending>();
  readonly #undo: (() => void)[] = [];
  /** The next claim takes back what was claimed before then and nobody is sending any more. */
  #recoversUntil = -Infinity;
  #isPumping = false;
  #isAsked = false;
  #storeFailures = 0;
  #wakeAt = Infinity;
  #stopTimer: () => void = () => undefined;
  #stopWaiting: () => void = () => undefined;
  #stopPruning: () => void = () => undefined;
  #isClosed = false;

  constructor(
    private readonly shared: SharedEntries,
    private readonly options: SenderOptions,
  ) {
    this.lanes = new Lanes(options.clock);
  }

  /** Once what is kept has been read. */
  start(): void {
    const { tabs } = this.shared;
    if (this.#isClosed) return;
    if (tabs) {
      this.#undo.push(
        tabs.on('outbox', (body) => void this.#heard(idsIn(body))),
        tabs.on('outbox-who', () => {
          if (this.#out.size > 0) tabs.post('outbox-out', [...this.#out]);
        }),
        tabs.on('outbox-out', (body) => {
          for (const id of idsIn(body) ?? []) this.#outElsewhere.add(id);
        }),
        tabs.onLeaderChange(() => void this.refresh().then(() => this.#takeOver())),
      );
    }
    this.#takeOver();
  }

  /** Queues again what the relay lost, and sends what may go if this tab is the one to do so. Never rejects. */
  async pump(): Promise<void> {
    this.#isAsked = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#isAsked && !this.#isClosed) {
      this.#isAsked = false;
      try {
        await this.#resend();
        if (this.#mayISend()) await this.#claim();
        this.#storeFailures = 0;
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#isPumping = false;
  }

  /** Every tab does that for the conversation it shows; the one that sends may show another. */
  resend(conversationId: string, epoch: string, has: HasMessage): void {
    this.#toResend.set(conversationId, { epoch, has });
    void this.pump();
  }

  async refresh(ids: readonly string[] | null = null): Promise<void> {
    try {
      await this.shared.refresh(ids);
    } catch (error) {
      this.#failed(error);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    this.#stopWaiting();
    this.#stopPruning();
    for (const undo of this.#undo.splice(0)) undo();
  }

  #mayISend(): boolean {
    const { tabs } = this.shared;
    return !tabs?.isExclusive || tabs.isLeader();
  }

  /**
   * Entries that are out belong to a page that is gone. A Web Lock proves it; without one the other tabs are asked what they
   * are sending, and whoever does not answer (closed, crashed, frozen) is gone. A mistake costs a repetition.
   */
  #takeOver(): void {
    this.#stopWaiting();
    if (this.#isClosed || !this.#mayISend()) return;
    const { tabs } = this.shared;
    const asked = this.options.clock.now();
    const recover = () => {
      this.#recoversUntil = asked;
      void this.pump();
      this.#prune();
    };
    this.#outElsewhere.clear();
    if (!tabs || tabs.isExclusive) return recover();
    tabs.post('outbox-who', null);
    this.#stopWaiting = this.options.clock.after(ANSWER_MS, recover);
    void this.pump();
  }

  async #heard(ids: readonly string[] | null): Promise<void> {
    await this.refresh(ids);
    if (this.#isClosed) return;
    const { clock } = this.options;
    if (this.shared.tabs?.isExclusive) void this.pump();
    else this.#wake(clock.now() + COURTESY_MS * (1 + clock.random()));
  }

  /** Takes from each conversation what may go, and sends it. */
  async #claim(): Promise<void> {
    const recoversUntil = this.#recoversUntil;
    let plan: Plan = { runs: [], changed: new Set(), wakeAt: Infinity };
    let wasSent = new Set<string>();
    await this.shared.change('unsettled', (unsettled) => {
      this.shared.entries.learn(unsettled);
      plan = planRuns(unsettled, this.#view(recoversUntil));
      const taken = plan.runs.flat();
      wasSent = new Set(taken.filter((entry) => entry.was_sent).map(({ client_id }) => client_id));
      for (const entry of taken) claim(entry, this.options.clock.now());
      return { put: plan.changed };
    });
    if (this.#recoversUntil === recoversUntil) this.#recoversUntil = -Infinity;
    if (this.#isClosed) return;
    for (const run of plan.runs) void this.#carry({ entries: run, wasSent });
    this.#wake(plan.wakeAt);
  }

  async #resend(): Promise<void> {
    for (const [id, resending] of this.#toResend) {
      await resend(this.shared, this.shared.entries.address(id), resending);
      if (this.#toResend.get(id) === resending) this.#toResend.delete(id);
    }
  }

  #view(recoversUntil: number): PlanView {
    const { clock, isReady, limits } = this.options;
    const address = (id: string) => this.shared.entries.address(id);
    const isHeld = new Set([...this.#toResend.keys()].map(address));
    return {
      now: clock.now(),
      limits: limits(),
      address,
      opensAt: (id) => (isHeld.has(id) || isReady?.(id) === false ? Infinity : this.lanes.opensAt(id)),
      isOurs: ({ client_id }) => this.#out.has(client_id),
      isAbandoned: ({ client_id, not_before }) =>
        not_before - CLAIM_MS <= recoversUntil && !this.#outElsewhere.has(client_id),
    };
  }

  async #carry(run: HandedRun): Promise<void> {
    const { entries } = run;
    const conversationId = entries[0]?.conversation_id ?? '';
    this.lanes.begin(conversationId);
    for (const { client_id } of entries) this.#out.add(client_id);
    let isWritten = false;
    let answers: readonly Settlement[] = [];
    try {
      const ids = new Set(entries.map(({ client_id }) => client_id));
      answers = (await this.options.carrier(entries)).filter(({ client_id }) => ids.has(client_id));
      if (this.#isClosed) return;
      await this.shared.change('unsettled', (there) => settle(there, run, answers, this.options.clock.now()));
      isWritten = true;
    } catch (error) {
      this.#failed(error);
    }
    for (const { client_id } of entries) this.#out.delete(client_id);
    const hasProgress = isWritten && answers.some(({ kind }) => kind !== 'retry');
    const hasFailure = answers.some(({ kind }) => kind === 'retry');
    this.lanes.end(conversationId, !hasProgress ? 'failure' : hasFailure ? 'progress, then failure' : 'progress');
    if (this.shared.entries.settledCount > SETTLED_MAX * 1.1) this.#prune();
    void this.pump();
  }

  /** What is settled goes after a day, the oldest first where there are too many. */
  #prune(): void {
    const { clock } = this.options;
    this.#stopPruning();
    this.#stopPruning = clock.after(PRUNE_EVERY_MS, () => this.#prune());
    if (!this.#mayISend()) return;
    const isOld = ({ ack }: OutboxEntry) => !ack || Date.parse(ack.at) < clock.now() - SETTLED_TTL_MS;
    this.shared
      .change('all', (all) => {
        const settled = all.filter(({ state }) => state === 'settled');
        let bytes = 0;
        const isTooMuch = (entry: OutboxEntry): boolean => {
          const own = filesOf(entry).reduce((sum, { size }) => sum + size, 0);
          bytes += own;
          return own > 0 && bytes > SETTLED_FILES_BYTES;
        };
        const newestFirst = settled.reverse();
        return { remove: newestFirst.filter((entry, i) => isTooMuch(entry) || i >= SETTLED_MAX || isOld(entry)) };
      })
      .catch((error: unknown) => this.#failed(error));
  }

  /** Looks again at that moment, or before. */
  #wake(at: number): void {
    if (at >= this.#wakeAt || this.#isClosed) return;
    this.#stopTimer();
    this.#wakeAt = at;
    const { clock } = this.options;
    this.#stopTimer = clock.after(Math.max(0, at - clock.now()), () => {
      this.#wakeAt = Infinity;
      void this.pump();
    });
  }

  #failed(error: unknown): void {
    if (this.#isClosed || (error instanceof ChatError && error.code === 'closed')) return;
    const { clock, onError } = this.options;
    this.#wake(clock.now() + backoff(++this.#storeFailures, clock.random()));
    onError?.(error);
  }
}
