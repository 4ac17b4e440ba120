import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Code, Message } from '@crm-chat/sdk/protocol';
import { RelayError } from '../../src/errors.js';
import type { ReplyListener } from '../../src/service/replies/reply-desk.js';
import { settle } from './hand-clock.js';
import { ada, bob, createHandBot, createWorld, grace, principalOf, type World } from './world.js';

const setUp = (t: TestContext, options: Parameters<World['relay']>[0] = {}) => {
  const world = createWorld();
  t.after(() => world.close());
  const bot = createHandBot();
  return { world, bot, relay: world.relay({ bot, ...options }) };
};

const refuses = (promise: Promise<unknown>, code: Code): Promise<void> =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof RelayError, String(error));
    assert.equal(error.code, code);
    return true;
  });

/** Applies deltas as a client does. */
const createReader = () => {
  const control = new AbortController();
  const read = { text: '', deltas: 0 };
  const listener: ReplyListener = {
    signal: control.signal,
    onDelta({ offset, text }) {
      assert.ok(offset <= read.text.length, 'no hole');
      read.text = read.text.slice(0, offset) + text;
      read.deltas += 1;
    },
  };
  return { control, read, listener };
};

describe('asking the bot for a reply', () => {
  test('to a message, where it answers only when asked', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open(undefined, 'on_request');
    const asked = await world.send(room, 'Hello');
    await world.send(room, 'Never mind this one', bob);
    const reply = relay.request(principalOf(ada), { conversation_id: room, message_id: asked });
    await settle();
    await bot.last.say('Hi');
    await bot.last.end();
    const message = await reply;
    assert.deepEqual([message.status, message.text, message.reply_to], ['sent', 'Hi', asked]);
    assert.equal(bot.speeches.length, 1, 'on request it does not go on by itself');
  });

  test('answers the caller’s latest text where no message is named', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open(undefined, 'on_request', [ada, bob]);
    const own = await world.send(room, 'Hello');
    await world.send(room, ['x', 'y'], bob);
    const reply = relay.request(principalOf(ada), { conversation_id: room });
    await settle();
    assert.equal(bot.last.context.message.id, own);
    await bot.last.say('Hi');
    await bot.last.end();
    assert.equal((await reply).reply_to, own);
    await refuses(relay.request(principalOf(grace), { conversation_id: room }), 'not_found');
  });

  test('gives the same reply again, and one that covers an earlier message', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open();
    const first = await world.send(room, 'one');
    const second = await world.send(room, 'two');
    const third = await world.send(room, 'three');
    await bot.last.say('1');
    await bot.last.end();
    await bot.last.say('2 and 3');
    await bot.last.end();
    assert.equal(bot.speeches.length, 2);
    const texts = [];
    for (const message_id of [first, second, third]) {
      texts.push((await relay.request(principalOf(ada), { conversation_id: room, message_id })).text);
    }
    assert.deepEqual(texts, ['1', '2 and 3', '2 and 3']);
    assert.equal(bot.speeches.length, 2);
  });

  test('while the automatic reply runs waits for that one, with the whole text so far first', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open();
    const asked = await world.send(room, 'Hello');
    await bot.last.say('So ');
    const { read, listener } = createReader();
    const reply = relay.request(principalOf(ada), { conversation_id: room, message_id: asked }, listener);
    await settle();
    assert.equal(read.text, 'So ');
    await world.clock.advance(40);
    await bot.last.say('far ');
    assert.equal(read.text, 'So far ');
    await bot.last.say('so good');
    await bot.last.end();
    assert.equal((await reply).text, 'So far so good');
    assert.equal(bot.speeches.length, 1);
  });

  test('through another relay gets the same text, though its first deltas were missed', async (t) => {
    const { world, bot } = setUp(t);
    const other = world.relay({ bot: createHandBot() });
    const room = await world.open();
    const asked = await world.send(room, 'Hello');
    const [running] = await world.replies(room);
    await bot.speeches[0]!.say('Missed ');
    const { read, listener } = createReader();
    const reply = other.request(principalOf(ada), { conversation_id: room, message_id: asked }, listener);
    await settle();
    await world.clock.advance(40);
    await bot.speeches[0]!.say('this and ');
    assert.equal(read.text, '');
    await world.clock.advance(2000);
    assert.equal(read.text, 'Missed this and ');
    await bot.speeches[0]!.say('more');
    assert.equal(read.text, 'Missed this and more');
    await bot.speeches[0]!.end();
    const message = await reply;
    assert.deepEqual([message.id, message.text], [running!.id, 'Missed this and more']);
  });

  test('of a reply whose relay has died gets it as interrupted, though nothing came over the bus', async (t) => {
    const { world, relay } = setUp(t, {});
    const room = await world.open(undefined, 'on_request');
    const answers = await world.send(room, 'Hello');
    const lease_until = new Date(world.clock.now() + 10_000).toISOString();
    const start = { kind: 'reply-start', conversation_id: room, message_id: 'r1', answers, lease: 'dead', lease_until };
    await world.write({ ...start, actor: { id: 'bot', name: 'Robo', role: 'bot', avatar: null } });
    const reply = relay.request(principalOf(ada), { conversation_id: room, message_id: answers });
    await world.clock.advance(10_000);
    await relay.sweep();
    await world.clock.advance(5000);
    assert.equal((await reply).status, 'interrupted');
  });

  test('runs an interrupted reply again, in the same message, from the beginning', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open();
    const earlier = await world.send(room, ['zero', 'Hello']);
    await bot.last.say('half a');
    await bot.last.fail(new Error('broke'));
    const [broken] = await world.replies(room);
    assert.deepEqual([broken!.status, broken!.text], ['interrupted', 'half a']);
    const { read, listener } = createReader();
    const first = (await world.messages(room))[0]!.id;
    const reply = relay.request(principalOf(ada), { conversation_id: room, message_id: first }, listener);
    await settle();
    assert.equal(bot.last.context.message.id, earlier, 'it is the reply to the later one that covers this one');
    assert.deepEqual(
      (await world.replies(room)).map(({ text, status }) => [text, status]),
      [['', 'streaming']],
    );
    await bot.last.say('whole');
    assert.equal(read.text, 'whole');
    await bot.last.end();
    const message = await reply;
    assert.deepEqual(
      [message.id, message.status, message.text, message.seq],
      [broken!.id, 'sent', 'whole', broken!.seq],
    );
    assert.equal((await world.replies(room)).length, 1);
  });

  test('waits its turn where another reply of the conversation streams', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open(undefined, 'on_request', [ada, bob]);
    const one = await world.send(room, 'one');
    const two = await world.send(room, 'two', bob);
    const first = relay.request(principalOf(ada), { conversation_id: room, message_id: one });
    await settle();
    const second = relay.request(principalOf(bob), { conversation_id: room, message_id: two });
    await settle();
    assert.equal(bot.speeches.length, 1);
    await bot.last.say('1');
    await bot.last.end();
    assert.equal((await first).text, '1');
    await settle();
    assert.equal(bot.last.context.message.id, two);
    await bot.last.say('2');
    await bot.last.end();
    assert.equal((await second).text, '2');
  });

  test('twice at the same moment starts one reply', async (t) => {
    const { world, bot, relay } = setUp(t);
    const other = world.relay({ bot });
    const room = await world.open(undefined, 'on_request');
    const message_id = await world.send(room, 'Hello');
    const asked = { conversation_id: room, message_id };
    const all = [relay, relay, other, other].map((one) => one.request(principalOf(ada), asked));
    await settle(8);
    assert.equal(bot.speeches.length, 1);
    await bot.last.say('Hi');
    await bot.last.end();
    const ids = (await Promise.all(all)).map(({ id }) => id);
    assert.equal(new Set(ids).size, 1);
    assert.equal((await world.replies(room)).length, 1);
  });

  test('who leaves stops listening, and the bot goes on', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open(undefined, 'on_request');
    const message_id = await world.send(room, 'Hello');
    const { control, read, listener } = createReader();
    const reply = relay.request(principalOf(ada), { conversation_id: room, message_id }, listener);
    await settle();
    await bot.last.say('Hi ');
    const left = assert.rejects(reply, (error: Error) => error.name === 'AbortError');
    control.abort();
    await left;
    await world.clock.advance(40);
    await bot.last.say('Ada');
    assert.equal(read.text, 'Hi ');
    await bot.last.end();
    assert.equal((await world.replies(room))[0]!.text, 'Hi Ada');
  });

  test('says so when the bot breaks', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open(undefined, 'on_request');
    await world.send(room, 'Hello');
    const reply = refuses(relay.request(principalOf(ada), { conversation_id: room }), 'bot_failed');
    await settle();
    await bot.last.fail(new Error('no'));
    await reply;
  });

  test('is refused by name: where it is off, for a note, a deleted message, a stranger, a closed conversation', async (t) => {
    const { world, bot, relay } = setUp(t);
    const none = world.relay({ bot: null });
    const room = await world.open(undefined, 'on_request');
    const text = await world.send(room, 'Hello');
    const note = await world.send(room, 'note', grace, 'note');
    const ask = (user = ada, message_id = text, conversation_id = room) =>
      relay.request(principalOf(user), { conversation_id, message_id });
    await refuses(none.request(principalOf(ada), { conversation_id: room }), 'bot_off');
    await refuses(ask(bob), 'not_found');
    await refuses(ask(ada, note), 'not_found');
    await refuses(ask(grace, note), 'invalid');
    await refuses(ask(ada, 'nothing'), 'not_found');
    await refuses(ask(ada, text, 'nowhere'), 'not_found');
    const elsewhere = await world.open(undefined, 'on_request');
    await refuses(ask(ada, text, elsewhere), 'not_found');
    const off = await world.open(undefined, 'off');
    await world.send(off, 'Hello');
    await refuses(relay.request(principalOf(ada), { conversation_id: off }), 'bot_off');
    const gone = await world.send(room, 'oops');
    const remove = { kind: 'delete', client_id: null, hash: 'h', message_id: gone, erase: false };
    await world.write({ ...remove, conversation_id: room, actor: ada });
    await refuses(ask(ada, gone), 'message_deleted');
    await world.write({ kind: 'patch', conversation_id: room, event_id: 'ev', status: 'closed' });
    await refuses(ask(), 'conversation_closed');
    assert.equal(bot.speeches.length, 0);
  });

  test('waits for a place, in a queue with an end', async (t) => {
    const { world, bot, relay } = setUp(t, { concurrency: 1, waitingMax: 2 });
    const rooms = await Promise.all(Array.from({ length: 4 }, () => world.open(undefined, 'on_request')));
    for (const room of rooms) await world.send(room, 'Hello');
    const { control, listener } = createReader();
    const asks: Promise<Message>[] = [];
    for (const [i, room] of rooms.slice(0, 3).entries()) {
      asks.push(relay.request(principalOf(ada), { conversation_id: room }, i === 1 ? listener : undefined));
      await settle();
    }
    await refuses(relay.request(principalOf(ada), { conversation_id: rooms[3]! }), 'overloaded');
    const left = assert.rejects(asks[1]!, (error: Error) => error.name === 'AbortError');
    control.abort();
    await left;
    for (const answer of ['1', '3']) {
      await bot.last.say(answer);
      await bot.last.end();
      await settle();
    }
    assert.deepEqual(await Promise.all([asks[0], asks[2]].map(async (ask) => (await ask)!.text)), ['1', '3']);
    assert.equal(bot.speeches.length, 2, 'who left the queue is not answered');
  });

  test('who waits for a place when the relay closes is told', async (t) => {
    const { world, relay } = setUp(t, { concurrency: 1 });
    const rooms = [await world.open(undefined, 'on_request'), await world.open(undefined, 'on_request')];
    for (const room of rooms) await world.send(room, 'Hello');
    const running = relay.request(principalOf(ada), { conversation_id: rooms[0]! });
    await settle();
    const waiting = refuses(relay.request(principalOf(ada), { conversation_id: rooms[1]! }), 'draining');
    await settle();
    const [, message] = await Promise.all([relay.close(), running]);
    assert.equal(message.status, 'interrupted');
    await waiting;
  });
});

