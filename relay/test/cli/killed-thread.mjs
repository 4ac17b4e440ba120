// Preloaded into a relay's process: at SIGUSR2 it ends the store's thread that CRM_CHAT_KILL names, as a crash would.
import { syncBuiltinESMExports } from 'node:module';
import threads, { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const Real = threads.Worker;
  threads.Worker = class extends Real {
    constructor(script, options) {
      super(script, options);
      if (options?.name === process.env['CRM_CHAT_KILL']) process.on('SIGUSR2', () => void this.terminate());
    }
  };
  syncBuiltinESMExports();
}
