import { cpus } from 'node:os';
import { pathToFileURL } from 'node:url';
import { at, filesIn, main, run } from './tree.mjs';

/** Each stands for what one place may know: the DOM, Node, a test runner, or nothing at all. */
const projects = [
  { config: 'sdk/tsconfig.json', sources: 'sdk/src' },
  { config: 'sdk/tsconfig.protocol.json', sources: 'sdk/src/protocol' },
  { config: 'sdk/test/tsconfig.json', sources: 'sdk/test' },
  { config: 'relay/tsconfig.json', sources: 'relay/src' },
  { config: 'relay/admin/tsconfig.json', sources: 'relay/admin' },
  { config: 'relay/test/tsconfig.json', sources: 'relay/test' },
  { config: 'relay/bench/tsconfig.json', sources: 'relay/bench' },
  { config: 'examples/tsconfig.json', sources: 'examples/test' },
  { config: 'examples/react-18/tsconfig.json', sources: 'sdk/test/frameworks' },
];

const check = ({ config }) => {
  const info = at('.cache', 'types', config.replaceAll('/', '-').replace('.json', '.tsbuildinfo'));
  const args = [at('node_modules/typescript/bin/tsc'), '-p', config, '--incremental', '--tsBuildInfoFile', info];
  return run(process.execPath, args, { capture: true });
};

/** Runs `work` over `items`, as many at a time as there are cores. */
export async function inParallel(items, work) {
  const queue = [...items.entries()];
  const results = [];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: Math.max(2, cpus().length) }, lane));
  return results;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(async () => {
    const present = projects.filter(({ sources }) => filesIn(sources, (file) => file.endsWith('.ts')).length > 0);
    const results = await inParallel(present, check);
    for (const { output } of results) process.stdout.write(output);
    process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
  });
}
