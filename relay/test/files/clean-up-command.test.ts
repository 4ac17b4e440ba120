import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/cli/program.js';
import { GENEROUS, startLive } from '../live.js';
import { filesOnDisk, upload } from './uploader.js';

async function cleanUp(data: string): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const speak = { out: (line: string) => said.push(line), err: (line: string) => said.push(line) };
  return { code: await run(['--data', data, 'cleanup'], {}, speak), said: said.join('\n') };
}

test('cleanup removes what nothing needs, and leaves a running relay alone', async (t) => {
  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-cleanup-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  const live = await startLive(t, { data, limits: GENEROUS });
  const tomas = await live.person('tomas');
  const [kept, deleted, unsent] = [await upload(live, tomas), await upload(live, tomas), await upload(live, tomas)];
  await tomas.say('', { attachment_ids: [kept.id] });
  const { message_id } = await tomas.say('', { attachment_ids: [deleted.id] });
  await tomas.call('DELETE', `/api/messages/${message_id}/`, {});
  const refused = await cleanUp(data);
  assert.equal(refused.code, 1);
  assert.match(refused.said, /is used by another relay.* A running relay cleans up by itself/);
  await live.close();
  // As a process leaves it that is killed while a file comes in.
  await writeFile(path.join(data, 'files', 'incoming', 'half'), 'a file');
  assert.deepEqual(await cleanUp(data), {
    code: 0,
    said: `Removed 1 file (${deleted.size} bytes), 0 strays, 0 records without bytes.`,
  });
  const left = [kept, unsent].map(({ id }) => `${id.slice(0, 2)}/${id}`);
  assert.deepEqual((await filesOnDisk({ config: live.config })).sort(), left.sort());
  assert.deepEqual(await readdir(path.join(data, 'files', 'incoming')), []);
});

test('cleanup on a folder without a relay’s data makes one, with nothing in it', async (t) => {
  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-cleanup-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  assert.deepEqual(await cleanUp(data), {
    code: 0,
    said: 'Removed 0 files (0 bytes), 0 strays, 0 records without bytes.',
  });
});
