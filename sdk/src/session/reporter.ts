import { ChatError, type ChatErrorCode } from '../errors.js';
import type { OutboxEntry } from '../entry.js';
import type { ConnectionStatus } from '../status.js';

/** What a status means to a host that only hears errors. */
const SAYS: Partial<Record<ConnectionStatus, [ChatErrorCode, string]>> = {
  'signed-out': ['signed_out', 'Nobody is signed in, or the token was refused. What is typed stays queued.'],
  outdated: ['protocol_too_old', 'This page is too old for the relay. Load it again.'],
};

/** Failed sends that were reported: each is, once. */
const REPORTED_MAX = 1000;

/** Tells the host what went wrong, in the codes of the one table. */
export class Reporter {
  readonly #failed = new Set<string>();
  #noToken = '';

  constructor(private readonly emit: (error: ChatError) => void) {}

  report(code: ChatErrorCode, message: string, cause?: unknown): void {
    this.emit(new ChatError(code, message, { cause }));
  }

  /** This browser could not keep something. */
  store(error: unknown): void {
    const code = error instanceof ChatError ? error.code : 'storage_full';
    this.report(code, 'This browser could not keep a message. It is tried again.', error);
  }

  /**
   * The page's own code or server gave no token: told once a reason, since it is asked again for as long as that stays so. Offline,
   * and where it says itself that nobody is signed in, there is no mistake to tell of.
   */
  noToken(error: unknown, isOnline: boolean): void {
    const { code, message, cause } = error as ChatError;
    const why = String(cause);
    if (!isOnline || !cause || why === this.#noToken) return;
    this.#noToken = why;
    this.report(code, `${message} (${why})`, cause);
  }

  status(status: ConnectionStatus): void {
    const said = SAYS[status];
    if (said) this.report(...said);
  }

  /** Sends that the relay will not take. */
  entries(entries: readonly OutboxEntry[]): void {
    for (const { client_id, state, error } of entries) {
      if (state !== 'failed') this.#failed.delete(client_id);
      else if (error && !this.#failed.has(client_id)) {
        if (this.#failed.size < REPORTED_MAX) this.#failed.add(client_id);
        this.report(error.code, error.detail);
      }
    }
  }
}
