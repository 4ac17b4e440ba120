/**
 * npm run bench:peers [-- ROUNDS] [--only start|answers|history] [--messages N]: the element beside deep-chat in Chromium, round
 * by round. Prints Markdown, asserts nothing. `--messages` may be repeated; without it, 1,000 and 10,000.
 */
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { startRelay, type Relay } from '../support/relay.js';
import { tokenFor } from '../support/tokens.js';
import { at } from '../support/tree.js';
import { documentWith, elementPage, servePages } from './page.js';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, messages: { type: 'string', multiple: true, default: ['1000', '10000'] } },
});
const ROUNDS = Number(positionals[0] ?? 5);
const COUNTS = given.messages.map(Number);
const isAsked = (part: 'start' | 'answers' | 'history'): boolean => (given.only ?? part) === part;
const NAMES = ['crm-chat', 'deep-chat'] as const;
type Name = (typeof NAMES)[number];

/** A phone of the middle on a slow line, as Lighthouse has it: 150 ms, 1.6 Mbit/s down, a CPU of a quarter. */
const SLOW = { cpu: 4, latency: 150, down: (1.6 * 1024 * 1024) / 8, up: (750 * 1024) / 8 };
/** One below the other for the eye, one after the other in each round: what else the machine does hits both. */
const figures = new Map<string, Record<Name, number[]>>();
const note = (what: string, name: Name, value: number): void => {
  const known = figures.get(what) ?? { 'crm-chat': [], 'deep-chat': [] };
  known[name].push(value);
  figures.set(what, known);
};

const bundle = createRequire(import.meta.url)
  .resolve('deep-chat')
  .replace('deepChat.js', 'deepChat.bundle.js');

/**
 * Watches from the line above the script tag until a letter that is typed stands in the field; ours takes letters before
 * that, in a field that hands them over.
 */
const WATCH = `<script>
  const from = performance.now();
  const all = (root, selector) => [...root.querySelectorAll(selector), ...[...root.querySelectorAll('*')].flatMap((one) => one.shadowRoot ? all(one.shadowRoot, selector) : [])];
  const look = () => {
    const [launcher] = all(document, '.launcher, #text-input');
    if (launcher && launcher.getBoundingClientRect().height > 0) window.seen ??= performance.now() - from;
    const takes = (field) => {
      if (!field || field.getBoundingClientRect().height === 0) return false;
      field.focus();
      document.execCommand('insertText', false, 'a');
      return (field.value ?? field.textContent).includes('a');
    };
    const [early] = all(document, '.early textarea');
    if (window.taken === undefined && takes(early)) window.taken = performance.now() - from;
    if (takes(all(document, 'crm-chat-composer textarea, #text-input')[0])) {
      window.ready = performance.now() - from;
      window.taken ??= window.ready;
      return;
    }
    setTimeout(look, 5);
  };
  look();
</script>`;

const cpuOf = async (devtools: CDPSession): Promise<number> => {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
};

async function open(browser: Browser, url: string): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  await context.addInitScript('globalThis.__name = (target) => target');
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(String(error)));
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  if (url !== '') await page.goto(url);
  return { page, devtools };
}

/** From the script tag to a field that takes a letter; nothing is in the cache. */
async function interactive(browser: Browser, url: string, name: Name, slow: boolean): Promise<void> {
  const { page, devtools } = await open(browser, '');
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  if (slow) {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu });
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: SLOW.latency,
      downloadThroughput: SLOW.down,
      uploadThroughput: SLOW.up,
    });
  }
  await page.goto(url);
  await page.waitForFunction('window.ready', undefined, { timeout: 60_000 });
  const [ready, taken, seen] = await page.evaluate<[number, number, number]>(
    '[window.ready, window.taken, window.seen]',
  );
  note(slow ? 'interactive, slow phone, ms' : 'interactive, this machine, ms', name, ready);
  note(slow ? 'a letter is taken, slow phone, ms' : 'a letter is taken, this machine, ms', name, taken);
  note(slow ? 'launcher (ours) or chat (theirs) to be seen, slow phone, ms' : 'the same, this machine, ms', name, seen);
  if (!slow) note('fetched until then, kB', name, bytes / 1000);
  await page.context().close();
}

async function filled(browser: Browser, url: string, count: number) {
  const opened = await open(browser, url);
  await opened.page.waitForFunction('window.peer');
  const before = await cpuOf(opened.devtools);
  await opened.page.evaluate(`window.peer.fill(${count})`);
  return { ...opened, fill: (await cpuOf(opened.devtools)) - before };
}

const SCROLL = `(async () => {
  const scroller = window.peer.scroller();
  scroller.scrollTop = scroller.scrollHeight;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const times = [];
  for (let i = 0; i < 300; i += 1) {
    const before = performance.now();
    scroller.scrollTop -= 600;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return { p50: times[150], p99: times[297], long: times.filter((time) => time > 50).length };
})()`;
const APPEND = `(async () => {
  for (let n = 1; n <= 40; n += 1) {
    await window.peer.append(n);
    window.peer.scroller().getBoundingClientRect();
  }
})()`;