describe('stopping a reply', () => {
  test('is for the one it answers and for staff; others are refused, strangers see nothing', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open(undefined, 'auto', [ada, bob]);
    const asked = await world.send(room, 'Hello');
    await bot.last.say('I could go on ');
    const id = (await world.replies(room))[0]!.id;
    await refuses(relay.stop(principalOf(bob), id), 'forbidden');
    await refuses(relay.stop(principalOf({ ...bob, id: 'mallory' }), id), 'not_found');
    await refuses(relay.stop(principalOf(ada), asked), 'not_found');
    await refuses(relay.stop(principalOf(ada), 'nothing'), 'not_found');
    await refuses(relay.stop({ ...principalOf(ada), tenant: 'other' }, id), 'not_found');
    assert.ok(!bot.last.signal.aborted);
    await relay.stop(principalOf(ada), id);
    await settle();
    const [reply] = await world.replies(room);
    assert.deepEqual([reply!.status, reply!.text, bot.last.signal.aborted], ['interrupted', 'I could go on ', true]);
    assert.deepEqual(world.logged, [], 'being stopped is no failure');

    await world.send(room, 'Again');
    await bot.last.say('And on ');
    await relay.stop(principalOf(grace), (await world.replies(room))[1]!.id);
    await settle();
    assert.equal((await world.replies(room))[1]!.status, 'interrupted');
  });

  test('works through another relay than the one it runs on', async (t) => {
    const { world, bot } = setUp(t);
    const other = world.relay({ bot: null });
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.say('Well');
    await other.stop(principalOf(ada), (await world.replies(room))[0]!.id);
    await settle();
    assert.equal((await world.replies(room))[0]!.status, 'interrupted');
  });

  test('of one that has ended changes nothing', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.say('Done');
    await bot.last.end();
    const head = await world.head(room);
    await relay.stop(principalOf(ada), (await world.replies(room))[0]!.id);
    await settle();
    assert.equal((await world.replies(room))[0]!.status, 'sent');
    assert.equal(await world.head(room), head);
  });

  test('in the very moment of its start ends it too', async (t) => {
    const { world, bot } = setUp(t);
    const room = await world.open();
    world.bus.subscribe((event) => {
      if (event.kind !== 'commit') return;
      for (const { row } of event.commit.changes) {
        if (row?.status !== 'streaming') continue;
        const about = { tenant: 'default', conversation_id: room, message_id: row.id };
        world.bus.publish({ kind: 'ephemeral', event: { ...about, kind: 'stop', by: ada } });
      }
    });
    await world.send(room, 'Hello');
    assert.equal((await world.replies(room))[0]!.status, 'interrupted');
    assert.equal(bot.speeches.length, 0);
  });

  test('lets what came meanwhile be answered', async (t) => {
    const { world, bot, relay } = setUp(t);
    const room = await world.open();
    await world.send(room, 'Hello');
    await world.send(room, 'I mean: what is the price?');
    await relay.stop(principalOf(ada), (await world.replies(room))[0]!.id);
    await settle();
    assert.equal(bot.last.context.message.text, 'I mean: what is the price?');
  });
});
