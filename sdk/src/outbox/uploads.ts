/**
 * Brings the files of what waits to the relay, the oldest first, two at a time; an entry goes out when all of its are there.
 * One tab does it for all. Each upload has an id of its own, so a repetition (another tab, a lost answer) costs traffic alone.
 */
import { backoff } from '../backoff.js';
import type { Clock } from '../clock.js';
import type { OutboxEntry, OutboxFile, UploadAnswer, Uploader } from '../entry.js';
import { ChatError } from '../errors.js';
import { filesOf } from './outbox-store.js';
import { hasToUpload, RETRY_AFTER_MAX_MS } from './plan.js';
import type { SharedEntries } from './shared-entries.js';

/** A browser opens six connections to a host: polls take four at most, sends need one. */
const AT_ONCE = 2;
/** So many failures in a row while the relay can be reached, and the person decides. */
export const UPLOAD_TRIES = 5;
/** How often other tabs are told how far it is. */
const TELL_EVERY_MS = 250;

export interface UploadsOptions {
  uploader: Uploader;
  clock: Clock;
  isReady?: ((conversationId: string) => boolean) | undefined;
  onError?: ((error: unknown) => void) | undefined;
}

export interface UploadsEvents {
  /** An entry has all of its files there, or was parked. */
  onChange: () => void;
  onProgress: (progress: UploadProgress) => void;
}

/** How far each upload is that is under way, by `OutboxFile.id`: 0 to 1. */
export type UploadProgress = ReadonlyMap<string, number>;

/** The `client_id` of the upload: another one each time that the relay lost the last. */
const uploadIdOf = ({ id, lost }: OutboxFile): string => (lost === 0 ? id : `${id}.${lost}`);

const isProgress = (body: unknown): body is [string, number | null] =>
  Array.isArray(body) && typeof body[0] === 'string' && (typeof body[1] === 'number' || body[1] === null);

export class Uploads {
  readonly #running = new Map<string, AbortController>();
  /** Milliseconds since 1970: not before then. */
  readonly #notBefore = new Map<string, number>();
  readonly #progress = new Map<string, number>();
  readonly #toldAt = new Map<string, number>();
  readonly #undo: (() => void)[] = [];
  #stopTimer: () => void = () => undefined;
  #isClosed = false;

