import { readFileSync } from 'node:fs';

const browser = 'sdk/dist/browser';
const listIn = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
const first = listIn('sdk/dist/first-load.json');
const usualConversation = listIn('.scripts/usual-conversation.json');

const usual = [...first, ...usualConversation.map((name) => `chunks/${name}-*.js`)].map((file) => `${browser}/${file}`);
const parts = 'first load, chat, Markdown';

// What a conversation is made of is held to a browser by a test: examples/test/usual-conversation.test.ts.
export default [
  {
    name: 'First load, gzip: the script tag, the launcher and what they import at once',
    path: first.map((file) => `${browser}/${file}`),
    gzip: true,
    limit: '15 kB',
  },
  {
    // The goal is 75 kB; this holds what there is.
    name: `A usual English conversation, as a browser fetches it from the relay (brotli): ${parts}`,
    path: usual,
    brotli: true,
    limit: '75 kB',
  },
  {
    name: 'The same, where only gzip is to be had',
    path: usual,
    gzip: true,
  },
];
