import type { Context } from 'hono';
import { RelayError } from '../errors.js';
import type { Env } from './env.js';
import { problemResponse } from './problem.js';
import { deliver, type StaticFile } from './static-files.js';

/** A page names each of its files with a hash of what is in it. */
export const linkTo = (folder: string, name: string, file: StaticFile | null): string =>
  `/${folder}/${name}?v=${file?.etag ?? ''}`;

/** A file of a page, for that page alone. */
export async function fileResponse(c: Context<Env>, file: StaticFile | null): Promise<Response> {
  if (file === null) return problemResponse(new RelayError('not_found'));
  // Asked for without the hash, it may be another one tomorrow.
  const isNamed = c.req.query('v') === file.etag;
  const cacheControl = isNamed ? 'public, max-age=31536000, immutable' : 'public, no-cache';
  return await deliver(c, file, { 'cache-control': cacheControl, 'cross-origin-resource-policy': 'same-origin' });
}
