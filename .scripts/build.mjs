import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compressFolder } from './compress.mjs';
import { ensureInstalled } from './install.mjs';
import { sources } from './sources.mjs';
import { at, fingerprint, main, run } from './tree.mjs';

const stampOf = (workspace) => at('.cache', `build-${workspace}`);
const proof = { sdk: 'sdk/dist/browser/crm-chat.js', relay: 'relay/dist/public/crm-chat.js' };

const isFresh = (workspace, print) =>
  existsSync(at(proof[workspace])) &&
  existsSync(stampOf(workspace)) &&
  readFileSync(stampOf(workspace), 'utf8') === print;

const tool = (name, ...args) => run(process.execPath, [at('node_modules', name), ...args], { capture: true });

async function steps(...running) {
  const results = await Promise.all(running);
  const failed = results.filter(({ code }) => code !== 0);
  if (failed.length > 0) throw new Error(failed.map(({ output }) => output).join('\n'));
}

const rollup = (part) =>
  tool('rollup/dist/bin/rollup', '--config', 'rollup.config.mjs', '--silent', `--config-${part}`);

const builders = {
  async sdk() {
    await steps(
      rollup('sdk'),
      tool('typescript/bin/tsc', '-p', 'sdk/tsconfig.build.json'),
      run(process.execPath, [at('.scripts/manifest.mjs')], { capture: true }),
    );
  },
  async relay() {
    cpSync(at('sdk/dist/browser'), at('relay/dist/public'), { recursive: true });
    // Files, not a dependency: whoever installs the relay gets 2 MB of Swagger UI instead of its 12, and runs no script of it.
    for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css', 'LICENSE', 'NOTICE']) {
      cpSync(at('node_modules/swagger-ui-dist', file), at('relay/dist/docs', file));
    }
    // Meanwhile: Swagger UI alone is seconds.
    const compressing = Promise.all(['public', 'docs'].map((folder) => compressFolder(at('relay/dist', folder))));
    await Promise.all([steps(rollup('relay')), compressing]);
    chmodSync(at('relay/dist/main.js'), 0o755);
    cpSync(at('relay/admin/admin.css'), at('relay/dist/admin-page/admin.css'));
    await compressFolder(at('relay/dist/admin-page'));
  },
};

/** Holds while one process builds; a second one waits, and takes over from one that died. */
async function withLock(work) {
  const lock = at('.cache/build.lock');
  mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isHeld(lock)) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isHeld(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    // EPERM: alive, and another user's. ESRCH: it died. ENOENT: it just let go.
    return error.code === 'EPERM';
  }
}

/** Builds the workspaces whose sources changed since their `dist` was made. */
export const ensureBuilt = ({ force = false } = {}) =>
  withLock(async () => {
    for (const [workspace, build] of Object.entries(builders)) {
      const print = fingerprint(sources[workspace]);
      if (!force && isFresh(workspace, print)) continue;
      console.log(`Building ${workspace} …`);
      rmSync(stampOf(workspace), { force: true });
      rmSync(at(workspace, 'dist'), { recursive: true, force: true });
      await build();
      writeFileSync(stampOf(workspace), print);
    }
  });

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(async () => {
    await ensureInstalled();
    await ensureBuilt({ force: process.argv.includes('--force') });
  });
}
