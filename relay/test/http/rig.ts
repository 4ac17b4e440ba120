import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { DEFAULT_LIMITS, type Limits, type Message, type TokenRole } from '@crm-chat/sdk/protocol';
import { createAdmin } from '../../src/admin/admin.js';
import { adminAuth } from '../../src/auth/admin-auth.js';
import { createLinkAuthenticator } from '../../src/auth/admin-link.js';
import { signAdminSession } from '../../src/auth/admin-session.js';
import { createAuthenticator } from '../../src/auth/authenticator.js';
import { signToken } from '../../src/auth/sign-token.js';
import type { Bot } from '../../src/bots/bot.js';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { systemClock } from '../../src/clock.js';
import { createHub } from '../../src/delivery/hub.js';
import { createFiles } from '../../src/files/create-files.js';
import { createDiskBlobs } from '../../src/files/disk-blobs.js';
import { createApp, type AppOptions } from '../../src/http/app.js';
import { createChatService, views } from '../../src/service/chat-service.js';
import { createFileService } from '../../src/service/file-service.js';
import { uuidV7 } from '../../src/service/ids.js';
import { createReplies } from '../../src/service/replies/replies.js';
import type { ChatService } from '../../src/service/service.js';
import { createUploads } from '../../src/service/uploads.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { authConfig } from '../auth/tokens.js';

export const ORIGIN = 'https://crm.test';

export interface RigOptions extends Partial<Omit<AppOptions, 'service' | 'limits'>> {
  readonly limits?: Partial<Limits>;
  readonly bot?: Bot;
  /** Put before the real service. */
  readonly service?: (real: ChatService) => ChatService;
}

export interface PersonOptions {
  readonly name?: string;
  readonly role?: TokenRole;
  readonly tenant?: string;
  readonly subjects?: readonly string[];
  readonly expiresIn?: number;
}

/** One relay's HTTP door on the real service with a store in memory. */
export function createRig(t: TestContext, options: RigOptions = {}) {
  const clock = systemClock;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const store = createMemoryStore({ epoch: 'e1' });
  const bus = createLocalBus();
  const hub = createHub({ store, bus, clock, views, limits });
  const replies = createReplies({ store, bus, bot: options.bot ?? null, clock, newId: uuidV7, limits });
  const real = createChatService({ store, bus, delivery: hub, limits, clock, replies });
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-files-'));
  const files = createFiles({ store, blobs: createDiskBlobs(folder), limits, clock, reserveBytes: 0 });
  const warnings = {
    warn: (fields: object, message: string) => void logged.push({ level: 'warn', fields, message }),
  };
  const admins = adminAuth({ auth: authConfig(), data: folder });
  const admin = createAdmin({
    ...{ service: real, store, clock, auditDays: 365 },
    uploads: createUploads({ store, files, clock, log: warnings }),
    newId: uuidV7,
    log: warnings,
    links: createLinkAuthenticator(admins, clock),
    sign: (principal) => signAdminSession(admins, principal, clock),
  });
  const logged: { level: string; fields: object; message: string }[] = [];
  const level = (name: string) => (fields: object, message: string) =>
    void logged.push({ level: name, fields, message });
  const observed: { method: string; route: string; status: number }[] = [];
  const app = createApp({
    authenticate: createAuthenticator(authConfig(), clock),
    clock,
    log: { debug: level('debug'), warn: level('warn'), error: level('error') },
    originAllowed: (origin) => origin === ORIGIN,
    trustedProxyHops: 0,
    assets: null,
    health: { readiness: async () => null, metrics: async () => ({ type: 'text/plain', text: '' }) },
    observe: ({ method, route, status }) => void observed.push({ method, route, status }),
    files: createFileService({ store, files, limits, clock }),
    endpoints: admin.endpoints,
    ...options,
    limits,
    service: options.service?.(real) ?? real,
  });
  // The relay's timers never keep a process alive; its sockets do, and here are none.
  const alive = setInterval(() => undefined, 60_000);
  t.after(async () => {
    clearInterval(alive);
    hub.close();
    real.close();
    await admin.close();
    await replies.close();
    await store.close();
    await bus.close();
    rmSync(folder, { recursive: true });
  });

  const person = async (sub: string, more: PersonOptions = {}) => {
    const token = await signToken(authConfig(), { sub, expiresIn: 600, ...more }, clock);
    const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      await app.request(path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    return {
      token,
      call,
      get: (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers),
      post: (path: string, body?: unknown, headers?: Record<string, string>) => call('POST', path, body, headers),
      patch: (path: string, body: unknown) => call('PATCH', path, body),
      /** Sends a text; the answer's body. */
      async say(text: string, more: object = {}) {
        const response = await call('POST', '/api/user-response/', { text, ...more });
        return (await response.json()) as {
          conversation_id: string;
          message_id: string;
          message: Message;
          seq: number;
        };
      },
    };
  };
  return { app, person, logged, observed, store, service: real, hub, admin, limits, files };
}

/** A bot that says what it is told to, when it is told to. */
export function createHandBot() {
  const pieces: string[] = [];
  let wake = (): void => undefined;
  let ended = false;
  let failure: Error | undefined;
  const bot: Bot = {
    name: 'Assistant',
    async *reply(_context, signal) {
      signal.addEventListener('abort', () => wake());
      // Each reply says it all from the start.
      let said = 0;
      while (!signal.aborted) {
        const piece = pieces[said];
        if (piece !== undefined) {
          said += 1;
          yield piece;
        } else if (failure !== undefined) throw failure;
        else if (ended) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
  return {
    bot,
    say(piece: string) {
      pieces.push(piece);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    fail(error: Error) {
      failure = error;
      wake();
    },
  };
}
