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
function lockFor(page: object): object {
  const lock = readJson(at('package-lock.json')) as { packages: Record<string, Locked> };
  const packages: Record<string, object> = { '': page };
  for (const [where, locked] of Object.entries(lock.packages)) {
    if (!where.startsWith('node_modules/') || locked.link) continue;
    const name = locked.name ?? where.slice(where.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const file = `${path.posix.basename(name)}-${locked.version ?? ''}.tgz`;
    packages[where] = { ...locked, resolved: `https://registry.npmjs.org/${name}/-/${file}` };
  }
  return { ...lock, ...page, packages };
}

/** Packs, copies and installs; resolves with the folder, in which each example has one of its own. */
export async function installPacked(examples: readonly string[]): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-examples-'));
  await npm(at('.'), ['pack', '-w', 'sdk', '--pack-destination', folder, '--ignore-scripts', '--silent']);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
  const wanted: Dependencies = {};
  for (const example of examples) {
    const { dependencies, devDependencies } = readJson(at(`examples/${example}/package.json`)) as Manifest;
    Object.assign(wanted, dependencies, devDependencies);
    const isSource = (file: string) => !/[\\/](node_modules|dist)$/.test(file);
    cpSync(at(`examples/${example}`), path.join(folder, example), { recursive: true, filter: isSource });
  }
  const page = {
    name: 'pages',
    version: '0.0.0',
    dependencies: { ...wanted, '@crm-chat/sdk': `file:${tarball}` },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(page));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lockFor(page)));
  await npm(folder, ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']);
  return folder;
}

/** Checks the types and builds for production, for a relay at that address. */
export const buildExample = (folder: string, example: string, relay: string): Promise<void> =>
  npm(path.join(folder, example), ['run', 'build'], { VITE_CHAT_RELAY: relay });
