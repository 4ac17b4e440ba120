import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import { createRig, eventually, say, testOnStores, type Client, type RigOptions } from './rig.js';

/** Ann and Bob in one conversation, an agent who may look in. */
async function threesome(t: TestContext, options: RigOptions = {}) {
  const rig = await createRig(t, options);
  const ann = rig.person('ann');
  const bob = rig.person('bob');
  const eve = rig.person('eve', { role: 'agent' });
  const id = await rig.open(ann.principal, bob.principal);
  const join = async (token: string) => {
    const client = await rig.join(token, id);
    await client.next('sync');
    return client;
  };
  return { rig, ann, bob, eve, id, join };
}

testOnStores('two people get each other’s messages, and each send is acknowledged', async (t) => {
  const { ann, bob, join } = await threesome(t);
  const a = await join(ann.token);
  const b = await join(bob.token);
  const hello = say('hello');
  a.say(hello);
  const ack = await a.next('ack');
  const [mine, theirs] = [await a.next('message:new'), await b.next('message:new')];
  assert.equal(ack.client_id, hello.client_id);
  assert.equal(ack.message_id, theirs.message.id);
  assert.equal(ack.duplicate, false);
  assert.equal(ack.rev, theirs.message.rev);
  assert.deepEqual(mine, theirs);
  assert.equal(theirs.message.text, 'hello');
  assert.equal(theirs.message.sender.id, 'ann');
  b.say(say('hi'));
  assert.equal((await a.next('message:new', ({ message }) => message.text === 'hi')).message.sender.id, 'bob');
});

testOnStores(
  'the same send again is acknowledged as a duplicate with the first ids, and nobody sees it twice',
  async (t) => {
    const { ann, bob, join } = await threesome(t);
    const a = await join(ann.token);
    const b = await join(bob.token);
    const once = say('once');
    a.say(once);
    const first = await a.next('ack');
    a.say(once);
    const second = await a.next('ack');
    assert.deepEqual({ ...second, duplicate: false }, first);
    assert.equal(second.duplicate, true);
    await b.settled();
    assert.equal(b.of('message:new').length, 1);
    a.say({ ...once, text: 'twice' });
    const nack = await a.next('nack');
    assert.equal(nack.code, 'idempotency_mismatch');
    assert.equal(nack.retryable, false);
    assert.equal(nack.client_id, once.client_id);
  },
);

testOnStores('a batch is stored whole, in order, with an ack each', async (t) => {
  const { ann, bob, join } = await threesome(t);
  const a = await join(ann.token);
  const b = await join(bob.token);
  const members = ['one', 'two', 'three'].map((text) => ({ client_id: `batch-${text}`, text }));
  a.say({ type: 'message:batch', messages: members });
  for (const { client_id } of members) assert.equal((await a.next('ack')).client_id, client_id);
  await b.next('message:new', ({ message }) => message.text === 'three');
  const revs = b.of('message:new').map(({ message }) => message.rev);
  assert.deepEqual(
    b.of('message:new').map(({ message }) => message.text),
    ['one', 'two', 'three'],
  );
  assert.deepEqual(revs, [revs[0], revs[0]! + 1, revs[0]! + 2]);
  // A repeated member counts as done, beside new ones.
  a.say({ type: 'message:batch', messages: [members[2], { client_id: 'batch-four', text: 'four' }] });
  assert.equal((await a.next('ack')).duplicate, true);
  assert.equal((await a.next('ack')).duplicate, false);
});

