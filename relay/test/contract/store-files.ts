import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dueKey,
  FILE_REFS_MAX,
  FILES,
  FILES_DUE,
  type DeleteWrite,
  type RemoveFileWrite,
  type FileDue,
  type FileRecord,
} from '../../src/store/store.js';
import { admin, agent, ann, at, ben, parse, Room, spec, system, upload } from './store-builders.js';
import type { Bench } from './store.js';

const records = ({ store }: Room) => store.collection<FileRecord>(FILES);
const recordOf = async (room: Room, id: string) => (await records(room).get(id))?.value;

/** When the file is due, by each of its entries. */
async function duesOf({ store }: Room, id: string): Promise<string[]> {
  const all = await store.collection<FileDue>(FILES_DUE).list({ limit: 1e6 });
  return all.filter(({ value }) => value.id === id).map(({ value }) => value.due_at);
}

const deleting = (room: Room, message_id: string): DeleteWrite => ({
  ...room.base(ann),
  kind: 'delete',
  message_id,
  erase: false,
  client_id: null,
  hash: 'd',
});

export function filesContract(bench: Bench): void {
  const opened = async () => {
    const room = bench.room();
    await room.create();
    return room;
  };

  test('a message that names an upload keeps it: nothing is due any more', async () => {
    const room = await opened();
    const { id } = await upload(room);
    assert.equal((await duesOf(room, id)).length, 1);
    const row = await room.say(ann, '', { attachment_ids: [id] });
    const record = await recordOf(room, id);
    assert.deepEqual(record?.refs, [{ conversation_id: 'c1', message_id: row.id, note: false }]);
    assert.equal(record.due_at, null);
    assert.deepEqual(await duesOf(room, id), []);
  });

  test('what is missing, another’s, another tenant’s or gone is gone, and nothing of the send is stored', async () => {
    const room = await opened();
    const elsewhere = bench.room();
    const mine = await upload(room);
    for (const id of [
      'nothing',
      (await upload(room, ben)).id,
      (await upload(elsewhere)).id,
      (await upload(room, ann, { gone: true })).id,
    ]) {
      const items = [room.message('fine'), room.message('x', { attachment_ids: [mine.id, id] })];
      await room.refused(room.sending(ann, items), 'attachment_gone');
    }
    assert.deepEqual((await recordOf(room, mine.id))?.refs, []);
    assert.equal((await room.record()).head, 1);
  });

  test('a batch names each member whose file is gone', async () => {
    const room = await opened();
    const mine = await upload(room);
    const items = [
      room.message('a', { client_id: 'k1', attachment_ids: [mine.id] }),
      room.message('b', { client_id: 'k2', attachment_ids: ['nothing'] }),
    ];
    const outcome = await room.store.write(room.sending(ann, items));
    assert.ok(!outcome.ok);
    assert.deepEqual(outcome.errors, [{ client_id: 'k2', code: 'attachment_gone' }]);
  });

  test('a repetition of a send is answered although its file has gone with the message', async () => {
    const room = await opened();
    const { id } = await upload(room);
    const item = room.message('x', { client_id: 'k1', attachment_ids: [id] });
    const { settled } = await room.done(room.sending(ann, [item]));
    await room.done(deleting(room, settled[0]!.message_id));
    assert.equal((await recordOf(room, id))?.gone, true);
    const again = await room.done(room.sending(ann, [{ ...item, id: room.fresh() }]));
    assert.equal(again.settled[0]?.duplicate, true);
    await room.refused(room.sending(ann, [room.message('new', { attachment_ids: [id] })]), 'attachment_gone');
  });

  test('a file goes with the last message that names it, and is due at once', async () => {
    const room = await opened();
    const { id } = await upload(room);
    const [one, two] = [
      await room.say(ann, '1', { attachment_ids: [id] }),
      await room.say(ann, '2', { attachment_ids: [id] }),
    ];
    await room.done(deleting(room, one.id));
    assert.deepEqual((await recordOf(room, id))?.gone, false);
    assert.deepEqual(await duesOf(room, id), []);
    room.minute = 3;
    await room.done(deleting(room, two.id));
    const record = await recordOf(room, id);
    assert.deepEqual([record?.gone, record?.due_at, record?.refs], [true, at(3), []]);
    assert.deepEqual(await duesOf(room, id), [at(3)]);
  });

  test('retention and the end of a conversation let go of its files too', async () => {
    const room = await opened();
    const [kept, retained, dropped] = [await upload(room), await upload(room), await upload(room)];
    const other = { ...room.base(ann), conversation_id: 'c2' };
    await room.done({ ...other, kind: 'send', open: spec(), items: [room.message('', { attachment_ids: [kept.id] })] });
    await room.say(ann, '', { attachment_ids: [kept.id, retained.id] });
    room.minute = 5;
    await room.say(ann, '', { attachment_ids: [dropped.id] });
    await room.done({ ...room.base(admin), kind: 'retain', before: at(1), limit: 10 });
    const goneNow = async () =>
      await Promise.all([kept, retained, dropped].map(async ({ id }) => (await recordOf(room, id))?.gone));
    assert.deepEqual(await goneNow(), [false, true, false]);
    await room.done({ ...room.base(admin), kind: 'drop' });
    assert.deepEqual(await goneNow(), [false, true, true]);
    assert.deepEqual(await duesOf(room, dropped.id), [at(5)]);
  });

  test('a card names its picture like an attachment, and a note says that it is one', async () => {
    const room = await opened();
    const { id } = await upload(room, agent);
    const rich = { kind: 'card', title: 'Offer', attachment_id: id } as const;
    const row = await room.say(agent, '', { rich, type: 'note' });
    assert.deepEqual(parse(row).attachments, []);
    assert.deepEqual((await recordOf(room, id))?.refs, [{ conversation_id: 'c1', message_id: row.id, note: true }]);
    const outcome = await room.done({ ...deleting(room, row.id), ...room.base(agent) });
    assert.deepEqual(outcome.orphaned, [id]);
    const gone = { kind: 'card', title: 'Offer', attachment_id: 'nothing' } as const;
    await room.refused(room.sending(agent, [room.message('', { rich: gone })]), 'attachment_gone');
  });

  test('a file is named by a bounded number of messages', async () => {
    const room = await opened();
    const { id } = await upload(room);
    for (let n = 0; n < FILE_REFS_MAX; n += 20) {
      await room.done(
        room.sending(
          ann,
          Array.from({ length: 20 }, () => room.message('x', { attachment_ids: [id] })),
        ),
      );
    }
    await room.refused(room.sending(ann, [room.message('x', { attachment_ids: [id] })]), 'invalid');
  });

  test('of a send and a clean-up at once, one wins and the other is told', async () => {
    const room = await opened();
    for (const first of ['send', 'remove'] as const) {
      const { id } = await upload(room);
      const { version } = (await records(room).get(id))!;
      const send = () => room.store.write(room.sending(ann, [room.message('x', { attachment_ids: [id] })]));
      const remove = () => records(room).remove(id, version);
      // Given in one turn, they share a commit.
      const [sent, removed] =
        first === 'send'
          ? await Promise.all([send(), remove()])
          : await Promise.all([remove(), send()]).then(([taken, outcome]) => [outcome, taken] as const);
      assert.equal(sent.ok, first === 'send');
      assert.equal(removed, first === 'remove');
      if (!sent.ok) assert.equal(sent.code, 'attachment_gone');
      assert.equal((await records(room).get(id)) !== null, first === 'send', dueKey({ id, due_at: '' }));
    }
  });

  const removing = (room: Room, file_id: string, fields: Partial<RemoveFileWrite> = {}): RemoveFileWrite => {
    const { tenant, access, actor, now } = room.base(admin);
    return { kind: 'remove-file', tenant, access, actor, now, file_id, ...fields };
  };

  test('a removed file leaves a tombstone in every message that names it, each with a rev of its conversation', async () => {
    const room = await opened();
    const other = new Room(room.store, 'c2', room.tenant);
    await other.create();
    const [{ id, url }, kept] = [await upload(room), await upload(room)];
    const first = await room.say(ann, 'both', { attachment_ids: [id, kept.id] });
    const second = await room.say(ann, '', { attachment_ids: [id] });
    const card = { kind: 'card', title: 'T', attachment_id: id } as const;
    const third = await other.say(ann, '', { rich: card });
    const gone = await room.say(ann, 'deleted before', { attachment_ids: [id] });
    await room.done(deleting(room, gone.id));
    room.minute = 3;
    const heads = [(await room.record()).head, (await other.record()).head];

    const { changes, removed, orphaned } = await room.done(removing(room, id));
    assert.deepEqual(
      changes.map(({ conversation_id, rev, created, row }) => [conversation_id, rev, created, row?.id]),
      [
        ['c1', heads[0]! + 1, false, first.id],
        ['c1', heads[0]! + 2, false, second.id],
        ['c2', heads[1]! + 1, false, third.id],
      ],
    );
    assert.deepEqual([removed, orphaned], [3, [id]]);
    const tombstone = { id, name: '', type: 'application/octet-stream', size: 0, url, deleted_at: at(3) };
    const page = (await room.page(heads[0]!)).rows.map(parse);
    assert.deepEqual(
      page.map(({ text, attachment, attachments, edited_at }) => [text, attachment, attachments, edited_at]),
      [
        ['both', tombstone, [tombstone, kept], null],
        ['', tombstone, [tombstone], null],
      ],
    );
    assert.deepEqual(
      (await other.page(heads[1]!)).rows.map((row) => parse(row).rich),
      [{ kind: 'card', title: 'T' }],
    );
    assert.equal(await recordOf(room, id), undefined);
    assert.deepEqual(await duesOf(room, id), [at(3)]);
    assert.equal((await recordOf(room, kept.id))?.refs.length, 1);
    await room.refused(room.sending(ann, [room.message('again', { attachment_ids: [id] })]), 'attachment_gone');
    await room.refused(removing(room, id), 'not_found');
    // Neither a deletion nor retention stumbles over what is left.
    await room.done(deleting(room, second.id));
    assert.deepEqual(await duesOf(room, id), [at(3)]);
  });

  test('an upload that waits, and one whose messages are gone, is removed the same; its old note goes with it', async () => {
    const room = await opened();
    const waiting = await upload(room);
    const { head } = await room.record();
    assert.deepEqual((await room.done(removing(room, waiting.id))).changes, []);
    assert.deepEqual(await duesOf(room, waiting.id), [at(0)]);
    assert.equal((await room.record()).head, head);
    const named = await upload(room);
    const row = await room.say(ann, '', { attachment_ids: [named.id] });
    await room.done(deleting(room, row.id));
    await room.done(removing(room, named.id));
    assert.equal((await duesOf(room, named.id)).length, 1);
  });

  test('only an admin or the relay removes a file, and only of their own tenant', async () => {
    const room = await opened();
    const { id } = await upload(room);
    for (const actor of [ann, agent]) {
      const { access } = room.base(actor);
      await room.refused(removing(room, id, { actor, access }), 'forbidden');
    }
    await room.refused(removing(room, id, { tenant: 'other' }), 'not_found');
    assert.ok(await recordOf(room, id));
    await room.done(removing(room, id, { actor: system }));
  });
}
