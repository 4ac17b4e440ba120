import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));
export const at = (...parts) => path.join(root, ...parts);

/** Every file at or below `entry` (relative to the root) whose path passes `keep`, in a fixed order. */
export function filesIn(entry, keep = () => true) {
  if (!existsSync(at(entry))) return [];
  if (statSync(at(entry)).isFile()) return keep(entry) ? [entry] : [];
  return readdirSync(at(entry))
    .sort()
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => filesIn(path.posix.join(entry, name), keep));
}

/** One hash of the names and contents of these files and folders. */
export function fingerprint(entries) {
  const hash = createHash('sha256');
  for (const file of entries.flatMap((entry) => filesIn(entry))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(at(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Runs a command in the root; resolves with its exit code, and with its output where that is captured. */
export function run(command, args, { capture = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, ...options });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Runs a command that has to succeed. */
export async function must(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${[path.basename(command), ...args].join(' ')} failed (${code}).\n${output}`.trim());
}

/** Runs npm: the one that runs us, where there is one, since Windows cannot spawn `npm` by its name. */
export const npm = (args, options) => {
  const cli = process.env.npm_execpath ?? '';
  return path.basename(cli) === 'npm-cli.js'
    ? must(process.execPath, [cli, ...args], options)
    : must('npm', args, options);
};

/** Ends the process with a message instead of a stack when one of our own steps fails; `closing` is said after it. */
export function main(step, closing) {
  step().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    if (closing) console.log(`\n${closing}`);
    process.exit(1);
  });
}
