import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { openSqliteStore, type SqliteStoreOptions } from '../../src/store/sqlite/sqlite-store.js';
import { openWriter } from '../../src/store/sqlite/database.js';
import { MIGRATIONS } from '../../src/store/sqlite/migrations.js';
import type { Store } from '../../src/store/store.js';
import { admin, ann, parse, Room } from '../contract/store-builders.js';
import { temporaryFolder } from './sqlite-folder.js';

/** Runs with a folder; whatever was opened on it is closed. */
async function withFolder(
  work: (open: (options?: Partial<SqliteStoreOptions>) => Promise<Store>, folder: string) => Promise<void>,
): Promise<void> {
  const { folder, remove } = await temporaryFolder();
  const stores: Store[] = [];
  try {
    await work(async (options) => {
      const store = await openSqliteStore({ folder, ...options });
      stores.push(store);
      return store;
    }, folder);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await remove();
  }
}

test('a reopened store has everything, the same epoch, and goes on where it was', () =>
  withFolder(async (open) => {
    const store = await open({ newEpoch: () => 'the first' });
    const room = new Room(store);
    await room.create(ann, { subject: 'deal:1' });
    const item = room.message('hi', { client_id: 'k1' });
    await room.done(room.sending(ann, [item]));
    await room.done({ ...room.base(ann), kind: 'read', seq: 2 });
    await store.collection('prompts').put('p', { text: 'x' });
    await Promise.all([store.close(), store.close()]);
    await assert.rejects(room.say(ann, 'late'), { code: 'storage_unavailable' });
    await assert.rejects(room.record(), { code: 'storage_unavailable' });

    const again = await open({ newEpoch: () => 'another' });
    assert.equal(again.epoch, 'the first');
    const same = new Room(again);
    assert.equal((await same.record()).participants[0]?.last_read_seq, 2);
    assert.equal((await same.done(same.sending(ann, [item]))).settled[0]?.duplicate, true);
    assert.equal((await same.say(ann, 'next', { id: 'next' })).seq, 3);
    assert.deepEqual((await again.collection('prompts').get('p'))?.value, { text: 'x' });
  }));

test('closing finishes what waits and leaves no log behind', () =>
  withFolder(async (open, folder) => {
    const store = await open();
    const room = new Room(store);
    const writes = [room.create(), ...Array.from({ length: 500 }, (_, n) => room.say(ann, `${n}`))];
    await store.close();
    assert.equal((await Promise.all(writes)).length, 501);
    const log = path.join(folder, 'crm-chat.db-wal');
    assert.equal(existsSync(log) ? statSync(log).size : 0, 0);
    const again = new Room(await open());
    assert.equal((await again.record()).head, 501);
  }));

test('a key of a dropped conversation is never used again, so a pointer to it leads nowhere after a restart', () =>
  withFolder(async (open) => {
    const room = new Room(await open());
    await room.create(ann, { subject: 'deal:1' });
    const subject = { title: '', subject: 'deal:1', metadata: {}, bot: 'auto' } as const;
    const pointed = { ...room.sending(admin, [room.message('x')], { open: subject }), conversation_id: 'pointer' };
    await room.done(pointed);
    await room.done({ ...room.base(admin), kind: 'drop' });
    await room.store.close();
    const again = new Room(await open(), 'c9');
    await again.create();
    assert.equal(await again.store.conversation('t', 'pointer'), null);
  }));

test('a full disk refuses the write whole, says that it is not ready, and heals by itself', () =>
  withFolder(async (open) => {
    const store = await open({ maxPages: 150 });
    const room = new Room(store);
    await room.create();
    await new Room(store, 'c2').create();
    const text = 'x'.repeat(16_000);
    let refused = 0;
    for (let n = 0; refused === 0; n += 1) {
      await room.say(ann, text, { client_id: `k${n}` }).catch((error: unknown) => {
        assert.equal((error as { code?: string }).code, 'storage_unavailable');
        assert.equal((error as { retryable?: boolean }).retryable, true);
        refused = n;
      });
      assert.ok(n < 200, 'the disk gets full');
    }
    assert.equal(await store.ready(), false);
    const { head } = await room.record();
    const page = await room.page(0);
    assert.deepEqual([page.rows.length, page.upto], [head - 1, head]);
    assert.equal(parse(page.rows.at(-1)).client_id, `k${refused - 1}`);

    await room.done({ ...room.base(admin), kind: 'retain', before: '9', limit: 10 });
    const row = await room.say(ann, text, { client_id: `k${refused}` });
    assert.equal(row.seq, head + 1, 'the refused one took no rev');
    assert.equal(await store.ready(), true);
  }));

