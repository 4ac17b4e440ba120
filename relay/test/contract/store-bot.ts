import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplyEndWrite, ReplyStartWrite } from '../../src/store/store.js';
import type { Bench } from './store.js';
import { admin, agent, ann, at, bot, consistent, parse, type Room } from './store-builders.js';

const starting = (room: Room, answers: string, fields: Partial<ReplyStartWrite> = {}): ReplyStartWrite => ({
  ...room.base(bot),
  kind: 'reply-start',
  message_id: `reply to ${answers} ${room.id}`,
  answers,
  lease: 'l1',
  lease_until: at(room.minute + 1),
  ...fields,
});

const ending = (room: Room, message_id: string, fields: Partial<ReplyEndWrite> = {}): ReplyEndWrite => ({
  ...room.base(bot),
  kind: 'reply-end',
  message_id,
  lease: 'l1',
  text: 'Hello there',
  status: 'sent',
  ...fields,
});

/** A reply to `answers`, begun and ended. */
async function reply(room: Room, answers: string, status: ReplyEndWrite['status'] = 'sent', message_id?: string) {
  const started = await room.done(starting(room, answers, message_id === undefined ? {} : { message_id }));
  assert.equal(started.started, true);
  const id = started.settled[0]!.message_id;
  await room.done(ending(room, id, { status }));
  return id;
}

