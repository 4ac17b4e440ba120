import 'axe-core/axe.min.js';
import { sendKeys } from '@web/test-runner-commands';
import type { Conversation } from '../../src/protocol/index.js';
import { equal, ok, settled, until } from '../outbox/assert.js';
import { bot, conversationOf, dana, fakeChat, messageOf, priya, tomas, type FakeChat } from './fake-chat.js';
import { mount, resize, unmountAll, type Mounted, type MountOptions } from './mount.js';

const entry = (id: string, more: Partial<Conversation> = {}): Conversation => ({
  ...conversationOf({ id, title: `Title ${id}`, subject: null, updated_at: new Date().toISOString() }),
  last_message: messageOf(1, dana, `last of ${id}`),
  unread_count: 0,
  ...more,
});

const filled = (): FakeChat => {
  const chat = fakeChat();
  chat.conversations = [
    entry('c2', { unread_count: 3, last_message: messageOf(4, priya, 'Which address\nshould be on it?') }),
    entry('c1', { title: 'Renewal 2027', subject: 'deal:42' }),
    entry('c3', { title: '', last_message: messageOf(2, tomas, 'Thank you'), updated_at: '2026-03-05T10:00:00.000Z' }),
    entry('c4', { last_message: null }),
  ];
  return chat;
};

/** The panel with the list on screen, reached as a reader does. */
async function listed(chat: FakeChat, options: MountOptions = {}): Promise<Mounted> {
  const mounted = await mount(chat, options);
  mounted.$('.back').click();
  await until(() => mounted.all('crm-chat-list .list').length > 0);
  await until(() => chat.calls.listed.length > 0);
  await until(() => mounted.all('.row').length > 0 || mounted.text('.list .state') !== '');
  await mounted.ready();
  return mounted;
}
const titles = ({ all }: Mounted) => all('.row .title').map((title) => title.textContent.replace(', and', ' and'));

