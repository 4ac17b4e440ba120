import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_LIMITS } from '@crm-chat/sdk/protocol';
import { RelayError } from '../../src/errors.js';
import { createFiles } from '../../src/files/create-files.js';
import { createDiskBlobs } from '../../src/files/disk-blobs.js';
import type { Files } from '../../src/files/files.js';
import { createFileCleanUp } from '../../src/jobs/clean-files.js';
import { startJobs } from '../../src/jobs/jobs.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { FILES, FILES_DUE, type Collection, type Store } from '../../src/store/store.js';
import { admin, ann, parse, Room } from '../contract/store-builders.js';
import { createHandClock } from '../replies/hand-clock.js';
import { png } from './making.js';

const DAY_MS = 86_400_000;
const LIMITS = { ...DEFAULT_LIMITS, upload_bytes: 100_000 };

async function createPlace(t: TestContext, store: Store = createMemoryStore({ epoch: 'e' })) {
  const folder = await mkdtemp(path.join(tmpdir(), 'crm-chat-sweep-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const clock = createHandClock(Date.now());
  const blobs = createDiskBlobs(folder);
  const open = (on: Store = store) => createFiles({ store: on, blobs, limits: LIMITS, clock, reserveBytes: 0 });
  const files = open();
  await files.start();
  const room = new Room(store);
  await room.create();
  const onDisk = async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };
  const onRecord = async () => (await store.collection(FILES).list()).map(({ key }) => key);
  const dues = async () => (await store.collection(FILES_DUE).list()).length;
  return { folder, clock, blobs, files, open, store, room, onDisk, onRecord, dues };
}

type Place = Awaited<ReturnType<typeof createPlace>>;

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function put(files: Files, client_id: string | null = null): Promise<string> {
  const received = await files.receive({ name: 'x.png', declared: 'image/png', bytes: once(png()) });
  return (await files.keep(received, { tenant: 't', user_id: ann.id, client_id })).attachment.id;
}

const name = async ({ room }: Place, id: string) =>
  await room.store.write(room.sending(ann, [room.message('x', { attachment_ids: [id] })]));

const drop = async ({ room }: Place, message_id: string, now: string) =>
  await room.done({ ...room.base(ann), now, kind: 'delete', message_id, erase: false, client_id: null, hash: 'd' });

describe('a clean-up', () => {
  test('takes the bytes of a file that an admin deleted, where the relay died before it did', async (t) => {
    const place = await createPlace(t);
    const id = await put(place.files);
    assert.ok((await name(place, id)).ok);
    const { tenant, access, actor } = place.room.base(admin);
    const now = new Date(place.clock.now()).toISOString();
    await place.room.done({ kind: 'remove-file', tenant, access, actor, now, file_id: id });
    assert.deepEqual([await place.onDisk(), await place.onRecord()], [[id], []]);
    await place.open().sweep();
    assert.deepEqual([await place.onDisk(), await place.dues()], [[], 0]);
  });

  test('removes an upload that no message has named for seven days, and its client_id with it', async (t) => {
    const place = await createPlace(t);
    const { files, clock } = place;
    const [sent, unsent] = [await put(files), await put(files, 'k1')];
    assert.ok((await name(place, sent)).ok);
    await clock.advance(7 * DAY_MS - 1);
    assert.deepEqual(await files.sweep(), { removed: 0, bytes: 0, strays: 0, lost: 0 });
    assert.equal(await put(files, 'k1'), unsent, 'the same upload as before');
    await clock.advance(1);
    assert.deepEqual(await files.sweep(), { removed: 1, bytes: png().length, strays: 0, lost: 0 });
    assert.deepEqual([await place.onDisk(), await place.onRecord(), await place.dues()], [[sent], [sent], 0]);
    const again = await put(files, 'k1');
    assert.notEqual(again, unsent);
    const outcome = await name(place, unsent);
    assert.equal(outcome.ok ? 'sent' : outcome.code, 'attachment_gone');
  });

  test('removes the files of a deleted message, and leaves those that another one names', async (t) => {
    const place = await createPlace(t);
    const { files, room, clock } = place;
    const [both, one] = [await put(files), await put(files)];
    await name(place, both);
    const row = await room.say(ann, '', { attachment_ids: [both, one] });
    await drop(place, row.id, new Date(clock.now()).toISOString());
    assert.equal((await files.sweep()).removed, 1);
    assert.deepEqual([await place.onDisk(), await place.onRecord()], [[both], [both]]);
  });

  test('on a folder that a crash or a backup has left, keeps what is known, and nothing else for ever', async (t) => {
    const place = await createPlace(t);
    const { files, folder, clock, blobs, store } = place;
    const [kept, lost, sentAndLost] = [await put(files), await put(files, 'k1'), await put(files)];
    await name(place, sentAndLost);
    await blobs.remove(lost);
    await blobs.remove(sentAndLost);
    // Announced and kept, and then the process died; half come in; and bytes of a history that is no more.
    const unfinished = await blobs.receive('00000000-0000-4000-8000-000000000001');
    await unfinished.keep();
    const due_at = new Date(clock.now() + 7 * DAY_MS).toISOString();
    await store.collection(FILES_DUE).put(`${due_at}/x`, { id: '00000000-0000-4000-8000-000000000001', due_at });
    const half = await blobs.receive('00000000-0000-4000-8000-000000000002');
    t.after(() => half.discard());
    await half.write(png());
    const stray = await blobs.receive('00000000-0000-4000-8000-000000000003');
    await stray.keep();
    await mkdir(path.join(folder, 'other'));
    await writeFile(path.join(folder, 'other', 'file'), 'not ours');

    const after = place.open();
    await after.start();
    assert.equal((await place.onDisk()).length, 4, 'what was half come in is gone at the start');
    assert.equal((await after.sweep()).lost, 1);
    assert.equal(await after.find(lost), null);
    assert.notEqual(await after.find(sentAndLost), null, 'its message still names it');
    assert.equal(await after.open(sentAndLost), null);
    assert.notEqual(await put(after, 'k1'), lost, 'the lost one comes again');
    await clock.advance(2 * 3_600_000);
    await after.sweep();
    assert.ok(!(await place.onDisk()).includes('00000000-0000-4000-8000-000000000001'));
    await name(place, kept);
    await clock.advance(8 * DAY_MS);
    assert.equal((await after.sweep()).strays, 1);
    assert.deepEqual((await place.onDisk()).sort(), ['file', kept].sort());
  });

  test('that dies between its steps is finished by the next', async (t) => {
    // Each write of the clean-up fails once, the one before having been done.
    for (let at = 0; at < 4; at += 1) {
      const place = await createPlace(t);
      const { files, clock, store } = place;
      const id = await put(files, 'k1');
      await clock.advance(8 * DAY_MS);
      let left = at;
      const dies = async () => {
        if (left === 0) throw new RelayError('storage_unavailable');
        left -= 1;
      };
      const dying = {
        ...store,
        collection: <T>(called: string): Collection<T> => {
          const real = store.collection<T>(called);
          return { ...real, remove: async (...args) => (await dies(), await real.remove(...args)) };
        },
      };
      await place
        .open(dying)
        .sweep()
        .catch(() => undefined);
      await files.sweep();
      assert.deepEqual([await place.onDisk(), await place.onRecord(), await place.dues()], [[], [], 0], `step ${at}`);
      assert.notEqual(await put(files, 'k1'), id);
    }
  });
});

/**
 * A send, a deletion and a clean-up at once, in every order that the store can see them in: whoever calls it waits for its
 * turn, which the test gives. At the end no message names a file that is not there, and no file is there that nothing needs.
 */
test('however sends and clean-ups fall in between each other, no file is lost and none is left', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('send' as const, 'sweep' as const, 'delete' as const), { minLength: 2, maxLength: 5 }),
      async (s, acts) => {
        const place = await createPlace(t);
        const { store, files, room, clock } = place;
        const id = await put(files);
        await clock.advance(7 * DAY_MS);
        const now = new Date(clock.now()).toISOString();
        const rows: string[] = [];
        const slow: Store = {
          ...store,
          write: (write) => s.schedule(Promise.resolve(), 'write').then(() => store.write(write)),
          collection: <T>(called: string): Collection<T> => {
            const real = store.collection<T>(called);
            const turn =
              <A extends unknown[], R>(label: string, work: (...args: A) => Promise<R>) =>
              (...args: A) =>
                s.schedule(Promise.resolve(), `${label} ${called}`).then(() => work(...args));
            return {
              get: turn('get', (key: string) => real.get(key)),
              put: turn('put', (key: string, value: T, expected?: number) => real.put(key, value, expected)),
              remove: turn('remove', (key: string, expected?: number) => real.remove(key, expected)),
              list: turn('list', (options?: Parameters<typeof real.list>[0]) => real.list(options)),
            };
          },
        };
        const run = {
          sweep: () => place.open(slow).sweep(),
          async send() {
            const item = room.message('x', { attachment_ids: [id] });
            const outcome = await slow.write(room.sending(ann, [item]));
            if (outcome.ok) rows.push(item.id);
            else assert.equal(outcome.code, 'attachment_gone');
          },
          async delete() {
            const row = rows.pop();
            if (row !== undefined)
              await slow.write({
                ...room.base(ann),
                now,
                kind: 'delete',
                message_id: row,
                erase: false,
                client_id: null,
                hash: 'd',
              });
          },
        };
        const running = acts.map((act): Promise<unknown> => run[act]());
        await s.waitFor(Promise.all(running));
        const named = (await room.page(null)).rows
          .filter(({ type }) => type === 'text')
          .map(parse)
          .some(({ attachments }) => attachments.length > 0);
        if (named)
          assert.notEqual(
            await files.open(id).then(async (blob) => (await blob?.close(), blob)),
            null,
            'a message names it: it is there',
          );
        await files.sweep();
        assert.deepEqual(await place.onDisk(), named ? [id] : []);
        assert.deepEqual(await place.onRecord(), named ? [id] : []);
        assert.equal(await place.dues(), 0);
      },
    ),
    { numRuns: 150 },
  );
});

