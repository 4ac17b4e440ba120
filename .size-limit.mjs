import { readFileSync } from 'node:fs';

const browser = 'sdk/dist/browser';
const first = JSON.parse(readFileSync(new URL('sdk/dist/first-load.json', import.meta.url), 'utf8'));

export default [
  {
    name: 'First load: the script tag, the element and what it imports at once',
    path: first.map((file) => `${browser}/${file}`),
    gzip: true,
    limit: '30 kB',
  },
];