export function botContract(bench: Bench): void {
  const asked = async (...asking: string[]) => {
    const room = bench.room();
    await room.create();
    for (const text of asking) await room.say(ann, text, { id: text });
    return room;
  };
  const owed = async (room: Room) => (await room.store.replyContext(room.tenant, room.id, null))?.message.id ?? null;

  test('a reply begins as a streaming row with a place of its own and ends with the next rev', async () => {
    const room = await asked('q');
    const started = await room.done(starting(room, 'q', { message_id: 'r' }));
    assert.deepEqual([started.started, started.busy, started.changes[0]?.created], [true, false, true]);
    const row = started.settled[0]!.row!;
    consistent(row);
    const message = parse(row);
    assert.deepEqual(
      [message.status, message.text, message.seq, message.rev, message.reply_to, message.sender],
      ['streaming', '', 3, 3, 'q', bot],
    );
    const ended = await room.done(ending(room, 'r'));
    const final = parse(ended.changes[0]?.row);
    assert.deepEqual([final.status, final.text, final.seq, final.rev], ['sent', 'Hello there', 3, 4]);
    assert.equal(ended.changes[0]?.created, false);
  });

  test('a draft takes no rev, shows in every page and in the list of streams, and renews the lease', async () => {
    const room = await asked('q');
    await room.done(starting(room, 'q', { message_id: 'r' }));
    const draft = { ...room.base(bot), kind: 'reply-draft', message_id: 'r', lease: 'l1', lease_until: at(9) } as const;
    const saved = await room.done({ ...draft, text: 'Hel' });
    assert.deepEqual([saved.changes, saved.head], [[], 3]);
    const page = await room.page(3, { audience: 'user' });
    assert.deepEqual([page.rows, page.streaming], [[], [{ id: 'r', text: 'Hel' }]]);
    assert.equal(parse((await room.page(0)).rows.at(-1)).text, 'Hel');
    const mine = (await room.store.streaming()).filter(({ tenant }) => tenant === room.tenant);
    const place = { tenant: room.tenant, conversation_id: 'c1', message_id: 'r' };
    assert.deepEqual(mine, [{ ...place, lease_until: at(9), text: 'Hel' }]);
    await room.refused({ ...draft, lease: 'other', text: 'x' }, 'not_found');
    await room.done(ending(room, 'r', { text: null, status: 'interrupted' }));
    assert.equal(parse((await room.page(0)).rows.at(-1)).text, 'Hel', 'the draft is kept');
    await room.refused({ ...draft, text: 'late' }, 'not_found');
    assert.deepEqual((await room.page(0)).streaming, []);
  });

  test('one reply streams at a time; asking for the one that runs gives that one', async () => {
    const room = await asked('q1');
    await room.done(starting(room, 'q1', { message_id: 'r1' }));
    const again = await room.done(starting(room, 'q1', { message_id: 'r2', lease: 'l2' }));
    assert.deepEqual([again.started, again.busy, again.settled[0]?.message_id], [false, false, 'r1']);
    await room.say(ann, 'q2', { id: 'q2' });
    const busy = await room.done(starting(room, 'q2', { message_id: 'r3', lease: 'l2' }));
    assert.deepEqual([busy.started, busy.busy, busy.changes, busy.settled[0]?.message_id], [false, true, [], 'r1']);
    await room.done(ending(room, 'r1'));
    assert.equal((await room.done(starting(room, 'q2', { message_id: 'r3' }))).started, true);
  });

  test('a reply covers every text at or below the one it answers', async () => {
    const room = await asked('q1', 'q2', 'q3');
    const id = await reply(room, 'q2');
    for (const covered of ['q1', 'q2']) {
      const outcome = await room.done(starting(room, covered, { message_id: 'other' }));
      assert.deepEqual([outcome.started, outcome.settled[0]?.message_id], [false, id]);
    }
    assert.equal(await owed(room), 'q3');
    const third = await reply(room, 'q3');
    assert.equal(await owed(room), null);
    assert.equal((await room.done(starting(room, 'q1'))).settled[0]?.message_id, id, 'the smallest that covers it');
    assert.equal((await room.done(starting(room, 'q3'))).settled[0]?.message_id, third);
  });

  test('an interrupted reply counts as an answer, and runs again in the same message when asked', async () => {
    const room = await asked('q');
    const id = await reply(room, 'q', 'interrupted');
    assert.equal(await owed(room), null);
    const rerun = await room.done(starting(room, 'q', { message_id: 'unused', lease: 'l9' }));
    const row = rerun.changes[0]!.row!;
    assert.deepEqual(
      [rerun.started, row.id, row.seq, row.rev, parse(row).status, parse(row).text],
      [true, id, 3, 5, 'streaming', ''],
    );
    assert.equal(rerun.changes[0]?.created, false);
    await room.refused(ending(room, id), 'not_found');
    await room.done(ending(room, id, { lease: 'l9', text: 'again' }));
    assert.equal((await room.done(starting(room, 'q'))).started, false);
  });

  test('a lease that has run out lets another relay end the reply, or take its place', async () => {
    const room = await asked('q1');
    await room.done(starting(room, 'q1', { message_id: 'r1' }));
    await room.refused(ending(room, 'r1', { lease: null, text: null, status: 'interrupted' }), 'not_found');
    room.minute = 2;
    await room.say(ann, 'q2', { id: 'q2' });
    const next = await room.done(starting(room, 'q2', { message_id: 'r2', lease: 'l2' }));
    assert.deepEqual(
      next.changes.map(({ rev, row }) => [rev, row?.id, row?.status]),
      [
        [5, 'r1', 'interrupted'],
        [6, 'r2', 'streaming'],
      ],
    );
    await room.refused(ending(room, 'r1'), 'not_found');
    room.minute = 9;
    const ended = await room.done(ending(room, 'r2', { lease: null, text: null, status: 'interrupted' }));
    assert.equal(ended.changes[0]?.row?.status, 'interrupted');
    await room.refused(ending(room, 'r2', { lease: null, text: null, status: 'interrupted' }), 'not_found');
  });

  test('the dead reply to the same message runs again in that message', async () => {
    const room = await asked('q');
    await room.done(starting(room, 'q', { message_id: 'r1' }));
    room.minute = 2;
    const again = await room.done(starting(room, 'q', { message_id: 'r2', lease: 'l2' }));
    assert.deepEqual(
      again.changes.map(({ rev, row }) => [rev, row?.id]),
      [[4, 'r1']],
    );
  });

  test('a stream cannot be edited, deleted or reacted to', async () => {
    const room = await asked('q');
    await room.done(starting(room, 'q', { message_id: 'r' }));
    const act = { ...room.base(admin), client_id: null, hash: 'h', message_id: 'r' };
    await room.refused({ ...act, kind: 'edit', text: 'x' }, 'message_streaming');
    await room.refused({ ...act, kind: 'delete', erase: false }, 'message_streaming');
    await room.refused({ ...act, kind: 'react', emoji: '👍', on: true }, 'message_streaming');
  });

  test('only a text of a person is answered, in an open conversation whose bot is not off', async () => {
    const room = await asked('q1', 'q2', 'q3');
    const note = await room.note(agent, 'n');
    await room.refused(starting(room, note.id), 'invalid');
    await room.refused(starting(room, 'none'), 'not_found');
    const id = await reply(room, 'q1');
    await room.refused(starting(room, id), 'invalid');
    await room.done({ ...room.base(ann), kind: 'delete', client_id: null, hash: 'h', message_id: 'q2', erase: false });
    await room.refused(starting(room, 'q2'), 'message_deleted');
    const patch = { ...room.base(agent), kind: 'patch' } as const;
    await room.done({ ...patch, event_id: 'e1', bot: 'off' });
    await room.refused(starting(room, 'q3'), 'bot_off');
    await room.done({ ...patch, event_id: 'e2', bot: 'on_request', status: 'closed' });
    await room.refused(starting(room, 'q3'), 'conversation_closed');
    assert.equal(
      (await room.done(starting(room, 'q1'))).settled[0]?.message_id,
      id,
      'what exists is given all the same',
    );
    await room.done({ ...patch, event_id: 'e3', status: 'open' });
    assert.equal((await room.done(starting(room, 'q3'))).started, true);
  });

  test('what is owed is the last text of a user: no note, event, agent or deleted message', async () => {
    const room = await asked('q1', 'q2');
    assert.equal(await owed(room), 'q2');
    await room.say(agent, 'hi');
    await room.note(agent, 'n');
    assert.equal(await owed(room), 'q2');
    const act = { client_id: null, hash: 'h' };
    await room.done({ ...room.base(ann), ...act, kind: 'delete', message_id: 'q2', erase: false });
    assert.equal(await owed(room), 'q1');
    await reply(room, 'q1');
    assert.equal(await owed(room), null);
  });

  test('nothing is owed where the bot does not answer by itself, or the conversation is closed', async () => {
    const room = await asked('q');
    const patch = { ...room.base(agent), kind: 'patch' } as const;
    await room.done({ ...patch, event_id: 'e1', bot: 'on_request' });
    assert.equal(await owed(room), null);
    assert.equal((await room.store.replyContext(room.tenant, 'c1', 'q'))?.message.id, 'q', 'asked for, it is given');
    await room.done({ ...patch, event_id: 'e2', bot: 'auto', status: 'closed' });
    assert.equal(await owed(room), null);
  });

  test('a reply gets the conversation, the earlier texts and the reply that is there', async () => {
    const room = await asked('q1');
    await room.note(agent, 'secret');
    await reply(room, 'q1', 'sent', 'r1');
    for (let n = 0; n < 25; n += 1) await room.say(n % 2 ? ann : agent, `t${n}`, { id: `t${n}` });
    await room.say(ann, 'q2', { id: 'q2' });
    await room.say(ann, 'later', { id: 'later' });
    const context = await room.store.replyContext(room.tenant, 'c1', 'q2');
    assert.equal(context?.conversation.id, 'c1');
    assert.deepEqual(
      context.history.map(({ text }) => text),
      Array.from({ length: 20 }, (_, n) => `t${n + 5}`),
    );
    assert.equal(context.reply, null);
    const first = await room.store.replyContext(room.tenant, 'c1', 'q1');
    assert.deepEqual([first?.history, first?.reply?.id], [[], 'r1']);
    assert.equal(await room.store.replyContext(room.tenant, 'c1', 'none'), null);
    assert.equal(await room.store.replyContext(room.tenant, 'none', null), null);
  });

  test('what a dead relay left unanswered is found, the longest waiting first', async () => {
    const one = await asked('q');
    const { tenant } = one;
    const unanswered = async (since = at(0)) =>
      (await bench.store.unanswered(since, 1e6))
        .filter((place) => place.tenant === tenant)
        .map((p) => p.conversation_id);
    const create = { ...one.base(ann), conversation_id: 'c2', kind: 'create' } as const;
    await one.done({ ...create, open: { title: '', subject: null, metadata: {}, bot: 'auto' } });
    one.minute = 1;
    await one.done({ ...one.sending(ann, [one.message('q', { id: 'q2' })]), conversation_id: 'c2' });
    assert.deepEqual(await unanswered(), ['c1', 'c2']);
    assert.deepEqual(await unanswered(at(1)), ['c2']);
    const limited = (await bench.store.unanswered(at(0), 1)).length;
    assert.equal(limited, 1);

    const id = (await one.done(starting(one, 'q'))).settled[0]!.message_id;
    assert.deepEqual(await unanswered(), ['c2'], 'it streams');
    await one.done(ending(one, id, { status: 'interrupted' }));
    assert.deepEqual(await unanswered(), ['c2'], 'interrupted is answered');
    await one.say(ann, 'q3', { id: 'q3' });
    assert.deepEqual(await unanswered(), ['c2', 'c1'].toSorted());
    await one.done({ ...one.base(ann), kind: 'delete', client_id: null, hash: 'h', message_id: 'q3', erase: false });
    assert.deepEqual(await unanswered(), ['c2'], 'taken back');
    await one.done({ ...one.sending(agent, [one.message('I will')]), conversation_id: 'c2' });
    assert.deepEqual(await unanswered(), [], 'a person answered');
  });

  test('texts that came while a reply streamed, or while the bot was off, are owed afterwards', async () => {
    const room = await asked('q1');
    const mine = async () => (await bench.store.unanswered(at(0), 1e6)).some(({ tenant }) => tenant === room.tenant);
    await room.done(starting(room, 'q1', { message_id: 'r1' }));
    await room.say(ann, 'q2', { id: 'q2' });
    assert.equal(await mine(), false);
    await room.done(ending(room, 'r1'));
    assert.deepEqual([await mine(), await owed(room)], [true, 'q2']);
    await reply(room, 'q2');
    const patch = { ...room.base(agent), kind: 'patch' } as const;
    await room.done({ ...patch, event_id: 'e1', bot: 'off' });
    await room.say(ann, 'q3', { id: 'q3' });
    assert.equal(await mine(), false);
    await room.done({ ...patch, event_id: 'e2', bot: 'auto' });
    assert.deepEqual([await mine(), await owed(room)], [true, 'q3']);
  });
}
