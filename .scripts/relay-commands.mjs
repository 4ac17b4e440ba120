import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SignJWT } from 'jose';
import { at, root } from './tree.mjs';

const secret = 'a secret for tests, at least thirty-two bytes long';

/** A relay of its own process, from source, on a folder and a port that outlive a restart. */
class TestRelay {
  #folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-relay-'));
  #port = 0;
  #child;
  #log = '';

  /** Resolves with the URL once the relay listens. */
  async start({ args = [], env = {}, origin }) {
    if (this.#child) throw new Error('This relay is running already.');
    const relay = ['--import', 'tsx', at('relay/src/main.ts'), '--port', String(this.#port), '--data', this.#folder];
    const child = spawn(process.execPath, [...relay, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, JWT_SECRET: secret, ALLOWED_ORIGINS: origin, BOT_PROVIDER: 'echo', ...env },
    });
    this.#child = child;
    const url = await this.#listening(child);
    // The next start takes the same port: the page under test keeps its endpoint.
    this.#port = Number(new URL(url).port);
    return url;
  }

  #listening(child) {
    return new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          this.#log = `${this.#log}${line}\n`.slice(-20_000);
          const found = /http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/.exec(line);
          if (found) resolve(found[0]);
        });
      }
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = undefined;
        reject(new Error(`The relay ended (${code ?? signal}) before it listened:\n${this.#log}`));
      });
    });
  }

  /** Ends the process: `SIGTERM` closes it in order, `SIGKILL` is the power cut. */
  async end(signal) {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  get log() {
    return this.#log;
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const sign = ({ sub, expiresIn = 3600, ...claims }) =>
  new SignJWT({ name: sub, role: 'user', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
    .sign(new TextEncoder().encode(secret));

/**
 * Real relays for the browser tests, as commands of `executeServerCommand` (`@web/test-runner-commands`). Each test file
 * has relays of its own, by `id` (default `main`), which end with the file (that is what the reporter is for):
 *
 * - `relay:start` `{id?, args?, env?}` → `{url}`; after a stop or a kill, the same data on the same port.
 * - `relay:stop` `{id?}` (SIGTERM), `relay:kill` `{id?}` (SIGKILL) → `{}` once it has ended.
 * - `relay:token` `{sub, name?, role?, expiresIn?, …claims}` → `{token}`, `expiresIn` in seconds.
 * - `relay:log` `{id?}` → `{log}`: the last lines that the relay wrote.
 */
export function relayCommands() {
  const relays = new Map();
  const relayOf = (session, id = 'main') => {
    const ofSession = relays.get(session.id) ?? new Map();
    relays.set(session.id, ofSession);
    if (!ofSession.has(id)) ofSession.set(id, new TestRelay());
    return ofSession.get(id);
  };
  const closeSession = async (sessionId) => {
    const ofSession = relays.get(sessionId) ?? new Map();
    relays.delete(sessionId);
    for (const relay of ofSession.values()) {
      await relay.end('SIGKILL');
      relay.remove();
    }
  };
  let origin;
  const plugin = {
    name: 'relay-commands',
    serverStart({ config }) {
      origin = `http://${config.hostname}:${config.port}`;
    },
    async executeCommand({ command, payload, session }) {
      const { id, ...options } = payload ?? {};
      const relay = () => relayOf(session, id);
      switch (command) {
        case 'relay:start':
          return { url: await relay().start({ origin, ...options }) };
        case 'relay:stop':
          await relay().end('SIGTERM');
          return {};
        case 'relay:kill':
          await relay().end('SIGKILL');
          return {};
        case 'relay:token':
          return { token: await sign(options) };
        case 'relay:log':
          return { log: relay().log };
        default:
          return undefined;
      }
    },
    async serverStop() {
      await Promise.all([...relays.keys()].map(closeSession));
    },
  };
  const reporter = {
    reportTestFileResults({ sessionsForTestFile }) {
      for (const { id } of sessionsForTestFile) void closeSession(id);
    },
  };
  return { plugin, reporter };
}
