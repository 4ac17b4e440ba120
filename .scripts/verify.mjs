// npm run verify: the static checks, two at a time, then every test.
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, ensureTestTools } from './install.mjs';
import { nothingRan, runTests } from './runners.mjs';
import { at, filesIn, main, run } from './tree.mjs';
import { inParallel } from './typecheck.mjs';

const houseTests = filesIn('.scripts', (file) => file.endsWith('.test.mjs'));

/** Longest first, so that the cores end together. */
const checks = [
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0'] },
  { name: 'types', args: ['.scripts/typecheck.mjs'] },
  { name: 'packages', args: ['.scripts/check-packages.mjs'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'] },
  { name: 'dead code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'size', args: ['node_modules/size-limit/bin.js'] },
  { name: 'house rules', args: ['--test', '--test-reporter=spec', ...houseTests] },
];

async function check({ name, args: [first, ...rest] }) {
  const start = performance.now();
  const script = first.startsWith('--') ? first : at(first);
  const { code, output } = await run(process.execPath, [script, ...rest], { capture: true });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (code !== 0 || name === 'size') console.log(output.trimEnd());
  return { name, isBad: code !== 0 };
}

main(async () => {
  await ensureInstalled();
  const chromium = await ensureTestTools();
  await ensureBuilt();
  console.log('\n── static checks');
  const bad = (await inParallel(checks, check)).filter(({ isBad }) => isBad).map(({ name }) => name);
  const { passed, failed } = await runTests([], chromium);
  if (bad.length > 0) console.log(`\nStatic checks failed: ${bad.join(', ')} (see above).`);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || bad.length > 0 ? 1 : 0;
}, nothingRan);
