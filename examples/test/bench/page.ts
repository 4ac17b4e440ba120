/** What `npm run bench:view` and `npm run bench:peers` have in common: the page sdk/test/bench/page.ts in a bundle, and its server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { at } from '../support/tree.js';

export const documentWith = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><body>${body}</body></html>`;

/** The page that has the element. */
export const elementPage = documentWith('<script type="module" src="/app.js"></script>');

export interface Served {
  readonly origin: string;
  close(): void;
}

export interface ServeOptions {
  /** HTML by path. */
  readonly pages: ReadonlyMap<string, string>;
  /** Files beside those of the bundle, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Pages and scripts, packed as the relay packs its own. */
export async function servePages({ pages, files = {} }: ServeOptions): Promise<Served> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-bench-'));
  await build({
    entryPoints: { app: at('sdk/test/bench/page.ts') },
    bundle: true,
    ignoreAnnotations: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outdir: folder,
    tsconfig: at('tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const server = createServer(({ url = '/', headers }, answer) => {
    const html = pages.get(url);
    if (html !== undefined) return void answer.writeHead(200, { 'content-type': 'text/html' }).end(html);
    let raw: Buffer;
    try {
      raw = readFileSync(files[url] ?? path.join(folder, path.basename(url)));
    } catch {
      return void answer.writeHead(404).end();
    }
    const isBrotli = String(headers['accept-encoding']).includes('br');
    const coding = isBrotli ? 'br' : 'gzip';
    answer.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': coding });
    answer.end(isBrotli ? brotliCompressSync(raw) : gzipSync(raw, { level: 9 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
