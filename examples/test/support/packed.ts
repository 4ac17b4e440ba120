/**
 * The examples as somebody gets them who has never seen this repository: in an empty folder, with the SDK from the file that
 * `npm pack` makes, and no link to anything here.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { at } from './tree.js';

type Dependencies = Record<string, string>;

interface Manifest {
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
}

interface Locked {
  readonly version?: string;
  readonly name?: string;
  readonly link?: boolean;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** Runs npm in a folder: the one that runs us, where there is one, since Windows cannot spawn `npm` by its name. */
async function npm(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const cli = process.env['npm_execpath'] ?? '';
  const isOurs = path.basename(cli) === 'npm-cli.js';
  const [command, first] = isOurs ? [process.execPath, [cli]] : ['npm', []];
  const options = { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 };
  await promisify(execFile)(command, [...first, ...args], options).catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`npm ${args.join(' ')} in ${folder}:\n${stdout}\n${stderr}`, { cause: error });
  });
}

/**
 * What this repository's lock file says, for a page that has these dependencies: npm drops what it does not need. So the
 * versions are the ones that were tried, and npm finds them in its cache instead of asking the registry for newer ones.
 */
function lockFor(page: object, versions?: string): object {
  const lock = readJson(at('package-lock.json')) as { packages: Record<string, Locked> };
  const packages: Record<string, object> = { '': page };
  const own = `examples/${versions ?? ''}/`;
  const inRoot = Object.entries(lock.packages).filter(([where]) => where.startsWith('node_modules/'));
  // What that example has of its own takes the place of what the others share.
  const inOwn = Object.entries(lock.packages)
    .filter(([where]) => where.startsWith(`${own}node_modules/`))
    .map(([where, locked]) => [where.slice(own.length), locked] as const);
  for (const [where, locked] of [...inRoot, ...inOwn]) {
    if (locked.link) continue;
    const name = locked.name ?? where.slice(where.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const file = `${path.posix.basename(name)}-${locked.version ?? ''}.tgz`;
    packages[where] = { ...locked, resolved: `https://registry.npmjs.org/${name}/-/${file}` };
  }
  return { ...lock, ...page, packages };
}

/**
 * Packs, copies and installs; resolves with the folder, in which each example has one of its own.
 *
 * @param versions an example whose versions count instead of the others' own.
 */
export async function installPacked(examples: readonly string[], versions?: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-examples-'));
  await npm(at('.'), ['pack', '-w', 'sdk', '--pack-destination', folder, '--ignore-scripts', '--silent']);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
  const wanted: Dependencies = {};
  const want = (example: string): void => {
    const { dependencies, devDependencies } = readJson(at(`examples/${example}/package.json`)) as Manifest;
    Object.assign(wanted, dependencies, devDependencies);
  };
  for (const example of examples) {
    want(example);
    const isSource = (file: string) => !/[\\/](node_modules|dist)$/.test(file);
    cpSync(at(`examples/${example}`), path.join(folder, example), { recursive: true, filter: isSource });
  }
  if (versions !== undefined) want(versions);
  const page = {
    name: 'pages',
    version: '0.0.0',
    dependencies: { ...wanted, '@crm-chat/sdk': `file:${tarball}` },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(page));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lockFor(page, versions)));
  await npm(folder, ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']);
  return folder;
}

/** Checks the types and builds for production, for a relay at that address. @param folder the example's. */
export const buildExample = (folder: string, relay: string): Promise<void> =>
  npm(folder, ['run', 'build'], { VITE_CHAT_RELAY: relay });

/**
 * What its server renders, in the page that the browser gets, into `dist/rendered`, for the path `/rendered/`: with the frameworks' development builds,
 * which say what they dislike.
 */
export async function renderExample(folder: string, relay: string): Promise<string> {
  const env = { VITE_CHAT_RELAY: relay, NODE_ENV: 'development' };
  await npm(folder, ['run', 'build:server'], env);
  await npm(folder, ['exec', '--', 'vite', 'build', '--base', '/rendered/', '--outDir', 'dist/rendered'], env);
  const server = `const { render } = await import('./dist/server/render.js');
    const page = await render();
    if (globalThis.customElements?.get('crm-chat')) throw new Error('The server has registered it.');
    process.stdout.write(page);`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', server], {
    cwd: folder,
  });
  if (stderr !== '') throw new Error(`The server of ${folder} complained:\n${stderr}`);
  return readFileSync(path.join(folder, 'dist/rendered/server.html'), 'utf8').replace('<!--page-->', () => stdout);
}

/** What svelte-check finds, as `file:line`, by the order of the file. @param folder the example's. */
export async function svelteErrors(folder: string): Promise<readonly string[]> {
  const check = path.join(folder, '../node_modules/svelte-check/bin/svelte-check');
  const args = [check, '--output', 'machine', '--threshold', 'error'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
    (error: unknown) => error as { stdout: string },
  );
  return [...stdout.matchAll(/^\d+ ERROR "([^"]+)" (\d+):/gm)].map(([, file = '', line = '']) => `${file}:${line}`);
}
