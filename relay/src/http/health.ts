import type { Hono } from 'hono';
import { RelayError } from '../errors.js';
import type { Env } from './env.js';
import { problemResponse } from './problem.js';
import { json } from './reply.js';

export interface Health {
  /** Null: ready. Else why not. */
  readiness(): Promise<'draining' | 'storage_unavailable' | null>;
  /** Prometheus' text. */
  metrics(): Promise<{ type: string; text: string }>;
}

/** For whoever runs the relay: no token, and nothing in them that needs one. */
export function healthRoutes(app: Hono<Env>, health: Health): void {
  app.get('/healthz', (c) => {
    c.set('route', '/healthz');
    return fresh(json({ status: 'ok' }));
  });
  app.get('/readyz', async (c) => {
    c.set('route', '/readyz');
    const reason = await health.readiness();
    return fresh(reason === null ? json({ status: 'ready' }) : problemResponse(new RelayError(reason)));
  });
  app.get('/metrics', async (c) => {
    c.set('route', '/metrics');
    const { type, text } = await health.metrics();
    return fresh(new Response(text, { headers: { 'content-type': type } }));
  });
}

function fresh(response: Response): Response {
  response.headers.set('cache-control', 'no-store');
  return response;
}
