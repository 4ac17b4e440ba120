import type { Chat, ChatEvents } from '../../src/chat.js';
import { systemClock } from '../../src/clock.js';
import { equal, ok, rejection, until } from '../outbox/assert.js';
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

describe('A chat on a real relay', () => {
  let endpoint: string;
  before(async () => {
    endpoint = await relay.start();
  });
  after(() => relay.stop());
  afterEach(closeAll);

  const signIn = async (sub: string, more: object = {}): Promise<Chat> =>
    chatOf({ endpoint, token: await relay.token({ sub }), ...more });
  const hear = <K extends keyof ChatEvents>(chat: Chat, event: K): ChatEvents[K][] => {
    const heard: ChatEvents[K][] = [];
    chat.on(event, (detail) => heard.push(detail));
    return heard;
  };
  const online = (chat: Chat) => until(() => chat.stores.$status.get() === 'online');
  /** Alice and an agent in one conversation. */
  const together = async () => {
    const alice = await signIn(newPerson('alice'));
    await alice.send('first');
    await until(() => own(alice).length === 1);
    const conversationId = alice.stores.$conversationId.get();
    ok(conversationId);
    const joined = hear(alice, 'user-joined');
    const agent = chatOf({
      endpoint,
      conversationId,
      token: await relay.token({ sub: newPerson('agent'), role: 'agent' }),
    });
    await until(() => agent.stores.$loaded.get());
    return { alice, agent, conversationId, joined };
  };

  it('opens a conversation with the first message, which resolves once it is kept here', async () => {
    const chat = await signIn(newPerson('ann'));
    const opened = hear(chat, 'conversation-change');
    const sent = hear(chat, 'message-sent');
    const clientId = await chat.send('Hello');
    equal(waiting(chat), [clientId]);
    await until(() => sent.length > 0);
    equal([own(chat), waiting(chat)], [['Hello'], []]);
    equal(
      opened.map(({ conversationId }) => conversationId),
      [chat.stores.$conversationId.get()],
    );
  });

  it('has prompts before there is a conversation', async () => {
    const chat = await signIn(newPerson('ann'));
    await online(chat);
    ok(chat.stores.$prompts.get().length > 0);
    equal(chat.stores.$conversationId.get(), null);
  });

  it('carries messages, typing, read marks, coming and going both ways, and the bot’s growing reply', async () => {
    const { alice, agent, joined } = await together();
    const received = hear(agent, 'message-received');
    await until(() => joined.length > 0);
    alice.setTyping(true);
    await until(() => agent.stores.$typing.get().length === 1);
    await seesAReplyGrow(alice, agent, 3);
    await until(() => received.some(({ message }) => message.text === 'What does it cost?'));
    await until(() => received.some(({ message }) => message.sender.role === 'bot'));
    await agent.send('I am here.');
    await until(() => texts(alice).includes('I am here.'));
    const seq = alice.stores.$messages.get().at(-1)?.seq ?? 0;
    alice.markRead(seq);
    const me = alice.stores.$you.get()?.user.id ?? '';
    await until(() => agent.stores.$reads.get().get(me) === seq);
    equal(alice.stores.$unread.get(), 0);
    const left = hear(alice, 'user-left');
    closed(agent);
    await until(() => left.length > 0);
    equal(alice.stores.$presence.get(), []);
  });

  it('stops a reply', async () => {
    const chat = await signIn(newPerson('ann'));
    await chat.send('hello');
    await stopsAReply(chat);
  });

  it('loads older pages, and keeps its place', async () => {
    const ann = newPerson('ann');
    const writer = await signIn(ann);
    for (let i = 0; i < 70; i += 1) await writer.send(`line ${i}`);
    await until(() => own(writer).length === 70);
    const conversationId = writer.stores.$conversationId.get() ?? undefined;
    closed(writer);
    const agent = chatOf({
      endpoint,
      conversationId,
      token: await relay.token({ sub: newPerson('agent'), role: 'agent' }),
    });
    await until(() => agent.stores.$loaded.get());
    ok(agent.stores.$hasOlder.get());
    while (agent.stores.$hasOlder.get()) await agent.loadOlder();
    const lines = texts(agent).filter((text) => text.startsWith('line '));
    equal(
      lines,
      Array.from({ length: 70 }, (_, i) => `line ${i}`),
    );
  });

  it('refuses what cannot be sent, by code', async () => {
    const chat = await signIn(newPerson('ann'));
    equal((await rejection(chat.send('  '))).message, 'There is nothing to send.');
    const tooLong = await rejection(chat.send('x'.repeat(16_385)));
    equal('code' in tooLong && tooLong.code, 'text_too_long');
    closed(chat);
    const late = await rejection(chat.send('too late'));
    equal('code' in late && late.code, 'closed');
  });

  it('mends a lone surrogate rather than being refused for it', async () => {
    const chat = await signIn(newPerson('ann'));
    await chat.send('half \ud83d of it');
    await until(() => own(chat).length === 1);
    equal(own(chat), ['half \ufffd of it']);
  });

  it('does not disturb a second chat on the page, of the same person or of another', async () => {
    const ann = newPerson('ann');
    const [one, two, other] = [await signIn(ann), await signIn(ann), await signIn(newPerson('bob'))];
    await one.send('from one');
    await until(() => own(one).length === 1);
    two.openConversation(one.stores.$conversationId.get());
    await until(() => own(two).length === 1);
    await two.send('from two');
    await other.send('from the other');
    await until(() => own(one).length === 2 && own(other).length === 1);
    closed(two);
    await one.send('still here');
    await until(() => own(one).length === 3);
    equal(own(one), ['from one', 'from two', 'still here']);
    equal(own(other), ['from the other']);
  });

  it('shows the record’s open conversation to whoever comes to its page', async () => {
    const subject = newPerson('deal');
    const claims = { subjects: [subject] };
    const ann = chatOf({
      endpoint,
      subject,
      title: 'A deal',
      token: await relay.token({ sub: newPerson('ann'), ...claims }),
    });
    await ann.send('about the deal');
    await until(() => own(ann).length === 1);
    equal(ann.stores.$conversation.get()?.subject, subject);
    const bob = chatOf({ endpoint, subject, token: await relay.token({ sub: newPerson('bob'), ...claims }) });
    await until(() => texts(bob).includes('about the deal'));
    equal(bob.stores.$conversationId.get(), ann.stores.$conversationId.get());
  });

  it('has an agent’s read mark also where they read before their first message made them a participant', async () => {
    const { alice, agent } = await together();
    const me = agent.stores.$you.get()?.user.id ?? '';
    agent.markRead(agent.stores.$messages.get().at(-1)?.seq ?? 0);
    await agent.send('I have read it.');
    await until(() => texts(alice).includes('I have read it.'));
    const first = alice.stores.$messages.get()[0]?.seq ?? Infinity;
    await until(() => (alice.stores.$reads.get().get(me) ?? 0) >= first);
  });

  it('shows on a record’s page the conversation that somebody else has begun meanwhile', async () => {
    const subject = newPerson('deal');
    // Looks again after eight seconds or more; here at once.
    const after = (ms: number, run: () => void) => systemClock.after(ms >= 8000 && ms <= 12_000 ? 50 : ms, run);
    const agent = chatOf({
      endpoint,
      subject,
      token: await relay.token({ sub: newPerson('dana'), role: 'agent' }),
      environment: { clock: { ...systemClock, after } },
    });
    await online(agent);
    equal(agent.stores.$conversationId.get(), null);
    const customer = chatOf({
      endpoint,
      subject,
      token: await relay.token({ sub: newPerson('ann'), subjects: [subject] }),
    });
    await customer.send('Is anybody here?');
    await until(() => texts(agent).includes('Is anybody here?'));
  });

  it('joins the record’s conversation when two people open it at once', async () => {
    const subject = newPerson('deal');
    const claims = { subjects: [subject] };
    const chats = await Promise.all(
      ['ann', 'bob'].map(async (name) =>
        chatOf({ endpoint, subject, token: await relay.token({ sub: newPerson(name), ...claims }) }),
      ),
    );
    await Promise.all(chats.map((chat, i) => chat.send(`from ${i}`)));
    const both = (chat: Chat) => texts(chat).filter((text) => text.startsWith('from')).length === 2;
    await until(() => chats.every(both));
    equal(new Set(chats.map((chat) => chat.stores.$conversationId.get())).size, 1);
    ok(
      chats.every((chat) => waiting(chat).length === 0),
      'nothing is left behind',
    );
  });

  it('says not-found for what is not one’s own, and keeps nothing of it', async () => {
    const { conversationId } = await together();
    const stranger = chatOf({ endpoint, conversationId, token: await relay.token({ sub: newPerson('eve') }) });
    const errors = hear(stranger, 'error');
    await until(() => stranger.stores.$status.get() === 'not-found');
    await until(() => errors.length > 0);
    equal([errors[0]?.code, texts(stranger)], ['not_found', []]);
  });

  it('lets go of every timer when it is closed', async () => {
    const running = new Set<object>();
    const clock = {
      now: () => Date.now(),
      random: () => Math.random(),
      after(ms: number, run: () => void) {
        const one = {};
        running.add(one);
        const timer = setTimeout(() => {
          running.delete(one);
          run();
        }, ms);
        return () => {
          running.delete(one);
          clearTimeout(timer);
        };
      },
    };
    const chat = await signIn(newPerson('ann'), { environment: { clock } });
    await online(chat);
    await chat.send('hello');
    await until(() => own(chat).length === 1);
    chat.setTyping(true);
    chat.markRead(1);
    chat.close();
    chat.close();
    await until(() => running.size === 0);
    equal(chat.stores.$status.get(), 'closed');
  });
});
