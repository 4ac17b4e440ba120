import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { at, filesIn, root } from './tree.mjs';

const minutes = (n) => n * 60_000;

const nodeTests = (folder, concurrency) => (counts) => [
  '--import',
  'tsx',
  '--test',
  `--test-concurrency=${concurrency}`,
  // Node 20 holds a whole file to this, newer ones each test too.
  `--test-timeout=${minutes(6)}`,
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=./.scripts/count-node.mjs',
  `--test-reporter-destination=${counts}`,
  ...testFiles(folder),
];

const testFiles = (folder) => filesIn(folder, (file) => file.endsWith('.test.ts'));

/** In the order they run: what stands alone first, so that a mistake shows where it is smallest. */
const runners = {
  relay: { folder: 'relay/test', args: nodeTests('relay/test', 2), limit: minutes(15) },
  sdk: {
    folder: 'sdk/test',
    args: () => [at('node_modules/@web/test-runner/dist/bin.js'), '--config', 'sdk/web-test-runner.config.mjs'],
    limit: minutes(10),
  },
  e2e: { folder: 'examples/test', args: nodeTests('examples/test', 1), limit: minutes(15) },
};

/** For all of them: a run that hangs ends by itself, and says where, before anybody's patience or CI does it. */
const budget = minutes(40);

/** The closing line where not even a runner could start, say because the build failed. */
export const nothingRan = '0 passed, 1 failed';

export const runnerNames = Object.keys(runners);

const counted = (file) => {
  const last = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').at(-1) : '';
  const [passed = 0, failed = 0] = last ? last.split(' ').map(Number) : [];
  return { passed, failed };
};

/** Browsers and relays that tests start leave the runner's process group; on Linux their environment gives them away. */
function killStragglers(mark) {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Ended meanwhile, or another user's.
    }
  }
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone.
  }
}

async function runOne(name, chromium, limit) {
  const { folder, args } = runners[name];
  console.log(`\n── ${name} tests`);
  if (testFiles(folder).length === 0) {
    console.log(`${name}: there are no test files in ${folder}.`);
    return { passed: 0, failed: 1 };
  }
  const mark = `CRM_CHAT_TEST_RUN=${randomUUID()}`;
  const temp = mkdtempSync(path.join(tmpdir(), 'crm-chat-'));
  const counts = path.join(temp, 'counts');
  const child = spawn(process.execPath, args(counts), {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      CHROME_PATH: chromium,
      TMPDIR: temp,
      CRM_CHAT_COUNTS: counts,
      CRM_CHAT_TEST_RUN: mark.split('=')[1],
    },
  });
  const clean = () => {
    killGroup(child);
    killStragglers(mark);
  };
  const interrupt = (signal) => {
    clean();
    rmSync(temp, { recursive: true, force: true });
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let stopped = false;
  const timer = setTimeout(() => {
    stopped = true;
    clean();
  }, limit);
  const code = await new Promise((resolve) => child.on('exit', (exitCode) => resolve(exitCode ?? 1)));
  clearTimeout(timer);
  clean();
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  const { passed, failed } = counted(counts);
  rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  if (stopped) console.log(`${name}: stopped after ${Math.round(limit / 1000)} seconds.`);
  if (passed + failed === 0) console.log(`${name}: ran no tests.`);
  const isBad = code !== 0 || stopped || passed + failed === 0;
  return { passed, failed: isBad ? Math.max(failed, 1) : failed };
}

/** Runs the named runners one after the other and sums what they counted. */
export async function runTests(names, chromium) {
  const sum = { passed: 0, failed: 0 };
  const end = Date.now() + budget;
  for (const name of runnerNames.filter((each) => names.length === 0 || names.includes(each))) {
    const { passed, failed } = await runOne(name, chromium, Math.min(runners[name].limit, end - Date.now()));
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
}
