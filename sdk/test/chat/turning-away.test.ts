/** What was said goes where it was said, though the page turns to another conversation in the same breath. */
import type { Chat } from '../../src/chat.js';
import { equal, ok, until } from '../outbox/assert.js';
import { chatOf, closeAll, newPerson, own, relay } from './relay.js';

interface Listed {
  results: { id: string; last_message: { text: string } | null }[];
}

describe('A page that turns away', () => {
  let endpoint: string;
  before(async () => {
    endpoint = await relay.start({ BOT_PROVIDER: 'none' });
  });
  after(() => relay.stop());
  afterEach(closeAll);

  /** One person with two conversations, the second one shown. */
  const settled = async () => {
    const token = await relay.token({ sub: newPerson('ann') });
    const chat = chatOf({ endpoint, token });
    const opened = async (text: string): Promise<string> => {
      chat.openConversation(null);
      await chat.send(text);
      await until(() => own(chat).includes(text));
      const id = chat.stores.$conversationId.get();
      ok(id);
      return id;
    };
    const [a, b] = [await opened('in a'), await opened('in b')];
    const list = async () => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${endpoint}/api/conversations/`, { headers });
      return ((await answer.json()) as Listed).results;
    };
    return { chat, token, a, b, list };
  };
  const shows = async (chat: Chat, id: string): Promise<string[]> => {
    chat.openConversation(id);
    await until(() => chat.stores.$conversationId.get() === id && chat.stores.$loaded.get());
    return own(chat);
  };

  it('leaves a message, a file and an edit in the conversation that was shown', async () => {
    const { chat, a, b } = await settled();
    await shows(chat, a);
    const [first] = chat.stores.$messages.get();
    ok(first);
    const file = new File(['%PDF-1.7\n'], 'offer.pdf', { type: 'application/pdf' });
    const sent = [chat.send('with a file', { files: [file] }), chat.send('for a'), chat.edit(first.id, 'in a, edited')];
    chat.openConversation(b);
    await Promise.all(sent);
    equal(await shows(chat, b), ['in b']);
    chat.openConversation(a);
    await until(() => own(chat).length === 3 && own(chat).includes('in a, edited'));
    equal(own(chat), ['in a, edited', 'with a file', 'for a']);
  });

  it('leaves the first messages of a new conversation together in one of their own', async () => {
    const { chat, b, list } = await settled();
    chat.openConversation(null);
    const sent = [chat.send('new 1'), chat.send('new 2')];
    chat.openConversation(b);
    await Promise.all(sent);
    equal(await shows(chat, b), ['in b']);
    await until(() => chat.stores.$status.get() === 'online');
    for (;;) {
      const found = await list();
      const own = found.find(({ last_message: last }) => last?.text === 'new 2');
      if (!own) continue;
      equal(found.length, 3);
      equal(await shows(chat, own.id), ['new 1', 'new 2']);
      return;
    }
  });

  it('does so before anybody is known, too', async () => {
    const { token, b, list } = await settled();
    const chat = chatOf({ endpoint, token });
    const sent = chat.send('early');
    chat.openConversation(b);
    await sent;
    await until(() => chat.stores.$loaded.get());
    equal([chat.stores.$conversationId.get(), own(chat)], [b, ['in b']]);
    let texts: (string | undefined)[] = [];
    while (!texts.includes('early')) texts = (await list()).map(({ last_message: last }) => last?.text);
    equal(own(chat), ['in b']);
  });

  it('ends where it was asked last, with nothing of what it passed by', async () => {
    const { chat, a, b } = await settled();
    for (let ms = 0; ms < 24; ms += 1) {
      chat.openConversation(b);
      // Some find the other one's socket about to open, some just open, some with a page on its way.
      await new Promise((resolve) => setTimeout(resolve, ms));
      equal(await shows(chat, a), ['in a']);
      await until(() => chat.stores.$status.get() === 'online');
      equal([chat.stores.$conversationId.get(), own(chat)], [a, ['in a']]);
    }
  });
});
