import { ChatError } from '../../src/errors.js';
import { createChat, type Chat } from '../../src/chat.js';
import { identityOf } from '../../src/view/element/chat-keeper.js';
import { equal, ok, rejection, settled, until } from '../outbox/assert.js';
import { conversationOf, dana, fakeChat } from './fake-chat.js';
import { CrmChatElement, mount, unmountAll } from './mount.js';

/** Answers nothing, quickly: nobody listens there. */
const nowhere = 'http://127.0.0.1:9';

const jwt = (claims: object) => `h.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.s`;
const tokenOf = (sub: string, more: object = {}) => jwt({ sub, name: sub, exp: 4_000_000_000, ...more });

const create = (attributes: Record<string, string>) => {
  const element = document.createElement('crm-chat');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

describe('<crm-chat>', () => {
  afterEach(() => {
    unmountAll();
    for (const element of document.querySelectorAll('crm-chat')) element.remove();
  });

  it('takes its options as attributes and as properties of the same names', () => {
    const element = create({
      endpoint: nowhere,
      token: 't',
      'token-url': '/t',
      'conversation-id': 'c',
      subject: 'deal:42',
      'bot-name': 'Skipper',
      heading: 'Support',
      position: 'bottom-left',
      theme: 'dark',
      locale: 'en-GB',
    });
    const { endpoint, token, tokenUrl, conversationId, subject, botName, heading, position, theme, locale } = element;
    equal(
      [endpoint, token, tokenUrl, conversationId, subject, botName, heading, position, theme, locale],
      [nowhere, 't', '/t', 'c', 'deal:42', 'Skipper', 'Support', 'bottom-left', 'dark', 'en-GB'],
    );
    ok(element instanceof CrmChatElement);
  });

  it('takes a property that a framework sets to undefined as not given', async () => {
    const element = create({ endpoint: nowhere, token: tokenOf('tomas'), position: 'inline', open: '', sound: '' });
    document.body.append(element);
    await element.updateComplete;
    const { chat } = element;
    const names = [
      'getToken',
      'tokenUrl',
      'conversationId',
      'subject',
      'position',
      'open',
      'sound',
      'strings',
    ] as const;
    for (const name of names) Object.assign(element, { [name]: undefined });
    await element.updateComplete;
    equal(
      names.map((name) => element[name]),
      [null, null, null, null, null, false, false, null],
    );
    equal([element.chat === chat, element.getAttributeNames()], [true, ['endpoint', 'token', 'sound']]);
  });

  it('takes the text "false" of a boolean attribute as no', async () => {
    const element = create({ open: 'false', sound: 'false', notifications: '', 'title-count': 'true' });
    const { open, sound, notifications, titleCount } = element;
    equal([open, sound, notifications, titleCount], [false, false, true, true]);
  });

  it('creates its chat in the document and closes it when it leaves', async () => {
    const element = create({ endpoint: nowhere, token: tokenOf('tomas') });
    equal(element.chat, null);
    document.body.append(element);
    const chat = await element.ready();
    equal(element.chat === chat, true);
    element.remove();
    await settled();
    equal([chat.stores.$status.get(), element.chat], ['closed', null]);
  });

  it('creates another one when it comes back', async () => {
    const element = create({ endpoint: nowhere, token: tokenOf('tomas') });
    document.body.append(element);
    const first = await element.ready();
    element.remove();
    await settled();
    document.body.append(element);
    ok((await element.ready()) !== first, 'another chat');
  });

  it('keeps its chat, its panel and what was typed when it is moved within the page', async () => {
    const { element, chat, $, type, ready } = await mount(fakeChat());
    await type('half a sen');
    const box = document.createElement('div');
    document.body.append(box);
    box.append(element);
    await ready();
    equal([element.chat === chat, ($('textarea') as HTMLTextAreaElement).value], [true, 'half a sen']);
    equal($('dialog').matches('[open]'), true);
    chat.receive(dana, 'still here');
    await ready();
    equal($('.text').textContent.trim(), 'still here');
    box.remove();
  });

  it('lets go of everything it listened to when it leaves', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'hello');
    const { element, clock } = await mount(chat);
    element.remove();
    await settled();
    equal([chat.listeners(), chat.stores.$messages.lc, chat.stores.$status.lc, clock.timers], [0, 0, 0, 0]);
    equal(chat.calls.closed, 0, 'a chat that the page gave is the page’s to close');
  });

  it('uses a chat that the page created, and gives it up for another', async () => {
    const own = createChat({ endpoint: nowhere, token: tokenOf('tomas') });
    const { element, ready } = await mount(fakeChat(), { open: false });
    element.chat = own;
    await ready();
    equal(element.chat === own, true);
    element.remove();
    await settled();
    equal(own.stores.$status.get() === 'closed', false);
    own.close();
  });

  it('starts a new chat for another person or record or relay, not for a fresh token of the same person', async () => {
    const element = create({ endpoint: nowhere, token: tokenOf('tomas') });
    document.body.append(element);
    const chats = new Set<Chat | null>([await element.ready()]);
    element.token = tokenOf('tomas', { iat: 1 });
    await element.updateComplete;
    chats.add(element.chat);
    equal(chats.size, 1, 'a fresh token');
    for (const change of [
      () => (element.token = tokenOf('lena')),
      () => (element.subject = 'deal:43'),
      () => (element.endpoint = 'http://127.0.0.1:19'),
      () => (element.getToken = async () => tokenOf('lena')),
    ]) {
      change();
      await element.updateComplete;
      chats.add(element.chat);
    }
    equal(chats.size, 5);
    equal([...chats].filter((chat) => chat?.stores.$status.get() === 'closed').length, 4);
  });

  it('reads of a token who it is for, and never fails on what is no token', () => {
    equal(identityOf(tokenOf('a', { iat: 1 })) === identityOf(tokenOf('a', { iat: 2 })), true);
    equal(identityOf(tokenOf('a')) === identityOf(tokenOf('a', { role: 'agent' })), false);
    equal(identityOf(jwt({ sub: 'Jürgen' })) === '', false);
    equal([identityOf('nonsense'), identityOf('a.%%%.b'), identityOf(null)], ['nonsense', 'a.%%%.b', '']);
  });

  it('goes to another conversation without a new chat', async () => {
    const { element, chat, ready } = await mount(fakeChat());
    element.conversationId = 'c2';
    await ready();
    element.openConversation(null);
    await ready();
    equal(chat.calls.opened, ['c2', null]);
  });

  it('tells the page what happens, by events that bubble out of it', async () => {
    const { element, chat } = await mount(fakeChat());
    const seen: unknown[] = [];
    const names = [
      'message-received',
      'message-sent',
      'unread-change',
      'status-change',
      'conversation-change',
      'chat-error',
    ] as const;
    for (const name of names) {
      document.body.addEventListener(name, (event) => {
        seen.push([name, event.composed, Object.keys((event as CustomEvent<object>).detail)]);
      });
    }
    const message = chat.receive(dana, 'hello');
    chat.raise('message-sent', { message });
    chat.raise('unread-change', { count: 1 });
    chat.raise('status-change', { status: 'online' });
    chat.raise('conversation-change', { conversationId: 'c' });
    chat.raise('error', new ChatError('network', 'gone'));
    equal(seen, [
      ['message-received', true, ['message']],
      ['message-sent', true, ['message']],
      ['unread-change', true, ['count', 'total', 'conversations']],
      ['status-change', true, ['status']],
      ['conversation-change', true, ['conversationId']],
      ['chat-error', true, ['code', 'message']],
    ]);
    element.addEventListener('unread-change', ({ detail }) => detail.count satisfies number);
  });

  it('counts what is unread in all conversations once that is known, and says it once', async () => {
    const chat = fakeChat({ conversation: conversationOf({ id: 'c1' }) });
    const { element } = await mount(chat);
    element.open = false;
    await element.updateComplete;
    const seen: object[] = [];
    element.addEventListener('unread-change', ({ detail }) => seen.push(detail));
    const badge = async () => {
      await element.updateComplete;
      return element.renderRoot.querySelector<HTMLElement>('.badge')?.dataset['n'] ?? '';
    };
    chat.receive(dana, 'hello');
    chat.raise('unread-change', { count: 1 });
    equal(await badge(), '1');
    chat.$book.set(
      new Map([
        ['c1', 1],
        ['c2', 4],
      ]),
    );
    equal(await badge(), '5');
    chat.raise('unread-change', { count: 1 });
    chat.read(chat.stores.$you.get()!.user, 99);
    chat.raise('unread-change', { count: 0 });
    equal(await badge(), '4');
    chat.$book.set(new Map());
    equal(await badge(), '');
    const here = (count: number) => ({ id: 'c1', count });
    const there = { id: 'c2', count: 4 };
    equal(seen, [
      { count: 1, total: 1, conversations: [] },
      { count: 1, total: 5, conversations: [here(1), there] },
      { count: 0, total: 4, conversations: [there] },
      { count: 0, total: 0, conversations: [] },
    ]);
  });

  it('says what is missing, on screen, by an event and in the console, and starts as soon as it is there', async () => {
    const errors: string[] = [];
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (...words: unknown[]) => warnings.push(...words);
    const element = create({ endpoint: nowhere, open: '' });
    element.addEventListener('chat-error', ({ detail }) => errors.push(`${detail.code}: ${detail.message}`));
    document.body.append(element);
    await until(() => element.renderRoot.querySelector('.notice') !== null);
    console.warn = warn;
    equal(errors, ['option_invalid: One of token, tokenUrl and getToken is needed.']);
    ok(warnings.includes('crm-chat: One of token, tokenUrl and getToken is needed.'));
    ok(element.renderRoot.querySelector('.notice')?.textContent.includes('needs a token'));
    element.token = tokenOf('tomas');
    await until(() => element.renderRoot.querySelector('crm-chat-composer textarea') !== null);
    ok(element.chat);
  });

  it('names an option that is wrong', async () => {
    const errors: string[] = [];
    const element = create({ endpoint: 'ftp://x', token: 't' });
    element.addEventListener('chat-error', ({ detail }) => errors.push(detail.code));
    document.body.append(element);
    const refused = await rejection(element.ready());
    equal([errors, element.chat], [['option_invalid'], null]);
    equal(refused instanceof ChatError && refused.code, 'closed');
  });

  it('sends by method, files too, and says when there is no chat', async () => {
    const { element, chat } = await mount(fakeChat(), { open: false });
    await element.send('hello');
    await element.send('look', [new File(['x'], 'x.txt')]);
    equal(
      [chat.calls.send, chat.calls.options.map(({ files }) => files?.length)],
      [
        ['hello', 'look'],
        [0, 1],
      ],
    );
    const loose = document.createElement('crm-chat');
    const closed = await rejection(loose.send('x'));
    equal(closed instanceof ChatError && closed.code, 'closed');
  });

  it('forgets the person on logout and says so, until somebody signs in', async () => {
    const element = create({ endpoint: nowhere, token: tokenOf('tomas'), open: '' });
    document.body.append(element);
    // Not the field that stands for it before it is there.
    await until(() => element.renderRoot.querySelector('crm-chat-composer textarea') !== null);
    const first = element.chat;
    await element.logout();
    await until(() => element.renderRoot.querySelector('.notice')?.textContent.includes('signed out') ?? false);
    equal([element.chat, first?.stores.$status.get()], [null, 'closed']);
    element.token = tokenOf('lena');
    await element.updateComplete;
    ok(element.chat);
  });

  it('stands twice on a page without one disturbing the other', async () => {
    const [one, two] = [await mount(fakeChat()), await mount(fakeChat(), { position: 'bottom-left' })];
    one.chat.receive(dana, 'only here');
    await one.ready();
    await two.ready();
    equal([one.all('.msg').length, two.all('.msg').length], [1, 0]);
    two.element.hide();
    two.element.theme = 'dark';
    await two.ready();
    equal([one.element.open, getComputedStyle(one.element).colorScheme], [true, 'light dark']);
    two.element.remove();
    await settled();
    one.chat.receive(dana, 'still here');
    await one.ready();
    equal(one.all('.msg').length, 2);
  });

  it('is defined once, whoever comes second', async () => {
    const before = customElements.get('crm-chat');
    const second = '../../src/define.ts?second';
    await import(second);
    equal(customElements.get('crm-chat') === before, true);
  });

  it('uses no inline style attribute and no style element, which a strict policy would refuse', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'hello');
    const { element, ready } = await mount(chat);
    await ready();
    equal(element.renderRoot.querySelectorAll('[style*=":"]:not(.panel), style').length, 0);
  });

  it('takes its colours from the one accent of the page, live, and keeps them readable', async () => {
    const { element, $, type, ready } = await mount(fakeChat(), { theme: 'light' });
    await type('x');
    await ready();
    const colour = () => getComputedStyle($('.send')).backgroundColor;
    const before = colour();
    element.style.setProperty('--crm-chat-accent', '#f2b705');
    equal(colour() === before, false);
    ok(getComputedStyle($('.send')).color.startsWith('oklch(0 0 '), 'black on a bright yellow');
  });
});
