/**
 * Runs that chance seldom comes to, written down: what happens between steps that are far apart. `n` as in `run.ts`: who
 * (0 Ana, 1 Ben, 2 Dana, 3 Ana's other tab; modulo four), and the rest of it how many or which.
 */
import type { Step } from './steps.js';

/** Who does it, with the rest of `n` as `more`. */
const of = (who: 0 | 1 | 2 | 3, more = 0): number => who + 4 * more;
const ALL = 7;

/** By the mistake that each is there for. */
export const SCRIPTS: Readonly<Record<string, readonly Step[]>> = {
  /** The other tab heard of two messages and then of a third; this one gets the second page alone. */
  'a page that leaves a hole below it': [
    { kind: 'poll', n: of(0) },
    { kind: 'receive', n: of(0, 2) },
    { kind: 'poll', n: of(3) },
    { kind: 'receive', n: of(3, 1) },
    { kind: 'say', n: 1 },
    { kind: 'say', n: 2 },
    { kind: 'poll', n: of(3) },
    // To itself alone.
    { kind: 'receive', n: of(3) },
    { kind: 'say', n: 4 },
    { kind: 'poll', n: of(3) },
    // To itself, and a copy to the other tab.
    { kind: 'receive', n: of(3, 2) },
    { kind: 'receive', n: of(0, 2) },
  ],
  /** A note on the socket of an agent, read when the page shows the history of a customer. */
  'frames of another epoch': [
    { kind: 'connect', n: of(1) },
    { kind: 'read', n: of(1, ALL) },
    { kind: 'role', n: 0 },
    { kind: 'read', n: of(1, ALL) },
    { kind: 'read', n: of(1, ALL) },
    { kind: 'note', n: 1 },
    { kind: 'role', n: 0 },
    { kind: 'poll', n: of(1) },
    { kind: 'receive', n: of(1, 1) },
    { kind: 'poll', n: of(1) },
    { kind: 'receive', n: of(1, 1) },
    { kind: 'read', n: of(1) },
    { kind: 'read', n: of(1) },
  ],
  /** Ben reads, is removed and added again; word of his reading comes last. */
  'a read mark of a membership that has ended': [
    { kind: 'connect', n: of(0) },
    { kind: 'connect', n: of(2) },
    { kind: 'read', n: of(0, ALL) },
    { kind: 'hold', n: 0 },
    { kind: 'mark', n: 4 },
    { kind: 'remove', n: 0 },
    { kind: 'add', n: 0 },
    { kind: 'release', n: 1 },
  ],
};
