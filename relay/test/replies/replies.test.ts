import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createEchoBot } from '../../src/bots/echo-bot.js';
import { settle } from './hand-clock.js';
import { ada, bob, createHandBot, createWorld, grace, robo, type World } from './world.js';

const worldOf = (t: TestContext): World => {
  const world = createWorld();
  t.after(() => world.close());
  return world;
};

const deltasOf = (world: World): { offset: number; text: string }[] =>
  world.told.filter((event) => event.kind === 'delta').map(({ offset, text }) => ({ offset, text }));

describe('the bot answers', () => {
  test('a user’s text: streaming at once, growing by deltas, and finished with the whole text', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    const asked = await world.send(room, 'Hello');
    const [streaming] = await world.replies(room);
    assert.deepEqual(
      [streaming!.status, streaming!.text, streaming!.reply_to, streaming!.sender],
      ['streaming', '', asked, { id: 'bot', name: 'Robo', role: 'bot', avatar: null }],
    );
    assert.equal(bot.last.context.message.text, 'Hello');
    await bot.last.say('Hi ');
    await world.clock.advance(100);
    await bot.last.say('Ada.');
    assert.deepEqual(deltasOf(world), [
      { offset: 0, text: 'Hi ' },
      { offset: 3, text: 'Ada.' },
    ]);
    await bot.last.end();
    const [reply] = await world.replies(room);
    assert.deepEqual([reply!.id, reply!.status, reply!.text], [streaming!.id, 'sent', 'Hi Ada.']);
    assert.equal(bot.speeches.length, 1);
    assert.equal(world.clock.waiting, 0);
  });

  test('what came in one batch and what comes meanwhile with one reply each, to the last of it', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    const third = await world.send(room, ['one', 'two', 'three']);
    await world.send(room, 'four');
    const fifth = await world.send(room, 'five');
    assert.equal(bot.speeches.length, 1);
    assert.equal(bot.last.context.message.id, third);
    await bot.last.say('first');
    await bot.last.end();
    assert.equal(bot.speeches.length, 2);
    assert.equal(bot.last.context.message.id, fifth);
    assert.deepEqual(
      bot.last.context.history.map(({ text }) => text),
      ['one', 'two', 'three', 'first', 'four'],
    );
    await bot.last.say('second');
    await bot.last.end();
    assert.deepEqual(
      (await world.replies(room)).map(({ text, reply_to }) => [text, reply_to]),
      [
        ['first', third],
        ['second', fifth],
      ],
    );
  });

  test('neither notes nor agents, nor anybody where it is off or on request', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'for staff', grace, 'note');
    await world.send(room, 'from staff', grace);
    await world.write({ kind: 'patch', conversation_id: room, event_id: 'ev', assignee: grace });
    for (const mode of ['off', 'on_request'] as const) {
      const quiet = await world.open(undefined, mode);
      await world.send(quiet, 'Hello');
      await world.send(quiet, 'Hello?');
    }
    assert.equal(bot.speeches.length, 0);
  });

  test('again as soon as it is switched on for a conversation', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open(undefined, 'off');
    await world.send(room, 'Hello');
    await world.write({ kind: 'patch', conversation_id: room, event_id: 'ev', bot: 'auto' });
    await world.send(room, 'And now?');
    assert.equal(bot.last.context.message.text, 'And now?');
  });

  test('what comes while it still looks at what came before', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const replyContext: World['store']['replyContext'] = async (...asked) => {
      const context = await world.store.replyContext(...asked);
      await held;
      return context;
    };
    world.relay({ bot, store: { ...world.store, replyContext } });
    const room = await world.open(undefined, 'off');
    await world.send(room, 'Nobody listens');
    await world.write({ kind: 'patch', conversation_id: room, event_id: 'ev', bot: 'auto' });
    await world.send(room, 'And now?');
    go();
    await settle();
    assert.equal(bot.last.context.message.text, 'And now?');
  });

  test('nobody where the relay has no bot', async (t) => {
    const world = worldOf(t);
    const relay = world.relay({ bot: null });
    await relay.start();
    const room = await world.open();
    await world.send(room, 'Hello');
    await relay.sweep();
    assert.deepEqual(await world.replies(room), []);
  });

  test('many conversations at once, by the echo bot, each to its end', async (t) => {
    const world = worldOf(t);
    world.relay({ bot: createEchoBot({ clock: world.clock }) });
    const rooms = await Promise.all(Array.from({ length: 10 }, () => world.open()));
    await Promise.all(rooms.map((room) => world.send(room, 'What is the price?')));
    await world.clock.advance(10_000);
    for (const room of rooms) {
      const [reply] = await world.replies(room);
      assert.equal(reply!.status, 'sent');
      assert.match(reply!.text, /a binding quote comes from a person/i);
    }
  });
});

