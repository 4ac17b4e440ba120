/**
 * The outbox is the user's: what they typed is kept on this device first, goes out in order, conversation by conversation,
 * and is settled by the relay's `ack`. Several tabs share it. Whoever sends reads the store again before each run and marks
 * what it takes in the same transaction; so two that send at once cost traffic, never a message or its place.
 */
import type { OutboxAct, OutboxEntry, Uploader } from '../entry.js';
import { ChatError } from '../errors.js';
import { loadPart } from '../load-part.js';
import type { OpenContent } from '../protocol/index.js';
import { amend, type MessageAct } from './amend.js';
import type { OutboxNews } from './entries.js';
import { createIds } from './ids.js';
import { filesOf, type KeptFile, type NewOutboxEntry, type OutboxChange, type OutboxStore } from './outbox-store.js';
import { hasToUpload, isAbout } from './plan.js';
import type { HasMessage } from './resend.js';
import { Sender } from './sender.js';
import type { SenderOptions } from './sender.js';
import { SharedEntries } from './shared-entries.js';
import type { OutboxTabs } from './shared-entries.js';
import type { UploadProgress, Uploads } from './uploads.js';

/** Unsent and failed entries of one person. The next one is refused: nothing is ever evicted. */
export const UNSENT_MAX = 1000;

export interface OutboxOptions extends SenderOptions {
  /** Becomes the outbox's own: `close()` closes it. */
  store: OutboxStore;
  /** Null: no other tab shares this store. */
  tabs?: OutboxTabs | null;
  uploader: Uploader;
}

/** Adds behind everything that waits; once, should the transaction have to be made again. */
const add = (entries: readonly OutboxEntry[], fresh: NewOutboxEntry): OutboxChange => {
  const { act } = fresh;
  let unsent = 0;
  for (const { client_id, state, ack } of entries) {
    if (client_id === fresh.client_id) return {};
    if (state !== 'settled') unsent++;
    else if (ack && 'message_id' in act && act.message_id === client_id) act.message_id = ack.message_id;
  }
  if (unsent < UNSENT_MAX) return { add: [fresh] };
  throw new ChatError(
    'storage_full',
    `${UNSENT_MAX} messages are waiting to be sent. Wait until they are sent, or discard some.`,
  );
};

export class Outbox {
  /** Resolves when what is kept has been read. */
  readonly loaded: Promise<void>;
  readonly #shared: SharedEntries;
  readonly #sender: Sender;
  /** Comes with the first file, picked or found: what has one waits for it, and what is behind that. */
  #uploads: Uploads | null = null;
  #isLoadingUploads = false;
  #isClosed = false;
  readonly #watching = new Set<(progress: UploadProgress) => void>();
  readonly #newId: () => string;
  readonly #stopLooking: () => void;

