import type { MiddlewareHandler } from 'hono';
import { RelayError } from '../errors.js';
import type { Env } from './env.js';
import { problemResponse } from './problem.js';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const HEADERS = 'Authorization, Content-Type, Idempotency-Key';

/** What a script may read besides the body. */
const EXPOSED = 'Retry-After';

/** Chromium's own bound; without it each browser asks again every 5 s. */
const MAX_AGE_S = 7200;

/**
 * The Fetch standard's CORS for the API: an origin of the list is named back exactly, never a wildcard, on errors too, so
 * that a page can read why it was refused. A preflight carries no token and is answered before one is asked for.
 */
export function cors(isAllowed: (origin: string) => boolean): MiddlewareHandler<Env> {
  return async (c, next) => {
    const origin = c.req.header('origin');
    const allowed = origin !== undefined && isAllowed(origin);
    if (c.req.method === 'OPTIONS' && origin !== undefined && c.req.header('access-control-request-method')) {
      c.res = preflight(origin, allowed);
    } else await next();
    // A cache must not hand one origin's answer to another.
    c.res.headers.append('vary', 'Origin');
    if (!allowed) return;
    c.res.headers.set('access-control-allow-origin', origin);
    c.res.headers.set('access-control-expose-headers', EXPOSED);
  };
}

function preflight(origin: string, allowed: boolean): Response {
  if (!allowed) {
    // The browser tells the page nothing; this is for the person who looks into its network log.
    const detail = `${origin.slice(0, 200)} is not in ALLOWED_ORIGINS of the relay.`;
    return problemResponse(new RelayError('origin_not_allowed', detail));
  }
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': HEADERS,
      'access-control-max-age': String(MAX_AGE_S),
    },
  });
}
