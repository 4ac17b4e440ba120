import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Commit } from '../../src/store/store.js';
import type { Bench } from './store.js';
import {
  admin,
  agent,
  ann,
  at,
  ben,
  bot,
  consistent,
  done,
  only,
  parse,
  person,
  revs,
  spec,
  staff,
  upload,
} from './store-builders.js';

export function sendContract(bench: Bench): void {
  test('a new conversation has rev 1, and its messages take the revs after it without a gap', async () => {
    const room = bench.room();
    const created = await room.create(ann, { title: 'Hello', metadata: { a: [1] } });
    assert.equal(created.created, true);
    assert.deepEqual([created.changes[0]?.rev, created.conversation?.head, created.conversation?.rev], [1, 1, 1]);
    assert.deepEqual(created.conversation?.metadata, { a: [1] });
    const rows = [await room.say(ann, 'one'), await room.say(ann, 'two'), await room.say(ann, 'three')];
    assert.deepEqual(
      rows.map(({ seq, rev }) => [seq, rev]),
      [
        [2, 2],
        [3, 3],
        [4, 4],
      ],
    );
    rows.forEach(consistent);
    assert.equal((await room.record()).head, 4);
    assert.equal((await room.record()).rev, 1);
  });

  test('a message is stored as it was sent, attachments, mentions and rich content included', async () => {
    const room = bench.room();
    await room.create();
    const first = await room.say(ann, 'first');
    const attachment = await upload(room);
    const rich = { kind: 'card', title: 'A "card"' } as const;
    const row = await room.say(ann, 'line\n\u2028 😀 "quoted"', {
      client_id: 'k1',
      rich,
      attachment_ids: [attachment.id],
      reply_to: first.id,
      mentions: ['ann'],
    });
    const expected = {
      id: row.id,
      conversation_id: 'c1',
      client_id: 'k1',
      sender: ann,
      type: 'text',
      text: 'line\n\u2028 😀 "quoted"',
      rich,
      attachment,
      attachments: [attachment],
      reply_to: first.id,
      reactions: [],
      mentions: ['ann'],
      status: 'sent',
      seq: 3,
      rev: 3,
      created_at: at(0),
      edited_at: null,
      deleted_at: null,
    };
    assert.deepEqual(parse(row), expected);
    const found = await bench.store.message(room.tenant, row.id);
    assert.deepEqual(found, { conversation_id: 'c1', row });
  });

  test('a send opens the conversation where nobody has the id, and only once', async () => {
    const room = bench.room();
    const open = spec({ title: 'Opened' });
    const write = room.sending(ann, [room.message('hi', { client_id: 'k1' })], { open });
    const [first, again] = await Promise.all([room.store.write(write), room.store.write(write)]);
    const opened = done(first);
    assert.deepEqual(
      opened.changes.map(({ rev, created }) => [rev, created]),
      [
        [1, false],
        [2, true],
      ],
    );
    assert.equal(opened.conversation?.title, 'Opened');
    assert.deepEqual(
      opened.conversation.participants.map(({ user }) => user),
      [ann],
    );
    assert.deepEqual(done(again).changes, []);
    assert.equal(done(again).settled[0]?.duplicate, true);
    await room.refused(room.sending(ben, [room.message('mine too')], { open }), 'not_found');
  });

  test('a send without `open` to an id that nobody has, or that is not yours, is the same not_found', async () => {
    const room = bench.room();
    await room.create();
    await room.refused(room.sending(ben, [room.message('x')]), 'not_found');
    await room.refused({ ...room.sending(ben, [room.message('x')]), conversation_id: 'none' }, 'not_found');
    const outcome = await room.store.write(room.sending(ben, [room.message('x', { client_id: 'k' })]));
    assert.ok(!outcome.ok);
    assert.deepEqual(outcome.errors, [{ client_id: 'k', code: 'not_found' }]);
  });

  test('conversations of two tenants may have the same ids, and neither sees the other', async () => {
    const one = bench.room();
    const two = bench.room();
    await one.create(ann, { subject: 'deal:1' });
    await two.create(ann, { subject: 'deal:1' });
    await one.say(ann, 'in one', { id: 'same' });
    await two.say(ann, 'in two', { id: 'same' });
    assert.equal(parse((await bench.store.message(one.tenant, 'same'))?.row).text, 'in one');
    assert.equal(parse((await bench.store.message(two.tenant, 'same'))?.row).text, 'in two');
  });

  test('the same client_id again gets the first ids and the present form', async () => {
    const room = bench.room();
    await room.create();
    const item = room.message('hi', { client_id: 'k1' });
    const first = done(await room.store.write(room.sending(ann, [item])));
    const id = first.settled[0]!.message_id;
    await room.done({ ...room.base(ann), kind: 'edit', client_id: null, hash: 'e', message_id: id, text: 'hi!' });
    const again = done(await room.store.write(room.sending(ann, [{ ...item, id: 'other' }])));
    assert.deepEqual(again.changes, []);
    const [settled] = again.settled;
    assert.deepEqual([settled?.message_id, settled?.seq, settled?.rev, settled?.duplicate], [id, 2, 3, true]);
    assert.equal(parse(settled?.row).text, 'hi!');
    assert.equal(await room.store.message(room.tenant, 'other'), null);
  });

  test('the same client_id with other content or for another act is an idempotency_mismatch; of another person it is new', async () => {
    const room = bench.room();
    await room.create();
    const row = await room.say(ann, 'hi', { client_id: 'k1' });
    await room.refused(room.sending(ann, [room.message('other', { client_id: 'k1' })]), 'idempotency_mismatch');
    const { hash } = room.message('hi');
    const act = { ...room.base(ann), client_id: 'k1', hash, message_id: row.id };
    await room.refused({ ...act, kind: 'edit', text: 'x' }, 'idempotency_mismatch');
    await room.refused({ ...act, kind: 'delete', erase: false }, 'idempotency_mismatch');
    await room.refused({ ...act, kind: 'react', emoji: '👍', on: true }, 'idempotency_mismatch');
    assert.equal((await room.say(agent, 'hi', { client_id: 'k1' })).sender_id, agent.id);
  });

  test('a message without a client_id is accepted each time', async () => {
    const room = bench.room();
    await room.create();
    const outcome = await room.done(room.sending(ann, [room.message('x'), room.message('x')]));
    assert.deepEqual(
      outcome.settled.map(({ seq, duplicate }) => [seq, duplicate]),
      [
        [2, false],
        [3, false],
      ],
    );
  });

  test('a batch is all or nothing and names each faulty member', async () => {
    const room = bench.room();
    await room.create();
    await room.say(ann, 'known', { client_id: 'k1' });
    const outcome = await room.store.write(
      room.sending(ann, [
        room.message('good', { client_id: 'k2' }),
        room.message('other', { client_id: 'k1' }),
        room.message('note', { client_id: 'k3', type: 'note' }),
        room.message('lost', { reply_to: 'nowhere' }),
      ]),
    );
    assert.ok(!outcome.ok);
    assert.deepEqual(outcome.errors, [
      { client_id: 'k1', code: 'idempotency_mismatch' },
      { client_id: 'k3', code: 'forbidden' },
      { client_id: '3', code: 'invalid' },
    ]);
    assert.equal((await room.record()).head, 2);
    const rest = await room.done(room.sending(ann, [room.message('good', { client_id: 'k2' })]));
    assert.deepEqual([rest.settled[0]?.duplicate, rest.settled[0]?.seq], [false, 3]);
  });

  test('a refused send opens nothing and leaves no pointer', async () => {
    const room = bench.room();
    const bad = [room.message('x', { reply_to: 'nowhere' })];
    await room.refused(room.sending(ann, bad, { open: spec() }), 'invalid');
    assert.equal(await room.store.conversation(room.tenant, 'c1'), null);
    await room.create(ann, { subject: 'deal:1' });
    const write = room.sending(ben, bad, { open: spec({ subject: 'deal:1' }), access: only(ben, 'deal:1') });
    await room.refused({ ...write, conversation_id: 'c2' }, 'invalid');
    assert.equal(await room.store.conversation(room.tenant, 'c2'), null);
  });

  test('a repeated member of a batch counts as done, also when its first is in the same batch', async () => {
    const room = bench.room();
    await room.create();
    await room.say(ann, 'a', { client_id: 'k1' });
    const a = room.message('a', { client_id: 'k1' });
    const b = room.message('b', { client_id: 'k2' });
    const outcome = await room.done(room.sending(ann, [a, b, { ...b, id: 'twin' }]));
    assert.deepEqual(
      outcome.settled.map(({ client_id, seq, duplicate }) => [client_id, seq, duplicate]),
      [
        ['k1', 2, true],
        ['k2', 3, false],
        ['k2', 3, true],
      ],
    );
    const odd = room.message('odd', { client_id: 'k3' });
    const refusal = await room.store.write(room.sending(ann, [odd, { ...odd, id: 'twin2', hash: 'other' }]));
    assert.ok(!refusal.ok);
    assert.deepEqual(refusal.errors, [{ client_id: 'k3', code: 'idempotency_mismatch' }]);
  });

  test('a closed conversation takes nothing new and still answers a repetition', async () => {
    const room = bench.room();
    await room.create();
    const item = room.message('a', { client_id: 'k1' });
    await room.done(room.sending(ann, [item]));
    await room.done({ ...room.base(agent), kind: 'patch', event_id: 'e1', status: 'closed' });
    assert.equal((await room.done(room.sending(ann, [item]))).settled[0]?.duplicate, true);
    const late = room.message('b', { client_id: 'k2' });
    const outcome = await room.store.write(room.sending(ann, [item, late]));
    assert.ok(!outcome.ok);
    assert.deepEqual(outcome.errors, [{ client_id: 'k2', code: 'conversation_closed' }]);
  });

  test('notes are written by staff alone, and a text cannot answer one', async () => {
    const room = bench.room();
    await room.create();
    await room.refused(room.sending(ann, [room.message('psst', { type: 'note' })]), 'forbidden');
    const sneaky = room.sending(ann, [room.message('psst', { type: 'note' })], { access: staff });
    await room.refused(sneaky, 'forbidden');
    const note = await room.note(agent, 'psst');
    await room.refused(room.sending(agent, [room.message('x', { reply_to: note.id })]), 'invalid');
    await room.refused(room.sending(ann, [room.message('x', { reply_to: note.id })]), 'invalid');
    assert.equal(parse(await room.say(agent, 'x', { type: 'note', reply_to: note.id })).reply_to, note.id);
  });

  test('reply_to names a row of this conversation', async () => {
    const room = bench.room();
    await room.create();
    await room.say(ann, 'here', { id: 'here' });
    await room.done({ ...room.base(ann), conversation_id: 'c2', kind: 'create', open: spec() });
    const elsewhere = { ...room.sending(ann, [room.message('x', { reply_to: 'here' })]), conversation_id: 'c2' };
    await room.refused(elsewhere, 'invalid');
  });

  test('staff enters by writing: the first text makes a participant with the rev of the message, a note does not', async () => {
    const room = bench.room();
    await room.create();
    const noted = await room.done(room.sending(agent, [room.message('n', { type: 'note' })]));
    assert.deepEqual([noted.changes[0]?.conversation, noted.conversation], [null, null]);
    const joined = await room.done(room.sending(agent, [room.message('a'), room.message('b')]));
    assert.deepEqual(
      joined.changes.map(({ rev, conversation }) => [rev, conversation?.rev]),
      [
        [3, 3],
        [4, undefined],
      ],
    );
    assert.deepEqual(
      joined.conversation?.participants.map(({ user, role }) => [user.id, role]),
      [
        ['ann', 'user'],
        ['agnes', 'agent'],
      ],
    );
    const next = await room.done(room.sending(agent, [room.message('c')]));
    assert.deepEqual([next.changes[0]?.conversation, next.conversation], [null, null]);
  });

  test('a person whose subjects match enters, and becomes a participant with the first message', async () => {
    const room = bench.room();
    await room.create(ann, { subject: 'deal:42' });
    const write = room.sending(ben, [room.message('hello')], { access: only(ben, 'deal:*') });
    const outcome = await room.done(write);
    assert.equal(outcome.changes[0]?.conversation?.participants.length, 2);
    assert.ok(await room.changes(0, { access: only(ben), audience: 'user' }), 'stays without the claim');
    await room.refused(
      room.sending(person('cy'), [room.message('x')], { access: only(person('cy'), 'deal:4') }),
      'not_found',
    );
  });

  test('a participant under a new name or role is brought up to date with the next text, once', async () => {
    const room = bench.room();
    await room.create();
    const anna = { ...ann, name: 'Anna' };
    const renamed = await room.done(room.sending(anna, [room.message('x')]));
    assert.equal(renamed.changes[0]?.conversation?.participants[0]?.user.name, 'Anna');
    assert.equal((await room.done(room.sending(anna, [room.message('y')]))).changes[0]?.conversation, null);
    const promoted = await room.done(room.sending({ ...anna, role: 'agent' }, [room.message('z')]));
    assert.equal(promoted.changes[0]?.conversation?.participants[0]?.role, 'agent');
  });

  test('two who open one subject at once meet in one conversation, and a retry follows the pointer for ever', async () => {
    const room = bench.room();
    const open = spec({ subject: 'deal:7' });
    const of = (user: typeof ann, id: string) => ({
      ...room.sending(user, [room.message(`from ${user.id}`, { client_id: 'k' })], { open }),
      conversation_id: id,
      access: only(user, 'deal:7'),
    });
    const second = of(ben, 'c2');
    const [first, pointed] = await Promise.all([room.store.write(of(ann, 'c1')), room.store.write(second)]);
    assert.equal(done(first).conversation_id, 'c1');
    assert.equal(done(pointed).conversation_id, 'c1');
    assert.deepEqual(
      done(pointed).settled.map(({ seq }) => seq),
      [3],
    );
    assert.equal((await room.store.conversation(room.tenant, 'c2'))?.id, 'c1');

    await room.done({ ...room.base(agent), kind: 'patch', event_id: 'e1', status: 'closed' });
    const third = { ...of(ann, 'c3'), items: [room.message('new', { client_id: 'k3' })] };
    assert.equal((await room.done(third)).conversation_id, 'c3', 'the subject is free again');
    const retry = await room.done(second);
    assert.deepEqual([retry.conversation_id, retry.settled[0]?.duplicate], ['c1', true]);
    await room.refused({ ...second, items: [room.message('more')] }, 'conversation_closed');
  });

  test('a person opens only subjects that their token names', async () => {
    const room = bench.room();
    const open = spec({ subject: 'deal:7' });
    const opening = { ...room.sending(ann, [room.message('x')], { open }), access: only(ann, 'deal:70', 'lead:*') };
    await room.refused(opening, 'subject_not_allowed');
    await room.refused({ ...room.base(ann), kind: 'create', open }, 'subject_not_allowed');
    await room.done({ ...opening, access: only(ann, 'deal:*') });
  });

  test('creating again by the creator gives the same conversation; by another the id is taken', async () => {
    const room = bench.room();
    await room.create(ann, { title: 'First' });
    const again = await room.create(ann, { title: 'Second' });
    assert.deepEqual([again.created, again.conversation?.title, again.changes], [false, 'First', []]);
    await room.refused({ ...room.base(ben), kind: 'create', open: spec() }, 'id_taken');
    await room.refused({ ...room.base(agent), kind: 'create', open: spec() }, 'id_taken');
  });

  test('creating with a taken subject is refused', async () => {
    const room = bench.room();
    await room.create(agent, { subject: 'deal:1' });
    const write = { ...room.base(agent), kind: 'create', open: spec({ subject: 'deal:1' }) } as const;
    await room.refused({ ...write, conversation_id: 'c2' }, 'subject_taken');
  });

  test('the bot and the relay itself never become participants', async () => {
    const room = bench.room();
    await room.create();
    const outcome = await room.done(room.sending(bot, [room.message('I am a bot')]));
    assert.equal(outcome.changes[0]?.conversation, null);
    assert.equal((await room.record()).participants.length, 1);
  });

  test('writes of one turn keep their order, and every change is told once, in order, before its write settles', async () => {
    const room = bench.room();
    const heard: number[] = [];
    const told: Commit[] = [];
    const undo = room.store.onCommit((commit) => {
      told.push(commit);
      heard.push(...commit.changes.filter(({ tenant }) => tenant === room.tenant).map(({ rev }) => rev));
    });
    const writes = [
      room.create(),
      ...Array.from({ length: 50 }, (_, n) => room.done(room.sending(n % 2 ? ann : admin, [room.message(`${n}`)]))),
    ];
    const heardAt = await Promise.all(writes.map((write) => write.then(({ head }) => [head, heard.includes(head)])));
    undo();
    assert.deepEqual(
      heardAt,
      Array.from({ length: 51 }, (_, n) => [n + 1, true]),
    );
    assert.deepEqual(
      heard,
      Array.from({ length: 51 }, (_, n) => n + 1),
    );
    await room.say(ann, 'unheard');
    assert.equal(heard.length, 51);
    assert.ok(told.length < 51, 'what waits goes into one commit');
  });

  test('a message id that is minted twice fails that write alone', async () => {
    const room = bench.room();
    await room.create();
    const results = await Promise.allSettled([
      room.done(room.sending(ann, [room.message('a', { id: 'x', client_id: 'k1' })])),
      room.done(
        room.sending(ann, [room.message('b', { client_id: 'k2' }), room.message('c', { id: 'x', client_id: 'k3' })]),
      ),
      room.done(room.sending(ann, [room.message('d', { client_id: 'k4' })])),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const page = await room.page(0);
    assert.deepEqual(
      page.rows.map((row) => [row.rev, parse(row).text]),
      [
        [2, 'a'],
        [3, 'd'],
      ],
    );
    const retry = await room.done(room.sending(ann, [room.message('b', { client_id: 'k2' })]));
    assert.equal(retry.settled[0]?.duplicate, false, 'nothing of the failed write was remembered');
  });

  test('an opening that could not be carried out leaves nothing behind, not even for the next write', async () => {
    const room = bench.room('c0');
    await room.create();
    await room.say(ann, 'a', { id: 'x' });
    const opening = (id: string, message: string) => {
      const items = [room.message('b', { id: message })];
      return { ...room.sending(ann, items, { open: spec({ subject: id }), access: staff }), conversation_id: id };
    };
    const [failed, next] = await Promise.allSettled([
      room.store.write(opening('c1', 'x')),
      room.store.write(opening('c1', 'y')),
    ]);
    assert.equal(failed.status, 'rejected');
    assert.ok(next.status === 'fulfilled' && next.value.ok);
    assert.deepEqual(revs(next.value.changes), [1, 2]);
    assert.equal((await room.store.conversation(room.tenant, 'c1'))?.head, 2);
  });

  test('`deal:*` opens no `dealer:1`', async () => {
    const room = bench.room();
    const open = spec({ subject: 'dealer:1' });
    const write = room.sending(ben, [room.message('x')], { open, access: only(ben, 'deal:*') });
    await room.refused(write, 'subject_not_allowed');
    await room.create(ann, { subject: 'dealer:1' });
    await room.refused(write, 'not_found');
    const list = {
      subject: null,
      status: null,
      archived: null,
      assignee: null,
      unread: false,
      q: null,
      cursor: null,
      limit: 9,
    };
    const asked = { tenant: room.tenant, access: write.access, audience: 'user', viewer_id: 'ben', ...list } as const;
    assert.deepEqual((await room.store.list(asked)).items, []);
  });
}
