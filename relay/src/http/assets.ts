import type { Context, Hono } from 'hono';
import { RelayError } from '../errors.js';
import type { Env } from './env.js';
import { problemResponse } from './problem.js';
import { createStaticFiles, deliver } from './static-files.js';

/** One folder deep at most, and no dot but before the extension and inside the name: there is nothing to climb. */
const NAME = /^(?:chunks\/)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:js|css|map|txt)$/i;

/** Those outside `chunks/`. What is minified is handed out with the notices of those who wrote it beside it. */
const NAMED = [
  ...['crm-chat.js', 'crm-chat.js.map', 'crm-chat-element.js', 'crm-chat-element.js.map'],
  'third-party-licenses.txt',
];

/** The element's files. Any page may load them: they hold no secret, and the API behind them asks for a token. */
export interface Assets {
  serve(app: Hono<Env>): void;
}

/** @param folder the SDK's browser build. */
export function createAssets(folder: string): Assets {
  const files = createStaticFiles(folder, NAME);

  const answer = async (c: Context<Env>, name: string, cacheControl: string): Promise<Response> => {
    c.set('route', cacheControl === IMMUTABLE ? '/chunks/' : `/${name}`);
    const file = await files.find(name);
    if (file !== null) return await deliver(c, file, { ...OPEN, 'cache-control': cacheControl });
    // A page elsewhere should see the 404, not a CORS error.
    return problemResponse(new RelayError('not_found', MISSING), OPEN);
  };

  return {
    serve(app) {
      for (const name of NAMED) {
        app.get(`/${name}`, (c) => answer(c, name, REVALIDATED));
      }
      app.get('/chunks/:name', (c) => answer(c, `chunks/${c.req.param('name')}`, IMMUTABLE));
    },
  };
}

const MISSING = 'The relay has no such file.';

/** The entries keep their names from version to version. */
const REVALIDATED = 'public, no-cache';
/** A chunk's name holds the hash of what is in it. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** Chromium blocks a script of another origin without the second one where the page is cross-origin isolated. */
const OPEN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
