import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { GENEROUS, startLive } from '../live.js';
import { COLLECTION_FILE, collectionText } from './postman-file.js';

test('the Postman collection in docs/ is made from the document as it is now', async () => {
  const kept = await readFile(COLLECTION_FILE, 'utf8');
  assert.ok(kept === (await collectionText()), 'docs/crm-chat.postman_collection.json is stale: npm run postman');
});

test('newman runs the collection against a relay, and every assertion holds', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const token = await live.token('root', { role: 'admin', name: 'Root' });
  const newman = createRequire(import.meta.url).resolve('newman/bin/newman.js');
  const variables = [`base_url=${live.url}`, `token=${token}`].flatMap((each) => ['--env-var', each]);
  const child = spawn(
    process.execPath,
    [newman, 'run', COLLECTION_FILE, '--color', 'off', '--working-dir', path.dirname(COLLECTION_FILE), ...variables],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 0, output);
  const { item } = JSON.parse(await readFile(COLLECTION_FILE, 'utf8')) as { item: unknown[] };
  // "│ requests │ 20 │ 0 │" of the summary: as many as there are, none failed.
  assert.match(output, new RegExp(`requests │\\s+${item.length} │\\s+0 │`));
});
