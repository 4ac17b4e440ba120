import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import type { MessageRow } from '../../src/store/store.js';
import { parse, Room, staff } from '../contract/store-builders.js';
import { startProcess, type Told } from './second-process.js';
import { temporaryFolder } from './sqlite-folder.js';

/** Resolves once the burst has settled so many more messages, while others are on their way. */
function untilSettled(folder: string, settled: Told[], more: number) {
  const goal = settled.length + more;
  let child: ReturnType<typeof startProcess> | undefined;
  const enough = new Promise<void>((resolve, reject) => {
    child = startProcess(folder, 'burst', (told) => {
      if (told.refused !== undefined) reject(new Error(told.refused));
      if (told.id !== undefined) settled.push(told);
      if (settled.length >= goal) resolve();
    });
  });
  return { enough, kill: () => child?.kill() };
}

test('a process killed with -9 in mid-burst loses nothing that was settled, and leaves no gap', async () => {
  const { folder, remove } = await temporaryFolder();
  try {
    const settled: Told[] = [];
    for (let round = 1; round <= 3; round += 1) {
      const burst = untilSettled(folder, settled, 150);
      try {
        await burst.enough;
      } finally {
        await burst.kill();
      }
      await verify(folder, settled);
    }
  } finally {
    await remove();
  }
});

async function verify(folder: string, settled: readonly Told[]): Promise<void> {
  const store = await openSqliteStore({ folder });
  try {
    for (const conversation of ['c1', 'c2', 'c3']) {
      const room = new Room(store, conversation, 't');
      const page = await room.page(0, { limit: 1e6, bytes: 1e9 });
      const { head } = page.conversation;
      assert.deepEqual(
        page.rows.map(({ rev }) => rev),
        Array.from({ length: head - 1 }, (_, n) => n + 2),
      );
      assert.equal(new Set(page.rows.map(({ id }) => id)).size, head - 1);
      const there = new Map(page.rows.map((row) => [row.id, row.seq]));
      for (const told of settled) {
        if (told.conversation === conversation) assert.equal(there.get(told.id ?? ''), told.seq, `${told.id} is there`);
      }
      const clients = page.rows.map((row) => parse(row).client_id);
      assert.equal(new Set(clients).size, clients.length, 'once each');
      await findsAll(room, page.rows);
    }
    assert.deepEqual(
      await store.changes({
        ...{ tenant: 't', conversation_id: 'c1', access: staff, audience: 'staff', at: null },
        ...{ since: 1e9, limit: 1, bytes: 1 },
      }),
      { kind: 'reset', reason: 'ahead' },
    );
  } finally {
    await store.close();
  }
}

/** Words are given to rows after their commit: whatever the kill left without any is found all the same, once each. */
async function findsAll(room: Room, rows: readonly MessageRow[]): Promise<void> {
  const wanted = rows.map(({ seq }) => seq).toReversed();
  const query = { tenant: room.tenant, conversation_id: room.id, access: staff, audience: 'staff', q: 'said' } as const;
  const find = async () => {
    const found = await room.store.find({ ...query, before: null, limit: 1e6 });
    return found!.hits.map(({ row }) => row.seq);
  };
  let seqs = await find();
  // A search brings up to a thousand rows along; none of it takes back what an earlier one found.
  for (let before = -1; seqs.length > before && seqs.length < wanted.length; seqs = await find()) before = seqs.length;
  assert.deepEqual(seqs, wanted);
}

test('a second relay on the folder is refused with the folder and the process that has it, until that one is gone', async () => {
  const { folder, remove } = await temporaryFolder();
  const first = startProcess(folder, 'hold');
  try {
    assert.deepEqual(await first.first, { open: true });
    const second = startProcess(folder, 'hold');
    const refusal = (await second.first).refused ?? '';
    await second.kill();
    assert.ok(refusal.includes(folder), refusal);
    assert.ok(refusal.includes(`process ${first.pid}`), refusal);
    await assert.rejects(openSqliteStore({ folder }), { message: refusal });

    await first.kill();
    const store = await openSqliteStore({ folder });
    await assert.rejects(openSqliteStore({ folder }), /process/, 'one process does not open it twice either');
    assert.equal(await store.ready(), true);
    await store.close();
  } finally {
    await first.kill();
    await remove();
  }
});
