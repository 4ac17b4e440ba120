import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { at } from './tree.js';

/** The npm package in a page's own bundle, `app.js` and its chunks, as esbuild makes it for an application: from the published files. */
export async function bundleForNpm(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-bundle-'));
  const { metafile } = await build({
    stdin: { contents: "import '@crm-chat/sdk/define';", resolveDir: at('examples/test') },
    // Paths of this repository are not what an application has: the package's own `exports` say.
    tsconfigRaw: '{}',
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: folder,
    entryNames: 'app',
    define: { 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    logLevel: 'silent',
  });
  const sources = Object.keys(metafile.inputs).filter(
    (file) => file.includes('sdk/') && !file.includes('node_modules/'),
  );
  assert.ok(sources.length > 0 && sources.every((file) => file.includes('sdk/dist/npm/')), sources.join('\n'));
  return folder;
}
