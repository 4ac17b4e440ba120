import type { Clock } from '../clock.js';
import { ChatError } from '../errors.js';
import type { TokenRole, You } from '../protocol/index.js';
import { backoff } from '../backoff.js';

/** docs/protocol.md, section 3: asked again that long before expiry. */
const REFRESH_BEFORE_MS = 60_000;
/** The host's page answers within this, or counts as out of reach. */
const TOKEN_URL_TIMEOUT_MS = 15_000;

export interface TokenOptions {
  token?: string | undefined;
  tokenUrl?: string | undefined;
  getToken?: (() => Promise<string>) | undefined;
}

export interface Claims {
  you: You;
  /** Milliseconds since 1970, the relay's clock. */
  expiresAt: number;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const roles: readonly unknown[] = ['user', 'agent', 'admin'] satisfies TokenRole[];

/**
 * What a token says, unverified: that is the relay's business. It tells whose outbox to open before the relay has answered;
 * where the relay reads another claim than `sub`, its `welcome` says so and wins.
 */
export function readToken(token: string): Claims | null {
  try {
    const [, payload = ''] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const id = claims['sub'] ?? claims['user_id'];
    if (typeof id !== 'string' && typeof id !== 'number') return null;
    const role = roles.includes(claims['role']) ? (claims['role'] as TokenRole) : 'user';
    return {
      you: {
        user: { id: String(id), name: text(claims['name']) ?? String(id), role, avatar: text(claims['avatar']) },
        tenant: text(claims['tenant']) ?? 'default',
      },
      expiresAt: Number(claims['exp'] ?? 0) * 1000,
    };
  } catch {
    return null;
  }
}

const signedOut = (cause?: unknown): ChatError =>
  new ChatError('signed_out', 'Nobody is signed in, or the token was refused. Sign in again.', { cause });

const outOfReach = (cause?: unknown): ChatError =>
  new ChatError('network', 'No token could be fetched. It is tried again.', { cause });

/**
 * The token of one chat. Asking is single-flight, cleared on failure; a refused token is never given out again. A token that
 * can be renewed is renewed before it ends.
 */
export class Tokens {
  #token: string | null = null;
  #refused: string | null = null;
  #flight: Promise<string> | null = null;
  #cancelRefresh: (() => void) | null = null;
  #isClosed = false;

  /**
   * @param onToken called with each new token, whoever asked for it.
   * @param onFailed called with each failure, whoever asked.
   */
  constructor(
    private readonly options: TokenOptions,
    private readonly env: { clock: Clock; fetch: typeof globalThis.fetch },
    private readonly onToken: (token: string, claims: Claims | null) => void,
    private readonly onFailed?: (error: unknown) => void,
  ) {}

  /** @throws ChatError `signed_out`, or `network` where it may work later. */
  get(): Promise<string> {
    return this.#token === null ? this.#fly() : Promise.resolve(this.#token);
  }

  /** The relay has refused it (4401, 4419, 401): the next `get()` asks for another. */
  refuse(token: string): void {
    this.#refused = token;
    if (this.#token === token) this.#token = null;
  }

  /** Signed out, a token may be worth another try: the person may have signed in again in another tab. */
  forgive(): void {
    this.#refused = null;
  }

  /** What the relay says of the present token: it knows its own clock. */
  expiresIn(ms: number): void {
    this.#cancelRefresh?.();
    const { getToken, tokenUrl } = this.options;
    if (this.#isClosed || (!getToken && tokenUrl === undefined)) return;
    // A token of seconds is renewed at half its life, not at once and for ever.
    const left = Math.max(1000, ms - Math.min(REFRESH_BEFORE_MS, ms / 2));
    this.#cancelRefresh = this.env.clock.after(left, () => void this.#refresh(0));
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRefresh?.();
  }

  async #refresh(attempt: number): Promise<void> {
    try {
      await this.#fly();
    } catch {
      // The old one still runs. Should it end before this works, the relay says so.
      if (this.#hasClosed()) return;
      const { clock } = this.env;
      const pause = 1000 + backoff(attempt, clock.random());
      this.#cancelRefresh = clock.after(pause, () => void this.#refresh(attempt + 1));
    }
  }

  #hasClosed(): boolean {
    return this.#isClosed;
  }

  #fly(): Promise<string> {
    this.#flight ??= this.#fetch()
      .catch((error: unknown) => {
        this.onFailed?.(error);
        throw error;
      })
      .finally(() => {
        this.#flight = null;
      });
    return this.#flight;
  }

  async #fetch(): Promise<string> {
    const given = await this.#ask();
    if (typeof given !== 'string') throw signedOut('no token in what was given');
    const token = given.trim();
    if (token === '' || token === this.#refused) throw signedOut();
    const claims = readToken(token);
    if (this.#hasClosed()) throw new ChatError('closed', 'This chat was closed.');
    const isNew = token !== this.#token;
    this.#token = token;
    const left = claims && claims.expiresAt > 0 ? claims.expiresAt - this.env.clock.now() : null;
    // The same once more: whoever gives it has nothing newer yet.
    if (left !== null && (isNew || left > REFRESH_BEFORE_MS)) this.expiresIn(left);
    if (isNew) this.onToken(token, claims);
    return token;
  }

  /** @returns what the page gives, which may be anything. */
  async #ask(): Promise<unknown> {
    const { token, tokenUrl, getToken } = this.options;
    if (getToken) {
      try {
        return await getToken();
      } catch (cause) {
        // `fetch` rejects with a TypeError when nothing answers.
        throw cause instanceof TypeError ? outOfReach(cause) : signedOut(cause);
      }
    }
    return tokenUrl === undefined ? (token ?? '') : this.#askUrl(tokenUrl);
  }

  async #askUrl(url: string): Promise<unknown> {
    const controller = new AbortController();
    const cancel = this.env.clock.after(TOKEN_URL_TIMEOUT_MS, () => controller.abort());
    try {
      const response = await this.env.fetch(url, { credentials: 'same-origin', signal: controller.signal });
      if (response.status === 401 || response.status === 403) throw signedOut();
      if (!response.ok) throw outOfReach(`${url} answered ${response.status}`);
      const body = (await response.text()).trim();
      if (!body.startsWith('{') && !body.startsWith('"')) return body;
      const json = JSON.parse(body) as string | { token?: unknown };
      return typeof json === 'string' ? json : json.token;
    } catch (cause) {
      throw cause instanceof ChatError ? cause : outOfReach(cause);
    } finally {
      cancel();
    }
  }
}
