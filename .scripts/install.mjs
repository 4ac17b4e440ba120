import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { at, npm, run } from './tree.mjs';

const readLock = (file) => JSON.parse(readFileSync(at(file), 'utf8')).packages;

/** Whether node_modules holds what the lock file says; what it may leave out (other platforms' binaries) may be missing. */
function installedAsLocked() {
  if (!existsSync(at('node_modules/.package-lock.json'))) return false;
  const installed = readLock('node_modules/.package-lock.json');
  return Object.entries(readLock('package-lock.json')).every(([where, { link, optional, devOptional, version }]) => {
    if (!where.includes('node_modules/') || link) return true;
    return installed[where] ? installed[where].version === version : optional || devOptional;
  });
}

/** better-sqlite3 is compiled for one version of Node: another one, or an install without scripts, cannot load it. */
function sqliteLoads() {
  try {
    const Database = createRequire(at('relay/package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** node_modules as package-lock.json says, with native parts that load. */
export async function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`crm-chat needs Node 20.19 or newer; this is ${process.version}.`);
  }
  if (!installedAsLocked()) {
    console.log('Installing packages (better-sqlite3 may have to compile: about 2 minutes) …');
    await npm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  }
  if (!sqliteLoads()) {
    console.log(`Compiling better-sqlite3 for Node ${process.version} …`);
    await npm(['rebuild', 'better-sqlite3']);
  }
}

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (names) =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)))
    .find(isExecutable);

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
const chromiumElsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** Chromium's path: `CHROME_PATH` first, then the usual places. */
export const findChromium = () =>
  process.env.CHROME_PATH || onPath(chromiumNames) || chromiumElsewhere.find((file) => isExecutable(file));

async function aptInstall(packages) {
  const sudo = process.getuid?.() === 0 ? [] : [onPath(['sudo'])];
  if (!onPath(['apt-get']) || sudo.includes(undefined)) return false;
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', ...args];
    return run(command, rest);
  };
  console.log(`Installing ${packages.join(' and ')} …`);
  await apt('update');
  return (await apt('install', '--no-install-recommends', ...packages)).code === 0;
}

/** Two more engines, where Debian has them: the tests in them are skipped elsewhere, and say so. */
async function tryOtherBrowsers() {
  if (!existsSync('/etc/os-release') || !/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return;
  const missing = [
    ...(onPath(['firefox-esr']) ? [] : ['firefox-esr']),
    ...(onPath(['WebKitWebDriver']) ? [] : ['webkit2gtk-driver']),
    ...(onPath(['Xvfb']) ? [] : ['xvfb']),
  ];
  if (missing.length > 0 && !(await aptInstall(missing))) {
    console.log(`Without ${missing.join(', ')} the tests in other browsers are skipped.`);
  }
}

/** What the tests need beside npm's packages; resolves with Chromium's path. */
export async function ensureTestTools() {
  const isUbuntu = existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  const missing = [
    ...(findChromium() ? [] : [isUbuntu ? 'chromium-browser' : 'chromium']),
    ...(onPath(['redis-server', 'redis-server.exe']) ? [] : ['redis-server']),
  ];
  if (missing.length > 0 && !(await aptInstall(missing))) {
    throw new Error(
      `The tests need ${missing.join(' and ')}. Install what is missing; CHROME_PATH may name any Chrome or Chromium.`,
    );
  }
  await tryOtherBrowsers();
  return findChromium();
}
