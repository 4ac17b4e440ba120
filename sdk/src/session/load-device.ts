import type { Clock } from '../clock.js';
import { backoff } from '../transport/backoff.js';
import type * as Device from './device.js';

/**
 * Loads the chunk, however often that takes: a relay that restarts is not there for a moment. Never rejects.
 *
 * @param onFailed called at each failure; false: nobody waits for it any more.
 */
export async function loadDevice(clock: Clock, onFailed: (error: unknown) => boolean): Promise<typeof Device> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await import('./device.js');
    } catch (error) {
      const isWanted = onFailed(error);
      await new Promise<void>((resolve) => {
        if (isWanted) clock.after(1000 + backoff(attempt, clock.random()), resolve);
      });
    }
  }
}