testOnStores('a batch with a faulty member is refused whole, and each faulty member is named', async (t) => {
  const { rig, ann, id, join } = await threesome(t);
  const a = await join(ann.token);
  a.say({
    type: 'message:batch',
    messages: [
      { client_id: 'fine', text: 'fine' },
      { client_id: 'long', text: 'x'.repeat(16_385) },
      { client_id: 'empty', text: ' ' },
      { client_id: 'note', text: 'a note', message_type: 'note' },
      { client_id: 'file', text: 'a file', attachment_ids: ['gone'] },
    ],
  });
  const nack = await a.next('nack');
  assert.equal(nack.batch, true);
  assert.equal(nack.retryable, false);
  assert.equal(nack.client_id, undefined);
  assert.deepEqual(nack.errors, [
    { client_id: 'long', code: 'text_too_long' },
    { client_id: 'empty', code: 'invalid' },
    { client_id: 'note', code: 'forbidden' },
    { client_id: 'file', code: 'invalid' },
  ]);
  a.say({
    type: 'message:batch',
    messages: [
      { client_id: 'fine', text: 'fine' },
      { client_id: 'odd', text: 5 },
    ],
  });
  assert.deepEqual((await a.next('nack')).errors, [{ client_id: 'odd', code: 'invalid' }]);
  a.say({
    type: 'message:batch',
    messages: [
      { client_id: 'fine', text: 'fine' },
      { client_id: 'file', text: 'a file', attachment_ids: ['00000000-0000-4000-8000-000000000000'] },
    ],
  });
  assert.deepEqual((await a.next('nack')).errors, [{ client_id: 'file', code: 'attachment_gone' }]);
  const { results } = await rig.service.messages(ann.principal, id, {});
  assert.deepEqual(
    results.filter(({ type }) => type === 'text'),
    [],
  );
});

testOnStores('a batch of more than 20, or of none, is refused', async (t) => {
  const { ann, join } = await threesome(t);
  const a = await join(ann.token);
  const messages = Array.from({ length: 21 }, (_, i) => ({ client_id: `m${i}`, text: 'x' }));
  a.say({ type: 'message:batch', messages });
  assert.equal((await a.next('nack')).code, 'too_large');
  a.say({ type: 'message:batch', messages: [] });
  assert.equal((await a.next('nack')).code, 'invalid');
});

testOnStores(
  'a known frame with a bad field is refused by its client_id, one without is closed with 4400',
  async (t) => {
    const { ann, join } = await threesome(t);
    const a = await join(ann.token);
    a.say({ type: 'message:new', client_id: 'c', text: 5 });
    const nack = await a.next('nack');
    assert.equal(nack.code, 'invalid');
    assert.equal(nack.client_id, 'c');
    assert.match(nack.detail, /text/);
    a.say({ type: 'read', seq: 'all' });
    assert.equal(await a.closed(), 4400);
  },
);

testOnStores(
  'what is no frame is closed with 4400: no JSON, no object, no type, too deep, a name that reaches a prototype',
  async (t) => {
    const { rig, ann, id } = await threesome(t);
    const deep = `{"type":"message:new","client_id":"d","x":${'['.repeat(40)}${']'.repeat(40)}}`;
    const bad = [
      '{',
      '[]',
      '5',
      'null',
      '{"no":"type"}',
      '{"type":5}',
      deep,
      '{"type":"ping","__proto__":{}}',
      '{"type":"ping","a":{"constructor":1}}',
    ];
    for (const text of bad) {
      const client = await rig.join(ann.token, id);
      client.socket.send(text);
      assert.equal(await client.closed(), 4400, text);
    }
    const client = await rig.join(ann.token, id);
    client.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    assert.equal(await client.closed(), 4400);
  },
);

testOnStores('an unknown type with a client_id is refused as unsupported, one without is ignored', async (t) => {
  const { ann, join } = await threesome(t);
  const a = await join(ann.token);
  a.say({ type: 'message:pin', client_id: 'p' });
  const nack = await a.next('nack');
  assert.deepEqual([nack.client_id, nack.code, nack.retryable], ['p', 'unsupported', false]);
  a.say({ type: 'wave' });
  await a.settled();
});