test('all writes of a refused commit are refused, and the ones after it are not', () =>
  withFolder(async (open) => {
    const store = await open({ maxPages: 120 });
    const room = new Room(store);
    await room.create();
    const heard: number[] = [];
    store.onCommit(({ changes }) => heard.push(...changes.map(({ rev }) => rev)));
    const batch = Array.from({ length: 60 }, (_, n) => room.say(ann, 'x'.repeat(16_000), { client_id: `k${n}` }));
    const results = await Promise.allSettled([room.say(ann, 'first'), ...batch]);
    assert.deepEqual([...new Set(results.map(({ status }) => status))], ['rejected']);
    assert.deepEqual([heard, (await room.record()).head], [[], 1]);
    assert.equal((await room.say(ann, 'after')).seq, 2);
    assert.deepEqual(heard, [2]);
  }));

test('past its bound the queue refuses, keeps what it took, and takes again once there is room', () =>
  withFolder(async (open) => {
    const store = await open({ bounds: { waiting: 50, batch: 10 } });
    const room = new Room(store);
    await room.create();
    const flood = await Promise.allSettled(Array.from({ length: 500 }, (_, n) => room.say(ann, `${n}`)));
    const taken = flood.filter(({ status }) => status === 'fulfilled').length;
    const codes = flood.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code: string }).code] : [],
    );
    assert.deepEqual([taken, new Set(codes)], [50, new Set(['overloaded'])]);
    assert.equal((await room.record()).head, 51);
    assert.equal((await room.say(ann, 'again')).seq, 52);
  }));

test('the queue is bounded by what its texts hold too, and a batch of many counts as many', () =>
  withFolder(async (open) => {
    const store = await open({ bounds: { waitingChars: 1000, waiting: 20 } });
    const room = new Room(store);
    await room.create();
    const long = await Promise.allSettled([room.say(ann, 'x'.repeat(900)), room.say(ann, 'x'.repeat(101))]);
    assert.deepEqual(
      long.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    const many = room.sending(
      ann,
      Array.from({ length: 15 }, () => room.message('x')),
    );
    const more = { ...many, items: Array.from({ length: 15 }, () => room.message('x')) };
    const batches = await Promise.allSettled([room.done(many), room.done(more)]);
    assert.deepEqual(
      batches.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
  }));

test('the questions that wait are bounded as well', () =>
  withFolder(async (open) => {
    const store = await open({ bounds: { reads: 20 } });
    const room = new Room(store);
    await room.create();
    const asked = await Promise.allSettled(Array.from({ length: 100 }, () => room.record()));
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 20);
    assert.equal((await room.record()).head, 1);
  }));

test('a folder is made where there is none, readable by nobody else', () =>
  withFolder(async (open, folder) => {
    const inner = path.join(folder, 'a', 'b');
    await open({ folder: inner });
    assert.equal(statSync(inner).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(inner).includes('crm-chat.db'), true);
  }));

test('migrations run once each, in order, and one that fails leaves the version as it was', () =>
  withFolder(async (_open, folder) => {
    const file = path.join(folder, 'x.db');
    const epoch = 'e';
    const fresh = openWriter({ file, epoch });
    assert.equal(fresh.pragma('user_version', { simple: true }), MIGRATIONS.length);
    assert.equal(fresh.pragma('synchronous', { simple: true }), 2);
    assert.equal(fresh.pragma('journal_mode', { simple: true }), 'wal');
    fresh.prepare("INSERT INTO meta VALUES ('kept', 'yes')").run();
    fresh.close();

    const next = [...MIGRATIONS, 'CREATE TABLE later (x TEXT) STRICT'];
    const broken = [...next, 'CREATE TABLE half (x TEXT) STRICT; CREATE TABLE later (x TEXT) STRICT'];
    assert.throws(() => openWriter({ file, epoch, migrations: broken }), /later already exists/);
    const db = openWriter({ file, epoch, migrations: next });
    assert.equal(db.pragma('user_version', { simple: true }), MIGRATIONS.length + 1);
    assert.equal(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get(), undefined);
    assert.deepEqual(db.prepare('SELECT value FROM meta ORDER BY name').pluck().all(), ['e', 'yes']);
    db.close();
    assert.throws(() => openWriter({ file, epoch }), /newer relay/);
  }));

test("a newer relay's data is refused at the start, and so is another program's", () =>
  withFolder(async (open, folder) => {
    await (await open()).close();
    const file = path.join(folder, 'crm-chat.db');
    const db = new Database(file);
    db.pragma('user_version = 99');
    db.close();
    await assert.rejects(open(), /newer relay/);
    const other = new Database(file);
    other.pragma('user_version = 1');
    other.pragma('application_id = 7');
    other.close();
    await assert.rejects(open(), /not a relay's database/);
  }));
