import { readConfig, type Environment, type Flags } from '../config.js';
import { backUp, restore } from '../store/sqlite/backup.js';
import type { Console } from './program.js';

/** `crm-chat-relay backup FOLDER`. The relay may run meanwhile. */
export async function printBackUp(to: string, flags: Flags, environment: Environment, speak: Console): Promise<void> {
  await backUp(readConfig(flags, environment, 'store').data, to);
  speak.out(`The backup is in ${to}.`);
}

/** `crm-chat-relay restore FOLDER`. The relay must not run, and its data folder has to be empty. */
export async function printRestore(
  from: string,
  flags: Flags,
  environment: Environment,
  speak: Console,
): Promise<void> {
  const { data } = readConfig(flags, environment, 'store');
  await restore(from, data);
  speak.out(`${data} holds the backup now, as a new history: start the relay on it.`);
}