testOnStores('text has to be well-formed Unicode: a lone surrogate is refused', async (t) => {
  const { ann, join } = await threesome(t);
  const a = await join(ann.token);
  a.socket.send('{"type":"message:new","client_id":"s","text":"half \\ud83d"}');
  assert.equal((await a.next('nack')).code, 'invalid');
  a.socket.send('{"type":"message:new","client_id":"w","text":"whole \\ud83d\\ude00"}');
  assert.equal((await a.next('message:new')).message.text, 'whole \u{1f600}');
});

testOnStores(
  'whoever sends more than their share gets a nack that says how long to wait; a batch counts its messages',
  async (t) => {
    const { rig, ann, join } = await threesome(t, { limits: { send_burst: 5, sends_per_second: 1 } });
    await rig.clock.advance(60_000);
    const a = await join(ann.token);
    const batch = (from: number, count: number) => ({
      type: 'message:batch',
      messages: Array.from({ length: count }, (_, i) => ({ client_id: `r${from + i}`, text: 'x' })),
    });
    a.say(batch(0, 4));
    for (let i = 0; i < 4; i += 1) await a.next('ack');
    a.say(batch(4, 3));
    const nack = await a.next('nack');
    assert.deepEqual([nack.code, nack.retryable, nack.retry_after, nack.batch], ['rate_limited', true, 2, true]);
    await rig.clock.advance(2000);
    a.say(batch(4, 3));
    for (let i = 0; i < 3; i += 1) await a.next('ack');
  },
);

testOnStores('a note reaches staff alone: users get its bare number, and no sign that it exists', async (t) => {
  const { ann, eve, join } = await threesome(t);
  const a = await join(ann.token);
  const e = await join(eve.token);
  e.say({ type: 'typing', is_typing: true, note: true });
  e.say(say('between us', { message_type: 'note' }));
  const { message } = await e.next('message:new');
  assert.equal(message.type, 'note');
  assert.equal((await a.next('head')).head, message.rev);
  await a.settled();
  for (const text of a.raw) assert.doesNotMatch(text, /between us|note/);
  assert.equal(a.of('typing').length, 0);
  // The next visible message is gapless for both.
  a.say(say('and?'));
  assert.equal((await a.next('message:new')).message.rev, message.rev + 1);
  // Reading nothing but a note moves no mark that a user sees.
  e.say(say('for all'));
  const visible = await a.next('message:new', (frame) => frame.message.text === 'for all');
  e.say({ type: 'read', seq: visible.message.seq });
  await a.next('read', (frame) => frame.seq === visible.message.seq);
  e.say(say('again between us', { message_type: 'note' }));
  const second = await e.next('message:new', (frame) => frame.message.text === 'again between us');
  const reads = a.of('read').length;
  e.say({ type: 'read', seq: second.message.seq });
  await e.next('read', (frame) => frame.seq === second.message.seq);
  await a.settled();
  assert.equal(a.of('read').length, reads);
});

testOnStores('a user may not write notes, buttons or events, and may answer buttons of staff', async (t) => {
  const { rig, id, ann, join } = await threesome(t);
  const eve = rig.person('eve', { role: 'agent' });
  const a = await join(ann.token);
  const buttons = { kind: 'buttons', buttons: [{ id: 'y', label: 'Yes', value: 'yes' }] };
  for (const more of [{ message_type: 'note' }, { rich: buttons }]) {
    a.say(say('x', more));
    assert.equal((await a.next('nack')).code, 'forbidden');
  }
  for (const rich of [{ kind: 'event', event: 'closed' }, { kind: 'iframe' }, { kind: 'buttons', buttons: [] }]) {
    a.say(say('x', { rich }));
    assert.equal((await a.next('nack')).code, 'invalid');
  }
  const e = await rig.join(eve.token, id);
  e.say(say('Shall we?', { rich: buttons }));
  const { id: to } = (await a.next('message:new')).message;
  a.say(say('', { rich: { kind: 'answer', to, values: { n: 'no' } } }));
  assert.equal((await a.next('nack')).code, 'invalid');
  a.say(say('', { rich: { kind: 'answer', to, values: { y: 'yes' } } }));
  const { rich, text, reply_to } = (await e.next('message:new', ({ message }) => message.id !== to)).message;
  assert.deepEqual([rich, text, reply_to], [{ kind: 'answer', to, values: { y: 'yes' } }, 'Yes', to]);
});

