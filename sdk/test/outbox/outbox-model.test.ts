import fc from 'fast-check';
import { equal } from './assert.js';
import { OutboxModel } from './outbox-model.js';
import type { Command, Setting } from './outbox-model.js';

const tab = fc.nat({ max: 1 });
const which = fc.nat({ max: 30 });

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      tab,
      to: fc.nat({ max: 2 }),
      isRefused: fc.nat({ max: 9 }).map((n) => n === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'edit', 'retry', 'discard'), tab, which }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom('answer' as const, 'answer', 'lose', 'drop', 'delay', 'part', 'limit'),
      which,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('arrive' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 400, 1000, 5000, 50_000) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('kick' as const, 'crash', 'disk', 'line', 'freeze', 'lead'), tab }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), kept: fc.nat({ max: 8 }) }) },
);

/** A few hundred each, in seconds; a longer run finds its number here. */
const RUNS = 300;

describe('Whatever comes between an outbox and the relay', () => {
  for (const setting of ['exclusive', 'both lead', 'shared'] satisfies Setting[]) {
    it(`everything typed is taken once and in order, or parked, or waits (two tabs, ${setting})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 60, size: 'max' }), async (commands) => {
          const model = new OutboxModel(setting);
          try {
            await model.run(commands);
            await model.heal();
            equal(model.verdict(), []);
          } finally {
            model.close();
          }
        }),
        { numRuns: RUNS, includeErrorInReport: true },
      );
    }).timeout(120_000);
  }
});