/** Memory, scrolling and one message more, with so many messages there. */
async function history(browser: Browser, url: string, name: Name, count: number): Promise<void> {
  const { page, devtools, fill } = await filled(browser, url, count);
  const of = `${count.toLocaleString('en')} messages: `;
  note(`${of}shown at first, CPU ms`, name, fill);
  await devtools.send('HeapProfiler.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  note(`${of}JS heap, MiB`, name, (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20);
  note(`${of}DOM nodes`, name, (await devtools.send('Memory.getDOMCounters')).nodes);
  let before = await cpuOf(devtools);
  await page.evaluate(APPEND);
  note(`${of}one more, CPU ms`, name, ((await cpuOf(devtools)) - before) / 40);
  before = await cpuOf(devtools);
  const { p50, p99, long } = await page.evaluate<{ p50: number; p99: number; long: number }>(SCROLL);
  note(`${of}a frame of scrolling, CPU ms`, name, ((await cpuOf(devtools)) - before) / 300);
  note(`${of}a frame of scrolling, p50 ms`, name, p50);
  note(`${of}a frame of scrolling, p99 ms`, name, p99);
  note(`${of}frames over 50 ms of 300`, name, long);
  await page.context().close();
}

/** An answer of 20,000 characters in 2,000 deltas into a chat of 20 messages. */
async function stream(browser: Browser, url: string, name: Name, answer: string): Promise<void> {
  const { page, devtools } = await filled(browser, url, 20);
  await page.evaluate('window.peer.begin()');
  const tenths: number[] = [];
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const before = await cpuOf(devtools);
    await page.evaluate(
      async ([text, first]) => {
        const { peer } = window as unknown as {
          peer: { grow: (offset: number, text: string) => Promise<void>; scroller: () => HTMLElement };
        };
        for (let i = first; i < first + 200; i += 1) {
          await peer.grow(i * 10, text.slice(i * 10, i * 10 + 10));
          peer.scroller().getBoundingClientRect();
          if (i % 20 === 0) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        }
      },
      [answer, tenth * 200] as [string, number],
    );
    tenths.push(((await cpuOf(devtools)) - before) / 200);
  }
  note('20,000 characters in 2,000 deltas: one of the first 200, CPU ms', name, tenths[0] ?? NaN);
  note('20,000 characters in 2,000 deltas: one of the last 200, CPU ms', name, tenths[9] ?? NaN);
  await page.context().close();
}

const figure = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString('en')
    : value >= 100
      ? value.toFixed(0)
      : value.toFixed(value >= 10 ? 1 : 2);
const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const spread = (values: readonly number[]): string =>
  `${figure(middle(values))} (${figure(Math.min(...values))} to ${figure(Math.max(...values))})`;

function print(): void {
  console.log(
    '| median (lowest to highest) | crm-chat | deep-chat | crm-chat : deep-chat |\n| --- | ---: | ---: | ---: |',
  );
  for (const [what, { 'crm-chat': ours, 'deep-chat': theirs }] of figures)
    console.log(`| ${what} | ${spread(ours)} | ${spread(theirs)} | ${(middle(ours) / middle(theirs)).toFixed(2)} |`);
}

const pagesOf = (relay: Relay, token: string): [string, string][] => [
  [
    '/ready/crm-chat',
    documentWith(`${WATCH}<script src="${relay.url}/crm-chat.js" data-token="${token}" data-open="true"></script>`),
  ],
  [
    '/ready/deep-chat',
    documentWith(
      `${WATCH}<script type="module" src="/deep-chat.js"></script><deep-chat connect='{"url": "/nowhere"}'></deep-chat>`,
    ),
  ],
  ['/long/crm-chat', elementPage],
  [
    '/long/deep-chat',
    documentWith(
      '<script type="module" src="/deep-chat.js"></script><script type="module" src="/deep-chat-page.js"></script>',
    ),
  ],
];

async function answers(browser: Browser, origin: string, rounds: number): Promise<void> {
  const { page } = await open(browser, `${origin}/long/crm-chat`);
  await page.waitForFunction('window.peer');
  const answer = await page.evaluate<string>('window.peer.answer(20000)');
  await page.context().close();
  for (let round = 0; round < rounds; round += 1)
    for (const name of NAMES) await stream(browser, `${origin}/long/${name}`, name, answer);
}

async function measure(browser: Browser, origin: string): Promise<void> {
  // Half as many of what takes minutes, unless it is all that is asked for.
  const rounds = given.only === undefined ? Math.ceil(ROUNDS / 2) : ROUNDS;
  if (isAsked('start'))
    for (let round = 0; round < ROUNDS; round += 1)
      for (const slow of [false, true])
        for (const name of NAMES) await interactive(browser, `${origin}/ready/${name}`, name, slow);
  if (isAsked('answers')) await answers(browser, origin, rounds);
  if (isAsked('history'))
    for (let round = 0; round < rounds; round += 1)
      for (const count of COUNTS)
        for (const name of NAMES) await history(browser, `${origin}/long/${name}`, name, count);
}

async function main(): Promise<void> {
  const pages = new Map<string, string>();
  const served = await servePages({
    pages,
    files: { '/deep-chat.js': bundle, '/deep-chat-page.js': at('examples/test/bench/deep-chat-page.js') },
  });
  const relay = await startRelay({ origins: [served.origin] });
  for (const [name, html] of pagesOf(relay, await tokenFor({ sub: 'tomas', subjects: ['*'] }))) pages.set(name, html);
  const browser = await launchBrowser(process.getuid?.() === 0 ? ['--no-sandbox'] : []);
  try {
    console.log(
      `${cpus()[0]?.model ?? ''}, Chromium ${browser.version()}, ${ROUNDS} rounds, load ${loadavg()[0]?.toFixed(1)}`,
    );
    await measure(browser, served.origin);
    console.log(`load at the end ${loadavg()[0]?.toFixed(1)}\n`);
    print();
  } finally {
    await browser.close();
    await relay.close();
    served.close();
  }
}

await main();
