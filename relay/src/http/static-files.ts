import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import type { Env } from './env.js';
import { matchesTag } from './matches-tag.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

export interface StaticFile {
  readonly modified: number;
  /** A hash of the bytes, without quotes. */
  readonly etag: string;
  readonly raw: Buffer;
  readonly type: string;
  /** As built; else, like `gzip`, made when first asked for, once for all who ask meanwhile. */
  br?: Promise<Buffer>;
  gzip?: Promise<Buffer>;
}

/** As small as either can: it is done once a file, and fetched for as long as the relay runs. */
const shrink = {
  br: (raw: Buffer) =>
    promisify(brotliCompress)(raw, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      },
    }),
  gzip: (raw: Buffer) => promisify(gzip)(raw, { level: 9 }),
};

/** Files of a folder, kept in memory. */
export interface StaticFiles {
  /** Null where there is none, or where its name is not one that is served. */
  find(name: string): Promise<StaticFile | null>;
}

/**
 * @param folder its files are read when first asked for and again when they change, so that a relay under development
 * serves what was built last.
 * @param names which names are looked for at all: nothing that climbs may match.
 */
export function createStaticFiles(folder: string, names: RegExp): StaticFiles {
  const known = new Map<string, Promise<StaticFile | null>>();
  return {
    async find(name) {
      if (!names.test(name)) return null;
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
    },
  };
}

async function read(file: string, modified: number): Promise<StaticFile | null> {
  const raw = await readFile(file).catch(() => null);
  if (raw === null) return null;
  const br = await builtBrotli(file, raw);
  return { ...staticFile(raw, path.extname(file), modified), ...(br !== null && { br: Promise.resolve(br) }) };
}

/**
 * What the build has laid beside the file, if that is what it holds. Looked at, not dated: npm and image builders set times as they
 * like, and a relay under development may meet half a build.
 */
async function builtBrotli(file: string, raw: Buffer): Promise<Buffer | null> {
  try {
    const built = await readFile(`${file}.br`);
    const unpacked = await promisify(brotliDecompress)(built, { maxOutputLength: Math.max(raw.length, 1) });
    return unpacked.equals(raw) ? built : null;
  } catch {
    return null;
  }
}

/** What is made rather than read. */
export function staticFile(raw: Buffer, extension: string, modified = 0): StaticFile {
  const etag = createHash('sha256').update(raw).digest('base64url').slice(0, 22);
  return { modified, etag, raw, type: TYPES[extension] ?? 'application/octet-stream' };
}

/** The file as the client takes it best: not at all (304), compressed, or as it is. */
export async function deliver(c: Context<Env>, file: StaticFile, more: Record<string, string>): Promise<Response> {
  const coding = codingOf(c.req.header('accept-encoding'));
  // A strong validator names bytes, so each coding has its own (RFC 9110, 8.8.3.3).
  const etag = `"${file.etag}${coding === 'identity' ? '' : `-${coding}`}"`;
  const headers = { ...more, etag, vary: 'Accept-Encoding', 'content-type': file.type };
  if (matchesTag(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  if (coding === 'identity') return new Response(new Uint8Array(file.raw), { headers });
  const body = await (file[coding] ??= shrink[coding](file.raw));
  return new Response(new Uint8Array(body), { headers: { ...headers, 'content-encoding': coding } });
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
