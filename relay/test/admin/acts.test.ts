import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AuditLog, entryKey, type AuditEntry } from '../../src/admin/audit.js';
import { RelayError, StoreUnavailable } from '../../src/errors.js';
import { uuidV7 } from '../../src/service/ids.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { temporaryFolder } from '../cli/process.js';
import { ACTS, createWorld, isCarriedOut, prepare, root, watched } from './world.js';

const DOOMED = fileURLToPath(new URL('./doomed.ts', import.meta.url));

/** The power cut in a process of its own, on a disk. The steps: key, intent, the write, tenants of the log, entry, ... */
for (const name of ['message.update', 'upload.delete']) {
  for (const n of [1, 2, 3, 5]) {
    test(`kill -9 after step ${n} of ${name}: what the log says is what happened`, async (t) => {
      const folder = await temporaryFolder(t);
      let store = await openSqliteStore({ folder });
      await prepare(store);
      await store.close();
      const child = fork(DOOMED, [folder, name, 'after', String(n)], { execArgv: ['--import', 'tsx'] });
      assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL']);

      store = await openSqliteStore({ folder });
      const world = createWorld(store);
      await world.acts.settleLeftOvers({ all: true });
      const happened = await isCarriedOut(store, name);
      assert.equal(happened, n >= 3);
      const outcomes = (await world.entries()).map(({ outcome }) => outcome);
      assert.deepEqual(outcomes, n === 1 ? [] : [happened ? 'done' : 'failed']);
      assert.equal(await world.left(), 0);
      // Whoever got no answer tries again under the same key: once in all.
      const answer = await world.acts.carry(root, ACTS[name]!(store, 'key'));
      assert.equal(answer === 'again', happened);
      assert.ok(await isCarriedOut(store, name));
      assert.equal((await world.entries()).filter(({ outcome }) => outcome === 'done').length, 1);
      await store.close();
    });
  }
}

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

/** As the kills above, within one process, for every act and every step: the relay's end is a step that never returns. */
for (const name of Object.keys(ACTS)) {
  test(`${name}: an end at any step leaves log and thing together`, async () => {
    let steps = 0;
    for (const when of ['before', 'after'] as const) {
      for (let n = 1; ; n += 1) {
        const store = createMemoryStore({ epoch: 'e' });
        await prepare(store);
        const ended = gate();
        const stop = (moment: string) => async (step: number) => {
          if (moment !== when || step !== n) return;
          ended.open();
          await new Promise(() => undefined);
        };
        const doomed = watched(store, stop('before'), stop('after'));
        const carried = createWorld(doomed).acts.carry(root, ACTS[name]!(doomed, 'key'));
        if ((await Promise.race([carried.then(() => 'over'), ended.opened])) === 'over') break;
        steps += 1;
        const world = createWorld(store);
        await world.acts.settleLeftOvers({ all: true });
        const happened = await isCarriedOut(store, name);
        const entries = await world.entries();
        assert.ok(entries.length <= 1);
        if (happened) assert.equal(entries[0]?.outcome, 'done', `${when} ${n}`);
        else assert.ok(entries.length === 0 || entries[0]?.outcome === 'failed', `${when} ${n}`);
        const answer = await world.acts.carry(root, ACTS[name]!(store, 'key'));
        assert.equal(answer === 'again', happened);
        assert.ok(await isCarriedOut(store, name));
        await store.close();
      }
    }
    // Key, intent, the write, the log's list of tenants, entry, key, intent; from both sides.
    assert.ok(steps >= 12, `${steps} steps`);
  });
}

test('what others changed after a relay died is not taken for its own doing, nor done again', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  await prepare(store);
  const world = createWorld(store);
  // An intent whose relay died before it wrote; somebody else changed the prompt since.
  const doomed = watched(
    store,
    () => undefined,
    (n) => (n === 2 ? new Promise(() => undefined) : undefined),
  );
  void createWorld(doomed).acts.carry(root, ACTS['prompt.update']!(doomed, 'key'));
  while ((await world.left()) === 0) await new Promise((resolve) => setImmediate(resolve));
  const prompts = store.collection<object>(`prompts:${root.tenant}`);
  const there = await prompts.get('p1');
  await prompts.put('p1', { ...there!.value, title: 'Other' });
  await world.acts.settleLeftOvers({ all: true });
  assert.deepEqual(
    (await world.entries()).map(({ outcome }) => outcome),
    ['unknown'],
  );
  assert.equal(await isCarriedOut(store, 'prompt.update'), false);
});

