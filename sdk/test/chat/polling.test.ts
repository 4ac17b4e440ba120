import type { Chat } from '../../src/chat.js';
import { equal, ok, until } from '../outbox/assert.js';
import { urlOf } from '../transport/scripted.js';
import {
  chatOf,
  closeAll,
  closed,
  newPerson,
  own,
  relay,
  seesAReplyGrow,
  stopsAReply,
  texts,
  waiting,
} from './relay.js';

/** A proxy that knows no sockets, until it is told to. */
const createProxy = () => {
  const proxy = { isOpen: false, tries: 0, sockets: new Set<WebSocket>() };
  const Socket = class extends WebSocket {
    constructor(url: string) {
      proxy.tries += 1;
      // A port nobody listens on refuses the upgrade as such a proxy does: the browser says 1006, and no more.
      super(proxy.isOpen ? url : 'ws://127.0.0.1:1/');
      proxy.sockets.add(this);
    }
  };
  return Object.assign(proxy, { Socket });
};

/** Counts what waits at the relay, by conversation. */
const createLine = () => {
  const line = { waiting: 0, most: 0, sends: 0 };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = urlOf(input);
    const isPoll = url.endsWith('/events/') && typeof init?.body === 'string' && init.body.includes('"wait":25');
    if (url.endsWith('/user-response/')) line.sends += 1;
    if (!isPoll) return globalThis.fetch(input, init);
    line.waiting += 1;
    line.most = Math.max(line.most, line.waiting);
    try {
      return await globalThis.fetch(input, init);
    } finally {
      line.waiting -= 1;
    }
  };
  return Object.assign(line, { fetch });
};

describe('A chat behind a proxy that refuses sockets', () => {
  let endpoint: string;
  before(async () => {
    endpoint = await relay.start();
  });
  after(() => relay.stop());
  afterEach(closeAll);

  const begun = async (sub: string): Promise<string> => {
    const chat = chatOf({ endpoint, token: await relay.token({ sub }) });
    await chat.send('begin');
    await until(() => own(chat).length === 1);
    const id = chat.stores.$conversationId.get();
    ok(id);
    closed(chat);
    return id;
  };
  const polling = (chat: Chat) => until(() => chat.stores.$status.get() === 'polling');

  it('stops the bot by long-poll, too', async () => {
    const ann = newPerson('ann');
    const conversationId = await begun(ann);
    const chat = chatOf({
      endpoint,
      conversationId,
      token: await relay.token({ sub: ann }),
      environment: { WebSocket: null },
    });
    await polling(chat);
    await stopsAReply(chat);
  });

  it('works by long-poll, says so, and returns to the socket when it may', async () => {
    const ann = newPerson('ann');
    const conversationId = await begun(ann);
    const proxy = createProxy();
    const chat = chatOf({
      endpoint,
      conversationId,
      token: await relay.token({ sub: ann }),
      environment: { WebSocket: proxy.Socket },
    });
    await polling(chat);
    const agent = chatOf({
      endpoint,
      conversationId,
      token: await relay.token({ sub: newPerson('agent'), role: 'agent' }),
    });
    await until(() => agent.stores.$status.get() === 'online');
    await until(() => chat.stores.$presence.get().length === 1);
    agent.setTyping(true);
    await until(() => chat.stores.$typing.get().length === 1);
    await agent.send('from the socket');
    await until(() => texts(chat).includes('from the socket'));
    chat.setTyping(true);
    await until(() => agent.stores.$typing.get().length === 1);
    await seesAReplyGrow(chat, chat, 2);
    await until(() => texts(agent).includes('What does it cost?'));
    const seq = agent.stores.$messages.get().at(-1)?.seq ?? 0;
    chat.markRead(seq);
    await until(() => (agent.stores.$reads.get().get(ann) ?? 0) >= seq);
    ok(proxy.tries >= 2, 'the socket was tried');
    proxy.isOpen = true;
    // As when the tab is looked at again: the browser's own word for it.
    window.dispatchEvent(new Event('online'));
    await until(() => chat.stores.$status.get() === 'online');
    await chat.send('by the socket');
    await until(() => own(chat).includes('by the socket'));
    equal(waiting(chat), []);
  });

  it('still sends with seven tabs open: one of them polls for all', async () => {
    const ann = newPerson('ann');
    const conversationId = await begun(ann);
    const token = await relay.token({ sub: ann });
    const line = createLine();
    const environment = { WebSocket: createProxy().Socket, fetch: line.fetch };
    const tabs = Array.from({ length: 7 }, () => chatOf({ endpoint, conversationId, token, environment }));
    await Promise.all(tabs.map(polling));
    await until(() => line.waiting === 1);
    const [first, last] = [tabs[0], tabs[6]];
    ok(first && last);
    await last.send('from the last one');
    await until(() => tabs.every((chat) => own(chat).includes('from the last one')));
    await first.send('from the first one');
    await until(() => tabs.every((chat) => own(chat).includes('from the first one')));
    await until(() => line.waiting === 1);
    equal(line.sends, 2);
  });

  it('keeps at most four polls waiting for more conversations than that, and hears of each', async () => {
    const ann = newPerson('ann');
    const ids = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const chat = chatOf({ endpoint, token: await relay.token({ sub: ann }) });
        await until(() => chat.stores.$status.get() === 'online');
        chat.openConversation(null);
        await chat.send('begin');
        await until(() => own(chat).length === 1);
        const id = chat.stores.$conversationId.get();
        ok(id);
        closed(chat);
        return id;
      }),
    );
    equal(new Set(ids).size, 6);
    const token = await relay.token({ sub: ann });
    const line = createLine();
    const environment = { WebSocket: createProxy().Socket, fetch: line.fetch };
    const tabs = ids.map((conversationId) => chatOf({ endpoint, conversationId, token, environment }));
    await Promise.all(tabs.map(polling));
    await until(() => line.waiting === 4);
    const role = 'agent' as const;
    const agents = await Promise.all(
      ids.map(async (conversationId) =>
        chatOf({ endpoint, conversationId, token: await relay.token({ sub: newPerson('agent'), role }) }),
      ),
    );
    await Promise.all(agents.map((agent) => agent.send('to each')));
    await until(() => tabs.every((chat) => texts(chat).includes('to each')));
    equal(line.most, 4);
  });

  it('is taken over by another tab when the one that polls is closed', async () => {
    const ann = newPerson('ann');
    const conversationId = await begun(ann);
    const token = await relay.token({ sub: ann });
    const environment = { WebSocket: createProxy().Socket };
    const tabs = Array.from({ length: 3 }, () => chatOf({ endpoint, conversationId, token, environment }));
    await Promise.all(tabs.map(polling));
    const agent = chatOf({
      endpoint,
      conversationId,
      token: await relay.token({ sub: newPerson('agent'), role: 'agent' }),
    });
    for (let i = 0; tabs.length > 0; i += 1) {
      await agent.send(`line ${i}`);
      await until(() => tabs.every((chat) => texts(chat).includes(`line ${i}`)));
      const leader = tabs.shift();
      ok(leader);
      closed(leader);
    }
  });
});
