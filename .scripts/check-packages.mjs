// What npm would publish: packed as npm packs it, then looked at as those who install it will.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { isCompressed } from './compress.mjs';
import { at, main, npm, run } from './tree.mjs';

const node = (script, ...args) => run(process.execPath, [at('node_modules', script), ...args], { capture: true });

const required = {
  sdk: [
    'dist/npm/index.js',
    'dist/npm/define.d.ts',
    'dist/npm/frameworks/react.d.ts',
    'dist/npm/protocol/index.d.ts',
    'dist/custom-elements.json',
    'dist/browser/crm-chat.js',
  ],
  relay: [
    'dist/main.js',
    'dist/store/sqlite/worker.js',
    'dist/public/crm-chat.js',
    'dist/public/crm-chat-element.js',
    'dist/docs/swagger-ui-bundle.js',
    'dist/admin-page/admin.js',
    'dist/admin-page/admin.css',
  ],
};

/** The relay runs without the SDK beside it: the protocol is inside, and lit is nowhere. */
function relayStandsAlone() {
  const { dependencies } = JSON.parse(readFileSync(at('relay/package.json'), 'utf8'));
  const named = ['lit', 'nanostores', '@crm-chat/sdk'].filter((name) => name in dependencies);
  const importing = readdirSync(at('relay/dist'), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.js') && !file.startsWith('public'))
    .filter((file) => /from ['"](@crm-chat\/|lit|nanostores)/.test(readFileSync(at('relay/dist', file), 'utf8')));
  return [
    ...named.map((name) => `relay: must not depend on ${name}.`),
    ...importing.map((file) => `relay: dist/${file} imports what is not installed with it.`),
  ];
}

/** What the relay serves to browsers is there compressed, too: else the first visitor after each start waits for it. */
const uncompressed = (listed) =>
  listed
    .filter((file) => /^package\/dist\/(?:public|docs|admin-page)\//.test(file) && isCompressed(file))
    .map((file) => `${file}.br`)
    .filter((file) => !listed.includes(file));

async function check(workspace, folder) {
  const args = ['pack', '-w', workspace, '--pack-destination', folder, '--json', '--ignore-scripts'];
  await npm(args, { capture: true });
  const tarball = readdirSync(folder).find((file) => file.includes(workspace));
  const packed = path.join(folder, tarball);
  const listed = (await run('tar', ['-tzf', packed], { capture: true })).output.split('\n');
  const missing = [
    ...required[workspace].map((file) => `package/${file}`).filter((file) => !listed.includes(file)),
    ...uncompressed(listed),
  ];
  const results = [await node('publint/src/cli.js', packed, '--strict')];
  // The relay is a command: it has no types to be wrong.
  if (workspace === 'sdk') {
    results.push(await node('@arethetypeswrong/cli/dist/index.js', packed, '--profile', 'esm-only', '--no-color'));
  }
  return [
    ...missing.map((file) => `${workspace}: ${file} is missing from the package.`),
    ...results.filter(({ code }) => code !== 0).map(({ output }) => output),
  ];
}

main(async () => {
  await ensureBuilt();
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-pack-'));
  try {
    const problems = [...(await check('sdk', folder)), ...(await check('relay', folder)), ...relayStandsAlone()];
    if (problems.length > 0) throw new Error(problems.join('\n'));
    console.log('Both packages are what they say.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
