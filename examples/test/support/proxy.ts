/**
 * What may stand between a browser and the relay: a proxy that refuses upgrades, cuts connections when it likes, and lets
 * answers get lost. It counts what passes, as the only one who sees all of it.
 */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** One request, or one upgrade that was asked for. */
export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly isUpgrade: boolean;
  body: string;
  answer: string;
  /** Null until it was answered; 101 for an upgrade that passed. */
  status: number | null;
  /** The answer, or the socket, has ended. */
  isOver: boolean;
}

/** `hold`: taken in, passed on to nobody, never answered. */
export type Rule = (exchange: Exchange) => 'pass' | 'refuse' | 'hold';

export const passAll: Rule = () => 'pass';
export const refuseUpgrades: Rule = ({ isUpgrade }) => (isUpgrade ? 'refuse' : 'pass');
/** Nobody gets an answer of the chat; pages and scripts still come. */
export const holdChat: Rule = ({ path }) => (/^\/(?:api|ws)\//.test(path) ? 'hold' : 'pass');

const REFUSAL = 'HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

export class Proxy {
  rule: Rule = passAll;
  /** Sees what the relay writes into a socket, before its client does. `cut` swallows it and ends the connection. */
  onDown: (text: string) => 'pass' | 'cut' = () => 'pass';
  /** In the order in which they came. */
  readonly exchanges: Exchange[] = [];
  readonly #lines = new Set<Duplex>();
  readonly #server: Server;
  #port = 0;

  constructor(private readonly target: string) {
    this.#server = createServer((req, res) => void this.#forward(req, res));
    this.#server.on('upgrade', (req, client, head) => this.#upgrade(req, client, head));
    this.#server.on('connection', (line) => this.#keep(line));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Upgrades that passed. */
  get upgrades(): readonly Exchange[] {
    return this.exchanges.filter(
      ({ isUpgrade, status, path }) => isUpgrade && status === 101 && path.startsWith('/ws/chat/'),
    );
  }

  get openSockets(): number {
    return this.upgrades.filter(({ isOver }) => !isOver).length;
  }

  posts(path: string): readonly Exchange[] {
    return this.exchanges.filter((exchange) => exchange.method === 'POST' && exchange.path === path);
  }

  /** Long polls that the relay keeps waiting at this moment. */
  get waitingPolls(): number {
    const waits = ({ body }: Exchange) => /"wait":[1-9]/.test(body);
    return this.exchanges.filter((one) => !one.isOver && one.path.endsWith('/events/') && waits(one)).length;
  }

  /** Everything that is open, both ways, at once and without a word. */
  cut(): void {
    for (const line of this.#lines) line.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #keep(line: Duplex): void {
    this.#lines.add(line);
    line.on('error', () => undefined);
    line.on('close', () => this.#lines.delete(line));
  }

  #seen(req: IncomingMessage, isUpgrade: boolean): Exchange {
    const path = (req.url ?? '').split('?', 1)[0] ?? '';
    const exchange: Exchange = {
      method: req.method ?? '',
      path,
      isUpgrade,
      body: '',
      answer: '',
      status: null,
      isOver: false,
    };
    this.exchanges.push(exchange);
    return exchange;
  }

  async #forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const exchange = this.#seen(req, false);
    res.on('close', () => (exchange.isOver = true));
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req) chunks.push(chunk as Buffer);
    } catch {
      return; // Its client has gone.
    }
    const body = Buffer.concat(chunks);
    exchange.body = body.toString();
    const verdict = this.rule(exchange);
    if (verdict === 'hold') return;
    const { hostname, port } = new URL(this.target);
    const { method, url: path, headers } = req;
    const upstream = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      exchange.status = answer.statusCode ?? 0;
      res.writeHead(exchange.status, answer.headers);
      answer.on('data', (chunk: Buffer) => (exchange.answer += chunk.toString()));
      answer.pipe(res);
    });
    upstream.on('socket', (line) => this.#keep(line));
    // A relay that is gone is what the proxy's client sees, too: a line that ends.
    upstream.on('error', () => res.destroy());
    res.on('close', () => upstream.destroy());
    if (verdict === 'refuse') {
      upstream.destroy();
      exchange.status = 502;
      res.writeHead(502).end();
      return;
    }
    upstream.end(body);
  }

  #upgrade(req: IncomingMessage, client: Duplex, head: Buffer): void {
    const exchange = this.#seen(req, true);
    client.on('close', () => (exchange.isOver = true));
    const verdict = this.rule(exchange);
    if (verdict === 'hold') return;
    if (verdict === 'refuse') {
      exchange.status = 502;
      client.end(REFUSAL);
      return;
    }
    const { hostname, port } = new URL(this.target);
    const upstream = connect(Number(port), hostname);
    this.#keep(upstream);
    const lines = [`${req.method ?? 'GET'} ${req.url ?? '/'} HTTP/1.1`];
    for (let i = 0; i < req.rawHeaders.length; i += 2) lines.push(`${req.rawHeaders[i]}: ${req.rawHeaders[i + 1]}`);
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      // A relay's frames are not masked: their text can be read as it is.
      const text = chunk.toString();
      exchange.status ??= Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
      if (this.onDown(text) === 'pass') client.write(chunk);
      else client.destroy();
    });
    upstream.on('end', () => client.end());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  }
}

export const startProxy = (target: string): Promise<Proxy> => new Proxy(target).listen();
