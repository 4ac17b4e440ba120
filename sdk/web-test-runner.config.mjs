import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { countTo } from '../.scripts/count-wtr.mjs';
import { leanMarked } from '../.scripts/lean-marked.mjs';
import { highlightCore } from '../.scripts/library-modules.mjs';
import { relayCommands } from '../.scripts/relay-commands.mjs';

const at = (file) => fileURLToPath(new URL(file, import.meta.url));
const relays = relayCommands();
const counts = process.env.CRM_CHAT_COUNTS;

const chromiumArgs = [
  // Chromium's sandbox refuses to run as root, which is what containers are.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default {
  rootDir: at('..'),
  files: [at('test/**/*.test.ts')],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  // The core of highlight.js is the one CommonJS module of all; marked is as the element has it.
  plugins: [
    relays.plugin,
    {
      name: 'library-modules',
      transform: async ({ path, body }) =>
        typeof body === 'string'
          ? (highlightCore(body, path) ?? (await leanMarked(body, path)) ?? undefined)
          : undefined,
    },
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: at('../tsconfig.json') }),
  ],
  reporters: [
    defaultReporter({ reportTestResults: true, reportTestProgress: process.stdout.isTTY === true }),
    relays.reporter,
    ...(counts ? [countTo(counts)] : []),
  ],
  browsers: [
    chromeLauncher({
      launchOptions: { args: chromiumArgs },
      // A window of its own for each page, and one that counts as being in front: a tab behind another gets no frames.
      async createPage({ context }) {
        const page = await (await context.browser().createBrowserContext()).newPage();
        const devtools = await page.createCDPSession();
        await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: true });
        return page;
      },
    }),
  ],
  // The pages of one browser share IndexedDB, localStorage, locks and channels: one file at a time has them to itself.
  concurrency: 1,
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
  testsStartTimeout: 60_000,
  testsFinishTimeout: 180_000,
  // nanostores reads `process.env.NODE_ENV`, axe wants a language and a title.
  testRunnerHtml: (framework) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>crm-chat tests</title>
    <script>
      window.process = { env: { NODE_ENV: 'test' } };
    </script>
  </head>
  <body>
    <script type="module" src="${framework}"></script>
  </body>
</html>`,
};
