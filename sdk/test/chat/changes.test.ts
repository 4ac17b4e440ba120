import type { Chat } from '../../src/chat.js';
import type { ChatError } from '../../src/errors.js';
import type { Message } from '../../src/protocol/index.js';
import { equal, ok, rejection, until } from '../outbox/assert.js';
import { chatOf, closeAll, closed, newPerson, own, relay, texts, waiting } from './relay.js';

describe('Changing messages on a real relay', function () {
  // Relays are started again, and clients wait between their tries.
  this.timeout(90_000);

  let endpoint: string;
  before(async () => {
    endpoint = await relay.start({ BOT_PROVIDER: 'none' });
  });
  after(() => relay.stop());
  afterEach(closeAll);

  const signIn = async (sub: string, more: object = {}): Promise<Chat> =>
    chatOf({ endpoint, token: await relay.token({ sub }), ...more });
  const shown = (chat: Chat, id: string): Message | undefined =>
    chat.stores.$timeline.get().find(({ message }) => message?.id === id)?.message ?? undefined;
  const row = (chat: Chat, id: string): Message | undefined =>
    chat.stores.$messages.get().find((message) => message.id === id);
  const lost = (chat: Chat) => until(() => !['online', 'polling'].includes(chat.stores.$status.get()));
  const idle = (chat: Chat) => until(() => chat.stores.$outbox.get().every(({ state }) => state === 'settled'));

  /** Ann, and an agent in her conversation, with one message of each. */
  const together = async () => {
    const sub = newPerson('ann');
    const ann = await signIn(sub);
    await ann.send('hello');
    await until(() => own(ann).length === 1);
    const conversationId = ann.stores.$conversationId.get() ?? undefined;
    const token = await relay.token({ sub: newPerson('agent'), role: 'agent' });
    const agent = chatOf({ endpoint, token, conversationId });
    await until(() => texts(agent).length > 0);
    await agent.send('good morning');
    await until(() => texts(ann).includes('good morning'));
    const idOf = (text: string) => ann.stores.$messages.get().find((message) => message.text === text)?.id ?? '';
    return { sub, ann, agent, mine: idOf('hello'), theirs: idOf('good morning'), conversationId };
  };

  it('shows an edit at once to its author, and to the other when it is durable', async () => {
    const { ann, agent, mine } = await together();
    await ann.edit(mine, 'hello there');
    equal(shown(ann, mine)?.text, 'hello there');
    await until(() => row(agent, mine)?.text === 'hello there');
    ok(row(agent, mine)?.edited_at);
    await idle(ann);
    await until(() => row(ann, mine)?.text === 'hello there');
  });

  it('leaves a tombstone, at once and for everybody', async () => {
    const { ann, agent, mine } = await together();
    await ann.remove(mine);
    equal([shown(ann, mine)?.text, typeof shown(ann, mine)?.deleted_at], ['', 'string']);
    await until(() => row(agent, mine)?.deleted_at !== null);
    equal(row(agent, mine)?.text, '');
    await until(() => row(ann, mine)?.deleted_at !== null);
    equal(((await rejection(ann.edit(mine, ''))) as ChatError).code, 'invalid');
  });

  it('toggles reactions, and counts each person once', async () => {
    const { ann, agent, theirs } = await together();
    const people = (chat: Chat) => row(chat, theirs)?.reactions.map(({ emoji, users }) => [emoji, users.length]) ?? [];
    await ann.react(theirs, '👍');
    await until(() => people(agent).length === 1);
    await agent.react(theirs, '👍');
    await until(() => people(ann)[0]?.[1] === 2);
    await idle(ann);
    await ann.react(theirs, '👍');
    equal(shown(ann, theirs)?.reactions[0]?.users.length, 1);
    await until(() => people(agent)[0]?.[1] === 1);
  });

  it('carries a reply, mentions and a note that only the team sees', async () => {
    const { ann, agent, mine, conversationId } = await together();
    const me = ann.stores.$you.get()?.user.id ?? '';
    await agent.send('@Ann, which one?', { replyTo: mine, mentions: [me, me] });
    await until(() => texts(ann).includes('@Ann, which one?'));
    const answer = ann.stores.$messages.get().at(-1);
    equal([answer?.reply_to, answer?.mentions], [mine, [me]]);
    await agent.send('she seems unsure', { note: true });
    await agent.send('take your time');
    await until(() => texts(ann).includes('take your time'));
    equal([texts(ann).includes('she seems unsure'), conversationId], [false, ann.stores.$conversationId.get()]);
    const note = () => agent.stores.$messages.get().find(({ text }) => text === 'she seems unsure');
    await until(() => note() !== undefined);
    equal(note()?.type, 'note');
  });

  it('keeps edits, reactions and a deletion that were made without a relay over a reload, in order behind what was typed', async () => {
    const { sub, ann, agent, mine, theirs } = await together();
    await ann.send('a mistake');
    await until(() => own(ann).length === 2);
    const mistake = ann.stores.$messages.get().at(-1)?.id ?? '';
    await relay.kill();
    await lost(ann);
    const typed = await ann.send('typed without a relay');
    await ann.edit(typed, 'typed and mended without a relay');
    await ann.edit(mine, 'first');
    await ann.edit(mine, 'second');
    await ann.react(theirs, '🎉');
    await ann.react(theirs, '👍');
    await ann.react(theirs, '👍');
    await ann.remove(mistake);
    closed(ann);
    const again = await signIn(sub);
    await until(() => again.stores.$loaded.get() && waiting(again).length === 1);
    equal(
      [shown(again, mine)?.text, shown(again, theirs)?.reactions],
      ['second', [{ emoji: '🎉', users: [again.stores.$you.get()?.user.id] }]],
    );
    ok(shown(again, mistake)?.deleted_at);
    await relay.start();
    await until(() => texts(agent).includes('typed and mended without a relay'));
    await until(() => typeof row(agent, mistake)?.deleted_at === 'string');
    equal([row(agent, mine)?.text, row(agent, theirs)?.reactions.map(({ emoji }) => emoji)], ['second', ['🎉']]);
    equal(texts(agent).filter((text) => text.startsWith('typed')).length, 1);
    await idle(again);
  });

  it('parks what the relay refuses, tells of it, and lets it be given up', async () => {
    const { ann, theirs } = await together();
    const errors: string[] = [];
    ann.on('error', ({ code }) => errors.push(code));
    await ann.edit(theirs, 'not mine to change');
    const failed = () => ann.stores.$outbox.get().find(({ state }) => state === 'failed');
    await until(() => failed() !== undefined);
    const entry = failed();
    equal([entry?.error?.code, errors], ['forbidden', ['forbidden']]);
    equal(ann.stores.$timeline.get().find(({ message }) => message?.id === theirs)?.entry?.client_id, entry?.client_id);
    await ann.discard(entry?.client_id ?? '');
    await until(() => failed() === undefined);
    equal(shown(ann, theirs)?.text, 'good morning');
  });

  it('refuses what cannot be kept', async () => {
    const { ann, mine } = await together();
    const long = 'x'.repeat(ann.stores.$limits.get().text_chars + 1);
    equal(((await rejection(ann.edit(mine, long))) as ChatError).code, 'text_too_long');
    closed(ann);
    for (const late of [ann.edit(mine, 'x'), ann.remove(mine), ann.react(mine, '👍')]) {
      equal(((await rejection(late)) as ChatError).code, 'closed');
    }
  });
});
