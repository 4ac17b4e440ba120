import type { Clock } from './clock.js';
import { backoff } from './backoff.js';
import { part, type Load } from './part.js';

/**
 * Loads a chunk, however often that takes: a relay that restarts is not there for a moment. Never rejects.
 *
 * @param onFailed called at each failure; false: nobody waits for it any more.
 */
export async function loadPart<T>(clock: Clock, load: Load<T>, onFailed: (error: unknown) => boolean): Promise<T> {
  const fetch = part(load);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetch();
    } catch (error) {
      const isWanted = onFailed(error);
      await new Promise<void>((resolve) => {
        if (isWanted) clock.after(1000 + backoff(attempt, clock.random()), resolve);
      });
    }
  }
}
