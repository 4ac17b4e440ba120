/** The model is worth what it notices: each mistake is put back into a copy of the code, and a run has to fail. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { MUTANTS, type Mutant } from './mutants.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const COPIED = [
  ...['tsconfig.json', 'package.json', 'sdk/package.json', 'relay/package.json'],
  ...['sdk/src', 'relay/src', 'relay/test/model', 'relay/test/replies/hand-clock.ts'],
];
/** More than any of these mistakes has needed to show. */
const RUNS = 4000;
const SEED = 20_260;
const ABREAST = 2;

let folder = '';

/** A copy below the project, so that packages are found as they are there. */
async function mutate({ file, find, replace }: Mutant): Promise<string> {
  const copy = await mkdtemp(path.join(folder, 'mutant-'));
  for (const part of COPIED) await cp(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  const target = path.join(copy, file);
  const source = await readFile(target, 'utf8');
  assert.equal(source.split(find).length, 2, `${file} does not have the place exactly once: ${find}`);
  await writeFile(
    target,
    source.replace(find, () => replace),
  );
  return copy;
}

/** What the model says of a copy: its exit code, and the first line that it asserts. */
function runModel(
  copy: string,
  only: 'random' | 'scripts' = 'random',
): Promise<{ code: number | null; output: string }> {
  const args = [
    '--import',
    'tsx',
    'relay/test/model/main.ts',
    '--runs',
    `${RUNS}`,
    '--seed',
    `${SEED}`,
    '--brief',
    '--only',
    only,
  ];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

describe('the model notices when', { concurrency: ABREAST }, () => {
  before(async () => {
    await mkdir(path.join(ROOT, '.cache'), { recursive: true });
    folder = await mkdtemp(path.join(ROOT, '.cache', 'mutants-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('nothing is wrong: else whatever is put in would be "noticed"', async () => {
    const { code, output } = await runModel(ROOT);
    assert.equal(code, 0, output);
  });

  for (const mutant of MUTANTS) {
    test(mutant.mistake, async () => {
      const { code, output } = await runModel(await mutate(mutant), mutant.isRare === true ? 'scripts' : 'random');
      // A copy that does not start has shown nothing.
      assert.match(output, /Failed after \d+ random runs|random runs held|scripts ended/, output);
      assert.equal(code, 1, 'nothing was noticed');
      assert.match(output, /AssertionError/, output);
    });
  }
});
