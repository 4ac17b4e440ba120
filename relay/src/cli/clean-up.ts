import path from 'node:path';
import { systemClock } from '../clock.js';
import { readConfig, type Environment, type Flags } from '../config.js';
import { createFiles } from '../files/create-files.js';
import { createDiskBlobs } from '../files/disk-blobs.js';
import { openSqliteStore } from '../store/sqlite/sqlite-store.js';
import type { Console } from './program.js';

/**
 * `crm-chat-relay cleanup`: what a running relay does every day. It must not run meanwhile: one process owns the data folder,
 * and the store says who has it.
 */
export async function cleanUp(flags: Flags, environment: Environment, speak: Console): Promise<void> {
  const config = readConfig(flags, environment, 'store');
  const store = await openSqliteStore({ folder: config.data }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : 'The data folder cannot be used.';
    throw new Error(`${reason} A running relay cleans up by itself, a minute after its start and every day.`, {
      cause,
    });
  });
  try {
    const blobs = createDiskBlobs(path.join(config.data, 'files'));
    const files = createFiles({ store, blobs, limits: config.limits, clock: systemClock });
    await files.start();
    const { removed, bytes, strays, lost } = await files.sweep();
    speak.out(
      `Removed ${count(removed, 'file')} (${bytes} bytes), ${count(strays, 'stray')}, ${count(lost, 'record')} without bytes.`,
    );
  } finally {
    await store.close();
  }
}

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;
