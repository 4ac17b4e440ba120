/** Carries out one act in a process of its own, and pulls the plug on itself before or after its nth change on disk. */
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { ACTS, createWorld, root, watched } from './world.js';

const [folder = '', name = '', when = '', n = ''] = process.argv.slice(2);
const store = await openSqliteStore({ folder });
const pull = (moment: string) => async (step: number) => {
  if (moment !== when || step !== Number(n)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing more happens here.
  await new Promise(() => undefined);
};
const doomed = watched(store, pull('before'), pull('after'));
const act = ACTS[name]?.(doomed, 'key');
if (!act) throw new Error(`No act is called ${name}.`);
await createWorld(doomed).acts.carry(root, act);
await store.close();
process.send?.('survived');
process.disconnect?.();
