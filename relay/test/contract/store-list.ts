import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListQuery } from '../../src/store/store.js';
import type { Bench } from './store.js';
import { agent, ann, at, ben, only, parse, spec, staff, type Room } from './store-builders.js';

const asking = (room: Room, fields: Partial<ListQuery> = {}): ListQuery => ({
  tenant: room.tenant,
  access: staff,
  audience: 'staff',
  viewer_id: 'agnes',
  subject: null,
  status: null,
  archived: null,
  assignee: null,
  unread: false,
  q: null,
  cursor: null,
  limit: 50,
  ...fields,
});

const asAnn = { access: only(ann), audience: 'user', viewer_id: 'ann' } as const;

async function ids(room: Room, fields: Partial<ListQuery> = {}): Promise<string[]> {
  const { items } = await room.store.list(asking(room, fields));
  return items.map(({ conversation }) => conversation.id);
}

export function listContract(bench: Bench): void {
  /** c1 .. cN of one tenant, created in that order by `actor`. */
  const several = async (count: number, fields: (n: number) => Parameters<typeof spec>[0] = () => ({})) => {
    const room = bench.room();
    for (let n = 1; n <= count; n += 1) {
      room.minute += 1;
      const write = { ...room.base(ann, { access: staff }), conversation_id: `c${n}` };
      await room.done({ ...write, kind: 'create', open: spec(fields(n)) });
    }
    room.minute += 1;
    return room;
  };
  const say = async (room: Room, id: string, actor = ann, type: 'text' | 'note' = 'text') => {
    room.minute += 1;
    const write = room.sending(actor, [room.message(`in ${id}`, { type })]);
    return room.done({ ...write, conversation_id: id });
  };

  test('latest activity comes first, and a note moves a conversation for staff alone', async () => {
    const room = await several(3);
    assert.deepEqual(await ids(room), ['c3', 'c2', 'c1']);
    await say(room, 'c1');
    assert.deepEqual(await ids(room), ['c1', 'c3', 'c2']);
    await say(room, 'c2', agent, 'note');
    assert.deepEqual(await ids(room), ['c2', 'c1', 'c3']);
    assert.deepEqual(await ids(room, asAnn), ['c1', 'c3', 'c2']);
    const { items } = await room.store.list(asking(room, asAnn));
    assert.deepEqual(
      items.map(({ conversation, last_message }) => [conversation.updated_at, last_message?.seq]),
      [
        [at(5), 2],
        [at(3), undefined],
        [at(2), undefined],
      ],
    );
  });

  test('a cursor goes on below the last one, page by page, also among equal times', async () => {
    const room = await several(7);
    room.minute = 60;
    for (let n = 1; n <= 5; n += 1) {
      const write = room.sending(ann, [room.message('same time')]);
      await room.done({ ...write, conversation_id: `c${n}` });
    }
    const all = await ids(room);
    for (const limit of [1, 2, 3, 7, 8]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof room.store.list>> = await room.store.list(
          asking(room, { cursor, limit }),
        );
        seen.push(...page.items.map(({ conversation }) => conversation.id));
        cursor = page.next;
      } while (cursor !== null);
      assert.deepEqual(seen, all);
    }
  });

  test('a text that is no cursor of ours is invalid', async () => {
    const room = await several(1);
    for (const cursor of [
      '',
      'x',
      Buffer.from('[1,2]').toString('base64url'),
      Buffer.from('{}').toString('base64url'),
    ]) {
      await assert.rejects(room.store.list(asking(room, { cursor })), { code: 'invalid' });
    }
  });

  test('a person lists what they take part in and what their subjects open, and no more', async () => {
    const room = await several(4, (n) => (n > 1 ? { subject: `deal:${n}` } : {}));
    await room.done({ ...room.base(agent), kind: 'add-member', event_id: 'e', user: ben });
    const asBen = (...subjects: string[]) =>
      ids(room, { access: only(ben, ...subjects), audience: 'user', viewer_id: 'ben' });
    assert.deepEqual(await asBen(), ['c1']);
    assert.deepEqual((await asBen('deal:2', 'deal:3')).toSorted(), ['c1', 'c2', 'c3']);
    assert.deepEqual((await asBen('deal:*')).toSorted(), ['c1', 'c2', 'c3', 'c4']);
    assert.deepEqual(await asBen('*', 'deal:', 'Deal:*', 'deal_2', 'd%'), ['c1']);
    await room.done({ ...room.base(agent), kind: 'remove-member', event_id: 'e2', user_id: 'ben' });
    assert.deepEqual(await asBen(), []);
  });

  test('subjects with wildcard characters of the database match nothing but themselves', async () => {
    const room = await several(3, (n) => ({ subject: ['a[b]:1', 'a%:1', 'a*:1'][n - 1] ?? null }));
    const asBen = (...subjects: string[]) => ids(room, { access: only(ben, ...subjects), audience: 'user' });
    assert.deepEqual(await asBen('a[b]:*'), ['c1']);
    assert.deepEqual(await asBen('a%:*'), ['c2']);
    assert.deepEqual(await asBen('a*:*'), ['c3']);
    assert.deepEqual(await asBen('ab:*', 'axx:*', '%', '*'), []);
  });

  test('filters hold together', async () => {
    const room = await several(4, (n) => ({ title: `Talk ${n}`, subject: `deal:${n % 2}${n > 2 ? 'x' : ''}` }));
    const patch = (conversation_id: string, fields: object) =>
      room.done({ ...room.base(agent), conversation_id, kind: 'patch', event_id: room.fresh('e'), ...fields });
    await patch('c1', { status: 'closed' });
    await patch('c2', { is_archived: true });
    assert.deepEqual(await ids(room, { status: 'closed' }), ['c1']);
    assert.deepEqual(await ids(room, { archived: true }), ['c2']);
    assert.deepEqual((await ids(room, { archived: false, status: 'open' })).toSorted(), ['c3', 'c4']);
    assert.deepEqual(await ids(room, { subject: 'deal:0x' }), ['c4']);
    assert.deepEqual(await ids(room, { subject: 'deal:1x', status: 'closed' }), []);
  });

  test("unread are others' visible undeleted texts above one's own mark", async () => {
    const room = await several(1);
    await say(room, 'c1', agent);
    await say(room, 'c1', agent, 'note');
    await say(room, 'c1', ann);
    const gone = await say(room, 'c1', agent);
    const act = { client_id: null, hash: 'h', message_id: gone.settled[0]!.message_id };
    await room.done({ ...room.base(agent), ...act, kind: 'delete', erase: false });
    const unread = async (viewer_id: string, audience: 'staff' | 'user') =>
      (await room.store.item({ ...asking(room), conversation_id: 'c1', viewer_id, audience }))?.unread_count;
    assert.equal(await unread('ann', 'user'), 1);
    assert.equal(await unread('agnes', 'staff'), 1);
    assert.equal(await unread('adam', 'staff'), 3, 'who is not in it has read nothing');
    await room.done({ ...room.base(ann), kind: 'read', seq: 2 });
    assert.equal(await unread('ann', 'user'), 0);
    await say(room, 'c1', agent);
    assert.equal(await unread('ann', 'user'), 1);
  });

  test('the last message is the last that the viewer may see', async () => {
    const room = await several(1);
    await say(room, 'c1', ann);
    await say(room, 'c1', agent, 'note');
    const last = async (audience: 'staff' | 'user') =>
      (await room.store.item({ ...asking(room), conversation_id: 'c1', audience }))?.last_message;
    assert.deepEqual([parse(await last('user')).type, parse(await last('staff')).type], ['text', 'note']);
  });

  test('a clock that was set back does not take a conversation down the list', async () => {
    const room = await several(2);
    await say(room, 'c1');
    room.minute = 0;
    const write = room.sending(ann, [room.message('from the past')]);
    await room.done({ ...write, conversation_id: 'c1' });
    assert.deepEqual(await ids(room), ['c1', 'c2']);
  });
}