describe('a streaming reply', () => {
  test('puts at most one delta in 40 ms on the bus, gapless, and never half a character', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'Hello');
    const said = 'a\u{1F642}b\u{1F469}\u200D\u{1F52C}c';
    const at: number[] = [];
    world.bus.subscribe((event) => {
      if (event.kind === 'ephemeral' && event.event.kind === 'delta') at.push(world.clock.now());
    });
    for (const unit of said.split('')) {
      await bot.last.say(unit);
      await world.clock.advance(10);
    }
    await world.clock.advance(40);
    let whole = '';
    for (const { offset, text } of deltasOf(world)) {
      assert.equal(offset, whole.length);
      assert.doesNotMatch(text, /\p{Surrogate}/u);
      whole += text;
    }
    assert.equal(whole, said);
    assert.ok(at.length > 1);
    for (const [i, time] of at.entries()) if (i > 0) assert.ok(time - at[i - 1]! >= 40);
    await bot.last.end();
    assert.equal((await world.replies(room))[0]!.text, said);
  });

  test('is saved every two seconds and every 4 KiB without taking a rev, and told whole each time', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'Hello');
    const head = await world.head(room);
    const saved = async (): Promise<string> => (await world.store.streaming())[0]!.text;
    await bot.last.say('some ');
    await world.clock.advance(1999);
    assert.equal(await saved(), '');
    await world.clock.advance(1);
    assert.equal(await saved(), 'some ');
    await bot.last.say('ä'.repeat(2047));
    assert.equal(await saved(), 'some ');
    await bot.last.say('ä');
    assert.equal((await saved()).length, 5 + 2048);
    const drafts = world.told.filter((event) => event.kind === 'draft');
    assert.deepEqual(
      drafts.map(({ text }) => text.length),
      [5, 5 + 2048],
    );
    assert.equal(await world.head(room), head);
  });

  test('keeps its lease while the bot is silent, so that no other relay takes it for dead', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const other = world.relay();
    const room = await world.open();
    await world.send(room, 'Hello');
    for (let i = 0; i < 6; i += 1) {
      await world.clock.advance(5000);
      await other.sweep();
    }
    assert.equal((await world.replies(room))[0]!.status, 'streaming');
    assert.ok(!world.told.some((event) => event.kind === 'draft'), 'nothing new, nothing told');
    await bot.last.say('at last');
    await bot.last.end();
    assert.equal((await world.replies(room))[0]!.text, 'at last');
  });

  test('ends at the longest text a message may have, well-formed, and the bot is told', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot, limits: { text_chars: 10 } });
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.say(`123456789\u{1F642} and more`);
    const [reply] = await world.replies(room);
    assert.deepEqual([reply!.status, reply!.text], ['sent', '123456789']);
    assert.ok(bot.last.signal.aborted);
  });

  test('is interrupted with what there is when the bot breaks, and the log says nothing of it', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'my secret');
    await bot.last.say('your secret');
    await bot.last.fail(new Error('could not say "your secret" to "my secret"'));
    const [reply] = await world.replies(room);
    assert.deepEqual([reply!.status, reply!.text], ['interrupted', 'your secret']);
    assert.equal(world.logged.length, 1);
    assert.doesNotMatch(JSON.stringify(world.logged), /secret/);
    assert.equal(bot.speeches.length, 1, 'it is not asked again by itself');
    await world.send(room, 'another');
    assert.equal(bot.speeches.length, 2);
  });

  test('is interrupted where the bot has nothing to say', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.end();
    assert.equal((await world.replies(room))[0]!.status, 'interrupted');
  });

  test('of a bot that hangs gives its place back', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot({ deaf: true });
    world.relay({ bot, concurrency: 1 });
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.say('I think');
    await world.clock.advance(119_000);
    assert.equal((await world.replies(room))[0]!.status, 'streaming');
    await world.clock.advance(3000);
    assert.deepEqual([(await world.replies(room))[0]!.status, bot.last.signal.aborted], ['interrupted', true]);
    await world.send(await world.open(), 'Next');
    assert.equal(bot.speeches.length, 2);
  });

  test('of a bot that goes on and on ends after ten minutes', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'Hello');
    for (let second = 0; second < 605; second += 55) {
      await bot.last.say('and ');
      await world.clock.advance(55_000);
    }
    assert.equal((await world.replies(room))[0]!.status, 'interrupted');
  });

  test('stops when an agent switches the bot off', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.say('I was going to');
    await world.write({ kind: 'patch', conversation_id: room, event_id: 'ev', bot: 'off' });
    await settle();
    const [reply] = await world.replies(room);
    assert.deepEqual([reply!.status, reply!.text], ['interrupted', 'I was going to']);
  });

  test('lets go without a word when its conversation is deleted', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot });
    const room = await world.open();
    await world.send(room, 'Hello');
    await world.write({ kind: 'drop', conversation_id: room });
    await world.clock.advance(2000);
    assert.ok(bot.last.signal.aborted);
    assert.equal(world.clock.waiting, 0);
  });
});

