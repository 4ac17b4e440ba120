import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatchWrite } from '../../src/store/store.js';
import type { Bench } from './store.js';
import { admin, agent, ann, at, ben, only, parse, person, spec, type Room } from './store-builders.js';

const patching = (room: Room, fields: Partial<PatchWrite>, actor = agent): PatchWrite => ({
  ...room.base(actor),
  kind: 'patch',
  event_id: room.fresh('e'),
  ...fields,
});

export function membersContract(bench: Bench): void {
  const created = async (fields = {}) => {
    const room = bench.room();
    await room.create(ann, fields);
    return room;
  };

  test('a change of title, archive, metadata or subject takes one rev and writes no message', async () => {
    const room = await created();
    room.minute = 3;
    const fields = { title: 'T', is_archived: true, metadata: { a: 1 }, subject: 'deal:1' };
    const outcome = await room.done(patching(room, fields));
    const [change] = outcome.changes;
    assert.deepEqual([outcome.changes.length, change?.rev, change?.row, change?.created], [1, 2, null, false]);
    const { title, is_archived, metadata, subject, rev, updated_at } = await room.record();
    assert.deepEqual(
      { title, is_archived, metadata, subject, rev, updated_at },
      { ...fields, rev: 2, updated_at: at(3) },
    );
  });

  test('what is as it should be changes nothing and takes no rev', async () => {
    const room = await created({ title: 'T', metadata: { a: { b: 1 } } });
    const outcome = await room.done(
      patching(room, { title: 'T', status: 'open', bot: 'auto', metadata: { a: { b: 1 } } }),
    );
    assert.deepEqual([outcome.changes, outcome.conversation?.head], [[], 1]);
  });

  test('several changes that people are told of write one event each, each with its own rev and the form of that rev', async () => {
    const room = await created();
    const write = patching(room, { status: 'closed', assignee: agent, bot: 'off', title: 'New', event_id: 'e1' });
    const outcome = await room.done(write);
    const told = outcome.changes.map(({ rev, created: isNew, row, conversation }) => ({
      rev,
      isNew,
      rich: parse(row).rich,
      form: [
        conversation?.rev,
        conversation?.title,
        conversation?.status,
        conversation?.assignee?.id,
        conversation?.bot,
      ],
    }));
    assert.deepEqual(told, [
      { rev: 2, isNew: true, rich: { kind: 'event', event: 'closed' }, form: [2, 'New', 'closed', undefined, 'auto'] },
      {
        rev: 3,
        isNew: true,
        rich: { kind: 'event', event: 'assigned', user: agent },
        form: [3, 'New', 'closed', 'agnes', 'auto'],
      },
      {
        rev: 4,
        isNew: true,
        rich: { kind: 'event', event: 'handed_over' },
        form: [4, 'New', 'closed', 'agnes', 'off'],
      },
    ]);
    assert.equal(outcome.changes[0]?.row?.id, 'e1');
    assert.equal(new Set(outcome.changes.map(({ row }) => row?.id)).size, 3);
    const first = parse(outcome.changes[0]?.row);
    assert.deepEqual([first.type, first.sender, first.text], ['event', agent, 'Agnes closed the conversation']);
  });

  test('reopening, unassigning and handing back to the bot are told as what they are', async () => {
    const room = await created();
    await room.done(patching(room, { status: 'closed', assignee: admin }));
    const outcome = await room.done(patching(room, { status: 'open', assignee: null }));
    assert.deepEqual(
      outcome.changes.map(({ row }) => parse(row).rich),
      [
        { kind: 'event', event: 'reopened' },
        { kind: 'event', event: 'unassigned', user: admin },
      ],
    );
    await room.done(patching(room, { bot: 'off' }));
    const back = await room.done(patching(room, { bot: 'auto' }));
    assert.deepEqual([back.changes.length, back.changes[0]?.row], [1, null]);
    const byUser = await room.done(patching(room, { bot: 'off' }, ann));
    assert.equal(byUser.changes[0]?.row, null, 'a user does not take over');
  });

  test('an assignee under a new name was not assigned again', async () => {
    const room = await created();
    await room.done(patching(room, { assignee: agent }));
    const outcome = await room.done(patching(room, { assignee: { ...agent, name: 'Agnes B.' } }));
    assert.deepEqual([outcome.changes.length, outcome.changes[0]?.row], [1, null]);
  });

  test('a subject that another open conversation has is refused when named, and when reopening', async () => {
    const room = await created({ subject: 'deal:1' });
    await room.done({ ...room.base(agent), conversation_id: 'c2', kind: 'create', open: spec() });
    const other = (fields: Partial<PatchWrite>) => ({ ...patching(room, fields), conversation_id: 'c2' });
    await room.refused(other({ subject: 'deal:1' }), 'subject_taken');
    await room.done(patching(room, { status: 'closed' }));
    await room.done(other({ subject: 'deal:1' }));
    await room.refused(patching(room, { status: 'open' }), 'subject_taken');
    await room.refused(patching(room, { status: 'open', title: 'kept?' }), 'subject_taken');
    assert.equal((await room.record()).title, '', 'a refused patch changes nothing');
    await room.done(patching(room, { status: 'open', subject: 'deal:2' }));
    await room.done(other({ subject: null }));
    await room.done(patching(room, { subject: 'deal:1' }));
  });

  test('subjects of one batch are settled in order', async () => {
    const room = await created({ subject: 'deal:1' });
    const [closed, opened, refused] = await Promise.all([
      room.store.write(patching(room, { status: 'closed' })),
      room.store.write({
        ...room.base(agent),
        conversation_id: 'c2',
        kind: 'create',
        open: spec({ subject: 'deal:1' }),
      }),
      room.store.write(patching(room, { status: 'open' })),
    ]);
    assert.deepEqual([closed.ok, opened.ok, refused.ok || refused.code], [true, true, 'subject_taken']);
  });

  test('a person may not take a conversation to a subject that their token does not name', async () => {
    const room = await created();
    await room.refused(patching(room, { subject: 'deal:1' }, ann), 'subject_not_allowed');
    await room.done({ ...patching(room, { subject: 'deal:1' }, ann), access: only(ann, 'deal:1') });
  });

  test('adding a member writes an event with the same rev; adding again changes nothing', async () => {
    const room = await created();
    const write = { ...room.base(agent), kind: 'add-member', event_id: 'e1', user: ben } as const;
    const outcome = await room.done(write);
    const [change] = outcome.changes;
    assert.deepEqual(parse(change?.row).rich, { kind: 'event', event: 'participant_added', user: ben });
    assert.deepEqual([change?.rev, change?.row?.seq, change?.conversation?.rev, change?.removed], [2, 2, 2, null]);
    assert.deepEqual(
      outcome.conversation?.participants.map(({ user }) => user.id),
      ['ann', 'ben'],
    );
    assert.ok(await room.changes(0, { access: only(ben), audience: 'user' }));
    const again = await room.done({ ...write, event_id: 'e2' });
    assert.deepEqual([again.changes, again.conversation?.head], [[], 2]);
  });

  test('removing a member names who lost access, with the rev from which on; removing again changes nothing', async () => {
    const room = await created();
    await room.done({ ...room.base(agent), kind: 'add-member', event_id: 'e1', user: ben });
    const write = { ...room.base(agent), kind: 'remove-member', event_id: 'e2', user_id: 'ben' } as const;
    const outcome = await room.done(write);
    const [change] = outcome.changes;
    assert.deepEqual([change?.removed, change?.rev, change?.conversation?.participants.length], ['ben', 3, 1]);
    assert.deepEqual(parse(change?.row).rich, { kind: 'event', event: 'participant_removed', user: ben });
    assert.equal(await room.changes(0, { access: only(ben), audience: 'user' }), null);
    await room.refused(room.sending(ben, [room.message('x')]), 'not_found');
    assert.deepEqual((await room.done({ ...write, event_id: 'e3' })).changes, []);
  });

  test('a read mark never sinks and never passes head; it takes no rev and only participants have one', async () => {
    const room = await created();
    await room.say(ann, 'a');
    await room.say(ann, 'b');
    const reading = (seq: number, actor = ann) => ({ ...room.base(actor), kind: 'read', seq }) as const;
    const moved = await room.done(reading(2));
    assert.deepEqual(moved.read, {
      tenant: room.tenant,
      conversation_id: 'c1',
      user: ann,
      seq: 2,
      visible_seq: 2,
      at: at(0),
      joined_at: at(0),
    });
    assert.deepEqual(moved.changes, []);
    assert.equal((await room.done(reading(1))).read, null);
    assert.equal((await room.done(reading(2))).read, null);
    assert.equal((await room.done(reading(99))).read?.seq, 3);
    assert.equal((await room.done(reading(3, agent))).read, null);
    await room.refused(reading(3, ben), 'not_found');
    const [mark] = (await room.record()).participants;
    assert.deepEqual([mark?.last_read_seq, mark?.last_read_at, (await room.record()).head], [3, at(0), 3]);
  });

  test('the mark that users see is the last row they may see, and does not sink when that row goes', async () => {
    const room = await created();
    await room.say(ann, 'a');
    await room.note(agent, 'n');
    await room.note(agent, 'n');
    const moved = await room.done({ ...room.base(ann), kind: 'read', seq: 4 });
    assert.deepEqual([moved.read?.seq, moved.read?.visible_seq], [4, 2]);
    room.minute = 10;
    await room.done({ ...room.base(admin), kind: 'retain', before: at(5), limit: 2 });
    await room.note(agent, 'n');
    const later = await room.done({ ...room.base(ann), kind: 'read', seq: 5 });
    assert.deepEqual([later.read?.seq, later.read?.visible_seq], [5, 2]);
    const [mark] = (await room.record()).participants;
    assert.deepEqual([mark?.last_read_seq, mark?.last_read_visible_seq], [5, 2]);
    // Reading a note moved the one time, not the one that users are told.
    assert.deepEqual([mark?.last_read_at, mark?.last_read_visible_at], [at(10), at(0)]);
  });

  test('read marks are told to the listeners, beside the changes', async () => {
    const room = await created();
    await room.say(ann, 'a');
    const seqs: number[] = [];
    const undo = room.store.onCommit(({ reads }) => seqs.push(...reads.map(({ seq }) => seq)));
    await room.done({ ...room.base(ann), kind: 'read', seq: 2 });
    undo();
    assert.deepEqual(seqs, [2]);
  });

  test('two hundred members join, read and leave, and each is as they should be', async () => {
    const room = await created();
    const people = Array.from({ length: 200 }, (_, n) => person(`p${n}`));
    const adding = people.map((user, n) =>
      room.done({ ...room.base(agent), kind: 'add-member', event_id: `a${n}`, user }),
    );
    await Promise.all(adding);
    await Promise.all(people.map((user, n) => room.done({ ...room.base(user), kind: 'read', seq: n + 1 })));
    await room.done({ ...room.base(agent), kind: 'remove-member', event_id: 'gone', user_id: 'p7' });
    const { participants, head } = await room.record();
    assert.equal(head, 202);
    assert.deepEqual(
      participants.map(({ user, last_read_seq }) => [user.id, last_read_seq]),
      [['ann', 0], ...people.map(({ id }, n) => [id, n + 1]).filter(([id]) => id !== 'p7')],
    );
  });

  test('a forgotten person is no member, assignee or creator any more, and nothing tells of it', async () => {
    const room = await created();
    await room.done(patching(room, { assignee: agent }));
    const forgetting = (user: typeof ann, actor = admin) =>
      ({ ...room.base(actor), kind: 'forget', user_id: user.id }) as const;
    await room.refused({ ...forgetting(ann), access: only(ann) }, 'forbidden');
    const outcome = await room.done(forgetting(ann));
    const [change] = outcome.changes;
    assert.deepEqual([outcome.changes.length, change?.row, change?.removed], [1, null, 'ann']);
    await room.done(forgetting(agent));
    const record = await room.record();
    assert.deepEqual(record.created_by, { ...ann, id: '', name: '' });
    assert.deepEqual([record.assignee, record.participants], [null, []]);
    assert.ok(!JSON.stringify(record).includes('Ann'));
    const again = await room.done(forgetting(ann));
    assert.deepEqual([again.changes, again.head], [[], record.head]);
    await room.refused({ ...room.base(ben, { access: only(ben) }), kind: 'forget', user_id: 'ann' }, 'not_found');
  });
}
