import type { Usage } from '../scenarios.js';

/** `rss`: after a collection, so that garbage does not count for what sockets keep. */
export const usage = (): Usage => {
  const { user, system } = process.cpuUsage();
  return { cpu: user + system, at: performance.now() * 1000, rss: process.memoryUsage.rss() };
};

export const settledUsage = async (): Promise<Usage> => {
  // V8 gives memory back little by little, a while after it was freed.
  for (let i = 0; i < 6; i += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return usage();
};
