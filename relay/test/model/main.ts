/** `npm run model -- --runs N --seed S`: the state model of docs/protocol.md, section 1, on the real code. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { runModel } from './run.js';
import { stepsArbitrary } from './steps.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    /** Ends at the first failure, without looking for a shorter one. */
    brief: { type: 'boolean', default: false },
  },
});
const numRuns = Number(values.runs);
const seed = values.seed === undefined ? Date.now() & 0x7fffffff : Number(values.seed);

const details = await fc.check(fc.asyncProperty(stepsArbitrary, runModel), {
  numRuns,
  seed,
  endOnFailure: values.brief,
});
if (details.failed) {
  process.stdout.write(`${fc.defaultReportMessage(details) ?? ''}\n`);
  process.stdout.write(`${details.errorInstance instanceof Error ? (details.errorInstance.stack ?? '') : ''}\n`);
  process.stdout.write(`Failed after ${details.numRuns} runs, seed ${seed}.\n`);
  process.exitCode = 1;
} else process.stdout.write(`${details.numRuns} runs held, seed ${seed}.\n`);