describe('a disk that refuses', () => {
  /** Writes of this kind fail as long as `refuse.on`. */
  const refusing = (world: World, kind: string) => {
    const refuse = { on: true };
    const store = {
      ...world.store,
      write: (write: Parameters<World['store']['write']>[0]) =>
        refuse.on && write.kind === kind ? Promise.reject(new Error('disk full')) : world.store.write(write),
    };
    return { refuse, store };
  };

  test('at the end of a reply is asked again until it takes it', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    const { refuse, store } = refusing(world, 'reply-end');
    world.relay({ bot, store });
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.say('All of it');
    await bot.last.end();
    await world.clock.advance(5000);
    assert.equal((await world.replies(room))[0]!.status, 'streaming');
    refuse.on = false;
    await world.clock.advance(1000);
    assert.equal((await world.replies(room))[0]!.text, 'All of it');
  });

  test('at the drafts costs the lease, so the bot stops before another relay ends the reply', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    const { store } = refusing(world, 'reply-draft');
    world.relay({ bot, store });
    const other = world.relay({ bot: null });
    const room = await world.open();
    await world.send(room, 'Hello');
    await bot.last.say('Half');
    await world.clock.advance(12_000);
    assert.ok(bot.last.signal.aborted);
    await other.sweep();
    assert.equal((await world.replies(room))[0]!.status, 'interrupted');
  });

  test('at the start leaves the text unanswered until the next sweep', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    const { refuse, store } = refusing(world, 'reply-start');
    const relay = world.relay({ bot, store });
    const room = await world.open();
    await world.send(room, 'Hello');
    assert.equal(bot.speeches.length, 0);
    await relay.sweep();
    await settle();
    refuse.on = false;
    await relay.sweep();
    await settle();
    assert.equal(bot.speeches.length, 1);
  });
});

describe('places', () => {
  test('are so many and no more; what waits is found in the store, longest first', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    world.relay({ bot, concurrency: 2 });
    const rooms = await Promise.all(Array.from({ length: 5 }, () => world.open()));
    for (const room of rooms) {
      await world.send(room, `to ${room}`);
      await world.clock.advance(10);
    }
    assert.equal(bot.speeches.length, 2);
    for (let i = 0; i < 5; i += 1) {
      assert.equal(bot.speeches.length, Math.min(2 + i, 5));
      await bot.speeches[i]!.say('yes');
      await bot.speeches[i]!.end();
      await settle(8);
    }
    assert.deepEqual(
      bot.speeches.map(({ context }) => context.conversation.id),
      rooms,
    );
    for (const room of rooms) assert.equal((await world.replies(room)).length, 1);
  });
});

