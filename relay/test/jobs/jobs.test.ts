import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startJobs, type Job } from '../../src/jobs/jobs.js';
import { createReplySweep } from '../../src/jobs/sweep-replies.js';
import { createHandClock, settle } from '../replies/hand-clock.js';

const never = (): never => assert.fail('no job failed');

describe('jobs', () => {
  test('run again and again, each at its own pace', async () => {
    const clock = createHandClock();
    const ran: string[] = [];
    const job = (name: string, everyMs: number): Job => ({ name, everyMs, run: async () => void ran.push(name) });
    const jobs = startJobs({ clock, jobs: [job('quick', 100), job('slow', 250)], onError: never });
    await clock.advance(99);
    assert.deepEqual(ran, []);
    await clock.advance(201);
    assert.deepEqual(ran, ['quick', 'quick', 'slow', 'quick']);
    await jobs.close();
  });

  test('never overlap themselves, and wait their time after a long run', async () => {
    const clock = createHandClock();
    let finish = (): void => undefined;
    let runs = 0;
    const run = (): Promise<void> => {
      runs += 1;
      return new Promise((resolve) => (finish = resolve));
    };
    const jobs = startJobs({ clock, jobs: [{ name: 'long', everyMs: 10, run }], onError: never });
    await clock.advance(1000);
    assert.equal(runs, 1);
    finish();
    await settle();
    await clock.advance(9);
    assert.equal(runs, 1);
    await clock.advance(1);
    assert.equal(runs, 2);
    finish();
    await jobs.close();
  });

  test('go on after one that failed', async () => {
    const clock = createHandClock();
    const errors: unknown[] = [];
    const run = async (): Promise<void> => {
      throw new Error('disk full');
    };
    const onError = (job: string, error: unknown): void => void errors.push([job, (error as Error).message]);
    const jobs = startJobs({ clock, jobs: [{ name: 'bad', everyMs: 10, run }], onError });
    await clock.advance(25);
    assert.deepEqual(errors, [
      ['bad', 'disk full'],
      ['bad', 'disk full'],
    ]);
    await jobs.close();
  });

  test('told to close end what runs, start nothing more, and may be told twice', async () => {
    const clock = createHandClock();
    let stopped = false;
    const run = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          resolve();
        });
      });
    const idle: Job = { name: 'idle', everyMs: 1000, run: async () => assert.fail('it has no turn') };
    const jobs = startJobs({ clock, jobs: [{ name: 'long', everyMs: 10, run }, idle], onError: never });
    await clock.advance(10);
    await Promise.all([jobs.close(), jobs.close()]);
    assert.ok(stopped);
    assert.equal(clock.waiting, 0);
    await jobs.close();
  });

  test('sweep the replies every five seconds', async () => {
    const clock = createHandClock();
    let sweeps = 0;
    const replies = { sweep: async () => void (sweeps += 1) };
    const jobs = startJobs({ clock, jobs: [createReplySweep(replies)], onError: never });
    await clock.advance(15_000);
    assert.equal(sweeps, 3);
    await jobs.close();
  });
});
