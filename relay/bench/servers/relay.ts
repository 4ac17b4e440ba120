/** This relay as it runs in production: as built, SQLite on disk, durable acks, limits out of the way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as config from '../../src/config.js';
import type * as relays from '../../src/relay.js';
import { answer } from '../child.js';
import { settledUsage, usage } from './usage.js';

/** The sources would be measured with what tsx adds to each function that they make: a property set, for its name. */
const built = <T>(module: string): Promise<T> =>
  import(new URL(`../../dist/${module}`, import.meta.url).href) as Promise<T>;

const { readConfig } = await built<typeof config>('config.js');
const { createRelay } = await built<typeof relays>('relay.js');

let relay: relays.Relay | undefined;
let folder: string | undefined;

const limits = {
  sends_per_second: 100_000,
  send_burst: 100_000,
  sockets_per_user: 1000,
  unauthenticated_per_address: 10_000,
};

answer(
  {
    async start({ secret }: { secret: string }) {
      folder = await mkdtemp(path.join(tmpdir(), 'crm-chat-bench-'));
      const environment = {
        JWT_SECRET: secret,
        ALLOWED_ORIGINS: 'https://crm.example.com',
        LIMITS: JSON.stringify(limits),
        LOG_LEVEL: 'warn',
      };
      relay = await createRelay(readConfig({ port: '0', data: folder }, environment));
      return Number(new URL(await relay.listen()).port);
    },
    usage,
    settledUsage,
  },
  async () => {
    await relay?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  },
);
