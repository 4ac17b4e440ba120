import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Setup } from './wire.js';

/** Registers tsx in the thread, which Node 20 does not hand on to it, and then loads what `workerData` comes with. */
const fromSource = (script: URL): string => `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
    .then(({ register }) => { register(); return import(${JSON.stringify(script.href)}); });
`;

/** Beside this file: `worker.js` in what is built, `worker.ts` when the sources run by tsx. */
export function startWorker(setup: Setup): Worker {
  const options: WorkerOptions = { workerData: setup, name: `store-${setup.role}` };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), options);
  return new Worker(fromSource(new URL('./worker.ts', import.meta.url)), { ...options, eval: true });
}