describe('The list of conversations', () => {
  afterEach(async () => {
    unmountAll();
    localStorage.clear();
    document.documentElement.removeAttribute('dir');
    await resize(800, 600);
  });

  it('is reached by Back, names itself, and shows who, what, when and how much is unread', async () => {
    const mounted = await listed(filled());
    const { text, all, active, $ } = mounted;
    equal(
      [text('h2'), titles(mounted)],
      ['Conversations', ['Title c2', 'Renewal 2027', 'Dana, Priya and Assistant', 'Title c4']],
    );
    equal(
      all('.row .last').map((line) => line.textContent),
      ['Priya: Which address should be on it?', 'Dana: last of c1', 'You: Thank you', 'Nothing has been said yet.'],
    );
    equal([text('.row .n'), all('.row').findIndex((row) => row.ariaCurrent === 'true')], ['3', 1]);
    equal([active() === all('.row')[1], all('.back').length, all('textarea').length], [true, 0, 0]);
    ok($('.row .sr').textContent, 'words for the ear between the parts');
  });

  it('puts what is about this record first', async () => {
    const chat = filled();
    const mounted = await mount(chat, { open: false });
    mounted.element.subject = 'deal:42';
    mounted.element.show();
    await until(() => mounted.all('.back').length > 0);
    mounted.$('.back').click();
    await until(() => mounted.all('.row').length === 4);
    equal(
      [mounted.all('.list h3').map((h) => h.textContent), titles(mounted)[0]],
      [['About this record', 'Other conversations'], 'Renewal 2027'],
    );
  });

  it('opens what is chosen, and puts the focus into its field', async () => {
    const chat = filled();
    const { all, active } = await listed(chat);
    all('.row')[0]!.click();
    await until(() => active()?.localName === 'textarea');
    equal([chat.calls.opened, all('crm-chat-list').length], [['c2'], 0]);
  });

  it('opens a new one', async () => {
    const chat = filled();
    const { $, active } = await listed(chat);
    $('[aria-label="New conversation"]').click();
    await until(() => active()?.localName === 'textarea');
    equal(chat.calls.opened, [null]);
  });

  it('is walked by the arrows, and left by Enter', async () => {
    const chat = filled();
    const mounted = await listed(chat);
    const { all, active } = mounted;
    await sendKeys({ press: 'End' });
    equal(active() === all('.row')[3], true);
    await sendKeys({ press: 'ArrowUp' });
    await sendKeys({ press: 'Home' });
    equal(active() === all('.row')[0], true);
    await mounted.ready();
    equal(all('.row[tabindex="0"]').length, 1);
    await sendKeys({ press: 'Enter' });
    await until(() => active()?.localName === 'textarea');
    equal(chat.calls.opened, ['c2']);
  });

  it('searches as one types; Esc empties the search before it closes the panel', async () => {
    const chat = filled();
    const mounted = await listed(chat);
    const { $, text, element, clock } = mounted;
    $('.search input').focus();
    await sendKeys({ type: 'renewal' });
    await until(() => chat.calls.listed.at(-1) === 'renewal');
    await until(() => titles(mounted).length === 1);
    equal(text('.list .state'), '1 found');
    await sendKeys({ type: ' zzz' });
    await until(() => text('.list .state') === 'Nothing found for “renewal zzz”.');
    clock.advance(0);
    await until(() => mounted.all('.sr[aria-live] p').some((line) => line.textContent.startsWith('Nothing found')));
    await sendKeys({ press: 'Escape' });
    await until(() => titles(mounted).length === 4);
    equal(element.open, true);
    await sendKeys({ press: 'Escape' });
    equal(element.open, false);
  });

  it('says when there is nothing, and when the relay cannot be asked', async () => {
    const empty = await listed(fakeChat());
    await until(() => empty.text('.list .state') === 'No conversations yet.');
    unmountAll();
    const chat = filled();
    chat.isUnreachable = true;
    const { text, $, all } = await listed(chat);
    await until(() => text('.list .state') === 'The conversations could not be loaded.');
    chat.isUnreachable = false;
    $('.again').click();
    await until(() => all('.row').length === 4);
  });

  it('counts on Back what is unread elsewhere', async () => {
    const chat = filled();
    const { all, $ } = await listed(chat);
    all('.row')[1]!.click();
    await until(() => all('.back').length === 1);
    equal([$('.back .n').dataset['n'], $('.back').ariaLabel], ['3', 'Back to conversations, 3 unread messages']);
  });

  it('does not read messages while it is on screen', async () => {
    const chat = filled();
    const { ready } = await listed(chat);
    const before = chat.calls.read.length;
    chat.receive(dana, 'unseen');
    await ready();
    equal([chat.calls.read.length, chat.stores.$unread.get()], [before, 1]);
  });

  it('is not there where the page shows one conversation alone', async () => {
    const { element, all, ready } = await mount(fakeChat());
    element.conversationId = 'c1';
    await ready();
    equal(all('.back').length, 0);
  });

  it('lets go of everything when the element leaves', async () => {
    const chat = filled();
    const { element } = await listed(chat);
    element.remove();
    await settled();
    equal([chat.listeners(), chat.stores.$unread.lc], [0, 0]);
  });

  for (const [name, width, theme, dir] of [
    ['in light', 800, 'light', ''],
    ['in dark', 800, 'dark', ''],
    ['from right to left at 320 pixels', 320, 'light', 'rtl'],
  ] as const) {
    it(`axe finds nothing ${name}`, async () => {
      document.documentElement.dir = dir;
      await resize(width, 600);
      await listed(filled(), { theme });
      const rules = Object.fromEntries(
        ['region', 'landmark-one-main', 'page-has-heading-one', 'heading-order'].map((rule) => [
          rule,
          { enabled: false },
        ]),
      );
      const { violations } = await window.axe.run(document, { rules });
      equal(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
        [],
      );
    });
  }
});

