import { readConfig, type Environment, type Flags } from '../config.js';
import { seedPrompts } from '../service/prompts.js';
import { openSqliteStore } from '../store/sqlite/sqlite-store.js';
import type { Console } from './program.js';

/** `crm-chat-relay seed-prompts [FILE]`. The relay must not run meanwhile: one process owns the data folder. */
export async function seed(
  { file, tenant }: { file: string | undefined; tenant: string | undefined },
  flags: Flags,
  environment: Environment,
  speak: Console,
): Promise<void> {
  const config = readConfig(flags, environment, 'store');
  const store = await openSqliteStore({ folder: config.data });
  try {
    const count = await seedPrompts(store, file, tenant === undefined ? {} : { tenant });
    speak.out(`${count} ${count === 1 ? 'prompt is' : 'prompts are'} offered now.`);
  } finally {
    await store.close();
  }
}
