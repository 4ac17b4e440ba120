import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from './store.js';
import { admin, agent, ann, ben, only, parse, revs, spec, texts, type Room } from './store-builders.js';

const user = { access: only(ann), audience: 'user' } as const;

/** Every row by pages of `limit`, as a client would ask for them. */
async function walk(room: Room, limit: number, options = {}): Promise<{ seen: number[]; pages: number; upto: number }> {
  const seen: number[] = [];
  let upto = 0;
  for (let pages = 1; ; pages += 1) {
    const page = await room.page(upto, { limit, ...options });
    seen.push(...revs(page.rows));
    upto = page.upto;
    if (!page.has_more) return { seen, pages, upto };
    assert.equal(upto, page.rows.at(-1)?.rev);
  }
}

export function pagesContract(bench: Bench): void {
  const mixed = async () => {
    const room = bench.room();
    await room.create();
    await room.say(ann, 'a');
    for (const text of ['n1', 'n2', 'n3', 'n4']) await room.note(agent, text);
    await room.say(ann, 'b');
    await room.note(agent, 'n5');
    return room;
  };

  test('what a viewer may not see is dropped before the limit counts, and the last page reaches head', async () => {
    const room = await mixed();
    const first = await room.page(0, { ...user, limit: 1 });
    assert.deepEqual([texts(first.rows), first.upto, first.has_more], [['a'], 2, true]);
    const second = await room.page(first.upto, { ...user, limit: 1 });
    assert.deepEqual([texts(second.rows), second.upto, second.has_more], [['b'], 8, false]);
    const third = await room.page(second.upto, { ...user, limit: 1 });
    assert.deepEqual([third.rows, third.upto, third.has_more], [[], 8, false]);
  });

  test('pages of any size give each changed row once, in its present form, by rev', async () => {
    const room = await mixed();
    await room.done({ ...room.base(admin), kind: 'edit', client_id: null, hash: 'h', message_id: 'c1-m1', text: 'A' });
    for (const limit of [1, 2, 3, 200]) {
      const staffs = await walk(room, limit);
      assert.deepEqual([staffs.seen, staffs.upto], [[3, 4, 5, 6, 7, 8, 9], 9]);
      const users = await walk(room, limit, user);
      assert.deepEqual([users.seen, users.upto], [[7, 9], 9]);
    }
  });

  test('a page ends where its bytes do, and gives one row at least', async () => {
    const room = bench.room();
    await room.create();
    for (let n = 0; n < 4; n += 1) await room.say(ann, '€'.repeat(100));
    const one = Buffer.byteLength((await room.page(0)).rows[0]!.json);
    const two = await room.page(0, { bytes: 2 * one });
    assert.deepEqual([revs(two.rows), two.upto, two.has_more], [[2, 3], 3, true]);
    const least = await room.page(0, { bytes: 1 });
    assert.deepEqual([revs(least.rows), least.upto, least.has_more], [[2], 2, true]);
    const newest = await room.page(null, { bytes: 2 * one });
    assert.deepEqual([revs(newest.rows), newest.upto, newest.older, newest.has_more], [[4, 5], 5, true, false]);
  });

  test('without `since` come the newest rows, ascending, with head, and whether there are older ones', async () => {
    const room = await mixed();
    const page = await room.page(null, { ...user, limit: 1 });
    assert.deepEqual([texts(page.rows), page.upto, page.older, page.has_more], [['b'], 8, true, false]);
    const whole = await room.page(null, { ...user, limit: 2 });
    assert.deepEqual([texts(whole.rows), whole.older], [['a', 'b'], false]);
  });

  test('a client ahead of the relay, or with another row than the relay has, is told so', async () => {
    const room = await mixed();
    const { id } = (await room.page(0)).rows[0]!;
    const asked = async (since: number, named: { id: string; rev: number } | null, options = {}) => {
      const result = await room.changes(since, { at: named, ...options });
      return result?.kind === 'reset' ? result.reason : result?.kind;
    };
    assert.equal(await asked(9, null), 'ahead');
    assert.equal(await asked(8, null), 'page');
    assert.equal(await asked(2, { id, rev: 2 }), 'page');
    assert.equal(await asked(2, { id, rev: 3 }), 'diverged');
    assert.equal(await asked(2, { id: 'other', rev: 2 }), 'diverged');
    const note = await room.note(agent, 'n');
    assert.equal(await asked(9, { id: note.id, rev: 9 }), 'page');
    assert.equal(await asked(9, { id: note.id, rev: 9 }, user), 'diverged', 'hidden from this audience');
    await room.done({ ...room.base(ann), kind: 'edit', client_id: null, hash: 'h', message_id: id, text: 'A' });
    assert.equal(await asked(2, { id, rev: 2 }), 'page', 'a later form of the row is the same history');
  });

  test('a row of another conversation proves nothing', async () => {
    const room = await mixed();
    await room.done({ ...room.base(ann), conversation_id: 'c2', kind: 'create', open: spec() });
    const other = { ...room.sending(ann, [room.message('x', { id: 'elsewhere' })]), conversation_id: 'c2' };
    await room.done(other);
    assert.equal((await room.changes(2, { at: { id: 'elsewhere', rev: 2 } }))?.kind, 'reset');
  });

  test('history goes down by place, page by page, unmoved by edits', async () => {
    const room = await mixed();
    await room.done({ ...room.base(admin), kind: 'edit', client_id: null, hash: 'h', message_id: 'c1-m1', text: 'A' });
    const { tenant } = room;
    const ask = (before: number | null, limit: number) =>
      room.store.history({ tenant, conversation_id: 'c1', ...user, before, limit, bytes: 1e6 });
    const first = await ask(null, 1);
    assert.deepEqual([texts(first!.rows), first?.has_more], [['b'], true]);
    const second = await ask(first!.rows[0]!.seq, 1);
    assert.deepEqual([texts(second!.rows), second?.has_more], [['A'], false]);
    assert.deepEqual((await ask(2, 1))?.rows, []);
    assert.equal(second?.conversation.head, 9);
  });

  test('what is not there and what is not yours are the same nothing', async () => {
    const room = await mixed();
    const { tenant } = room;
    for (const conversation_id of ['c1', 'none']) {
      const query = { tenant, conversation_id, access: only(ben), audience: 'user' } as const;
      assert.equal(await room.store.changes({ ...query, since: 0, at: null, limit: 1, bytes: 1 }), null);
      assert.equal(await room.store.history({ ...query, before: null, limit: 1, bytes: 1 }), null);
      assert.equal(await room.store.item({ ...query, viewer_id: 'ben' }), null);
    }
    assert.equal(await room.store.message(tenant, 'none'), null);
  });

  test('a read after a write has settled sees it, and comes from one snapshot', async () => {
    const room = bench.room();
    await room.create();
    const writing = (async () => {
      for (let n = 0; n < 40; n += 1) {
        const row = await room.say(ann, `${n}`);
        const page = await room.page(row.rev - 1);
        assert.equal(parse(page.rows[0]).text, `${n}`);
      }
    })();
    for (let n = 0; n < 40; n += 1) {
      const page = await room.page(0);
      assert.equal(page.upto, page.conversation.head);
      assert.deepEqual(
        revs(page.rows),
        Array.from({ length: page.conversation.head - 1 }, (_, i) => i + 2),
      );
    }
    await writing;
  });
}
