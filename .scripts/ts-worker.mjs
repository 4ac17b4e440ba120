// tsx registers itself on the main thread alone (Node 20), so a worker thread started from TypeScript sources loads this:
//
//   const fromSource = import.meta.url.endsWith('.ts');
//   new Worker(new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url), {
//     execArgv: fromSource ? ['--import', new URL('../../../../.scripts/ts-worker.mjs', import.meta.url).href] : [],
//   });
import { register } from 'tsx/esm/api';

register();
