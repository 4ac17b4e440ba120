import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { randomUUID } from 'node:crypto';
import type { Limits } from '@crm-chat/sdk/protocol';
import { createFailures, type Failures } from '../auth/failures.js';
import type { Authenticate } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { SECURITY_HEADERS } from '../problem.js';
import type { FileService } from '../service/file-service.js';
import type { ChatService } from '../service/service.js';
import { adminPageRoutes } from './admin-page.js';
import { createAssets } from './assets.js';
import { cors } from './cors.js';
import { docsRoutes } from './docs.js';
import type { EndpointGround } from './endpoint.js';
import type { Env, HttpLog } from './env.js';
import { createGuard } from './guard.js';
import { healthRoutes, type Health } from './health.js';
import { openApiDocument } from './openapi.js';
import { problemResponse } from './problem.js';
import { botRoutes } from './routes/bot.js';
import { conversationRoutes } from './routes/conversations.js';
import { editRoutes } from './routes/edits.js';
import { fileRoutes } from './routes/files.js';
import { messageRoutes } from './routes/messages.js';

export interface AppOptions {
  readonly service: ChatService;
  readonly files: FileService;
  readonly authenticate: Authenticate;
  /** Shared with the socket's door; by default of its own. */
  readonly failures?: Failures;
  readonly limits: Readonly<Limits>;
  readonly clock: Clock;
  readonly log: HttpLog;
  readonly originAllowed: (origin: string) => boolean;
  readonly trustedProxyHops: number;
  readonly health: Health;
  /** The folder with `crm-chat.js`; null serves none. */
  readonly assets: string | null;
  /** The folder with Swagger UI's files; null serves no `/docs/`. */
  readonly docs?: string | null;
  /** The folder with the admin page's files; null serves no `/admin/`. */
  readonly adminPage?: string | null;
  /** Called when an answer is ready, with the route's own path. */
  readonly observe?: (request: { method: string; route: string; status: number; seconds: number }) => void;
  /** Further endpoints of the API, in its document like the rest. */
  readonly endpoints?: (ground: EndpointGround) => void;
  /** Further routes, such as the demo page. */
  readonly extend?: (app: OpenAPIHono<Env>) => void;
}

/** Everything that the relay answers over HTTP. docs/protocol.md, section 4. */
export function createApp(options: AppOptions): OpenAPIHono<Env> {
  const { service, limits, clock, log, trustedProxyHops } = options;
  // Not strict: a path works with and without its closing slash, so that no POST is ever redirected.
  const app = new OpenAPIHono<Env>({ strict: false });
  app.use(observed(options));
  app.use('/api/*', cors(options.originAllowed));
  app.use('/api/*', noStore);

  const ground: EndpointGround = {
    app,
    guard: createGuard({ ...options, failures: options.failures ?? createFailures() }),
    limits,
    trustedProxyHops,
    clock,
  };
  messageRoutes(ground, service);
  editRoutes(ground, service);
  conversationRoutes(ground, service);
  botRoutes(ground, service, { clock, log });
  fileRoutes(ground, options.files);
  options.endpoints?.(ground);

  let document: string | undefined;
  app.get('/openapi.json', (c) => {
    c.set('route', '/openapi.json');
    document ??= JSON.stringify(openApiDocument(app));
    return c.body(document, 200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
  });
  healthRoutes(app, options.health);
  if (options.assets !== null) createAssets(options.assets).serve(app);
  if (options.docs !== undefined && options.docs !== null) docsRoutes(app, options.docs);
  if (options.adminPage !== undefined && options.adminPage !== null) adminPageRoutes(app, options.adminPage);
  options.extend?.(app);
  refuseOtherMethods(app);
  app.notFound(() => problemResponse(new RelayError('not_found')));
  app.onError((error, c) => failed(error, c.get('requestId'), log));
  return app;
}

/** Names the request, sets what every answer carries, and says how it went. */
function observed({ observe, log }: AppOptions): MiddlewareHandler<Env> {
  return async (c, next) => {
    const started = performance.now();
    const requestId = randomUUID();
    c.set('requestId', requestId);
    await next();
    const { headers, status } = c.res;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value);
    // Data is not for another site's <img> or <script>; the element and files are, and say so themselves.
    if (DATA.test(headers.get('content-type') ?? '') && !headers.has('cross-origin-resource-policy')) {
      headers.set('cross-origin-resource-policy', 'same-origin');
    }
    headers.set('x-request-id', requestId);
    const route = c.get('route') ?? 'none';
    const { method } = c.req;
    const seconds = (performance.now() - started) / 1000;
    observe?.({ method, route, status, seconds });
    // The route, never the URL: a query may hold a token.
    log.debug({ request: requestId, method, route, status, ms: Math.round(seconds * 1000) }, 'answered');
  };
}

const DATA = /json|html|event-stream|text\/plain/;

const noStore: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};

/** After all routes: a path that exists under other methods says which (RFC 9110, 15.5.6), and OPTIONS asks just that. */
function refuseOtherMethods(app: OpenAPIHono<Env>): void {
  const byPath = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL' || path.includes('*')) continue;
    const methods = byPath.get(path) ?? new Set(['OPTIONS']);
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
    byPath.set(path, methods);
  }
  for (const [path, methods] of byPath) {
    const allow = [...methods].sort().join(', ');
    app.all(path, (c) =>
      c.req.method === 'OPTIONS'
        ? new Response(null, { status: 204, headers: { allow } })
        : problemResponse(new RelayError('method_not_allowed'), { allow }),
    );
  }
}

function failed(error: Error, requestId: string, log: HttpLog): Response {
  if (error instanceof RelayError) {
    if (error.code === 'internal' || error.cause !== undefined) {
      log.warn({ request: requestId, code: error.code, err: error.cause ?? error }, 'refused');
    }
    return problemResponse(error);
  }
  if (error instanceof HTTPException && error.status < 500) return problemResponse(new RelayError('malformed'));
  log.error({ request: requestId, err: error }, 'a request failed');
  // What went wrong inside is for the log; the answer names the entry.
  return problemResponse(
    new RelayError('internal', `Something went wrong on the relay. Its log has it as ${requestId}.`),
  );
}
