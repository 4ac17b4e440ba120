import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { at } from './tree.js';

export type ReactVersion = 18 | 19;

const folderOf = { 18: 'examples/react-18/node_modules', 19: 'node_modules' } as const;

/**
 * The page of `react-page.tsx` on that version of React, in a folder: `app.js` for the browser, `server.mjs` for Node. React's
 * development build, which says what it dislikes.
 */
export async function bundleForReact(version: ReactVersion): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-react-'));
  const react = at(folderOf[version]);
  const shared: BuildOptions = {
    alias: { react: `${react}/react`, 'react-dom': `${react}/react-dom` },
    // Paths of this repository are not what an application has: the package's own `exports` say.
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx' } },
    bundle: true,
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
  };
  await build({
    ...shared,
    entryPoints: [at('examples/test/support/react-client.tsx')],
    splitting: true,
    format: 'esm',
    outdir: folder,
    entryNames: 'app',
  });
  await build({
    ...shared,
    entryPoints: [at('examples/test/support/react-server.tsx')],
    platform: 'node',
    format: 'esm',
    // React's server is CommonJS, which asks for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    outfile: path.join(folder, 'server.mjs'),
  });
  return folder;
}
