// npm run bench:view: the element's work in Chromium: answers that stream, long histories. Prints Markdown, asserts nothing.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { ensureTestTools } from './install.mjs';
import { at, main } from './tree.mjs';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];
const ms = (time) => time.toFixed(2);

async function serve(folder) {
  await build({
    entryPoints: { app: at('sdk/test/bench/page.ts') },
    bundle: true,
    ignoreAnnotations: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outdir: folder,
    tsconfig: at('tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const page =
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><script type="module" src="/app.js"></script>';
  const server = createServer(({ url = '/' }, answer) => {
    if (url === '/') return void answer.writeHead(200, { 'content-type': 'text/html' }).end(page);
    try {
      const script = readFileSync(path.join(folder, path.basename(url)));
      answer.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** A page of its own for each figure: nothing of the last one is in its memory. */
async function ask(browser, url, name, ...args) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  page.on('pageerror', (error) => console.error(String(error)));
  await page.goto(url);
  await page.waitForFunction('window.bench');
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

main(async () => {
  const executablePath = await ensureTestTools();
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-bench-view-'));
  const server = await serve(folder);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...sandbox] });
  const url = `http://127.0.0.1:${server.address().port}/`;
  try {
    console.log(`${cpus()[0]?.model ?? 'unknown'}, Chromium ${browser.version()}\n`);
    const kinds = ['paragraphs, lists, tables, code', 'one list', 'one table', 'one code block', 'one paragraph'];
    const streams = [];
    for (const kind of kinds) {
      const { first, last, total } = await ask(browser, url, 'stream', kind, 20_000, 5000);
      streams.push([kind, ms(first), ms(last), (last / first).toFixed(2), (total / 1000).toFixed(1)]);
    }
    table(['20,000 characters in 5,000 deltas', 'first 500, ms', 'last 500, ms', 'ratio', 'in all, s'], streams);
    const appends = [];
    let base = 0;
    for (const count of [10, 1000, 10_000]) {
      const { ms: time, nodes, heap } = await ask(browser, url, 'append', count, 60);
      base ||= time;
      appends.push([
        `window, ${count.toLocaleString('en')} messages`,
        ms(time),
        (time / base).toFixed(2),
        nodes.toLocaleString('en'),
        heap.toFixed(1),
      ]);
    }
    const other = await ask(browser, url, 'contentVisibility', 10_000);
    appends.push([
      'content-visibility, 10,000 messages',
      ms(other.ms),
      '',
      other.nodes.toLocaleString('en'),
      other.heap.toFixed(1),
    ]);
    table(['One message more', 'ms', 'to 10', 'elements', 'heap, MiB'], appends);
    const { p50, p99, nodes, steps } = await ask(browser, url, 'scroll', 10_000);
    table(
      ['Scrolling up through 10,000 messages', 'steps', 'p50, ms', 'p99, ms', 'elements at most'],
      [['600 px a frame, pages of 50 from a store', steps, ms(p50), ms(p99), nodes.toLocaleString('en')]],
    );
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
