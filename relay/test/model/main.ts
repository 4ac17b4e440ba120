/**
 * `npm run model -- --runs N --seed S`: the state model of docs/protocol.md, section 1, on the real code: the runs of
 * `scripts.ts`, then random ones.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { runModel } from './run.js';
import { SCRIPTS } from './scripts.js';
import { stepsArbitrary } from './steps.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    /** Ends at the first failure, without looking for a shorter one. */
    brief: { type: 'boolean', default: false },
    /** `scripts` or `random`. */
    only: { type: 'string' },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

async function runScripts(): Promise<void> {
  for (const [name, steps] of Object.entries(SCRIPTS)) {
    try {
      await runModel(steps);
    } catch (error) {
      print(`${traceOf(error)}\nFailed in the run for "${name}".`);
      process.exitCode = 1;
    }
  }
  print(`${Object.keys(SCRIPTS).length} scripts ended.`);
}

async function runRandom(): Promise<void> {
  const seed = values.seed === undefined ? Date.now() & 0x7fffffff : Number(values.seed);
  const property = fc.asyncProperty(stepsArbitrary, runModel);
  const details = await fc.check(property, { numRuns: Number(values.runs), seed, endOnFailure: values.brief });
  if (!details.failed) return print(`${details.numRuns} random runs held, seed ${seed}.`);
  print(fc.defaultReportMessage(details) ?? '');
  print(traceOf(details.errorInstance));
  print(`Failed after ${details.numRuns} random runs, seed ${seed}.`);
  process.exitCode = 1;
}

if (values.only !== 'random') await runScripts();
if (values.only !== 'scripts') await runRandom();
