// npm test [-- relay|sdk|e2e]: installs and builds what is missing, then runs every test there is.
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, ensureTestTools } from './install.mjs';
import { nothingRan, runTests, runnerNames } from './runners.mjs';
import { main } from './tree.mjs';

main(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !runnerNames.includes(name));
  if (unknown)
    throw new Error(`There are no tests called "${unknown}": it is ${runnerNames.join(', ')}, or nothing for all.`);
  await ensureInstalled();
  const chromium = await ensureTestTools();
  await ensureBuilt();
  const { passed, failed } = await runTests(names, chromium);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}, nothingRan);
