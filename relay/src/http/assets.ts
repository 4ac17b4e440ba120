import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context, Hono } from 'hono';
import { RelayError } from '../errors.js';
import type { Env } from './env.js';
import { problemResponse } from './problem.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.json': 'application/json',
};

/** One folder deep at most, and no dot but before the extension and inside the name: there is nothing to climb. */
const NAME = /^(?:chunks\/)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:js|css|map)$/i;

interface Asset {
  readonly modified: number;
  readonly etag: string;
  readonly raw: Buffer;
  readonly type: string;
  /** Made when first asked for, once for all who ask meanwhile. */
  br?: Promise<Buffer>;
  gzip?: Promise<Buffer>;
}

const shrink = {
  br: (raw: Buffer) => promisify(brotliCompress)(raw, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } }),
  gzip: (raw: Buffer) => promisify(gzip)(raw, { level: 9 }),
};

/** The element's files. Any page may load them: they hold no secret, and the API behind them asks for a token. */
export interface Assets {
  serve(app: Hono<Env>): void;
}

/**
 * @param folder the SDK's browser build. Its files are read when first asked for and again when they change, so that a
 * relay under development serves what was built last.
 */
export function createAssets(folder: string): Assets {
  const known = new Map<string, Promise<Asset | null>>();

  const load = async (name: string): Promise<Asset | null> => {
    if (!NAME.test(name)) return null;
    const file = path.join(folder, name);
    const modified = await stat(file).then(
      (stats) => (stats.isFile() ? stats.mtimeMs : null),
      () => null,
    );
    // Only files that exist get an entry, so strangers cannot make the map grow.
    if (modified === null) return null;
    const cached = known.get(name);
    if ((await cached)?.modified === modified) return (await cached) ?? null;
    const reading = read(file, modified);
    known.set(name, reading);
    return await reading;
  };

  const answer = async (c: Context<Env>, name: string, cacheControl: string): Promise<Response> => {
    c.set('route', cacheControl === IMMUTABLE ? '/chunks/' : `/${name}`);
    const asset = await load(name);
    if (asset === null) {
      const missing = problemResponse(new RelayError('not_found', MISSING));
      // A page elsewhere should see the 404, not a CORS error.
      for (const [header, value] of Object.entries(OPEN)) missing.headers.set(header, value);
      return missing;
    }
    return await deliver(c, asset, cacheControl);
  };

  return {
    serve(app) {
      for (const name of ['crm-chat.js', 'crm-chat.js.map', 'crm-chat-element.js', 'crm-chat-element.js.map']) {
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

async function read(file: string, modified: number): Promise<Asset | null> {
  const raw = await readFile(file).catch(() => null);
  if (raw === null) return null;
  const etag = createHash('sha256').update(raw).digest('base64url').slice(0, 22);
  return { modified, etag, raw, type: TYPES[path.extname(file)] ?? 'application/octet-stream' };
}

async function deliver(c: Context<Env>, asset: Asset, cacheControl: string): Promise<Response> {
  const coding = codingOf(c.req.header('accept-encoding'));
  // A strong validator names bytes, so each coding has its own (RFC 9110, 8.8.3.3).
  const etag = `"${asset.etag}${coding === 'identity' ? '' : `-${coding}`}"`;
  const headers = {
    ...OPEN,
    etag,
    vary: 'Accept-Encoding',
    'cache-control': cacheControl,
    'content-type': asset.type,
  };
  if (matches(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  if (coding === 'identity') return new Response(new Uint8Array(asset.raw), { headers });
  const body = await (asset[coding] ??= shrink[coding](asset.raw));
  return new Response(new Uint8Array(body), { headers: { ...headers, 'content-encoding': coding } });
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** Brotli where the client takes it: 15 % smaller than gzip on the element. */
function codingOf(header: string | undefined): 'br' | 'gzip' | 'identity' {
  const accepted = new Map(
    (header ?? '').split(',').map((entry) => {
      const [name = '', ...parameters] = entry.toLowerCase().split(';');
      const q = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return [name.trim(), q === undefined ? 1 : Number(q)] as const;
    }),
  );
  for (const coding of ['br', 'gzip'] as const) if ((accepted.get(coding) ?? accepted.get('*') ?? 0) > 0) return coding;
  return 'identity';
}
