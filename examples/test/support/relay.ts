import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Limits } from '@crm-chat/sdk/protocol';
import { SECRET } from './tokens.js';
import { at } from './tree.js';

export interface RelayOptions {
  /** With the demo page, as `npm start` starts it. Otherwise as in production, with a secret and allowed origins. */
  readonly dev?: boolean;
  readonly origins?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly env?: Readonly<Record<string, string>>;
}

/** The relay as it is published, in a process of its own, on a folder and a port that outlive it. */
export class Relay {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-e2e-'));
  #child: ChildProcess | null = null;
  #log = '';
  url = '';

  constructor(private readonly options: RelayOptions) {}

  /** Resolves once it listens. After an end: the same data on the same port. */
  async start(): Promise<this> {
    const { dev = false, origins = ['http://127.0.0.1'], limits = {}, env = {} } = this.options;
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const child = spawn(
      process.execPath,
      [at('relay/dist/main.js'), '--port', port, '--data', this.#folder, ...(dev ? ['--dev'] : [])],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          LIMITS: JSON.stringify(limits),
          LOG_LEVEL: 'warn',
          ...(dev ? {} : { JWT_SECRET: SECRET, ALLOWED_ORIGINS: origins.join(',') }),
          ...env,
        },
      },
    );
    this.#child = child;
    this.url = await this.#listening(child);
    return this;
  }

  /** The power cut. The signal is sent when this returns; it resolves once the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #listening(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          this.#log = `${this.#log}${line}\n`.slice(-20_000);
          const found = /listens on (http:\S+)/.exec(line);
          if (found?.[1]) resolve(found[1]);
        });
      }
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = null;
        reject(new Error(`The relay ended (${code ?? signal}) before it listened:\n${this.#log}`));
      });
    });
  }
}

export const startRelay = (options: RelayOptions = {}): Promise<Relay> => new Relay(options).start();
