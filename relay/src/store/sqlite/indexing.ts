/** When the writer's thread gives new messages their words: when nobody waits for a commit, and now and then all the same. */
import type { Indexer } from './words-writes.js';

/** Rows in one go: some 4 ms in which a send would wait. */
const STEP_ROWS = 250;
/** Rows that a search does first, so that it finds what was said a moment ago. */
const SEARCH_ROWS = 1000;
/** Nothing has come for so long: nobody waits. */
const IDLE_MS = 10;
/** A relay that is never idle gets on by a step in this time, which is a sixtieth of it. */
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

/** @param failed what a step threw; false: it is no reason to try again. */
export function startIndexing(indexer: Indexer, failed: (error: unknown) => void): Indexing {
  let timer: NodeJS.Timeout | null = null;
  let next = 0;
  let last = performance.now();

  const plan = (ms: number): void => {
    next = performance.now() + ms;
    // A batch that comes puts it off by writing `next`, which is cheaper than a timer a batch.
    timer ??= setTimeout(due, ms);
  };

  function due(): void {
    timer = null;
    const now = performance.now();
    if (now < next && now - last < OVERDUE_MS) return plan(Math.min(next - now, OVERDUE_MS - (now - last)));
    step(STEP_ROWS);
  }

  function step(rows: number): void {
    try {
      last = performance.now();
      // The next step lets what came meanwhile go first.
      if (indexer.step(rows)) plan(0);
    } catch (error) {
      failed(error);
      plan(RETRY_MS);
    }
  }

  plan(0);
  return {
    touch: () => plan(IDLE_MS),
    now: () => step(SEARCH_ROWS),
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
