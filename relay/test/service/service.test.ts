import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { RelayError } from '../../src/errors.js';
import { contentHash } from '../../src/service/content-hash.js';
import { createIdSource, derivedConversationId } from '../../src/service/ids.js';
import type { SendRequest } from '../../src/service/service.js';
import { createHandClock } from '../replies/hand-clock.js';
import { createRig } from '../socket/rig.js';

async function served(t: TestContext) {
  const rig = await createRig(t, { limits: { send_burst: 1000, sends_per_second: 1000 } });
  const ann = rig.person('ann').principal;
  const eve = rig.person('eve', { role: 'agent' }).principal;
  const root = rig.person('root', { role: 'admin' }).principal;
  return { rig, service: rig.service, ann, eve, root };
}

/** The code that a call is refused with, or null. */
async function codeOf(call: Promise<unknown>): Promise<string | null> {
  return call.then(
    () => null,
    (error: unknown) => (error as RelayError).code,
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test('a send without a conversation opens the one that its client_id stands for, and a retry finds it', async (t) => {
  const { service, ann } = await served(t);
  const request: SendRequest = { title: 'Hello', metadata: { page: 7 }, items: [{ client_id: 'c1', text: 'hi' }] };
  const first = await service.send(ann, request);
  const again = await service.send(ann, request);
  assert.equal(again.conversation_id, first.conversation_id);
  assert.equal(first.conversation_id, derivedConversationId('default', 'ann', 'c1'));
  assert.deepEqual([first.settled[0]?.duplicate, again.settled[0]?.duplicate], [false, true]);
  const opened = await service.conversation(ann, first.conversation_id);
  assert.deepEqual([opened.title, opened.metadata, opened.last_message?.text], ['Hello', { page: 7 }, 'hi']);
  const { settled } = await service.send(ann, { items: [{ text: 'nothing to find it by' }] });
  assert.match(settled[0]!.message_id, UUID);
});

test('no two triples of tenant, person and client_id derive one conversation', () => {
  const part = fc.string({ maxLength: 6 });
  const triple = fc.tuple(part, part, part);
  fc.assert(
    fc.property(triple, triple, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      return (derivedConversationId(...a) === derivedConversationId(...b)) === same;
    }),
    {
      examples: [
        [
          ['a', 'b', 'c'],
          ['a', 'bc', ''],
        ],
        [
          ['a"', 'b', 'c'],
          ['a', '"b', 'c'],
        ],
      ],
    },
  );
});

test('create opens a conversation with a given id once; a stranger’s is not found', async (t) => {
  const { rig, service, ann } = await served(t);
  const id = '5B0A4F6E-0000-4000-8000-000000000001';
  const send = (who: typeof ann, client_id: string) =>
    service.send(who, { conversation_id: id, create: true, items: [{ client_id, text: 'x' }] });
  const first = await send(ann, 'c1');
  assert.equal(first.conversation_id, id.toLowerCase());
  assert.equal((await send(ann, 'c2')).conversation_id, first.conversation_id);
  assert.equal(await codeOf(send(rig.person('mallory').principal, 'c3')), 'not_found');
  assert.equal(
    await codeOf(service.send(ann, { conversation_id: 'mine', create: true, items: [{ text: 'x' }] })),
    'invalid',
  );
  const missing = '5b0a4f6e-0000-4000-8000-000000000002';
  assert.equal(await codeOf(service.send(ann, { conversation_id: missing, items: [{ text: 'x' }] })), 'not_found');
});

test('a user opens only the subjects of their token, and meets there whoever was first', async (t) => {
  const { rig, service, eve, ann } = await served(t);
  const ben = rig.person('ben', { subjects: ['deal:*'] }).principal;
  assert.equal(await codeOf(service.send(ann, { subject: 'deal:1', items: [{ text: 'x' }] })), 'subject_not_allowed');
  assert.equal(await codeOf(service.createConversation(ann, { subject: 'deal:1' })), 'subject_not_allowed');
  const first = await service.send(eve, { subject: 'deal:1', items: [{ client_id: 'e', text: 'first' }] });
  const request = { subject: 'deal:1', items: [{ client_id: 'b', text: 'second' }] };
  const second = await service.send(ben, request);
  assert.equal(second.conversation_id, first.conversation_id);
  assert.equal((await service.send(ben, request)).settled[0]?.duplicate, true);
  assert.equal(await codeOf(service.createConversation(ben, { subject: 'deal:1' })), 'subject_taken');
});

test('what a send has to be', async (t) => {
  const { service, ann, eve } = await served(t);
  const { conversation } = await service.createConversation(ann, {});
  const send = (item: SendRequest['items'][number], who = ann) =>
    codeOf(service.send(who, { conversation_id: conversation.id, items: [item] }));
  const mentions = Array.from({ length: 51 }, (_, i) => `u${i}`);
  const cases: [SendRequest['items'][number], string | null][] = [
    [{ text: 'fine' }, null],
    [{ text: 'x'.repeat(16_384) }, null],
    [{ text: 'x'.repeat(16_385) }, 'text_too_long'],
    [{ text: '' }, 'invalid'],
    [{ text: ' \n ' }, 'invalid'],
    [{}, 'invalid'],
    [{ text: '\ud800' }, 'invalid'],
    [{ text: 'x', client_id: '' }, 'invalid'],
    [{ text: 'x', client_id: 'c'.repeat(129) }, 'invalid'],
    [{ text: 'x', client_id: '\udc00' }, 'invalid'],
    [{ text: 'x', reply_to: 'that one' }, 'invalid'],
    [{ text: 'x', reply_to: '00000000-0000-4000-8000-000000000000' }, 'invalid'],
    [{ text: 'x', mentions }, 'invalid'],
    [{ text: 'x', mentions: mentions.slice(1) }, 'invalid'],
    [{ text: 'x', mentions: ['ann', 'ann'] }, null],
    [{ text: 'x', attachment_ids: ['00000000-0000-4000-8000-000000000000'] }, 'attachment_gone'],
    [{ text: 'x', attachment_ids: Array.from({ length: 11 }, () => 'a') }, 'invalid'],
    [{ text: 'x', type: 'note' }, 'forbidden'],
  ];
  for (const [item, code] of cases) assert.equal(await send(item), code, JSON.stringify(item).slice(0, 80));
  assert.equal(await send({ text: 'x', type: 'note' }, eve), null);
  assert.equal(await send({ text: 'x', mentions: mentions.slice(1) }, eve), null);
  const card = { kind: 'card', title: 'T', attachment_id: '00000000-0000-4000-8000-000000000000' } as const;
  assert.equal(await send({ rich: card }, eve), 'attachment_gone');
  const form = { kind: 'form', fields: [{ name: 'a', label: 'A', type: 'choice', required: true }] } as const;
  assert.equal(await send({ rich: { ...form, fields: [...form.fields] } }, eve), 'invalid');
  assert.equal(await send({ rich: { kind: 'card', title: '\ud800' } }, eve), 'invalid');
});

test('an error names the field and never repeats what was sent', async (t) => {
  const { service, ann } = await served(t);
  const secret = `secret-${'x'.repeat(16_385)}`;
  const errors: RelayError[] = [];
  const keep = (call: Promise<unknown>) => call.catch((error: unknown) => errors.push(error as RelayError));
  await keep(service.send(ann, { items: [{ text: secret }] }));
  await keep(service.createConversation(ann, { title: secret }));
  await keep(service.createConversation(ann, { metadata: { secret } }));
  await keep(service.send(ann, { items: [{ text: 'x', reply_to: 'secret-id' }] }));
  await keep(service.send(ann, { items: [{ rich: { kind: 'secret-kind' } as never }] }));
  assert.equal(errors.length, 5);
  for (const error of errors) {
    assert.doesNotMatch(JSON.stringify([error.message, error.errors, error.members]), /secret/);
    assert.ok((error.errors?.length ?? 0) > 0);
  }
});

test('equal content has one hash whatever the order of its keys, other content another', () => {
  const rich = { kind: 'card', title: 'T', text: 'x' };
  const swapped = { text: 'x', title: 'T', kind: 'card' };
  const base = ['text', 'a', rich, null, [], []];
  assert.equal(contentHash(base), contentHash(['text', 'a', swapped, null, [], []]));
  assert.match(contentHash(base), /^[0-9a-f]{64}$/);
  const others = [
    ['note', 'a', rich, null, [], []],
    ['text', 'b', rich, null, [], []],
    ['text', 'a', null, null, [], []],
    ['text', 'a', rich, 'r', [], []],
    ['text', 'a', rich, null, ['m'], []],
    ['text', 'a', rich, null, [], ['f']],
  ];
  assert.equal(new Set([base, ...others].map(contentHash)).size, others.length + 1);
});

test('ids are UUIDv7, none is made twice, and later ones sort later', async () => {
  const clock = createHandClock();
  const start = clock.now();
  const newId = createIdSource(clock);
  const ids: string[] = [];
  while (ids.length < 2000) {
    if (ids.length % 100 === 0) await clock.advance(1);
    ids.push(newId());
  }
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const times = ids.map((id) => Number.parseInt(id.slice(0, 13).replace('-', ''), 16));
  assert.deepEqual(
    times,
    ids.map((_, n) => start + 1 + Math.floor(n / 100)),
  );
  // Of all that is chance each digit takes each of its values.
  for (const at of [15, 16, 17, 20, 21, 22, 24, 35]) assert.equal(new Set(ids.map((id) => id[at])).size, 16);
  assert.equal(new Set(ids.map((id) => id[19])).size, 4);
});

test('staff manage a conversation, a user may rename their own and no more', async (t) => {
  const { rig, service, ann, eve, root } = await served(t);
  const { conversation } = await service.createConversation(ann, {});
  const patch = (who: typeof ann, body: Parameters<typeof service.patchConversation>[2]) =>
    service.patchConversation(who, conversation.id, body);
  assert.equal((await patch(ann, { title: ' Mine ' })).title, 'Mine');
  for (const body of [
    { status: 'closed' },
    { bot: 'off' },
    { is_archived: true },
    { assignee: 'eve' },
    { subject: 'deal:1' },
    { metadata: {} },
  ] as const) {
    assert.equal(await codeOf(patch(ann, body)), 'forbidden');
  }
  assert.equal(await codeOf(patch(rig.person('mallory').principal, { title: 'x' })), 'not_found');
  const assigned = await patch(eve, { assignee: 'eve', metadata: { stage: 3 }, subject: 'deal:9' });
  assert.deepEqual([assigned.assignee?.name, assigned.metadata, assigned.subject], ['eve', { stage: 3 }, 'deal:9']);
  assert.equal((await patch(eve, { assignee: 'colleague' })).assignee?.id, 'colleague');
  assert.equal(await codeOf(patch(eve, { assignee: 'ann' })), 'invalid');
  assert.equal((await patch(eve, { assignee: null })).assignee, null);
  assert.equal((await patch(eve, { status: 'closed' })).status, 'closed');
  assert.equal(
    await codeOf(service.send(ann, { conversation_id: conversation.id, items: [{ text: 'x' }] })),
    'conversation_closed',
  );
  assert.equal(await codeOf(service.deleteConversation(eve, conversation.id)), 'forbidden');
  await service.deleteConversation(root, conversation.id);
  assert.equal(await codeOf(service.conversation(ann, conversation.id)), 'not_found');
  assert.equal(await codeOf(service.createConversation(ann, { id: conversation.id })), 'id_taken');
});

test('titles, subjects and metadata have bounds', async (t) => {
  const { service, eve } = await served(t);
  for (const body of [
    { title: 'x'.repeat(201) },
    { title: '\ud800' },
    { subject: '' },
    { subject: 'x'.repeat(201) },
    { metadata: { a: 'x'.repeat(17_000) } },
    { metadata: { a: ['\udfff'] } },
    { id: 'not a uuid' },
  ]) {
    assert.equal(await codeOf(service.createConversation(eve, body)), 'invalid', JSON.stringify(body).slice(0, 60));
  }
});

test('people are added and removed by staff, and leave by themselves', async (t) => {
  const { rig, service, ann, eve } = await served(t);
  const bob = rig.person('bob').principal;
  const { conversation } = await service.createConversation(ann, {});
  assert.equal(await codeOf(service.addParticipant(ann, conversation.id, bob.user)), 'forbidden');
  const added = await service.addParticipant(eve, conversation.id, bob.user);
  assert.deepEqual([added.user.id, added.last_read_seq, added.online], ['bob', 0, false]);
  assert.equal(
    await codeOf(service.addParticipant(eve, conversation.id, { ...bob.user, id: 'b', role: 'bot' })),
    'invalid',
  );
  assert.equal(await codeOf(service.addParticipant(eve, conversation.id, { ...bob.user, id: '' })), 'invalid');
  const script = 'javascript:alert(1)';
  assert.equal(
    await codeOf(service.addParticipant(eve, conversation.id, { ...bob.user, id: 'c', avatar: script })),
    'invalid',
  );
  assert.equal(await codeOf(service.removeParticipant(bob, conversation.id, 'ann')), 'forbidden');
  await service.removeParticipant(bob, conversation.id, 'bob');
  assert.equal(await codeOf(service.conversation(bob, conversation.id)), 'not_found');
});

test('lists and history show each person what is theirs, in pages', async (t) => {
  const { rig, service, ann, eve } = await served(t);
  for (let i = 0; i < 5; i += 1) {
    await rig.clock.advance(1000);
    await service.send(ann, { title: `Talk ${i}`, items: [{ client_id: `l${i}`, text: `${i}` }] });
  }
  const first = await service.conversations(ann, { limit: 2 });
  assert.deepEqual(
    first.results.map(({ title }) => title),
    ['Talk 4', 'Talk 3'],
  );
  const second = await service.conversations(ann, { limit: 9, cursor: first.next! });
  assert.deepEqual([second.results.length, second.next], [3, null]);
  assert.equal((await service.conversations(rig.person('mallory').principal, {})).results.length, 0);
  assert.equal((await service.conversations(eve, { q: 'talk 3' })).results.length, 1);
  const { id } = first.results[0]!;
  for (let i = 0; i < 60; i += 1) await service.send(eve, { conversation_id: id, items: [{ text: `m${i}` }] });
  const newest = await service.messages(ann, id, {});
  assert.deepEqual([newest.results.length, newest.has_more, newest.epoch], [50, true, 'e1.user']);
  const older = await service.messages(ann, id, { before: newest.results[0]!.seq, limit: 500 });
  assert.deepEqual([older.results.length, older.has_more], [11, false]);
  assert.equal((await service.conversation(ann, id)).unread_count, 60);
  assert.equal(await codeOf(service.messages(rig.person('mallory').principal, id, {})), 'not_found');
});

test('read marks are rationed, and a nonsense mark is refused', async (t) => {
  const { rig, service, ann } = await served(t);
  const { conversation } = await service.createConversation(ann, {});
  assert.equal(await codeOf(service.read(ann, conversation.id, -1)), 'invalid');
  assert.equal(await codeOf(service.read(ann, conversation.id, 1.5)), 'invalid');
  const codes = new Set<string | null>();
  for (let i = 0; i < 100; i += 1) codes.add(await codeOf(service.read(ann, conversation.id, 1)));
  assert.deepEqual(codes, new Set([null, 'rate_limited']));
  await rig.clock.advance(1000);
  assert.equal(await codeOf(service.read(ann, conversation.id, 1)), null);
});

test('prompts come active ones first to last', async (t) => {
  const { service } = await served(t);
  const prompts = await service.prompts('default');
  assert.ok(prompts.length > 0);
  assert.deepEqual(
    prompts,
    prompts.toSorted((a, b) => a.order - b.order),
  );
});

test('the bot is asked with a text: it is sent first, once, and the reply is to it', async (t) => {
  const bot = {
    name: 'Bot',
    async *reply() {
      yield 'Hello ';
      yield 'there';
    },
  };
  const rig = await createRig(t, { bot });
  const ann = rig.person('ann').principal;
  const { conversation } = await rig.service.createConversation(ann, { title: '' });
  const ask = () => rig.service.botResponse(ann, { conversation_id: conversation.id, text: 'hi', client_id: 'q' });
  const turning = setInterval(() => void rig.clock.advance(50), 5);
  t.after(() => clearInterval(turning));
  const reply = await ask();
  assert.equal(reply.text, 'Hello there');
  const again = await ask();
  assert.equal(again.id, reply.id);
  const { results } = await rig.service.messages(ann, conversation.id, {});
  assert.deepEqual(
    results.map(({ text }) => text),
    ['hi', 'Hello there'],
  );
  assert.equal(results[1]?.reply_to, results[0]?.id);
});
