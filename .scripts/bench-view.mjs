// npm run bench:view [-- --only answers|append|scroll]: the element's work in Chromium. Prints Markdown, asserts nothing.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { ensureTestTools } from './install.mjs';
import { main } from './tree.mjs';
import { elementPage, servePages } from '../examples/test/bench/page.ts';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];
const ms = (time) => time.toFixed(2);

/** A page of its own for each figure: nothing of the last one is in its memory. */
async function open(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  page.on('pageerror', (error) => console.error(String(error)));
  await page.goto(url);
  await page.waitForFunction('window.bench');
  return page;
}

async function ask(browser, url, name, ...args) {
  const page = await open(browser, url);
  const result = await page.evaluate(`window.bench.${name}(...${JSON.stringify(args)})`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await page.close();
  return { ...result, heap: usedSize / 2 ** 20 };
}

const table = (head, rows) =>
  console.log(
    [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n'),
    '\n',
  );

const KINDS = [
  ['paragraphs, lists, tables, code', 20_000],
  ['one list', 20_000],
  ['one nested list', 20_000],
  ['one table', 20_000],
  ['one code block', 52_000],
  ['one paragraph', 20_000],
];
const DELTAS = 5000;

/** Milliseconds of the page's main thread that each tenth of the deltas took: CPU, so that others on the machine count less. */
async function streams(browser, url) {
  const rows = [];
  for (const [kind, chars] of KINDS) {
    const page = await open(browser, url);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const read = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
    };
    await page.evaluate(`window.bench.stream(${JSON.stringify(kind)}, ${chars}, ${DELTAS})`);
    const tenths = [];
    for (let i = 0; i < 10; i += 1) {
      const before = await read();
      await page.evaluate(`window.bench.streamOn(${DELTAS / 10})`);
      const after = await read();
      const of = (name) => (after[name] - before[name]) / (DELTAS / 10);
      tenths.push({ all: of('TaskDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration') });
    }
    const before = await read();
    await page.evaluate('window.bench.streamEnd()');
    const end = (await read()).TaskDuration - before.TaskDuration;
    const [first, last] = [tenths[0], tenths[9]];
    rows.push([
      `${kind}, ${chars.toLocaleString('en')}`,
      ms(first.all),
      ms(tenths[4].all),
      ms(last.all),
      (last.all / first.all).toFixed(2),
      `${ms(first.layout)} · ${ms(last.layout)}`,
      end.toFixed(0),
    ]);
    await page.close();
  }
  table(
    [
      '5,000 deltas, characters',
      'first 500, ms',
      'fifth',
      'last',
      'ratio',
      'of it layout, first · last',
      'the end, ms',
    ],
    rows,
  );
}

async function appends(browser, url) {
  const rows = [];
  let base = 0;
  for (const count of [10, 1000, 10_000]) {
    const { ms: time, nodes, heap } = await ask(browser, url, 'append', count, 60);
    base ||= time;
    rows.push([
      `window, ${count.toLocaleString('en')} messages`,
      ms(time),
      (time / base).toFixed(2),
      nodes.toLocaleString('en'),
      heap.toFixed(1),
    ]);
  }
  const other = await ask(browser, url, 'contentVisibility', 10_000);
  rows.push([
    'content-visibility, 10,000 messages',
    ms(other.ms),
    '',
    other.nodes.toLocaleString('en'),
    other.heap.toFixed(1),
  ]);
  table(['One message more', 'ms', 'to 10', 'elements', 'heap, MiB'], rows);
}

async function scroll(browser, url) {
  const { p50, p99, nodes, steps } = await ask(browser, url, 'scroll', 10_000);
  table(
    ['Scrolling up through 10,000 messages', 'steps', 'p50, ms', 'p99, ms', 'elements at most'],
    [['600 px a frame, pages of 50 from a store', steps, ms(p50), ms(p99), nodes.toLocaleString('en')]],
  );
}

const PARTS = { answers: streams, append: appends, scroll };

main(async () => {
  const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
  const executablePath = await ensureTestTools();
  const served = await servePages({ pages: new Map([['/', elementPage]]) });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...sandbox] });
  try {
    console.log(`${cpus()[0]?.model ?? 'unknown'}, Chromium ${browser.version()}\n`);
    for (const [name, part] of Object.entries(PARTS))
      if ((only ?? name) === name) await part(browser, `${served.origin}/`);
  } finally {
    await browser.close();
    served.close();
  }
});