testOnStores('typing reaches the others, not oneself, and ends by itself after six seconds', async (t) => {
  const { rig, ann, bob, join } = await threesome(t);
  const a = await join(ann.token);
  const second = await join(ann.token);
  const b = await join(bob.token);
  a.say({ type: 'typing', is_typing: true });
  const typing = await b.next('typing');
  assert.deepEqual([typing.user.id, typing.is_typing], ['ann', true]);
  await rig.clock.advance(6000);
  assert.equal((await b.next('typing')).is_typing, false);
  // A message ends it too.
  a.say({ type: 'typing', is_typing: true });
  await b.next('typing');
  a.say(say('done'));
  assert.equal((await b.next('typing')).is_typing, false);
  await second.settled();
  assert.deepEqual([...a.of('typing'), ...second.of('typing')], []);
});

testOnStores('typing is rationed: a thousand frames become a handful', async (t) => {
  const { ann, bob, join } = await threesome(t);
  const a = await join(ann.token);
  const b = await join(bob.token);
  for (let i = 0; i < 900; i += 1) a.say({ type: 'typing', is_typing: i % 2 === 0 });
  await a.settled();
  await b.settled();
  assert.ok(b.of('typing').length <= 8, `${b.of('typing').length} came`);
});

testOnStores('presence counts people: joined with the first socket, left five seconds after the last', async (t) => {
  const { rig, ann, bob, join } = await threesome(t);
  const a = await join(ann.token);
  const b1 = await join(bob.token);
  assert.equal((await a.next('user_joined')).user.id, 'bob');
  const b2 = await join(bob.token);
  const leave = async (client: Client, left: number) => {
    client.socket.close();
    await client.closed();
    // Its own end may know it before the relay's does.
    await eventually(() => rig.door.stats().sockets === left);
  };
  await leave(b1, 2);
  await rig.clock.advance(10_000);
  await leave(b2, 1);
  await a.settled();
  await rig.clock.advance(4000);
  await a.settled();
  assert.deepEqual([a.of('user_joined').length, a.of('user_left').length], [1, 0]);
  // A reload is no leaving.
  const b3 = await join(bob.token);
  await rig.clock.advance(10_000);
  await leave(b3, 1);
  await a.settled();
  assert.deepEqual([a.of('user_joined').length, a.of('user_left').length], [1, 0]);
  await rig.clock.advance(5000);
  assert.equal((await a.next('user_left')).user.id, 'bob');
  await a.settled();
  assert.equal(a.of('user_joined').length, 1);
});

testOnStores('read marks travel as registers, and a storm of them becomes few writes', async (t) => {
  const { rig, ann, bob, id, join } = await threesome(t);
  const a = await join(ann.token);
  const b = await join(bob.token);
  for (const text of ['1', '2', '3']) a.say(say(text));
  const last = await b.next('message:new', ({ message }) => message.text === '3');
  for (let i = 0; i < 300; i += 1) b.say({ type: 'read', seq: Math.min(i, last.message.seq) });
  const read = await a.next('read', ({ seq }) => seq === last.message.seq);
  assert.equal(read.user.id, 'bob');
  await b.settled();
  assert.ok(a.of('read').length < 20);
  const { participants } = await rig.service.conversation(ann.principal, id);
  assert.equal(participants.find(({ user }) => user.id === 'bob')?.last_read_seq, last.message.seq);
  // A mark beyond the end is cut to it, a lower one moves nothing.
  b.say({ type: 'read', seq: 1 });
  a.say({ type: 'read', seq: 9_999_999 });
  assert.equal((await b.next('read', ({ user }) => user.id === 'ann')).seq, last.message.seq);
});

