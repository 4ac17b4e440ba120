import { equal, ok } from '../outbox/assert.js';
import { bot, dana, fakeChat, messageOf, priya, tomas } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

const heard = ({ all }: Mounted, politeness = 'polite') =>
  all(`[aria-live=${politeness}] p`).map((line) => line.textContent);

/** What is said of messages is said a moment later, with those that came with them. */
const settle = async ({ clock, ready }: Mounted, ms = 100) => {
  await ready();
  clock.advance(ms);
  await ready();
};

describe('What a screen reader hears', () => {
  afterEach(unmountAll);

  it('is told by two regions that are there before anything is said; the transcript itself is silent', async () => {
    const mounted = await mount(fakeChat());
    equal([heard(mounted), heard(mounted, 'assertive')], [[], []]);
    mounted.chat.receive(dana, 'hello');
    await mounted.ready();
    equal([mounted.$('[role=log]').getAttribute('aria-live'), mounted.$('[role=log]').ariaLabel], ['off', 'Messages']);
  });

  it('is each message of somebody else, once, and not one’s own', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'before the panel was opened');
    const mounted = await mount(chat);
    chat.receive(dana, 'Which address should be on them?');
    chat.receive(tomas, 'from my other tab');
    chat.stores.$messages.set([...chat.stores.$messages.get()]);
    await settle(mounted);
    equal(heard(mounted), ['Dana Okafor: Which address should be on them?']);
  });

  it('is what happens to the conversation; who comes and goes is told once, by who is here', async () => {
    const mounted = await mount(fakeChat());
    const happens = (event: 'closed' | 'handed_over' | 'participant_added', by: typeof dana, user: typeof dana) =>
      mounted.chat.receive(by, 'x', { type: 'event', rich: { kind: 'event', event, user } });
    mounted.chat.raise('user-joined', { user: priya });
    happens('participant_added', priya, priya);
    happens('handed_over', bot, dana);
    happens('closed', dana, dana);
    happens('closed', tomas, tomas);
    await settle(mounted);
    equal(heard(mounted), [
      'Priya Nair joined',
      'Dana Okafor took over from Assistant',
      'Dana Okafor closed this conversation',
    ]);
  });

  it('is what stands between them and the relay when they open the chat, each time once', async () => {
    const chat = fakeChat();
    chat.stores.$status.set('signed-out');
    const mounted = await mount(chat);
    const sentence = 'Your sign-in has ended. Sign in again to go on; nothing you wrote is lost.';
    equal(heard(mounted), [sentence]);
    chat.stores.$typing.set([dana]);
    await mounted.ready();
    equal(heard(mounted), [sentence]);
    mounted.element.hide();
    await mounted.ready();
    mounted.element.show();
    await mounted.ready();
    equal(heard(mounted), [sentence]);
  });

  it('is nothing unasked where a page has the chat in a box of its own', async () => {
    const chat = fakeChat();
    chat.stores.$status.set('signed-out');
    equal(heard(await mount(chat, { position: 'inline' })), []);
  });

  it('is a card by its title', async () => {
    const mounted = await mount(fakeChat());
    mounted.chat.receive(dana, '', { rich: { kind: 'card', title: 'A short call?' } });
    await settle(mounted);
    equal(heard(mounted), ['Dana Okafor: A short call?']);
  });

  it('is a number where more than three come within two seconds', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    for (let i = 0; i < 4; i += 1) chat.receive(dana, `message ${String(i)}`);
    await settle(mounted);
    equal(heard(mounted), ['4 new messages']);
  });

  it('is bounded when messages keep coming one by one', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    for (let i = 0; i < 50; i += 1) {
      chat.receive(dana, `message ${String(i)}`);
      await settle(mounted, 120);
    }
    ok(heard(mounted).length <= 15, `not more than three in two seconds, but heard ${String(heard(mounted).length)}`);
    ok(heard(mounted).some((line) => /^\d+ new messages$/.test(line)));
  });

  it('is how an answer ended that did not come to its end, and that it can be asked for again', async () => {
    const chat = fakeChat();
    const asked = chat.receive(tomas, 'Which invoices?');
    const answer = chat.receive(bot, 'Two invoices', { status: 'streaming', reply_to: asked.id });
    const mounted = await mount(chat);
    chat.change(answer.id, { status: 'interrupted' });
    await settle(mounted);
    equal(heard(mounted), ['Assistant: Two invoices The answer was cut off. Ask again']);
    const other = chat.receive(bot, 'In', { status: 'streaming', reply_to: asked.id });
    await mounted.ready();
    mounted.all('.activity .btn').at(-1)!.click();
    await settle(mounted);
    equal(heard(mounted).at(-1), 'Assistant: In Stopped by you');
    equal(chat.calls.stop, [other.id]);
  });

  it('is a bot that begins, then silence, then its first paragraph, once', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    const answer = chat.receive(bot, '', { status: 'streaming' });
    for (const text of ['Two', 'Two invoices', 'Two invoices are open.\n\nBoth in December.']) {
      chat.change(answer.id, { text });
      await settle(mounted);
    }
    equal(heard(mounted), ['Assistant is writing']);
    chat.change(answer.id, { text: 'Two invoices are open.\n\nBoth in December.', status: 'sent' });
    await settle(mounted);
    chat.change(answer.id, { edited_at: new Date().toISOString() });
    await settle(mounted);
    equal(heard(mounted), ['Assistant is writing', 'Assistant: Two invoices are open.']);
  });

  it('is “Sent” when it is durable, and offline that it is kept', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    const now = new Date(mounted.clock.now()).toISOString();
    const entry = chat.queue('hello', { state: 'sending', created_at: now });
    await settle(mounted);
    equal(heard(mounted), []);
    chat.settle(entry.client_id);
    await settle(mounted);
    equal(heard(mounted), ['Sent']);
    chat.stores.$status.set('offline');
    await mounted.ready();
    chat.queue('later', { created_at: now });
    await settle(mounted);
    equal(heard(mounted).at(-1), 'Kept on this device, waiting to be sent');
  });

  it('is a refusal at once', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    const entry = chat.queue('hello');
    chat.changeEntry(entry.client_id, { state: 'failed', error: { code: 'conversation_closed', detail: '' } });
    await mounted.ready();
    equal(heard(mounted, 'assertive'), ['Not sent. This conversation is closed.']);
  });

  it('is who joined and left, and each notice once', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    chat.raise('user-joined', { user: priya });
    chat.raise('user-left', { user: priya });
    chat.stores.$status.set('offline');
    await mounted.ready();
    chat.queue('one', { created_at: '2020-01-01T00:00:00.000Z' });
    await mounted.ready();
    equal(heard(mounted), [
      'Priya Nair joined',
      'Priya Nair left',
      'You are offline. Keep writing: what you send is kept on this device and goes out when you are back.',
    ]);
  });

  it('is silence about typing, reading, presence and older pages', async () => {
    const chat = fakeChat();
    chat.receive(tomas, 'hello', { seq: 100 });
    const mounted = await mount(chat);
    chat.stores.$typing.set([dana]);
    chat.stores.$presence.set([dana, priya]);
    chat.read(dana, 100);
    chat.prepend([messageOf(1, dana, 'old')]);
    await settle(mounted);
    equal(heard(mounted), []);
  });

  it('is silence about a history that was loaded again, but for the notice of it', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'hello');
    const mounted = await mount(chat);
    chat.stores.$messages.set([1, 2, 3].map((seq) => messageOf(seq + 10, dana, `again ${String(seq)}`)));
    chat.raise('history-replaced', {});
    await settle(mounted);
    const lines = heard(mounted).filter(
      (line) => line.includes('again') && line !== 'This conversation was loaded again.',
    );
    equal(lines, []);
  });

  it('is nothing while the panel is closed: then the launcher’s name says it', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    mounted.element.hide();
    await mounted.ready();
    chat.receive(dana, 'hello');
    await settle(mounted);
    equal([heard(mounted), mounted.$('.launcher').ariaLabel], [[], 'Open chat, 1 unread']);
  });

  it('is not kept for ever: a line goes after a while', async () => {
    const mounted = await mount(fakeChat());
    mounted.chat.raise('user-joined', { user: priya });
    equal(heard(mounted).length, 1);
    mounted.clock.advance(8000);
    equal(heard(mounted).length, 0);
  });
});

describe('A message in focus', () => {
  afterEach(unmountAll);

  it('has a name with sender, role, time, text and state', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'Which address?', { created_at: new Date(2026, 10, 23, 10, 12).toISOString() });
    chat.receive(tomas, 'The Leeds one.', { created_at: new Date(2026, 10, 23, 10, 13).toISOString() });
    chat.read(dana, 2);
    const { all, element } = await mount(chat, { locale: 'en-GB' });
    const name = (message: HTMLElement) =>
      (message.getAttribute('aria-labelledby') ?? '')
        .split(/\s+/)
        .map((id) => (element.renderRoot as ShadowRoot).getElementById(id)?.textContent ?? '')
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim();
    equal(all('.msg').map(name), [
      'Dana Okafor, Agent, 10:12. Which address?',
      'You, 10:13. The Leeds one. Read by Dana',
    ]);
  });
});
