import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Bot } from '../../src/bots/bot.js';
import { createRig, say, testOnStores, type Client } from './rig.js';

/** A bot whose words a test lets out one by one. */
function puppet(): { bot: Bot; speak: (word: string) => void; end: () => void } {
  const words: (string | null)[] = [];
  let wake: () => void = () => undefined;
  return {
    bot: {
      name: 'Puppet',
      async *reply(_context, signal) {
        for (;;) {
          const word = words.shift();
          if (word === null || signal.aborted) return;
          if (word !== undefined) yield word;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
              signal.addEventListener('abort', () => resolve());
            });
          }
        }
      },
    },
    speak(word) {
      words.push(word);
      wake();
    },
    end() {
      words.push(null);
      wake();
    },
  };
}

/** The text of a streaming reply as a client that only heard deltas has it. */
const grown = (client: Client, id: string) =>
  client
    .of('message:delta')
    .reduce((text, delta) => (delta.id === id ? text.slice(0, delta.offset) + delta.text : text), '');

async function asked(t: TestContext) {
  const { bot, speak, end } = puppet();
  const rig = await createRig(t, { bot });
  const ann = rig.person('ann');
  const bob = rig.person('bob');
  const id = await rig.open(ann.principal, bob.principal);
  const a = await rig.join(ann.token, id);
  await a.next('sync');
  // Time goes on by itself: the bot's part waits for its turn.
  const turning = setInterval(() => void rig.clock.advance(20), 2);
  t.after(() => clearInterval(turning));
  return { rig, ann, bob, id, a, speak, end };
}

testOnStores(
  'a reply takes its place at once, grows for everybody by deltas, and ends with its whole text',
  async (t) => {
    const { rig, bob, id, a, speak, end } = await asked(t);
    const b = await rig.join(bob.token, id);
    await b.next('sync');
    a.say(say('a question'));
    const { message } = await b.next('message:new', (frame) => frame.message.status === 'streaming');
    assert.equal(message.sender.role, 'bot');
    for (const word of ['Once ', 'upon ', 'a 😀 ', 'time']) speak(word);
    for (const client of [a, b])
      await client.until(() => grown(client, message.id) === 'Once upon a 😀 time', 'the text');
    end();
    const done = await b.next('message:updated');
    assert.deepEqual(
      [done.message.text, done.message.status, done.message.seq],
      ['Once upon a 😀 time', 'sent', message.seq],
    );
  },
);

testOnStores('who comes in the middle gets the whole text so far, and the deltas after it fit', async (t) => {
  const { rig, bob, id, a, speak, end } = await asked(t);
  a.say(say('a question'));
  const { message } = await a.next('message:new', (frame) => frame.message.status === 'streaming');
  speak('The first half, ');
  await a.until(() => grown(a, message.id) === 'The first half, ', 'half');
  const b = await rig.join(bob.token, id);
  const { streaming } = await b.next('sync');
  assert.deepEqual(streaming, [{ id: message.id, text: 'The first half, ' }]);
  speak('the second half.');
  const delta = await b.next('message:delta', ({ offset }) => offset >= 'The first half, '.length);
  assert.equal(`The first half, `.slice(0, delta.offset) + delta.text, 'The first half, the second half.');
  end();
  await b.next('message:updated');
  // Nothing streams any more.
  const late = await rig.join(bob.token, id);
  assert.deepEqual((await late.next('sync')).streaming, []);
});

testOnStores('a socket opened by ?token= gets a reply as one finished message, however it came about', async (t) => {
  const { rig, bob, id, a, speak, end } = await asked(t);
  const old = rig.connect(`/ws/chat/${id}?token=${bob.token}`);
  await old.next('welcome');
  a.say(say('a question'));
  const { message } = await a.next('message:new', (frame) => frame.message.status === 'streaming');
  speak('An answer.');
  await a.until(() => grown(a, message.id) === 'An answer.', 'the text');
  // One that comes in the middle has seen nothing either.
  const late = rig.connect(`/ws/chat/${id}?token=${bob.token}`);
  await late.next('welcome');
  end();
  for (const client of [old, late]) {
    const heard = await client.next('message:new', (frame) => frame.message.id === message.id);
    assert.deepEqual([heard.message.text, heard.message.status], ['An answer.', 'sent']);
    await client.settled();
    assert.deepEqual([client.of('message:delta'), client.of('message:updated')], [[], []]);
    assert.equal(client.of('message:new').filter((frame) => frame.message.id === message.id).length, 1);
  }
});

testOnStores('stop ends a reply as interrupted with what was said; who did not ask may not', async (t) => {
  const { rig, bob, id, a, speak } = await asked(t);
  const b = await rig.join(bob.token, id);
  a.say(say('a question'));
  const { message } = await a.next('message:new', (frame) => frame.message.status === 'streaming');
  speak('As I was ');
  await a.until(() => grown(a, message.id) === 'As I was ', 'the text');
  b.say({ type: 'stop', id: message.id });
  assert.equal((await b.next('nack')).code, 'forbidden');
  a.say({ type: 'stop', id: message.id });
  const stopped = await a.next('message:updated');
  assert.deepEqual([stopped.message.status, stopped.message.text], ['interrupted', 'As I was ']);
});

testOnStores('a relay that missed a delta is mended by the next draft', async (t) => {
  const { rig, id, a, speak } = await asked(t);
  a.say(say('a question'));
  const { message } = await a.next('message:new', (frame) => frame.message.status === 'streaming');
  speak('Heard. ');
  await a.until(() => grown(a, message.id) === 'Heard. ', 'the text');
  const base = { tenant: 'default', conversation_id: id, message_id: message.id } as const;
  rig.bus.publish({ kind: 'ephemeral', event: { kind: 'draft', ...base, text: 'Heard. And what was lost.' } });
  await a.until(() => grown(a, message.id) === 'Heard. And what was lost.', 'the mended text');
  // An old draft, overtaken by deltas, takes nothing back.
  rig.bus.publish({ kind: 'ephemeral', event: { kind: 'draft', ...base, text: 'Heard.' } });
  await a.settled();
  assert.equal(grown(a, message.id), 'Heard. And what was lost.');
});
