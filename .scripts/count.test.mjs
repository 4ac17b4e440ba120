// The closing line is summed from these counters: what they must not do is to count nothing as something.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { countTo } from './count-wtr.mjs';
import { at, run } from './tree.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-count-'));
test.after(() => rmSync(folder, { recursive: true }));

/** Runs this source as a file of Node's runner; resolves with the counters' last word. */
async function nodeCounts(name, source) {
  const file = path.join(folder, `${name}.test.ts`);
  const counts = path.join(folder, `${name}.counts`);
  writeFileSync(file, source);
  const reporter = ['--test-reporter', at('.scripts/count-node.mjs'), '--test-reporter-destination', counts];
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  await run(process.execPath, ['--import', 'tsx', '--test', ...reporter, file], { capture: true, env });
  return readFileSync(counts, 'utf8').trim().split('\n').at(-1);
}

const passing = `test('passes', () => {});`;
const failing = `test('fails', () => { throw new Error('on purpose'); });`;
const header = `import test, { describe, it } from 'node:test';\n`;

test('Node: tests are counted, suites and skipped tests are not', async () => {
  const suite = `describe('a suite', () => { it('one', () => {}); it.skip('two', () => {}); it.todo('three'); });`;
  assert.equal(await nodeCounts('counted', header + passing + failing + suite), '2 1');
});

test('Node: a file that ran nothing failed', async () => {
  assert.equal(await nodeCounts('empty', 'export {};'), '0 1');
});

test('Node: a file that does not load failed', async () => {
  assert.equal(await nodeCounts('broken', `import './nowhere.js';`), '0 1');
});

function browserCounts(session) {
  const file = path.join(folder, 'browser.counts');
  const logger = { log: () => {} };
  const sessionsForTestFile = [{ id: '1', errors: [], passed: true, ...session }];
  countTo(file).reportTestFileResults({ logger, sessionsForTestFile, testFile: 'x.test.ts' });
  return readFileSync(file, 'utf8').trim();
}

const good = { name: 'good', passed: true, skipped: false };
const bad = { name: 'bad', passed: false, skipped: false };
const skipped = { name: 'skipped', passed: true, skipped: true };

test('Browser: tests are counted through their suites, skipped ones are not', () => {
  const inner = { name: 'inner', suites: [], tests: [good, bad] };
  const testResults = { name: '', suites: [inner], tests: [good, skipped] };
  assert.equal(browserCounts({ testResults, passed: false }), '2 1');
});

test('Browser: a file that ran nothing, or did not load, failed', () => {
  assert.equal(browserCounts({ testResults: { name: '', suites: [], tests: [] } }), '0 1');
  assert.equal(browserCounts({ passed: false, errors: [{ message: 'no such module' }] }), '0 1');
});

test('Browser: an error outside of the tests fails the file', () => {
  const testResults = { name: '', suites: [], tests: [good] };
  assert.equal(browserCounts({ testResults, passed: false, errors: [{ message: 'thrown later' }] }), '1 1');
});