describe('after a crash', () => {
  test('a relay that owns the store ends at its start whatever streams, and answers what was left', async (t) => {
    const world = worldOf(t);
    const room = await world.open();
    await world.send(room, 'Hello');
    await world.write({
      kind: 'reply-start',
      actor: robo,
      conversation_id: room,
      message_id: 'r1',
      answers: (await world.messages(room))[0]!.id,
      lease: 'dead',
      lease_until: new Date(world.clock.now() + 10_000).toISOString(),
    });
    await world.write({
      kind: 'reply-draft',
      conversation_id: room,
      message_id: 'r1',
      lease: 'dead',
      lease_until: new Date(world.clock.now() + 10_000).toISOString(),
      text: 'I was say',
    });
    await world.send(room, 'Are you there?');
    const left = await world.open();
    await world.send(left, 'Nobody answered this');
    const bot = createHandBot();
    await world.relay({ bot }).start({ ownsAll: true });
    await settle();
    const [dead] = await world.replies(room);
    assert.deepEqual([dead!.status, dead!.text], ['interrupted', 'I was say']);
    assert.deepEqual(bot.speeches.map(({ context }) => context.message.text).sort(), [
      'Are you there?',
      'Nobody answered this',
    ]);
  });

  test('other relays wait for the lease to expire', async (t) => {
    const world = worldOf(t);
    const room = await world.open();
    const answers = await world.send(room, 'Hello');
    const lease_until = new Date(world.clock.now() + 10_000).toISOString();
    await world.write({
      kind: 'reply-start',
      actor: robo,
      conversation_id: room,
      message_id: 'r1',
      answers,
      lease: 'l',
      lease_until,
    });
    const relay = world.relay();
    await relay.start();
    await world.clock.advance(9999);
    await relay.sweep();
    assert.equal((await world.replies(room))[0]!.status, 'streaming');
    await world.clock.advance(1);
    await relay.sweep();
    assert.equal((await world.replies(room))[0]!.status, 'interrupted');
  });

  test('nobody is answered whom an agent has answered meanwhile, nor after a day', async (t) => {
    const world = worldOf(t);
    const old = await world.open();
    await world.send(old, 'Hello?');
    await world.clock.advance(25 * 3_600_000);
    const helped = await world.open();
    await world.send(helped, 'Hello?');
    await world.send(helped, 'I am here', grace);
    const bot = createHandBot();
    await world.relay({ bot }).start();
    await settle();
    assert.equal(bot.speeches.length, 0);
  });
});

describe('closing', () => {
  test('ends what streams as interrupted, deaf bots too, and answers nothing more', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot({ deaf: true });
    const relay = world.relay({ bot });
    const rooms = [await world.open(), await world.open()];
    for (const room of rooms) await world.send(room, 'Hello');
    await bot.speeches[0]!.say('Half a');
    await Promise.all([relay.close(), relay.close()]);
    for (const room of rooms) assert.equal((await world.replies(room))[0]!.status, 'interrupted');
    assert.equal((await world.replies(rooms[0]!))[0]!.text, 'Half a');
    await world.send(rooms[0]!, 'Still there?', bob);
    assert.equal(bot.speeches.length, 2);
    assert.equal(world.clock.waiting, 0);
    await relay.close();
  });

  test('also catches a reply that is just being started', async (t) => {
    const world = worldOf(t);
    const bot = createHandBot();
    const relay = world.relay({ bot });
    const room = await world.open();
    const items = [
      {
        id: 'm1',
        client_id: null,
        hash: 'h',
        type: 'text',
        text: 'x',
        rich: null,
        attachment_ids: [],
        reply_to: null,
        mentions: [],
      },
    ];
    await world.write({ kind: 'send', conversation_id: room, actor: ada, open: null, items });
    await relay.close();
    for (const reply of await world.replies(room)) assert.equal(reply.status, 'interrupted');
    await settle();
    assert.deepEqual(await world.store.streaming(), []);
  });
});
