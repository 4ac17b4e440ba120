import { Hono } from 'hono';
import { dealOf } from './deals.js';
import { demoPage } from './page.js';
import { PERSONAS, type Persona } from './personas.js';
import { SCRIPT } from './script.js';
import { ICON, STYLE } from './style.js';

export interface DemoOptions {
  /** Makes a token for somebody of the demo. */
  readonly sign: (person: Persona & { expiresIn: number }) => Promise<string>;
  readonly originAllowed: (origin: string) => boolean;
}

/** Seconds: short enough to see the element fetch its next one. */
const TOKEN_LIFE_S = 15 * 60;

/**
 * The demo page, in `--dev` alone: it hands out tokens to whoever asks. That is this machine, since the relay listens on
 * loopback; a page elsewhere that points its own name at 127.0.0.1 (DNS rebinding) shows that name as the host.
 */
export function demoRoutes({ sign, originAllowed }: DemoOptions): Hono {
  const app = new Hono({ strict: false });
  app.use(async (c, next) => {
    const { host, origin } = new URL(c.req.url);
    if (!originAllowed(origin)) return c.json({ detail: 'The demo is for this machine alone.' }, 403);
    await next();
    c.header('cache-control', 'no-store');
    // The element has to live with the strictest policy a page may have.
    c.header(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://${host}; img-src 'self'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    return undefined;
  });

  app.get('/', (c) => {
    const as = c.req.query('as') ?? 'visitor';
    const deal = c.req.query('deal') ?? '42';
    const persona = personaOf(as);
    if (persona === undefined || !/^[\w-]{1,64}$/.test(deal)) return c.notFound();
    return c.html(demoPage(dealOf(deal), as, persona));
  });
  app.get('/token', async (c) => {
    const persona = personaOf(c.req.query('as') ?? 'visitor');
    if (persona === undefined) return c.notFound();
    // For a page of one's own that tries the element; it may use the relay already.
    c.header('vary', 'origin');
    const origin = c.req.header('origin');
    if (origin !== undefined && originAllowed(origin)) c.header('access-control-allow-origin', origin);
    return c.json({ token: await sign({ ...persona, expiresIn: TOKEN_LIFE_S }) });
  });
  app.get('/demo.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/demo.js', (c) => c.body(SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(ICON, 200, { 'content-type': 'image/svg+xml' }));
  return app;
}

const personaOf = (as: string): Persona | undefined => (Object.hasOwn(PERSONAS, as) ? PERSONAS[as] : undefined);