testOnStores('an edit, a reaction and a deletion reach everybody as the message’s new form', async (t) => {
  const { ann, bob, join } = await threesome(t);
  const a = await join(ann.token);
  const b = await join(bob.token);
  a.say(say('teh'));
  const { message } = await b.next('message:new');
  a.say({ type: 'message:edit', client_id: 'e1', id: message.id, text: 'the' });
  assert.equal((await a.next('ack', (ack) => ack.client_id === 'e1')).rev, message.rev + 1);
  const edited = await b.next('message:updated');
  assert.deepEqual(
    [edited.message.text, edited.message.seq, edited.message.rev],
    ['the', message.seq, message.rev + 1],
  );
  b.say({ type: 'message:react', client_id: 'r1', id: message.id, emoji: '👍', on: true });
  assert.deepEqual((await a.next('message:updated', (f) => f.message.reactions.length > 0)).message.reactions, [
    { emoji: '👍', users: ['bob'] },
  ]);
  b.say({ type: 'message:react', client_id: 'r2', id: message.id, emoji: 'words', on: true });
  assert.equal((await b.next('nack')).code, 'invalid');
  b.say({ type: 'message:delete', client_id: 'd1', id: message.id });
  assert.notEqual((await b.next('nack')).code, undefined);
  a.say({ type: 'message:delete', client_id: 'd2', id: message.id });
  const gone = await b.next('message:updated', (f) => f.message.deleted_at !== null);
  assert.equal(gone.message.text, '');
});

testOnStores('a socket opened by ?token= gets welcome and live messages, and answers WebSocket pings', async (t) => {
  const { rig, ann, bob, id, join } = await threesome(t);
  await rig.service.send(ann.principal, { conversation_id: id, items: [{ text: 'earlier' }] });
  const old = rig.connect(`/ws/chat/${id}?token=${bob.token}`);
  await old.next('welcome');
  const a = await join(ann.token);
  a.say(say('hello'));
  assert.equal((await old.next('message:new')).message.text, 'hello');
  old.say(say('from the old one'));
  await old.next('ack');
  await a.next('message:new', ({ message }) => message.text === 'from the old one');
  for (let i = 0; i < 4; i += 1) {
    await rig.clock.advance(15_000);
    await old.settled();
    a.say({ type: 'pong' });
    await a.settled();
  }
  assert.equal(old.closeCode, null);
  assert.equal(old.of('sync').length + old.of('ping').length, 0);
});

/** How often the system is asked to write to a stream, and how much. */
function countWrites(stream: Duplex): number[] {
  const sizes: number[] = [];
  const write = stream._write.bind(stream);
  const writev = stream._writev?.bind(stream);
  stream._write = (chunk: Buffer, encoding, done) => {
    sizes.push(chunk.length);
    write(chunk, encoding, done);
  };
  stream._writev = (chunks, done) => {
    sizes.push(chunks.reduce((sum, { chunk }) => sum + (chunk as Buffer).length, 0));
    writev?.(chunks, done);
  };
  return sizes;
}

testOnStores(
  'what a commit brings for a socket leaves in one write: everybody’s messages and its own acks',
  async (t) => {
    const { rig, ann, bob, join } = await threesome(t);
    const a = await join(ann.token);
    const b = await join(bob.token);
    await a.next('user_joined');
    const [toAnn, toBob] = rig.streams.map(countWrites);
    for (const size of [1, 4000]) {
      const messages = Array.from({ length: 5 }, (_, i) => ({ client_id: `w${size}-${i}`, text: 'x'.repeat(size) }));
      a.say({ type: 'message:batch', messages });
      await a.next('ack', ({ client_id }) => client_id === `w${size}-4`);
      await b.next('message:new', ({ message }) => message.client_id === `w${size}-4`);
    }
    assert.equal(toAnn?.length, 2);
    assert.equal(toBob?.length, 2);
    // The second one held five messages of 4,000 characters, and for its sender five acks.
    assert.ok(toAnn[1]! > toBob[1]! && toBob[1]! > 20_000);
  },
);
