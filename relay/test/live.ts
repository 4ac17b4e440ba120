import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Limits, Message, TokenRole } from '@crm-chat/sdk/protocol';
import { signToken } from '../src/auth/sign-token.js';
import { systemClock } from '../src/clock.js';
import { readConfig, type Config } from '../src/config.js';
import { createLog } from '../src/log.js';
import { createRelay, type Relay, type RelayOverrides } from '../src/relay.js';

export const ORIGIN = 'https://crm.test';

export interface LiveOptions extends RelayOverrides {
  readonly limits?: Partial<Limits>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Used instead of a temporary one; the caller removes it. */
  readonly data?: string;
}

export interface PersonOptions {
  readonly name?: string;
  readonly role?: TokenRole;
  readonly tenant?: string;
  readonly subjects?: readonly string[];
  readonly expiresIn?: number;
}

/** Room enough for a test that is not about limits. */
export const GENEROUS: Partial<Limits> = { sends_per_second: 100_000, send_burst: 100_000, sockets_per_user: 1000 };

/** The whole relay as in production: Node's server on port 0, SQLite in a temporary folder, tokens of a shared secret. */
export async function startLive(t: TestContext | null, options: LiveOptions = {}) {
  const { limits = {}, environment = {}, data: given, ...overrides } = options;
  const data = given ?? (await mkdtemp(path.join(tmpdir(), 'crm-chat-live-')));
  const config = readConfig(
    { port: '0', data },
    {
      JWT_SECRET: 'a secret of the tests, long enough for HS256',
      ALLOWED_ORIGINS: ORIGIN,
      LIMITS: JSON.stringify(limits),
      ...environment,
    },
  );
  const relay = await createRelay(config, { log: createLog('silent'), ...overrides });
  const close = async () => {
    await relay.close();
    if (given === undefined) await rm(data, { recursive: true, force: true });
  };
  t?.after(close);
  const url = await relay.listen();
  return new Live(relay, config, url, close);
}

export class Live {
  constructor(
    readonly relay: Relay,
    readonly config: Config,
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  /** For `ws`. */
  get socketUrl(): string {
    return this.url.replace('http', 'ws');
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, init);
  }

  token(sub: string, more: PersonOptions = {}): Promise<string> {
    return signToken(this.config.auth, { sub, expiresIn: 3600, ...more }, systemClock);
  }

  async person(sub: string, more: PersonOptions = {}): Promise<Person> {
    return new Person(this, await this.token(sub, more));
  }
}

export class Person {
  constructor(
    private readonly live: Live,
    readonly token: string,
  ) {}

  /** @param body a string goes out as it stands. */
  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.live.request(path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Sends a text; the answer's body. */
  async say(text: string, more: object = {}) {
    const response = await this.call('POST', '/api/user-response/', { text, ...more });
    if (response.status > 201) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as { conversation_id: string; message_id: string; message: Message; seq: number };
  }
}