test('a disk that fills between write and entry: the write stands, and the entry follows when there is room', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  await prepare(store);
  let full = false;
  const filling = watched(
    store,
    () => {
      if (full) throw new StoreUnavailable();
    },
    (n) => {
      if (n === 2) full = true;
    },
  );
  const world = createWorld(filling);
  // Without a key the steps are: intent, write, and then the disk is full.
  await world.acts.carry(root, ACTS['prompt.update']!(filling, undefined));
  assert.ok(await isCarriedOut(store, 'prompt.update'));
  assert.deepEqual([(await world.entries()).length, world.warned.length, await world.left()], [0, 1, 1]);
  full = false;
  await world.acts.settleLeftOvers();
  assert.deepEqual(
    (await world.entries()).map(({ outcome }) => outcome),
    ['done'],
  );
  assert.equal(await world.left(), 0);
});

test('a full disk before the intent: nothing is begun, and the caller hears so', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  await prepare(store);
  const full = watched(
    store,
    () => Promise.reject(new StoreUnavailable()),
    () => undefined,
  );
  await assert.rejects(createWorld(full).acts.carry(root, ACTS['prompt.delete']!(full, 'key')), {
    code: 'storage_unavailable',
  });
  assert.equal(await isCarriedOut(store, 'prompt.delete'), false);
});

test('an act of a relay that still lives is left alone by others', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  await prepare(store);
  const going = gate();
  const world = createWorld(store);
  const running = world.acts.carry(root, {
    ...ACTS['prompt.update']!(store, 'key'),
    run: async () => {
      await going.opened;
      throw new RelayError('conversation_closed');
    },
  });
  while ((await world.left()) === 0) await new Promise((resolve) => setImmediate(resolve));
  await createWorld(store).acts.settleLeftOvers();
  assert.equal((await world.entries()).length, 0);
  going.open();
  await assert.rejects(running, { code: 'conversation_closed' });
  assert.deepEqual(
    (await world.entries()).map(({ outcome, code }) => [outcome, code]),
    [['refused', 'conversation_closed']],
  );
});

const entryAt = (ms: number): AuditEntry => ({
  id: uuidV7(),
  at: new Date(ms).toISOString(),
  actor: { id: 'root', name: 'Root', role: 'admin' },
  action: 'prompt.delete',
  target: { kind: 'prompt', id: 'p', conversation_id: null },
  outcome: 'done',
  code: null,
  changed: [],
  before: null,
  after: null,
});

test('the log is bounded by age and by count, each tenant for itself, and keys leave with their entries', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  const day = 86_400_000;
  const now = 1_800_000_000_000;
  const clock = { now: () => now, after: () => () => undefined };
  const audit = new AuditLog(store, clock, 30, 5);
  const put = async (tenant: string, ms: number, once: string | null = null) => {
    const entry = entryAt(ms);
    if (once !== null) await store.collection(`admin-once:${tenant}`).put(once, {});
    await audit.put(tenant, entryKey(ms, entry.id), entry, once);
  };
  await put('a', now - 31 * day, 'old');
  await put('a', now - 29 * day, 'young');
  for (let i = 0; i < 8; i += 1) await put('b', now - i * day);
  await audit.retain(new AbortController().signal);
  const days = async (tenant: string) =>
    (await audit.list(tenant, {})).results.map(({ at }) => Math.round((now - Date.parse(at)) / day));
  assert.deepEqual(await days('a'), [29]);
  assert.deepEqual(await days('b'), [0, 1, 2, 3, 4]);
  assert.equal(await store.collection('admin-once:a').get('old'), null);
  assert.ok(await store.collection('admin-once:a').get('young'));
});

test('a filter that nothing passes looks only so far at a time, and goes on from there', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  const audit = new AuditLog(store, { now: () => 0, after: () => () => undefined }, 365);
  for (let i = 0; i < 5200; i += 1)
    await audit.put('t', entryKey(1_000_000 + i, uuidV7()), entryAt(1_000_000 + i), null);
  const first = await audit.list('t', { actor: 'nobody' });
  assert.deepEqual([first.results, first.next !== null], [[], true]);
  const second = await audit.list('t', { actor: 'nobody', cursor: first.next ?? '' });
  assert.deepEqual(second, { results: [], next: null });
});
