import type { Chat } from '../../src/chat.js';
import { equal, ok, until } from '../outbox/assert.js';
import { chatOf, closeAll, closed, newPerson, own, relay, texts, waiting } from './relay.js';

describe('Whose chat it is', () => {
  let endpoint: string;
  before(async () => {
    endpoint = await relay.start();
  });
  after(() => relay.stop());
  afterEach(closeAll);

  /** The host's page: answers what the test says. */
  const host = (answer: () => Promise<Response>) => {
    const asked: RequestCredentials[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      if (input !== '/chat-token') return globalThis.fetch(input, init);
      asked.push(init?.credentials ?? 'omit');
      return answer();
    };
    return { asked, environment: { fetch } };
  };
  const tokenFor = async (sub: string, expiresIn = 3600) =>
    Response.json({ token: await relay.token({ sub, expiresIn }) });
  const visited = async (sub: string): Promise<Chat> => {
    const { environment } = host(() => tokenFor(sub));
    const chat = chatOf({ endpoint, tokenUrl: '/chat-token', environment });
    await chat.send('a secret');
    await until(() => own(chat).length === 1);
    return chat;
  };

  it('is told by the page’s token-url, asked with its cookies', async () => {
    const ann = newPerson('ann');
    const { asked, environment } = host(() => tokenFor(ann));
    const chat = chatOf({ endpoint, tokenUrl: '/chat-token', environment });
    await until(() => chat.stores.$you.get() !== null);
    equal([chat.stores.$you.get()?.user.id, asked], [ann, ['same-origin']]);
  });

  it('is guessed from the last visit while no token can be had, so that the history is there offline', async () => {
    const ann = newPerson('ann');
    closed(await visited(ann));
    const { environment } = host(() => Promise.reject(new TypeError('offline')));
    const chat = chatOf({ endpoint, tokenUrl: '/chat-token', environment });
    await until(() => texts(chat).includes('a secret'));
    equal(chat.stores.$you.get()?.user.id, ann);
    await chat.send('typed offline');
    equal(waiting(chat).length, 1);
  });

  it('drops at once what was shown when the token says that it is somebody else', async () => {
    const ann = newPerson('ann');
    closed(await visited(ann));
    const bob = newPerson('bob');
    let answer: (response: Promise<Response>) => void = () => undefined;
    const { environment } = host(() => new Promise((resolve) => (answer = resolve)));
    const chat = chatOf({ endpoint, tokenUrl: '/chat-token', environment });
    await until(() => texts(chat).includes('a secret'));
    const shown: string[][] = [];
    answer(tokenFor(bob));
    await until(() => chat.stores.$you.get()?.user.id === bob);
    equal(texts(chat), []);
    chat.stores.$messages.listen((rows) => shown.push(rows.map(({ text }) => text)));
    await chat.send('I am Bob');
    await until(() => own(chat).length === 1);
    ok(!shown.flat().includes('a secret'));
  });

  it('takes what was typed under a wrong guess along to who it really is, and leaves none of it behind', async () => {
    const ann = newPerson('ann');
    closed(await visited(ann));
    const bob = newPerson('bob');
    let answer: (response: Promise<Response>) => void = () => undefined;
    const { environment } = host(() => new Promise((resolve) => (answer = resolve)));
    const chat = chatOf({ endpoint, tokenUrl: '/chat-token', environment });
    await until(() => texts(chat).includes('a secret'));
    await chat.send('typed by Bob');
    answer(tokenFor(bob));
    await until(() => own(chat).includes('typed by Bob'));
    equal(chat.stores.$you.get()?.user.id, bob);
    closed(chat);
    const back = chatOf({ endpoint, token: await relay.token({ sub: ann }) });
    await until(() => own(back).length > 0);
    equal([own(back), waiting(back)], [['a secret'], []]);
  });

  it('is nobody when the page says so: nothing of the last visit is shown', async () => {
    closed(await visited(newPerson('ann')));
    const { environment } = host(() => Promise.resolve(new Response(null, { status: 401 })));
    const chat = chatOf({ endpoint, tokenUrl: '/chat-token', environment });
    await until(() => chat.stores.$status.get() === 'signed-out');
    equal([texts(chat), chat.stores.$you.get()], [[], null]);
  });

  it('stays when a token is renewed in place: no reconnect, nothing lost', async () => {
    const ann = newPerson('ann');
    // Seconds: the next one is fetched at half of them, though the machine is busy.
    const { asked, environment } = host(() => tokenFor(ann, 8));
    const sockets: WebSocket[] = [];
    const Counted = class extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    };
    const chat = chatOf({ endpoint, tokenUrl: '/chat-token', environment: { ...environment, WebSocket: Counted } });
    await chat.send('before');
    await until(() => own(chat).length === 1);
    const renewals = asked.length;
    await until(() => asked.length >= renewals + 2);
    await chat.send('after');
    await until(() => own(chat).length === 2);
    equal(sockets.length, 1);
  });

  it('is refused by the relay once and asked anew, refused twice and signed out; what is typed stays queued', async () => {
    const ann = newPerson('ann');
    const tokens = ['not a token of this relay', await relay.token({ sub: ann })];
    const chat = chatOf({ endpoint, getToken: () => Promise.resolve(tokens.shift() ?? '') });
    await until(() => chat.stores.$status.get() === 'online');
    closed(chat);
    const forged = (await relay.token({ sub: ann })).replace(/.{8}$/, 'AAAAAAAA');
    const refused = chatOf({ endpoint, getToken: () => Promise.resolve(forged) });
    const codes: string[] = [];
    refused.on('error', ({ code }) => codes.push(code));
    await refused.send('kept all the same');
    await until(() => refused.stores.$status.get() === 'signed-out');
    // Once more where the message that opens a conversation came after it: then it has tried again.
    equal([waiting(refused).length, [...new Set(codes)]], [1, ['signed_out']]);
  });

  it('that the page cannot give is told of, once for each reason', async () => {
    const errors: string[] = [];
    let isMended = false;
    const getToken = (): Promise<string> =>
      isMended ? relay.token({ sub: newPerson('ann') }) : Promise.reject(new TypeError('session is undefined'));
    const chat = chatOf({ endpoint, getToken });
    chat.on('error', ({ code, message }) => errors.push(`${code}: ${message}`));
    await until(() => errors.length > 0);
    await until(() => chat.stores.$status.get() !== 'connecting');
    isMended = true;
    await until(() => chat.stores.$status.get() === 'online');
    equal(errors, ['network: No token could be fetched. It is tried again. (TypeError: session is undefined)']);
  });

  it('leaves nothing behind on logout', async () => {
    const ann = newPerson('ann');
    const chat = await visited(ann);
    await chat.logout();
    equal(texts(chat), []);
    const { environment } = host(() => Promise.reject(new TypeError('offline')));
    const next = chatOf({ endpoint, tokenUrl: '/chat-token', environment });
    await until(() => next.stores.$status.get() === 'offline');
    equal([next.stores.$you.get(), texts(next), waiting(next)], [null, [], []]);
  });
});
