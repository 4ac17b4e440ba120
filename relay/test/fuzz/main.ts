/** `npm run fuzz -- --runs 50000 --seed 7`: as long a look as there is time for. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.js';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5000' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const statuses = new Map<string, Map<number, number>>();

console.log(`${runs} requests, seed ${seed}`);
const started = performance.now();
try {
  await fuzz({
    runs,
    seed,
    heard({ operationId }, status) {
      const counts = statuses.get(operationId) ?? new Map<number, number>();
      counts.set(status, (counts.get(status) ?? 0) + 1);
      statuses.set(operationId, counts);
    },
  });
  console.log(`All answered as the document says, in ${Math.round((performance.now() - started) / 1000)} s.`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
for (const [operationId, counts] of statuses) {
  const sorted = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  console.log(`${operationId.padEnd(20)} ${sorted.join(', ')}`);
}