  constructor(private readonly options: OutboxOptions) {
    const { store, tabs = null, clock } = options;
    this.#shared = new SharedEntries(store, store.durable ? tabs : null);
    this.#sender = new Sender(this.#shared, options);
    this.#stopLooking = this.#shared.entries.subscribe(() => this.#look());
    this.#newId = createIds(clock);
    this.loaded = this.#sender.refresh().then(() => {
      this.#sender.start();
      this.#look();
    });
  }

  /** Whether what is typed survives the page. */
  get durable(): boolean {
    return this.#shared.store.durable;
  }

  /** What is kept for a conversation, by order, settled ones of the last 24 h included. The same array until it changes. */
  entries(conversationId: string): readonly OutboxEntry[] {
    return this.#shared.entries.of(conversationId);
  }

  /** Where the queue of a conversation goes since the relay readdressed it; that id itself otherwise. */
  address(conversationId: string): string {
    return this.#shared.entries.address(conversationId);
  }

  /** The conversation of that record which a waiting send has still to open, whichever tab it was typed in. */
  opening(subject: string): string | null {
    const opens = ({ open, state }: OutboxEntry): boolean => open?.subject === subject && state !== 'settled';
    return this.#shared.entries.first(opens)?.conversation_id ?? null;
  }

  /** The copy of a file of what waits or was sent in the last 24 h; null when it is not kept. */
  file(id: string): Promise<Blob | null> {
    return this.#shared.store.file(id);
  }

  /** Called with how far each upload is, whichever tab does it. Returns the undo. */
  onProgress(listener: (progress: UploadProgress) => void): () => void {
    this.#watching.add(listener);
    return () => void this.#watching.delete(listener);
  }

  /** Called after every change, whichever tab made it. Returns the undo. */
  subscribe(listener: (news: OutboxNews) => void): () => void {
    return this.#shared.entries.subscribe(listener);
  }

  /**
   * Keeps what was done, and sends it when its turn comes. `act.message_id` may be the `client_id` of a send whose answer is
   * not here yet. `open`: the conversation may have to be opened first, and how. `files`: the bytes of the act's files, in
   * the same transaction.
   *
   * @throws ChatError `storage_full` when it cannot be kept or 1,000 are waiting already, `closed`.
   */
  async enqueue(
    conversationId: string,
    act: OutboxAct,
    open: OpenContent | null = null,
    files: readonly KeptFile[] = [],
  ): Promise<OutboxEntry> {
    const fresh = this.#fresh(conversationId, act, open);
    const put = await this.#shared.change(act.kind === 'send' ? 'unsettled' : 'all', (entries) => ({
      ...add(entries, fresh),
      files,
    }));
    void this.#sender.pump();
    return put.find((entry) => entry.client_id === fresh.client_id) ?? { ...fresh, order: 0 };
  }

  /**
   * Changes the text of a send of this device. In place while no transport has ever had it; afterwards as an edit that
   * follows it.
   *
   * @throws ChatError `not_found` when there is no such send, and as `change`.
   */
  async edit(clientId: string, text: string): Promise<void> {
    const send = (await this.#shared.store.get([clientId]))[0];
    if (send?.act.kind !== 'send') throw new ChatError('not_found', 'There is no such message waiting to be sent.');
    await this.change(send.conversation_id, { kind: 'edit', message_id: clientId, text });
  }

  /**
   * Edits, deletes or reacts, behind everything that waits. A send that no transport has had is changed in place, or taken
   * back; what waits about the same message and would be undone by this is replaced. Resolves with the `client_id` of the
   * new entry, null where none was needed.
   *
   * @throws ChatError `message_deleted` when its deletion waits already, and as `enqueue`.
   */
  async change(conversationId: string, act: MessageAct): Promise<string | null> {
    const fresh = { ...this.#fresh(conversationId, act, null), act: { ...act } };
    const put = await this.#shared.change('all', (entries) => amend(entries, fresh, (one) => add(entries, one)));
    void this.#sender.pump();
    return put.find(({ client_id }) => client_id === fresh.client_id)?.client_id ?? null;
  }

  /** Puts a failed entry back into its place, and ends the pause after a transient failure. */
  async retry(clientId: string): Promise<void> {
    const conversationId = this.#shared.entries.get(clientId)?.conversation_id;
    await this.#shared.change('unsettled', (entries) => {
      const entry = entries.find(({ client_id, state }) => client_id === clientId && state === 'failed');
      if (!entry) return {};
      Object.assign(entry, { state: 'queued', error: null, not_before: 0 });
      for (const file of filesOf(entry)) file.failures = 0;
      return { put: [entry] };
    });
    if (conversationId !== undefined) this.#sender.lanes.open(conversationId);
    this.#uploads?.kick();
    void this.#sender.pump();
  }

  /**
   * Gives an unsent or failed entry up, with what was to be done to it. False when it is not to be had: the relay is being
   * asked at this moment, or has it already.
   */
  async discard(clientId: string): Promise<boolean> {
    let isGone = false;
    await this.#shared.change('unsettled', (entries) => {
      const entry = entries.find(({ client_id }) => client_id === clientId);
      isGone = entry !== undefined && entry.state !== 'sending';
      if (!entry || !isGone) return {};
      return { remove: [entry, ...entries.filter((other) => isAbout(other, entry))] };
    });
    void this.#sender.pump();
    return isGone;
  }

  /**
   * After a `reset`, or whenever the relay says its epoch: what was settled in another epoch and is no longer there is queued
   * again under its `client_id`, before everything that waits. From the call on this tab sends nothing of that conversation
   * until that is decided. `has` may fail: then it is sent again, which at worst finds its duplicate.
   */
  resendAfterReset(conversationId: string, epoch: string, has: HasMessage): void {
    this.#sender.resend(conversationId, epoch, has);
  }

  /** The connection came back: no pause counts any longer, except one that the relay asked for. */
  kick(conversationId?: string): void {
    this.#sender.lanes.open(conversationId);
    this.#uploads?.kick();
    void this.#sender.refresh().then(() => this.#sender.pump());
  }

  /** Forgets everything on this device, unsent ones too: for `logout()`. */
  clear(): Promise<void> {
    return this.#shared.clear();
  }

  /** Lets go of timers, tabs and store. What is out is answered to nobody: the next outbox on this store sends it again. */
  close(): void {
    this.#isClosed = true;
    this.#stopLooking();
    this.#uploads?.close();
    this.#watching.clear();
    this.#sender.close();
    this.#shared.close();
  }

  /** Brings to the relay what has to go there first. */
  #look(): void {
    if (this.#uploads) return this.#uploads.look();
    const { clock } = this.options;
    if (this.#isLoadingUploads || !this.#shared.entries.first(hasToUpload)) return;
    this.#isLoadingUploads = true;
    const load = async () => import('./uploads.js');
    void loadPart(clock, load, () => !this.#isClosed).then((parts) => {
      if (this.#isClosed) return;
      this.#uploads = new parts.Uploads(this.#shared, this.options, {
        onChange: () => void this.#sender.pump(),
        onProgress: (progress) => {
          for (const listener of [...this.#watching]) listener(progress);
        },
      });
      this.#uploads.look();
    });
  }

  #fresh(conversationId: string, act: OutboxAct, open: OpenContent | null): NewOutboxEntry {
    const address = this.address(conversationId);
    return {
      client_id: this.#newId(),
      conversation_id: address,
      ...(address !== conversationId && { moved_from: conversationId }),
      open,
      act: { ...act },
      created_at: new Date(this.options.clock.now()).toISOString(),
      state: 'queued',
      was_sent: false,
      attempts: 0,
      error: null,
      not_before: 0,
      ack: null,
    };
  }
}

/** One person's outbox on one relay. Loads and sends by itself from here on. */
export const createOutbox = (options: OutboxOptions): Outbox => new Outbox(options);
