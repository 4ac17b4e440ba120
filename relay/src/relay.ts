import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { clientAddress } from './address.js';
import { createAdmin } from './admin/admin.js';
import { adminAuth, type AdminAuth } from './auth/admin-auth.js';
import { createLinkAuthenticator } from './auth/admin-link.js';
import { createSessionAuthenticator, signAdminSession } from './auth/admin-session.js';
import { createAuthenticator } from './auth/authenticator.js';
import { createFailures } from './auth/failures.js';
import type { Authenticate } from './auth/principal.js';
import { signToken } from './auth/sign-token.js';
import type { Bot } from './bots/bot.js';
import { createEchoBot } from './bots/echo-bot.js';
import { createOpenAiBot } from './bots/openai-bot.js';
import { adminPageFolder, assetsFolder, docsFolder } from './built-folders.js';
import { createLocalBus } from './bus/local-bus.js';
import { systemClock, type Clock } from './clock.js';
import { originAllowed, type BotConfig, type Config } from './config.js';
import { createHub } from './delivery/hub.js';
import { demoRoutes } from './demo/demo.js';
import { RelayError } from './errors.js';
import { createFiles } from './files/create-files.js';
import { createDiskBlobs } from './files/disk-blobs.js';
import { createApp } from './http/app.js';
import { problemResponse } from './http/problem.js';
import { bind, httpServer } from './http/server.js';
import { createFileCleanUp } from './jobs/clean-files.js';
import { startJobs, type Jobs } from './jobs/jobs.js';
import { createRetention, type RetentionOptions } from './jobs/retention.js';
import { createReplySweep } from './jobs/sweep-replies.js';
import { createLog, type Log } from './log.js';
import { createMetrics } from './metrics.js';
import { createChatService, views } from './service/chat-service.js';
import { createUploads } from './service/uploads.js';
import { createFileService } from './service/file-service.js';
import { uuidV7 } from './service/ids.js';
import { createReplies } from './service/replies/replies.js';
import { createSocketDoor } from './socket/socket-door.js';
import { openSqliteStore } from './store/sqlite/sqlite-store.js';
import type { Store } from './store/store.js';

/** What a test may put in place of the real thing. */
export interface RelayOverrides {
  readonly store?: Store;
  readonly bot?: Bot | null;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly authenticate?: Authenticate;
  /** The folder with `crm-chat.js`. */
  readonly assets?: string | null;
  /** Bytes that uploads leave free on the disk. */
  readonly reserveBytes?: number;
}

export interface Relay {
  /** Binds; resolves with the address once requests are taken. @throws the system's error, such as `EADDRINUSE` */
  listen(): Promise<string>;
  /** Such as `http://127.0.0.1:8787`; empty before `listen`. */
  readonly url: string;
  /** Settles when the relay cannot go on and has to be started anew, with why; `close` it then. Never rejects. */
  readonly failed: Promise<Error>;
  /**
   * Lets everybody go in order: not ready any more, `goaway`, commits finished, sockets closed with 1012, the store
   * checkpointed. Under 10 s, whoever hangs. Idempotent.
   */
  close(): Promise<void>;
}

/** Seconds in which clients spread their return, so that a relay that comes back is not met by all at once. */
const RECONNECT_AFTER = [1, 5] as const;
/** How long each step of closing may take. Together they stay under 10 s. */
const PATIENCE_MS = { jobs: 500, replies: 2000, sockets: 2000, requests: 1000, store: 4000 };

/**
 * The composition root: config -> store, bus, hub, service, doors.
 *
 * @throws Error where the data folder is in use or cannot be used, or a key cannot.
 */
export async function createRelay(config: Config, overrides: RelayOverrides = {}): Promise<Relay> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLog(config.logLevel);
  // Before anything is opened: what is wrong with a key should not leave a folder locked.
  const admins = adminAuth(config);
  const sessions = createSessionAuthenticator(admins, clock);
  const authenticate = overrides.authenticate ?? createAuthenticator(config.auth, clock, sessions);
  const store = overrides.store ?? (await openSqliteStore({ folder: config.data }));
  const bot = overrides.bot === undefined ? botFrom(config.bot) : overrides.bot;
  const { reserveBytes } = overrides;
  const links = overrides.authenticate ?? createLinkAuthenticator(admins, clock);
  const reserve = reserveBytes === undefined ? {} : { reserveBytes };
  const core = composeCore(config, { store, bot, clock, log, links, admins, ...reserve });
  const assets = overrides.assets === undefined ? assetsFolder() : overrides.assets;
  const doors = openDoors(config, core, authenticate, assets);
  try {
    await core.files.start();
    // One process owns the folder, so whatever streams there was left by one that is gone.
    await core.replies.start({ ownsAll: true });
    await core.admin.start({ ownsAll: true });
  } catch (error) {
    await store.close();
    throw error;
  }
  const jobs = jobsOf(config, core);

  let closing: Promise<void> | undefined;
  let url = '';
  return {
    get url() {
      return url;
    },
    failed: store.failed,
    async listen() {
      url = await bind(doors.server, config);
      log.info({ url, dev: config.dev, bot: config.bot.provider }, 'listening');
      return url;
    },
    close() {
      return (closing ??= closeInOrder(core, doors, jobs));
    },
  };
}

