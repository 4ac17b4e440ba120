// node .scripts/image-files.mjs FOLDER: the relay as it runs in an image, with the packages that it needs in the versions
// of the lock file, and no other. A second `npm ci --omit=dev` would compile SQLite again, and bring what the SDK beside
// the relay may be used with.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { at, main, root, run } from './tree.mjs';

/** Folders of packages, relative to the root: those that hold another one come before it. */
async function neededPackages() {
  const args = ['ls', '--workspace', 'relay', '--omit=dev', '--all', '--parseable'];
  const { code, output } = await run('npm', args, { capture: true });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed (${code}).\n${output}`);
  return output
    .split('\n')
    .filter((line) => line.startsWith(root))
    .map((line) => path.relative(root, line))
    .filter((folder) => folder.includes('node_modules') && !folder.includes('@crm-chat'))
    .sort();
}

/** What better-sqlite3 was compiled from is more than half of what it takes. */
const isSource = (file) => /\/better-sqlite3\/(deps|src|build\/Release\/obj)(\/|$)/.test(file);

async function copyImageFiles(folder) {
  for (const each of await neededPackages()) {
    cpSync(at(each), path.join(folder, each), {
      recursive: true,
      // Each package is named by itself: what is nested and for development only stays away.
      filter: (file) => !isSource(file) && !path.relative(at(each), file).split(path.sep).includes('node_modules'),
    });
  }
  mkdirSync(path.join(folder, 'relay'), { recursive: true });
  for (const each of ['relay/package.json', 'relay/dist'])
    cpSync(at(each), path.join(folder, each), { recursive: true });
  cpSync(at('LICENSE'), path.join(folder, 'relay/LICENSE'));
}

main(async () => {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('Name the folder that the files go to.');
  await copyImageFiles(path.resolve(folder));
});