describe('Drafts', () => {
  afterEach(() => {
    unmountAll();
    localStorage.clear();
  });

  const value = ({ $ }: Mounted) => ($('textarea') as HTMLTextAreaElement).value;

  it('are there again in another element: after a reload', async () => {
    const first = await mount(fakeChat());
    await first.type('half a sen');
    first.clock.advance(300);
    first.element.remove();
    const second = await mount(fakeChat());
    equal(value(second), 'half a sen');
  });

  it('are written at once when the page goes', async () => {
    const { type } = await mount(fakeChat());
    await type('quick');
    window.dispatchEvent(new Event('pagehide'));
    ok(Object.values(localStorage).some((kept) => String(kept).includes('quick')));
  });

  it('belong to one conversation, and are shown in the list', async () => {
    const chat = filled();
    const mounted = await mount(chat);
    await mounted.type('about c1');
    mounted.$('.back').click();
    await until(() => mounted.all('.row').length === 4);
    equal(mounted.all('.row .last')[1]!.textContent, 'Draft: about c1');
    mounted.all('.row')[0]!.click();
    await until(() => mounted.all('textarea').length > 0);
    equal(value(mounted), '');
    chat.openConversation('c1');
    await mounted.ready();
    equal(value(mounted), 'about c1');
  });

  it('go when they are sent', async () => {
    const mounted = await mount(fakeChat());
    await mounted.type('hello');
    mounted.clock.advance(300);
    await sendKeys({ press: 'Enter' });
    await mounted.ready();
    equal(
      Object.keys(localStorage).filter((key) => key.includes('drafts')),
      [],
    );
  });

  it('are what is sent, too, until it is kept to be sent: the page may go before that', async () => {
    const chat = fakeChat();
    let isKept: (id: string) => void = () => undefined;
    chat.send = () => new Promise((resolve) => (isKept = resolve));
    const mounted = await mount(chat);
    await mounted.type('hello');
    await sendKeys({ press: 'Enter' });
    await mounted.type('and');
    equal(value(mounted), 'and');
    window.dispatchEvent(new Event('pagehide'));
    const kept = () =>
      Object.entries(localStorage)
        .filter(([key]) => key.includes('drafts'))
        .flatMap(([, drafts]) => JSON.parse(String(drafts)) as [string, string][])
        .map(([, text]) => text);
    equal(kept(), ['hello\nand']);
    isKept('c');
    await mounted.ready();
    equal([kept(), value(mounted)], [['and'], 'and']);
  });

  it('of another person are not shown, nor of another record', async () => {
    const first = await mount(fakeChat({ conversation: null }), { open: false });
    first.element.subject = 'deal:42';
    first.element.show();
    await until(() => first.all('textarea').length > 0);
    await first.type('about 42');
    first.element.remove();
    const other = await mount(fakeChat({ conversation: null }), { open: false });
    other.element.subject = 'deal:43';
    other.element.show();
    await until(() => other.all('textarea').length > 0);
    await other.ready();
    equal(value(other), '');
    other.element.remove();
    const lena = await mount(fakeChat({ you: bot, conversation: null }), { open: false });
    lena.element.subject = 'deal:42';
    lena.element.show();
    await until(() => lena.all('textarea').length > 0);
    await lena.ready();
    equal(value(lena), '');
  });

  it('are forgotten on logout', async () => {
    const { element, type } = await mount(fakeChat());
    await type('secret');
    window.dispatchEvent(new Event('pagehide'));
    await element.logout();
    equal(
      Object.values(localStorage).filter((kept) => String(kept).includes('secret')),
      [],
    );
  });

  it('are bounded: the oldest go', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    for (let i = 0; i < 60; i += 1) {
      chat.openConversation(`many-${String(i)}`);
      await mounted.ready();
      const field = mounted.$('textarea') as HTMLTextAreaElement;
      field.value = `text ${String(i)}`;
      field.dispatchEvent(new Event('input'));
    }
    window.dispatchEvent(new Event('pagehide'));
    const [kept] = Object.entries(localStorage)
      .filter(([key]) => key.includes('drafts'))
      .map(([, text]) => String(text));
    equal(
      [(JSON.parse(kept ?? '[]') as unknown[]).length, kept?.includes('text 59'), kept?.includes('"text 3"')],
      [50, true, false],
    );
  });
});
