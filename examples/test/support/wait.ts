/** Nothing is slept for: a test says what it waits for, and how it looked when it gave up. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

/** Two busy cores, a cold browser and a backoff of seconds come together now and then. */
const PATIENCE_MS = 45_000;
const LOOK_EVERY_MS = 25;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Something<T> = NonNullable<Exclude<T, false>>;

const isSomething = <T>(seen: T): seen is T & Something<T> => seen !== null && seen !== undefined && seen !== false;

/** Looks until there is something: resolves with the first value that is neither null, undefined nor false. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<Something<T>> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen: T = await look();
    if (isSomething(seen)) return seen;
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}.`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Looks until it is what is expected; else fails with the difference. */
export async function untilEqual<T>(what: string, look: () => T | Promise<T>, expected: T): Promise<void> {
  let seen = await look();
  const isThere = async (): Promise<boolean> => isDeepStrictEqual((seen = await look()), expected);
  await until(what, isThere).catch(() => assert.deepEqual(seen, expected, `Waited in vain: ${what}.`));
}
