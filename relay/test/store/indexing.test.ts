import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startIndexing } from '../../src/store/sqlite/indexing.js';
import type { Indexer } from '../../src/store/sqlite/words-writes.js';
import { createHandClock } from '../replies/hand-clock.js';

const ENOUGH = 1_000_000;

function world(waiting: number) {
  const clock = createHandClock();
  const steps: number[] = [];
  const start = clock.now();
  const state = { waiting, fails: false };
  const indexer: Indexer = {
    step(rows) {
      if (state.fails) throw new Error('full');
      steps.push(clock.now() - start);
      const more = state.waiting > rows;
      state.waiting = Math.max(0, state.waiting - rows);
      return more;
    },
  };
  const errors: unknown[] = [];
  const indexing = startIndexing(indexer, (error) => errors.push(error), clock);
  return { clock, steps, state, errors, indexing };
}

void test('a writer that nobody waits for goes on until all have their words', async () => {
  const { clock, steps, state } = world(2600);
  await clock.advance(20);
  assert.equal(state.waiting, 0);
  assert.equal(steps.length, 11);
});

void test('between the batches of a busy writer there is a step in a quarter of a second, and no more', async () => {
  const { clock, steps, indexing } = world(ENOUGH);
  for (let ms = 0; ms < 10_000; ms += 10) {
    indexing.touch();
    await clock.advance(10);
  }
  // The first at once, before anything came.
  assert.ok(steps.length >= 38 && steps.length <= 41, `${steps.length} steps`);
});

void test('once no batch has come for 50 ms it goes on', async () => {
  const { clock, steps, state, indexing } = world(0);
  await clock.advance(1);
  state.waiting = 600;
  steps.length = 0;
  indexing.touch();
  await clock.advance(49);
  assert.deepEqual(steps, []);
  await clock.advance(10);
  assert.equal(state.waiting, 0);
});

void test('who searches does not wait for quiet', () => {
  const { state, indexing } = world(1500);
  indexing.touch();
  indexing.now();
  assert.equal(state.waiting, 500);
});

void test('a disk that refuses is told of and tried again later', async () => {
  const { clock, state, errors } = world(100);
  state.fails = true;
  await clock.advance(1);
  await clock.advance(1000);
  assert.equal(errors.length, 1);
  state.fails = false;
  await clock.advance(1001);
  assert.equal(state.waiting, 0);
});

void test('stopped, it does nothing more', async () => {
  const { clock, steps, indexing } = world(1000);
  indexing.stop();
  await clock.advance(10_000);
  assert.deepEqual(steps, []);
});
