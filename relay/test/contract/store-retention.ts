import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from './store.js';
import { admin, ann, at, bot, only, revs, spec, staff, system, texts, upload, type Room } from './store-builders.js';

const retaining = (room: Room, minute: number, limit = 100) =>
  ({ ...room.base(system), kind: 'retain', before: at(minute), limit }) as const;

export function retentionContract(bench: Bench): void {
  /** Rows with seq 2 to 6, of minutes 1 to 5. */
  const aged = async () => {
    const room = bench.room();
    await room.create();
    for (const text of ['a', 'b', 'c', 'd', 'e']) {
      room.minute += 1;
      await room.say(ann, text, { client_id: `k-${text}` });
    }
    return room;
  };

  test('the oldest rows go, by place and up to the limit, floor rises, and no rev is taken', async () => {
    const room = await aged();
    const first = await room.done(retaining(room, 4, 2));
    assert.deepEqual([first.removed, first.floor, first.head, first.changes], [2, 3, 6, []]);
    const rest = await room.done(retaining(room, 4));
    assert.deepEqual([rest.removed, rest.floor], [1, 4]);
    assert.equal((await room.done(retaining(room, 4))).removed, 0);
    const page = await room.page(null);
    assert.deepEqual([texts(page.rows), page.older, page.conversation.floor], [['d', 'e'], false, 4]);
    assert.equal(await room.store.message(room.tenant, 'c1-m1'), null);
  });

  test('a place stops retention where its row is young, whatever became of the rows after it', async () => {
    const room = await aged();
    room.minute = 0;
    await room.say(ann, 'written by a clock that was set back');
    assert.equal((await room.done(retaining(room, 1))).removed, 0);
  });

  test('retention stops before a streaming row', async () => {
    const room = await aged();
    const lease = { lease: 'l', lease_until: at(90) };
    await room.done({ ...room.base(bot), kind: 'reply-start', message_id: 'r', answers: 'c1-m5', ...lease });
    room.minute = 50;
    await room.say(ann, 'later');
    assert.deepEqual((await room.done(retaining(room, 60))).removed, 5);
    await room.done({ ...room.base(bot), kind: 'reply-end', message_id: 'r', lease: 'l', text: 'x', status: 'sent' });
    assert.deepEqual((await room.done(retaining(room, 60))).removed, 2);
  });

  test('a repetition is answered after retention took the row, and other content is still a mismatch', async () => {
    const room = await aged();
    const edit = {
      ...room.base(ann),
      kind: 'edit',
      client_id: 'e1',
      hash: 'h',
      message_id: 'c1-m2',
      text: 'B',
    } as const;
    await room.done(edit);
    await room.done(retaining(room, 10));
    const again = await room.done(room.sending(ann, [room.message('b', { client_id: 'k-b' })]));
    const expected = { client_id: 'k-b', message_id: 'c1-m2', seq: 3, rev: 3, duplicate: true, row: null };
    assert.deepEqual([again.settled, again.changes], [[expected], []]);
    assert.deepEqual((await room.done(edit)).settled[0]?.row, null);
    await room.refused(room.sending(ann, [room.message('x', { client_id: 'k-b' })]), 'idempotency_mismatch');
  });

  test('a client whose row retention took is told so once, and then finds its way', async () => {
    const room = await aged();
    await room.done(retaining(room, 10));
    const gone = await room.changes(6, { at: { id: 'c1-m5', rev: 6 } });
    assert.deepEqual(gone, { kind: 'reset', reason: 'diverged' });
    const fresh = await room.page(null);
    assert.deepEqual([fresh.rows, fresh.upto, fresh.conversation.floor, fresh.older], [[], 6, 6, false]);
    const next = await room.page(fresh.upto);
    assert.deepEqual([next.rows, next.upto, next.has_more], [[], 6, false]);
  });

  test('a client with a cursor below floor gets what is left', async () => {
    const room = await aged();
    await room.done(retaining(room, 4));
    const page = await room.page(1);
    assert.deepEqual([revs(page.rows), page.upto], [[5, 6], 6]);
  });

  test('revs go on where they were after every row has gone', async () => {
    const room = await aged();
    await room.done(retaining(room, 10));
    assert.equal((await room.say(ann, 'next')).seq, 7);
  });

  test('the files of removed rows are named', async () => {
    const room = bench.room();
    await room.create();
    const [a1, a2, a3] = [await upload(room), await upload(room), await upload(room)].map(({ id }) => id);
    await room.say(ann, '"attachments":[]', { attachment_ids: [a1!, a2!] });
    await room.say(ann, 'y', { attachment_ids: [a3!] });
    assert.deepEqual((await room.done(retaining(room, 10, 1))).orphaned, [a1, a2]);
    const dropped = await room.done({ ...room.base(admin), kind: 'drop' });
    assert.deepEqual(dropped.orphaned, [a3]);
  });

  test('conversations with old rows are found, oldest first, until they have none', async () => {
    const room = await aged();
    const mine = async (minute: number) =>
      (await room.store.expired(at(minute), 1e6)).filter(({ tenant }) => tenant === room.tenant);
    assert.deepEqual(await mine(1), []);
    assert.deepEqual(await mine(2), [{ tenant: room.tenant, conversation_id: 'c1' }]);
    await room.done(retaining(room, 3));
    assert.deepEqual(await mine(3), []);
    assert.equal((await mine(4)).length, 1);
    await room.done(retaining(room, 10));
    assert.deepEqual(await mine(99), []);
  });

  test('a dropped conversation is gone with all it had, and its id stays taken', async () => {
    const room = await aged();
    await room.done({ ...room.base(admin), kind: 'drop' });
    assert.equal(await room.store.conversation(room.tenant, 'c1'), null);
    assert.equal(await room.changes(0), null);
    assert.equal(await room.store.message(room.tenant, 'c1-m1'), null);
    await room.refused(room.sending(ann, [room.message('x')]), 'not_found');
    await room.refused(room.sending(ann, [room.message('x')], { open: spec() }), 'not_found');
    await room.refused({ ...room.base(ann), kind: 'create', open: spec() }, 'id_taken');
    await room.refused({ ...room.base(admin), kind: 'drop' }, 'not_found');
  });

  test('a pointer to a dropped conversation leads nowhere, and its subject is free', async () => {
    const room = bench.room();
    await room.create(ann, { subject: 'deal:1' });
    const open = spec({ subject: 'deal:1' });
    const pointed = { ...room.sending(ann, [room.message('x')], { open, access: staff }), conversation_id: 'c2' };
    await room.done(pointed);
    await room.done({ ...room.base(admin), kind: 'drop' });
    await room.refused({ ...pointed, items: [room.message('y')] }, 'not_found');
    const next = { ...pointed, conversation_id: 'c3', items: [room.message('z')] };
    assert.equal((await room.done(next)).conversation_id, 'c3');
  });

  test('retention and dropping are not for people', async () => {
    const room = await aged();
    await room.refused({ ...retaining(room, 10), access: only(ann) }, 'forbidden');
    await room.refused({ ...room.base(ann), kind: 'drop' }, 'forbidden');
  });
}
