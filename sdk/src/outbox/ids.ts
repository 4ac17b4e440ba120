import type { Clock } from '../clock.js';

const COUNTER_MAX = 0xfff;

/**
 * Mints UUIDv7 (RFC 9562, section 5.7), ascending from one call to the next: `rand_a` counts within a millisecond (method 1
 * of section 6.2), and a clock that was set back does not take the ids with it. `crypto.randomUUID` is missing on insecure
 * origins, `getRandomValues` is not.
 */
export const createIds = (clock: Pick<Clock, 'now'>): (() => string) => {
  let time = 0;
  let counter = 0;
  return () => {
    const random = crypto.getRandomValues(new Uint16Array(5));
    const now = clock.now();
    if (now > time) {
      time = now;
      // The top bit stays clear: room for at least 2,048 more within this millisecond.
      counter = (random[4] ?? 0) & (COUNTER_MAX >> 1);
    } else if (++counter > COUNTER_MAX) {
      time++;
      counter = 0;
    }
    const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
    const stamp = hex(time, 12);
    const [a = 0, b = 0, c = 0, d = 0] = random;
    return [
      stamp.slice(0, 8),
      stamp.slice(8),
      hex(0x7000 | counter, 4),
      hex(0x8000 | (a & 0x3fff), 4),
      hex(b, 4) + hex(c, 4) + hex(d, 4),
    ].join('-');
  };
};
