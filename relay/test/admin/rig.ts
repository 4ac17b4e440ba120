import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { AuditEntry } from '../../src/admin/audit.js';
import { signToken } from '../../src/auth/sign-token.js';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { createRelay, type RelayOverrides } from '../../src/relay.js';
import type { PersonOptions } from '../http/rig.js';

const SECRET = 'a secret of the admin tests, long enough for HS256';

/** Every field that some answer has; a test knows which are in its own, and one that is not there fails it. */
export interface Body {
  id: string;
  code: string;
  detail: string;
  errors: { path: string }[];
  results: Body[];
  next: string | null;
  title: string;
  text: string;
  type: string;
  status: string;
  outcome: string;
  order: number;
  user: { id: string; name: string; role: string };
  sender: { id: string; name: string };
  assignee: { id: string } | null;
  participants: { user: { id: string } }[];
  created_by: { id: string };
  reactions: object[];
  messages: number;
  token: string;
  tenant: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** A relay that listens, on a folder of its own, and people with tokens. */
export async function liveRelay(
  t: TestContext,
  overrides: RelayOverrides = {},
  environment: Record<string, string> = {},
) {
  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-admin-'));
  const settings = { JWT_SECRET: SECRET, ALLOWED_ORIGINS: 'https://crm.test', BOT_PROVIDER: 'none', ...environment };
  const config = readConfig({ port: '0', data }, settings);
  const running = await createRelay(config, { log: createLog('silent'), assets: null, ...overrides });
  t.after(async () => {
    await running.close();
    await rm(data, { recursive: true, force: true });
  });
  const url = await running.listen();

  const ask = async (
    method: string,
    route: string,
    token: string | null,
    body?: unknown,
    key?: string,
  ): Promise<Answer> => {
    const response = await fetch(url + route, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
  };

  const person = async (sub: string, more: PersonOptions = {}) => {
    const token = await signToken(config.auth, { sub, expiresIn: 600, ...more }, systemClock);
    const call = (method: string, route: string, body?: unknown, key?: string) => ask(method, route, token, body, key);
    return {
      token,
      call,
      /** Expects this status, and gives the body. */
      async gets(status: number, method: string, route: string, body?: unknown, key?: string): Promise<Body> {
        const answer = await call(method, route, body, key);
        assert.equal(answer.status, status, `${method} ${route}: ${JSON.stringify(answer.body)}`);
        return answer.body;
      },
      async isRefused(code: string, method: string, route: string, body?: unknown, key?: string): Promise<void> {
        const answer = await call(method, route, body, key);
        assert.equal(answer.body.code, code, `${method} ${route} ${answer.status}`);
      },
      async audit(query = ''): Promise<AuditEntry[]> {
        const answer = await call('GET', `/api/admin/audit/${query}`);
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        return answer.body.results as unknown as AuditEntry[];
      },
      async say(text: string, more: object = {}): Promise<{ conversation_id: string; message_id: string }> {
        const answer = await call('POST', '/api/user-response/', { text, ...more });
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
        return answer.body as unknown as { conversation_id: string; message_id: string };
      },
    };
  };
  return { url, config, ask, person, running };
}