test('the same holds on SQLite, with a real race', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'crm-chat-race-'));
  const store = await openSqliteStore({ folder });
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const place = await createPlace(t, store);
  const ids = [];
  for (let n = 0; n < 30; n += 1) ids.push(await put(place.files));
  await place.clock.advance(7 * DAY_MS);
  const sweeping = place.files.sweep();
  const outcomes = await Promise.all(ids.map((id) => name(place, id)));
  await sweeping;
  const kept = ids.filter((_, at) => outcomes[at]?.ok);
  for (const outcome of outcomes) if (!outcome.ok) assert.equal(outcome.code, 'attachment_gone');
  assert.deepEqual((await place.onDisk()).sort(), kept.sort());
  assert.deepEqual((await place.onRecord()).sort(), kept.sort());
});

test('the job runs a minute after the start, then every night, by a clock that can be turned', async () => {
  const clock = createHandClock(new Date(2026, 2, 2, 9).getTime());
  const runs: string[] = [];
  const sweep = async () => {
    runs.push(new Date(clock.now()).toString().slice(0, 21));
    return { removed: 0, bytes: 0, strays: 0, lost: 0 };
  };
  const jobs = startJobs({
    clock,
    jobs: [createFileCleanUp({ sweep })],
    onError: (_, error) => assert.fail(String(error)),
  });
  await clock.advance(59_999);
  assert.deepEqual(runs, []);
  await clock.advance(1 + 2 * DAY_MS);
  assert.deepEqual(runs, ['Mon Mar 02 2026 09:01', 'Tue Mar 03 2026 03:17', 'Wed Mar 04 2026 03:17']);
  await jobs.close();
});
