/** What a relay does every so often, whoever is connected. */
import { Cron } from 'croner';
import type { Clock } from '../clock.js';

/** When a job runs. */
export type Pace =
  /** Milliseconds from the end of one run to the beginning of the next, and to the first. */
  | { readonly everyMs: number }
  /** At the times of a cron pattern, in the machine's time zone; once before, `firstMs` after the start. */
  | { readonly cron: string; readonly firstMs: number };

export type Job = Pace & {
  readonly name: string;
  /** @param signal aborts when the relay closes: a long run ends at its next step. */
  run(signal: AbortSignal): Promise<void>;
};

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

/** Croner only reckons: the waiting is the clock's, so that a test can turn it. */
function delayOf(job: Job, now: number, isFirst: boolean): number {
  if ('everyMs' in job) return job.everyMs;
  if (isFirst) return job.firstMs;
  const next = new Cron(job.cron, { paused: true }).nextRun(new Date(now));
  if (next === null) throw new Error(`The job ${job.name} has no next time.`);
  return next.getTime() - now;
}

/** Runs each job again and again. A job never overlaps itself, however long it takes. */
export const startJobs = ({ clock, jobs, onError }: JobsOptions): Jobs => {
  const control = new AbortController();
  const { signal } = control;
  const waiting = new Map<Job, () => void>();
  const running = new Set<Promise<void>>();

  const plan = (job: Job, isFirst = false): void => {
    if (signal.aborted) return;
    const cancel = clock.after(delayOf(job, clock.now(), isFirst), () => {
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

  for (const job of jobs) plan(job, true);
  return {
    async close() {
      control.abort();
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
      await Promise.all(running);
    },
  };
};