/** What stands behind the doors. */
function composeCore(
  { limits, data, auditDays }: Config,
  given: {
    store: Store;
    bot: Bot | null;
    clock: Clock;
    log: Log;
    links: Authenticate;
    admins: AdminAuth;
    reserveBytes?: number;
  },
) {
  const { store, bot, clock, log, links, admins, ...reserve } = given;
  const bus = createLocalBus({ onError: (err) => log.error({ err }, 'a listener of the bus failed') });
  const hub = createHub({ store, bus, clock, views, limits, log });
  const replies = createReplies({ store, bus, bot, clock, newId: uuidV7, limits, log });
  const service = createChatService({ store, bus, delivery: hub, limits, clock, replies });
  const blobs = createDiskBlobs(path.join(data, 'files'));
  const files = createFiles({ store, blobs, limits, clock, ...reserve });
  const fileService = createFileService({ store, files, limits, clock });
  const admin = createAdmin({
    ...{ service, store, clock, log, auditDays },
    uploads: createUploads({ store, files, clock, log }),
    newId: uuidV7,
    links,
    sign: (principal) => signAdminSession(admins, principal, clock),
  });
  return { store, bus, hub, replies, service, files, fileService, admin, clock, log };
}

type Core = ReturnType<typeof composeCore>;

/** HTTP and the socket, on one server. */
function openDoors(config: Config, core: Core, authenticate: Authenticate, assets: string | null) {
  const { limits, trustedProxyHops } = config;
  const { store, hub, service, fileService, clock, log } = core;
  const isOriginAllowed = (origin: string) => originAllowed(config, origin);
  const state = { draining: false };
  const metrics = createMetrics();
  const stopCounting = store.onCommit((commit) => metrics.commit(commit));
  metrics.watch(() => hub.stats());
  const failures = createFailures();
  const socket = createSocketDoor({
    service,
    hub,
    authenticate,
    failures,
    limits,
    clock,
    log,
    isOriginAllowed,
    addressOf: (req) => clientAddress(req.socket.remoteAddress, req.headers['x-forwarded-for'], trustedProxyHops),
  });
  const app = createApp({
    service,
    files: fileService,
    authenticate,
    failures,
    limits,
    clock,
    log,
    originAllowed: isOriginAllowed,
    trustedProxyHops,
    assets,
    docs: docsFolder(),
    adminPage: adminPageFolder(),
    observe: (request) => metrics.request(request),
    health: {
      readiness: async () => (state.draining ? 'draining' : (await store.ready()) ? null : 'storage_unavailable'),
      metrics: () => metrics.text(),
    },
    endpoints: core.admin.endpoints,
    extend: (extended) => {
      if (!config.dev || config.auth.key.kind !== 'secret') return;
      const sign: Parameters<typeof demoRoutes>[0]['sign'] = (person) => signToken(config.auth, person, clock);
      extended.route('/demo', demoRoutes({ sign, originAllowed: isOriginAllowed }));
    },
  });
  // The adapter puts its own light Request and Response in the place of Node's, which costs nothing here and saves 60 to
  // 100 us of CPU a request. What never became a request (a Host header that is none) gets its answer there.
  const listener = getRequestListener(app.fetch, { errorHandler: () => problemResponse(new RelayError('malformed')) });
  const server = httpServer(listener);
  server.on('upgrade', (req, duplex, head) => socket.handleUpgrade(req, duplex, head));
  return { server, socket, state, stopCounting };
}

async function closeInOrder(
  core: Core,
  { server, socket, state, stopCounting }: ReturnType<typeof openDoors>,
  jobs: Jobs,
): Promise<void> {
  const { store, bus, hub, replies, service, admin, log } = core;
  state.draining = true;
  log.info('draining');
  socket.drain(RECONNECT_AFTER);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A reply that still runs ends with a commit of its own, which everybody gets before their socket closes.
  await within(PATIENCE_MS.jobs, jobs.close(), () => log.warn('a job did not end in time'));
  await within(PATIENCE_MS.jobs, admin.close(), () => log.warn('an erasure did not pause in time'));
  await within(PATIENCE_MS.replies, replies.close(), () => log.warn('a reply did not end in time'));
  await within(PATIENCE_MS.sockets, socket.close(), () => log.warn('a socket did not close in time'));
  hub.close();
  server.closeIdleConnections();
  await within(PATIENCE_MS.requests, closed, () => log.warn('a request did not end in time'));
  server.closeAllConnections();
  stopCounting();
  service.close();
  await within(PATIENCE_MS.store, store.close(), () => log.error('the store did not close in time'));
  await bus.close();
  log.info('closed');
}

function botFrom(config: BotConfig): Bot | null {
  if (config.provider !== 'openai') return config.provider === 'echo' ? createEchoBot() : null;
  const { baseUrl, apiKey, model } = config;
  return createOpenAiBot({ apiKey, model, ...(baseUrl !== null && { baseURL: baseUrl }) });
}

function jobsOf({ retentionDays: days }: Config, { store, bus, replies, files, admin, clock, log }: Core): Jobs {
  const announce: RetentionOptions['announce'] = (floor) =>
    bus.publish({ kind: 'ephemeral', event: { kind: 'floor', ...floor } });
  return startJobs({
    clock,
    jobs: [
      createReplySweep(replies),
      createFileCleanUp(files, log),
      ...admin.jobs,
      ...(days === null ? [] : [createRetention({ store, clock, days, announce })]),
    ],
    onError: (job, err) => log.error({ err, job }, 'a job failed'),
  });
}

/** Waits for a step of closing, and goes on without it when it takes too long. Its failure is no reason to stop closing. */
async function within(ms: number, step: Promise<unknown>, late: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late();
      resolve();
    }, ms);
  });
  await Promise.race([step.then(noop, noop), timeout]);
  clearTimeout(timer);
}

const noop = (): void => undefined;
