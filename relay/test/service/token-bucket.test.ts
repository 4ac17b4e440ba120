import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TokenBuckets } from '../../src/token-bucket.js';
import { createHandClock } from '../replies/hand-clock.js';

test('a bucket gives its burst, then what the rate allows, and says how long to wait', async () => {
  const clock = createHandClock();
  const buckets = new TokenBuckets(clock, 10, 20);
  assert.equal(buckets.take('ann', 20), 0);
  assert.equal(buckets.take('ann'), 100);
  assert.equal(buckets.take('bob', 20), 0);
  await clock.advance(100);
  assert.equal(buckets.take('ann'), 0);
  assert.equal(buckets.take('ann', 5), 500);
  assert.equal(buckets.take('ann', 21), Number.POSITIVE_INFINITY);
});

test('over any time nobody takes more than the burst and the rate give', async () => {
  const step = fc.record({ ms: fc.integer({ min: 0, max: 3000 }), count: fc.integer({ min: 1, max: 25 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const clock = createHandClock();
      const buckets = new TokenBuckets(clock, 10, 20);
      let taken = 0;
      const start = clock.now();
      for (const { ms, count } of steps) {
        await clock.advance(ms);
        if (buckets.take('ann', count) === 0) taken += count;
      }
      assert.ok(taken <= 20 + ((clock.now() - start) * 10) / 1000 + 1e-6);
    }),
    { numRuns: 50 },
  );
});

test('waiting as long as was said is enough', async () => {
  const clock = createHandClock();
  const buckets = new TokenBuckets(clock, 3, 7);
  buckets.take('ann', 7);
  for (let i = 0; i < 20; i += 1) {
    const wait = buckets.take('ann', 2);
    if (wait > 0) await clock.advance(wait);
    if (wait > 0) assert.equal(buckets.take('ann', 2), 0);
  }
});

test('a hundred thousand names that came once are not kept', async () => {
  const clock = createHandClock();
  const buckets = new TokenBuckets(clock, 10, 20);
  for (let i = 0; i < 100_000; i += 1) {
    buckets.take(`u${i}`);
    if (i % 1000 === 0) await clock.advance(1000);
  }
  assert.ok(buckets.size < 5000, `${buckets.size} are kept`);
});
