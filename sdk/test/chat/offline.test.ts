import type { Chat } from '../../src/chat.js';
import { equal, ok, until } from '../outbox/assert.js';
import { chatOf, closeAll, closed, newPerson, own, relay, texts, waiting } from './relay.js';

describe('A chat whose relay comes and goes', function () {
  // Relays are started again in each test, and clients wait between their tries.
  this.timeout(90_000);

  let endpoint: string;
  before(async () => {
    endpoint = await relay.start();
  });
  after(() => relay.stop());
  afterEach(closeAll);

  const signIn = async (sub: string): Promise<Chat> => chatOf({ endpoint, token: await relay.token({ sub }) });
  const lost = (chat: Chat) => until(() => !['online', 'polling'].includes(chat.stores.$status.get()));

  it('shows the last messages after a reload without a relay, and sends what was typed meanwhile, once and in order', async () => {
    const ann = newPerson('ann');
    let chat = await signIn(ann);
    await chat.send('kept');
    await until(() => own(chat).length === 1);
    await relay.kill();
    await lost(chat);
    await chat.send('typed 1');
    await chat.send('typed 2');
    closed(chat);
    chat = await signIn(ann);
    await until(() => chat.stores.$loaded.get() && waiting(chat).length === 2);
    equal(own(chat), ['kept']);
    await chat.send('typed 3');
    equal(waiting(chat).length, 3);
    await relay.start();
    await until(() => own(chat).length === 4);
    equal([own(chat), waiting(chat)], [['kept', 'typed 1', 'typed 2', 'typed 3'], []]);
  });

  it('keeps a conversation that was begun offline over a reload, and opens it once', async () => {
    const ann = newPerson('ann');
    await relay.kill();
    let chat = await signIn(ann);
    await chat.send('first of all');
    closed(chat);
    chat = await signIn(ann);
    await until(() => waiting(chat).length === 1);
    await chat.send('second');
    await relay.start();
    await until(() => own(chat).length === 2);
    equal(own(chat), ['first of all', 'second']);
  });

  it('sends a message once from two tabs that both hold it', async () => {
    const ann = newPerson('ann');
    const one = await signIn(ann);
    await one.send('begin');
    await until(() => own(one).length === 1);
    const two = await signIn(ann);
    await until(() => own(two).length === 1);
    await relay.kill();
    await Promise.all([lost(one), lost(two)]);
    await one.send('from one');
    await two.send('from two');
    await until(() => waiting(one).length === 2 && waiting(two).length === 2);
    await relay.start();
    await until(() => own(one).length === 3 && own(two).length === 3);
    equal(own(one), ['begin', 'from one', 'from two']);
    equal(own(two), own(one));
  });

  it('loses and doubles nothing when the relay is killed in the middle of a burst', async () => {
    const chat = await signIn(newPerson('ann'));
    await chat.send('begin');
    await until(() => own(chat).length === 1);
    const lines: string[] = [];
    let isKilled = false;
    const typed = (async () => {
      // Until after the kill, however long that takes to come.
      for (let isAfter = false; !isAfter || lines.length < 60;) {
        isAfter = isKilled;
        const line = `line ${lines.length}`;
        lines.push(line);
        await chat.send(line);
      }
    })();
    await until(() => own(chat).length > 5);
    await relay.kill();
    isKilled = true;
    await typed;
    ok(waiting(chat).length > 0, 'something was in flight');
    await relay.start();
    await until(() => own(chat).length === lines.length + 1);
    equal([own(chat), waiting(chat)], [['begin', ...lines], []]);
  });

  it('sees what others wrote while it was away', async () => {
    const ann = newPerson('ann');
    let chat = await signIn(ann);
    await chat.send('mine');
    await until(() => own(chat).length === 1);
    const conversationId = chat.stores.$conversationId.get() ?? undefined;
    closed(chat);
    const agent = chatOf({
      endpoint,
      conversationId,
      token: await relay.token({ sub: newPerson('agent'), role: 'agent' }),
    });
    await agent.send('while you were away');
    await until(() => own(agent).length === 1);
    chat = await signIn(ann);
    await until(() => texts(chat).includes('while you were away'));
    equal(chat.stores.$conversationId.get(), conversationId);
  });
});
