import type { Problem } from '@crm-chat/sdk/protocol';
import type { Session } from './session.js';

/** A refusal; its message is the API's own sentence. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Ids without `crypto.randomUUID`, which a page over plain HTTP does not have. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The admin API with one token. */
export class Api {
  /** @param onEnd called when the relay takes the token no more. */
  constructor(
    private readonly token: string,
    private readonly onEnd: () => void,
  ) {}

  get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    const given = Object.entries(query).filter(([, value]) => value !== '');
    const search = new URLSearchParams(given).toString();
    return this.#ask<T>('GET', search === '' ? path : `${path}?${search}`);
  }

  /** A link to the bytes of a file, for five minutes. */
  async linkTo(attachmentUrl: string): Promise<string> {
    return (await this.#ask<{ url: string }>('POST', `${attachmentUrl}link/`)).url;
  }

  /** Carried out once, however often the answer is lost on the way. */
  async write<T>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body: object = {}): Promise<T> {
    const key = newKey();
    try {
      return await this.#ask<T>(method, path, body, key);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      return await this.#ask<T>(method, path, body, key);
    }
  }

  async #ask<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    try {
      return await ask<T>(this.token, method, path, body, key);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.onEnd();
      throw error;
    }
  }
}

/** Exchanges the code of a link for a session. */
export const exchange = (code: string): Promise<Session> => ask<Session>(code, 'POST', 'session/');

/** @param path below `/api/admin/`, or from the root. */
async function ask<T>(token: string, method: string, path: string, body?: object, key?: string): Promise<T> {
  const response = await fetch(path.startsWith('/') ? path : `/api/admin/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
    cache: 'no-store',
    credentials: 'omit',
  });
  if (!response.ok) throw new ApiError(response.status, await sentenceOf(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function sentenceOf(response: Response): Promise<string> {
  // A proxy in between answers with what it likes.
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  const fields = (problem?.errors ?? []).map(({ path, message }) => `${path} ${message}.`);
  return [problem?.detail ?? `The relay answered ${response.status}.`, ...fields].join(' ');
}

/** What to tell a person about whatever was thrown. */
export const wordsOf = (error: unknown): string =>
  error instanceof ApiError ? error.message : 'The relay cannot be reached. Nothing is known of this act: look again.';
