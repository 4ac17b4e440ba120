import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeleteWrite, EditWrite, ReactWrite } from '../../src/store/store.js';
import type { Bench } from './store.js';
import {
  admin,
  agent,
  ann,
  at,
  ben,
  consistent,
  only,
  parse,
  spec,
  staff,
  upload,
  type Room,
} from './store-builders.js';

const editing = (room: Room, actor = ann, fields: Partial<EditWrite> = {}): EditWrite => ({
  ...room.base(actor),
  kind: 'edit',
  client_id: null,
  hash: `edit ${fields.text ?? 'edited'}`,
  message_id: 'm',
  text: 'edited',
  ...fields,
});

const deleting = (room: Room, actor = ann, fields: Partial<DeleteWrite> = {}): DeleteWrite => ({
  ...room.base(actor),
  kind: 'delete',
  client_id: null,
  hash: 'delete',
  message_id: 'm',
  erase: false,
  ...fields,
});

const reacting = (room: Room, actor = ann, fields: Partial<ReactWrite> = {}): ReactWrite => ({
  ...room.base(actor),
  kind: 'react',
  client_id: null,
  hash: `react ${fields.on ?? true}`,
  message_id: 'm',
  emoji: '👍',
  on: true,
  ...fields,
});

export function changesContract(bench: Bench): void {
  const withMessage = async () => {
    const room = bench.room();
    await room.create();
    await room.say(ann, 'first', { id: 'm', mentions: ['ann'] });
    room.minute = 5;
    return room;
  };

  test('an edit takes the next rev, keeps the place, and the row stands once in what changed', async () => {
    const room = await withMessage();
    await room.say(ann, 'second');
    const outcome = await room.done(editing(room));
    const [change] = outcome.changes;
    assert.deepEqual([change?.rev, change?.created, change?.row?.seq, change?.row?.rev], [4, false, 2, 4]);
    assert.deepEqual([parse(change?.row).text, parse(change?.row).edited_at], ['edited', at(5)]);
    consistent(change!.row!);
    const page = await room.page(0);
    assert.deepEqual(
      page.rows.map((row) => [row.rev, row.seq]),
      [
        [3, 3],
        [4, 2],
      ],
    );
  });

  test('an edit to the same text changes nothing', async () => {
    const room = await withMessage();
    const outcome = await room.done(editing(room, ann, { text: 'first' }));
    assert.deepEqual([outcome.changes, outcome.settled[0]?.rev], [[], 2]);
  });

  test('own messages only; an admin may edit and delete others', async () => {
    const room = await withMessage();
    await room.done({ ...room.base(agent), kind: 'add-member', event_id: 'e1', user: ben });
    await room.refused(editing(room, ben), 'forbidden');
    await room.refused(editing(room, agent), 'forbidden');
    await room.refused(deleting(room, agent), 'forbidden');
    assert.equal(parse((await room.done(editing(room, admin))).settled[0]?.row).text, 'edited');
    await room.done(deleting(room, admin));
  });

  test('a stranger is told of no message, nor a user of a note, nor anyone of one in another conversation', async () => {
    const room = await withMessage();
    await room.refused(editing(room, ben), 'not_found');
    const note = await room.note(agent, 'psst');
    await room.refused(reacting(room, ann, { message_id: note.id }), 'not_found');
    await room.done({ ...room.base(ann), conversation_id: 'c2', kind: 'create', open: spec() });
    await room.refused(editing(room, ann, { conversation_id: 'c2' }), 'not_found');
  });

  test('nobody owns what the relay wrote, whatever their id is', async () => {
    const room = await withMessage();
    const event = await room.done({ ...room.base(agent), kind: 'patch', event_id: 'e1', status: 'closed' });
    const id = event.changes[0]!.row!.id;
    await room.refused(editing(room, agent, { message_id: id }), 'forbidden');
    await room.refused(editing(room, admin, { message_id: id }), 'forbidden');
    await room.refused(deleting(room, agent, { message_id: id }), 'forbidden');
    await room.refused(reacting(room, ann, { message_id: id }), 'forbidden');
  });

  test('a deleted message is a tombstone with a new rev, and stays one', async () => {
    const room = bench.room();
    await room.create();
    const { id: fileId } = await upload(room);
    await room.say(ann, 'x', {
      id: 'm',
      attachment_ids: [fileId],
      mentions: ['ann'],
      rich: { kind: 'card', title: 'c' },
    });
    await room.done(reacting(room));
    const outcome = await room.done(deleting(room));
    const message = parse(outcome.changes[0]?.row);
    const { text, rich, attachment: first, attachments, reactions, mentions, deleted_at, sender, seq, rev } = message;
    assert.deepEqual(
      { text, rich, first, attachments, reactions, mentions, deleted_at, sender, seq, rev },
      {
        text: '',
        rich: null,
        first: null,
        attachments: [],
        reactions: [],
        mentions: [],
        deleted_at: at(0),
        sender: ann,
        seq: 2,
        rev: 4,
      },
    );
    assert.deepEqual(outcome.orphaned, [fileId]);
    await room.refused(editing(room), 'message_deleted');
    await room.refused(reacting(room), 'message_deleted');
    await room.refused(deleting(room), 'message_deleted');
  });

  test('an erased message loses its sender too, also when it was deleted before', async () => {
    const room = await withMessage();
    await room.refused(deleting(room, ann, { erase: true }), 'forbidden');
    await room.done(deleting(room));
    const outcome = await room.done(deleting(room, admin, { erase: true }));
    const [change] = outcome.changes;
    assert.deepEqual(parse(change?.row).sender, { id: '', name: '', role: 'user', avatar: null });
    assert.deepEqual([change?.row?.sender_id, change?.row?.rev], ['', 4]);
    assert.ok(!change!.row!.json.includes('Ann'));
    await room.refused(deleting(room, admin, { erase: true }), 'message_deleted');
  });

  test('erasing keeps what is remembered of the send', async () => {
    const room = bench.room();
    await room.create();
    const item = room.message('x', { id: 'm', client_id: 'k1' });
    await room.done(room.sending(ann, [item]));
    await room.done(deleting(room, admin, { erase: true }));
    const again = await room.done(room.sending(ann, [item]));
    assert.deepEqual([again.settled[0]?.duplicate, again.settled[0]?.rev], [true, 3]);
    await room.refused(room.sending(ann, [room.message('y', { client_id: 'k1' })]), 'idempotency_mismatch');
  });

  test('reactions stand in the order in which they came, a repeated one changes nothing, the last one off removes it', async () => {
    const room = await withMessage();
    await room.done(reacting(room, agent));
    await room.done(reacting(room, ann));
    await room.done(reacting(room, ann, { emoji: '🎉' }));
    const twice = await room.done(reacting(room, ann));
    assert.deepEqual([twice.changes, twice.settled[0]?.rev], [[], 5]);
    assert.deepEqual(parse(twice.settled[0]?.row).reactions, [
      { emoji: '👍', users: ['agnes', 'ann'] },
      { emoji: '🎉', users: ['ann'] },
    ]);
    await room.done(reacting(room, agent, { on: false }));
    const off = await room.done(reacting(room, ann, { on: false }));
    assert.deepEqual(parse(off.settled[0]?.row).reactions, [{ emoji: '🎉', users: ['ann'] }]);
    assert.deepEqual((await room.done(reacting(room, agent, { on: false }))).changes, []);
  });

  test('an edit, a delete and a reaction count once by their client_id', async () => {
    const room = await withMessage();
    const writes = [
      editing(room, ann, { client_id: 'k1' }),
      reacting(room, ann, { client_id: 'k2' }),
      deleting(room, ann, { client_id: 'k3' }),
    ];
    for (const write of writes) await room.done(write);
    for (const write of writes) {
      const again = await room.done(write);
      assert.deepEqual([again.changes, again.settled[0]?.duplicate, again.settled[0]?.rev], [[], true, 5]);
    }
    await room.refused(editing(room, ann, { client_id: 'k1', text: 'else' }), 'idempotency_mismatch');
    await room.refused(room.sending(ann, [room.message('x', { client_id: 'k2' })]), 'idempotency_mismatch');
    assert.equal((await room.record()).head, 5);
  });

  test('a reaction that changed nothing is remembered too', async () => {
    const room = await withMessage();
    await room.done(reacting(room, ann, { on: false, client_id: 'k1' }));
    await room.refused(reacting(room, ann, { on: true, client_id: 'k1' }), 'idempotency_mismatch');
  });

  test('a person without a place in the conversation may react by staff right, and does not enter by it', async () => {
    const room = await withMessage();
    await room.done(reacting(room, agent, { access: staff }));
    assert.equal((await room.record()).participants.length, 1);
    await room.refused(reacting(room, ben, { access: only(ben) }), 'not_found');
  });
}
