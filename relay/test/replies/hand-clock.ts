import type { Clock } from '../../src/clock.js';

/** Lets everything that is ready run: promise callbacks, and what they make ready in turn. */
export const settle = async (turns = 4): Promise<void> => {
  for (let i = 0; i < turns; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

export interface HandClock extends Clock {
  /** Timers that wait. */
  readonly waiting: number;
  /** Turns the clock by `ms`: each timer on the way runs at its time, and what it starts settles before the next. */
  advance(ms: number): Promise<void>;
}

/** Time that a test turns by hand. */
export const createHandClock = (start = Date.parse('2026-03-02T09:00:00.000Z')): HandClock => {
  let now = start;
  let order = 0;
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  const nextUntil = (end: number): [number, { readonly at: number; readonly run: () => void }] | undefined =>
    [...timers].filter(([, { at }]) => at <= end).sort(([i, a], [j, b]) => a.at - b.at || i - j)[0];

  return {
    now: () => now,
    after(ms, run) {
      order += 1;
      const id = order;
      timers.set(id, { at: now + Math.max(0, ms), run });
      return () => void timers.delete(id);
    },
    get waiting() {
      return timers.size;
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let next = nextUntil(end); next; next = nextUntil(end)) {
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].run();
        await settle();
      }
      now = end;
    },
  };
};