  constructor(
    private readonly shared: SharedEntries,
    private readonly options: UploadsOptions,
    private readonly events: UploadsEvents,
  ) {
    const { tabs } = shared;
    if (!tabs) return;
    this.#undo.push(
      tabs.on('outbox-progress', (body) => {
        if (isProgress(body)) this.#setProgress(body[0], body[1]);
      }),
      tabs.onLeaderChange(() => this.look()),
    );
  }

  /** The connection came back, or somebody asked for it: no pause counts any longer. */
  kick(): void {
    this.#notBefore.clear();
    this.look();
  }

  /** Starts what may start, and ends what nobody waits for any more. */
  look(): void {
    if (this.#isClosed) return;
    const { tabs, entries } = this.shared;
    const waiting = entries.all((entry) => entry.state === 'queued' && hasToUpload(entry));
    const wanted = new Map(
      waiting.flatMap((entry) => filesOf(entry).map((file) => [file.id, { entry, file }] as const)),
    );
    for (const [id, controller] of this.#running) if (!wanted.has(id)) controller.abort();
    if (tabs && !tabs.isLeader()) return;
    const now = this.options.clock.now();
    let wakeAt = Infinity;
    for (const [id, { entry, file }] of wanted) {
      const isReady = this.options.isReady?.(entry.conversation_id) !== false;
      if (file.attachment || this.#running.has(id) || !isReady) continue;
      const notBefore = this.#notBefore.get(id) ?? 0;
      if (notBefore > now) wakeAt = Math.min(wakeAt, notBefore);
      else if (this.#running.size < AT_ONCE) void this.#run(entry.client_id, file);
    }
    this.#wake(wakeAt);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    for (const controller of this.#running.values()) controller.abort();
    for (const undo of this.#undo.splice(0)) undo();
  }

  async #run(clientId: string, file: OutboxFile): Promise<void> {
    const { id, name, type } = file;
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#tell(id, 0);
    try {
      const blob = await this.shared.store.file(id);
      const answer = blob
        ? await this.options.uploader(
            { upload_id: uploadIdOf(file), name, type, blob },
            (part) => this.#tell(id, part),
            controller.signal,
          )
        : GONE_HERE;
      // Nobody waits for it any more. Should the relay have it, it removes in a week what no message names.
      if (!controller.signal.aborted) await this.#answered(clientId, file, answer);
    } catch (error) {
      if (!this.#isClosed && !(error instanceof ChatError && error.code === 'closed')) {
        this.#pause(id, 1, null);
        this.options.onError?.(error);
      }
    }
    this.#running.delete(id);
    this.#tell(id, null);
    this.events.onChange();
    this.look();
  }

  async #answered(clientId: string, { id, lost }: OutboxFile, answer: UploadAnswer | typeof GONE_HERE): Promise<void> {
    // A line that is down is no failure of the upload.
    const isReachable = this.options.isReady?.(this.shared.entries.get(clientId)?.conversation_id ?? '') !== false;
    let failures = 0;
    await this.shared.change('unsettled', (entries) => {
      const entry = entries.find(({ client_id }) => client_id === clientId);
      const file = entry && filesOf(entry).find((one) => one.id === id);
      // Another tab may have been quicker.
      if (entry?.state !== 'queued' || file?.lost !== lost || file.attachment) return {};
      failures = file.failures += answer.kind === 'retry' && isReachable ? 1 : 0;
      take(entry, file, answer);
      return { put: [entry] };
    });
    if (answer.kind === 'retry') this.#pause(id, failures, answer.retry_after);
    else this.#notBefore.delete(id);
  }

  #pause(id: string, failures: number, retryAfter: number | null): void {
    const { clock } = this.options;
    const atLeast = Math.min((retryAfter ?? 0) * 1000, RETRY_AFTER_MAX_MS);
    this.#notBefore.set(id, clock.now() + Math.max(atLeast, backoff(Math.max(1, failures), clock.random())));
  }

  #wake(at: number): void {
    this.#stopTimer();
    this.#stopTimer = () => undefined;
    const { clock } = this.options;
    if (at < Infinity) this.#stopTimer = clock.after(Math.max(0, at - clock.now()), () => this.look());
  }

  /** @param part null: it has ended. */
  #tell(id: string, part: number | null): void {
    if (this.#isClosed) return;
    this.#setProgress(id, part);
    const now = this.options.clock.now();
    if (part !== null && now - (this.#toldAt.get(id) ?? -Infinity) < TELL_EVERY_MS) return;
    if (part === null) this.#toldAt.delete(id);
    else this.#toldAt.set(id, now);
    this.shared.tabs?.post('outbox-progress', [id, part]);
  }

  #setProgress(id: string, part: number | null): void {
    if (part === null) this.#progress.delete(id);
    else this.#progress.set(id, part);
    this.events.onProgress(new Map(this.#progress));
  }
}

/** The browser was told to forget its data, or did so by itself. */
const GONE_HERE = { kind: 'gone-here', detail: 'The file is not on this device any more.' } as const;

const park = (entry: OutboxEntry, error: NonNullable<OutboxEntry['error']>): void =>
  void Object.assign(entry, { state: 'failed', error });

/** Writes an answer into the entry. */
const take = (entry: OutboxEntry, file: OutboxFile, answer: UploadAnswer | typeof GONE_HERE): void => {
  if (entry.act.kind !== 'send') return;
  switch (answer.kind) {
    case 'gone-here':
      return park(entry, { code: 'upload_failed', detail: answer.detail });
    case 'refused':
      return park(entry, { code: answer.code, detail: answer.detail });
    case 'retry':
      if (file.failures >= UPLOAD_TRIES) {
        return park(entry, { code: 'upload_failed', detail: 'The upload failed five times.' });
      }
      entry.error = { code: answer.code, detail: answer.detail };
      return;
    case 'done':
      file.attachment = answer.attachment;
      file.failures = 0;
      entry.error = null;
      if (hasToUpload(entry)) return;
      entry.act.content = {
        ...entry.act.content,
        attachment_ids: filesOf(entry).flatMap(({ attachment }) => (attachment ? [attachment.id] : [])),
      };
  }
};
