/** A CRM's own web server, on an origin of its own: its pages stay up whatever becomes of the relay. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export interface Page {
  readonly html: string;
  /** Such as a policy for what the page may load. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PagesOptions {
  /** By path; asked at each request, so that a page may name a relay that was started after this server. */
  readonly pages?: Readonly<Record<string, () => Page>>;
  /** By path prefix, such as `/element/`: a folder of files. */
  readonly folders?: Readonly<Record<string, string>>;
  /** What `/token` and `/chat-token` answer. */
  readonly token?: (as: string) => Promise<string>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.map': 'application/json',
};

/** Whatever is between is a document that Chromium and axe are content with. */
export const documentOf = (body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page of the CRM</title>${head}</head>` +
  `<body><main><h1>Deal 42</h1></main>${body}</body></html>`;

export class Pages {
  readonly #server: Server;

  constructor(private readonly options: PagesOptions) {
    this.#server = createServer((req, res) => {
      this.#answer(req, res).catch(() => res.writeHead(500).end());
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://page');
    const { pages = {}, folders = {}, token } = this.options;
    const page = pages[pathname]?.();
    if (page) {
      res.writeHead(200, { 'content-type': 'text/html', ...page.headers }).end(page.html);
      return;
    }
    if (/^\/(chat-)?token$/.test(pathname) && token) {
      const json = JSON.stringify({ token: await token(searchParams.get('as') ?? '') });
      res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(json);
      return;
    }
    const prefix = Object.keys(folders).find((one) => pathname.startsWith(one));
    const file = prefix === undefined ? null : path.join(folders[prefix] ?? '', pathname.slice(prefix.length));
    const bytes = file === null ? null : await readFile(file).catch(() => null);
    if (bytes === null) {
      res.writeHead(404).end();
      return;
    }
    res.writeHead(200, { 'content-type': TYPES[path.extname(pathname)] ?? 'application/octet-stream' }).end(bytes);
  }
}

export const startPages = (options: PagesOptions): Promise<Pages> => new Pages(options).listen();
