/** When the writer's thread gives new messages their words: when nobody waits for a commit, and now and then all the same. */
import type { Clock } from '../../clock.js';
import type { Indexer } from './words-writes.js';

/** Rows in one go: some 4 ms in which a send would wait. */
const STEP_ROWS = 250;
/** Rows that a search does first, so that it finds what was said a moment ago. */
const SEARCH_ROWS = 1000;
/**
 * No batch has come for so long: nobody waits. Above the time between two commits of a relay at its limit (some 15 ms): what
 * lies between those is no rest, the thread that answers people has need of the core.
 */
const QUIET_MS = 50;
/** A relay that is never quiet gets on by a step in this time, which is a sixtieth of it. */
const OVERDUE_MS = 250;
/** After a disk that refused. */
const RETRY_MS = 2000;

export interface Indexing {
  /** After each batch of writes. */
  touch(): void;
  /** Somebody is about to search. */
  now(): void;
  stop(): void;
}

/** One that is never set back, or a quiet relay would seem busy for as long. */
const steadyClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** @param failed what a step threw; where it throws too, that is the end of it. */
export function startIndexing(
  indexer: Indexer,
  failed: (error: unknown) => void,
  clock: Clock = steadyClock,
): Indexing {
  let undo: (() => void) | null = null;
  let lastBatch = Number.NEGATIVE_INFINITY;
  let lastStep = clock.now();

  // A batch that comes while it waits only notes the time, which is cheaper than a timer a batch.
  const wake = (ms: number): void => {
    undo ??= clock.after(ms, due);
  };

  function due(): void {
    undo = null;
    const now = clock.now();
    const wait = Math.min(lastBatch + QUIET_MS - now, lastStep + OVERDUE_MS - now);
    if (wait > 0) wake(wait);
    else step(STEP_ROWS);
  }

  function step(rows: number): void {
    lastStep = clock.now();
    try {
      // The next step lets what came meanwhile go first.
      if (indexer.step(rows)) wake(0);
    } catch (error) {
      failed(error);
      wake(RETRY_MS);
    }
  }

  wake(0);
  return {
    touch() {
      lastBatch = clock.now();
      wake(QUIET_MS);
    },
    now: () => step(SEARCH_ROWS),
    stop() {
      undo?.();
      undo = null;
    },
  };
}
