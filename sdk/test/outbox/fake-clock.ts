import type { Clock } from '../../src/clock.js';

export interface FakeClock extends Clock {
  /** Moves on, and runs what became due, in its order. */
  advance(ms: number): void;
  /** When the next timer is due, milliseconds since 1970; null without one. */
  next(): number | null;
  readonly timers: number;
}

/** A clock turned by hand. */
export const createFakeClock = (random: () => number = () => 0.5, start = Date.UTC(2026, 0, 1)): FakeClock => {
  let now = start;
  const timers = new Set<{ at: number; run: () => void }>();
  const first = () => [...timers].sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    random,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (let timer = first(); timer && timer.at <= end; timer = first()) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
      }
      now = end;
    },
    next: () => first()?.at ?? null,
    get timers() {
      return timers.size;
    },
  };
};
