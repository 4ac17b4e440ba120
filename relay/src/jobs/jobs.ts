/** What a relay does every so often, whoever is connected. */
import type { Clock } from '../clock.js';

export interface Job {
  readonly name: string;
  /** Milliseconds from the end of one run to the beginning of the next, and to the first. */
  readonly everyMs: number;
  /** @param signal aborts when the relay closes: a long run ends at its next step. */
  run(signal: AbortSignal): Promise<void>;
}

export interface JobsOptions {
  readonly clock: Clock;
  readonly jobs: readonly Job[];
  /** A run that failed; the next one comes all the same. */
  readonly onError: (job: string, error: unknown) => void;
}

export interface Jobs {
  /** Resolves when the runs of this moment have ended. Idempotent. */
  close(): Promise<void>;
}

/** Runs each job again and again. A job never overlaps itself, however long it takes. */
export const startJobs = ({ clock, jobs, onError }: JobsOptions): Jobs => {
  const control = new AbortController();
  const { signal } = control;
  const waiting = new Map<Job, () => void>();
  const running = new Set<Promise<void>>();

  const plan = (job: Job): void => {
    if (signal.aborted) return;
    const cancel = clock.after(job.everyMs, () => {
      waiting.delete(job);
      const run = runOnce(job).finally(() => {
        running.delete(run);
        plan(job);
      });
      running.add(run);
    });
    waiting.set(job, cancel);
  };

  const runOnce = async (job: Job): Promise<void> => {
    try {
      await job.run(signal);
    } catch (error) {
      onError(job.name, error);
    }
  };

  for (const job of jobs) plan(job);
  return {
    async close() {
      control.abort();
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
      await Promise.all(running);
    },
  };
};
