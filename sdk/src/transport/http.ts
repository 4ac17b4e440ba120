import { ChatError } from '../errors.js';
import type { Code, Problem } from '../protocol/index.js';
import type { Tokens } from './token.js';
import type { Environment } from './transport.js';

const TIMEOUT_MS = 20_000;

export interface HttpFailure {
  ok: false;
  /** `network`: nothing answered, or something that is not the relay did. */
  code: Code | 'network' | 'signed_out';
  detail: string;
  /** Whether the very same request may be taken later. */
  isTransient: boolean;
  /** Seconds. */
  retryAfter: number | null;
}

export type HttpResult<T> = { ok: true; status: number; body: T } | HttpFailure;

export interface HttpRequest {
  body?: unknown;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** What makes a repetition harmless where the body has no `client_id`. */
  idempotencyKey?: string;
}

const failure = (code: 'network' | 'signed_out', detail: string, retryAfter: number | null = null): HttpFailure => ({
  ok: false,
  code,
  detail,
  isTransient: true,
  retryAfter,
});

/**
 * The relay's problem, if it is one. A proxy's error page is not the relay's word: taken for a refusal it would park a
 * message for good.
 */
export const problemOf = async (response: Response): Promise<HttpFailure> => {
  const { status, headers } = response;
  const header = Number(headers.get('Retry-After'));
  const retryAfter = header > 0 ? header : null;
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  if (typeof problem?.code !== 'string') return failure('network', `HTTP ${status}`, retryAfter);
  const { code, title, detail = title ?? `HTTP ${status}`, retry_after } = problem;
  // As in the table of codes: a new token, a pause or a relay that is well again may change the answer.
  const isTransient = status === 401 || status === 408 || status === 429 || status >= 500;
  return { ok: false, code, detail, isTransient, retryAfter: retry_after ?? retryAfter };
};

export const needsToken = (result: HttpResult<unknown>): boolean => !result.ok && result.code.startsWith('token_');

/** The relay over HTTP. Never rejects; a refused token is replaced once. */
export class Http {
  readonly #all = new AbortController();

  constructor(
    private readonly endpoint: string,
    private readonly tokens: Tokens,
    private readonly env: Pick<Environment, 'clock' | 'fetch'>,
  ) {}

  async request<T>(method: string, path: string, request: HttpRequest = {}): Promise<HttpResult<T>> {
    for (let isSecond = false; ; isSecond = true) {
      let token: string;
      try {
        token = await this.tokens.get();
      } catch (error) {
        const isOut = error instanceof ChatError && error.code === 'signed_out';
        return failure(isOut ? 'signed_out' : 'network', String(error));
      }
      const result = await this.#once<T>(method, path, request, token);
      if (!needsToken(result)) return result;
      this.tokens.refuse(token);
      // Refused again: asking for a third would not help.
      if (isSecond) return failure('signed_out', 'The relay refused the token.');
    }
  }

  /** Ends what is under way. */
  close(): void {
    this.#all.abort();
  }

  async #once<T>(method: string, path: string, request: HttpRequest, token: string): Promise<HttpResult<T>> {
    const { body, signal, timeoutMs = TIMEOUT_MS, idempotencyKey } = request;
    const controller = new AbortController();
    const abort = () => controller.abort();
    const signals = [this.#all.signal, ...(signal ? [signal] : [])];
    for (const one of signals) one.addEventListener('abort', abort);
    if (signals.some(({ aborted }) => aborted)) abort();
    const cancel = this.env.clock.after(timeoutMs, abort);
    const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
    try {
      const response = await this.env.fetch(this.endpoint + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
        signal: controller.signal,
      });
      if (!response.ok) return await problemOf(response);
      const content = await response.text();
      return { ok: true, status: response.status, body: (content === '' ? null : JSON.parse(content)) as T };
    } catch (error) {
      return failure('network', String(error));
    } finally {
      cancel();
      for (const one of signals) one.removeEventListener('abort', abort);
    }
  }
}
