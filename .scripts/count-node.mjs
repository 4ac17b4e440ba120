// A reporter for Node's test runner: after each event, one line `passed failed`. The last line counts, also when the
// runner is stopped half-way. Suites are not tests, skipped tests neither passed nor failed, and a file that ran nothing
// (which Node reports as a passed test of that file's name) failed.
export default async function* (events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' || data.skip !== undefined || data.todo !== undefined) continue;
    const isEmptyFile = type === 'test:pass' && data.name.endsWith('.test.ts');
    if (isEmptyFile) process.stdout.write(`${data.name} ran no tests.\n`);
    if (type === 'test:fail' || isEmptyFile) failed += 1;
    else passed += 1;
    yield `${passed} ${failed}\n`;
  }
}
