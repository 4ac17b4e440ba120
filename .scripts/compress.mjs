// Lays beside what the relay serves to browsers the form in which it leaves: brotli at its best, which takes seconds that
// the first visitor after each start would wait for. gzip takes milliseconds, and the relay makes it when it is asked for.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

/** Source maps are left out: four megabytes that hardly anybody fetches. */
export const isCompressed = (file) => /\.(?:js|css|txt)$/.test(file);

/** As `relay/src/http/static-files.ts` does it for a file that has none. */
const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** All files of a folder at once: zlib has threads of its own. */
export async function compressFolder(folder) {
  const files = (await readdir(folder, { recursive: true }))
    .filter(isCompressed)
    .map((file) => path.join(folder, file));
  await Promise.all(files.map(async (file) => writeFile(`${file}.br`, await brotli(await readFile(file)))));
}
