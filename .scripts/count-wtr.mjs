import { writeFileSync } from 'node:fs';

const testsOf = (suite) => (suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : []);

/** A file's failures outside of its tests (it did not load, it ran nothing) count as one. */
function count({ testResults, passed, errors }) {
  const tests = testsOf(testResults).filter(({ skipped }) => !skipped);
  const failed = tests.filter((test) => !test.passed).length;
  const fileFailed = failed === 0 && (tests.length === 0 || !passed || errors.length > 0);
  return { passed: tests.length - failed, failed: failed + (fileFailed ? 1 : 0) };
}

/** A reporter for web-test-runner: keeps one line `passed failed` in `file`, up to date after each test file. */
export function countTo(file) {
  const sessions = new Map();
  const add = (some) => {
    for (const session of some) sessions.set(session.id, count(session));
    const sum = (key) => [...sessions.values()].reduce((total, counts) => total + counts[key], 0);
    writeFileSync(file, `${sum('passed')} ${sum('failed')}\n`);
  };
  return {
    reportTestFileResults({ logger, sessionsForTestFile, testFile }) {
      if (sessionsForTestFile.some(({ testResults }) => testsOf(testResults).length === 0))
        logger.log(`${testFile} ran no tests.`);
      add(sessionsForTestFile);
    },
    onTestRunFinished: ({ sessions: all }) => add(all),
  };
}
