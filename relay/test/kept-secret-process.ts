/** Asks for one secret after the other, when it is told to: one of several who do so at the same time. */
import { once } from 'node:events';
import { keptSecret } from '../src/kept-secret.js';

const [data = '', rounds = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (let round = 0; round < Number(rounds); round += 1) {
  process.stdout.write(`${keptSecret(data, `key-${round}`)}\n`);
}
