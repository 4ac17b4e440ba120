import 'axe-core/axe.min.js';
import type { AxeResults } from 'axe-core';
import { sendKeys } from '@web/test-runner-commands';
import { equal, until } from '../outbox/assert.js';
import { bot, conversationOf, dana, fakeChat, messageOf, person, priya, tomas, type FakeChat } from './fake-chat.js';
import { mount, resize, unmountAll, type MountOptions } from './mount.js';

declare global {
  interface Window {
    axe: { run(context: Element | Document, options: object): Promise<AxeResults> };
  }
}

/** Rules about whole pages (a main landmark, a heading of level one) speak of the test page, not of the element. */
const pageRules = ['region', 'landmark-one-main', 'page-has-heading-one', 'heading-order'];

const findings = async () => {
  const rules = Object.fromEntries(pageRules.map((rule) => [rule, { enabled: false }]));
  const { violations, passes } = await window.axe.run(document, { rules });
  if (passes.length < 5) throw new Error('axe looked at nothing');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
};

const busy = (chat: FakeChat) => {
  chat.stores.$presence.set([dana, priya]);
  chat.receive(dana, 'Hi Tomás', { edited_at: new Date().toISOString() });
  chat.receive(person('', '', 'system'), 'x', {
    type: 'event',
    rich: { kind: 'event', event: 'participant_added', user: priya },
  });
  const mine = chat.receive(tomas, 'These two depots move.');
  chat.read(dana, mine.seq);
  chat.receive(priya, '', { deleted_at: new Date().toISOString() });
  chat.receive(tomas, 'A note', { type: 'note' });
  chat.receive(bot, 'Cut', { status: 'interrupted' });
  chat.receive(priya, 'Unread');
  chat.stores.$typing.set([dana]);
};

const states: Record<string, (chat: FakeChat) => void> = {
  empty(chat) {
    chat.stores.$prompts.set([{ id: '1', title: 'Where is my delivery?', text: 'Track it', order: 1 }]);
    chat.stores.$presence.set([dana, priya]);
  },
  busy,
  'answers, mentions and reactions'(chat) {
    const first = chat.receive(tomas, 'These two depots move.', {
      reactions: [{ emoji: '👍', users: ['dana', 'tomas'] }],
    });
    chat.receive(dana, '@Tomás Ferreira which ones?', { reply_to: first.id, mentions: [tomas.id] });
    chat.receive(priya, 'Older', { reply_to: 'not loaded' });
    const act = { kind: 'delete' as const, message_id: first.id };
    chat.queue('', { act, state: 'failed', error: { code: 'forbidden', detail: '' } });
  },
  streaming(chat) {
    const asked = chat.receive(tomas, 'Which invoices?');
    chat.receive(bot, 'Two invoices are', { status: 'streaming', reply_to: asked.id });
  },
  offline(chat) {
    busy(chat);
    chat.stores.$status.set('offline');
    chat.queue('waits', { created_at: '2026-01-01T10:00:00.000Z' });
  },
  failed(chat) {
    chat.queue('refused', { state: 'failed', error: { code: 'conversation_closed', detail: '' } });
    chat.stores.$conversation.set(conversationOf({ status: 'closed' }));
  },
  'reading older messages'(chat) {
    for (let i = 0; i < 30; i += 1) chat.receive(dana, 'A line of some length that fills the panel');
    chat.stores.$hasOlder.set(true);
    chat.stores.$loadingOlder.set(true);
    chat.prepend([messageOf(0, dana, 'old')]);
  },
  'signed out': (chat) => {
    chat.stores.$status.set('signed-out');
  },
  polling: (chat) => {
    chat.stores.$status.set('polling');
  },
};

describe('Axe finds nothing', () => {
  afterEach(async () => {
    unmountAll();
    document.documentElement.removeAttribute('dir');
    document.documentElement.style.removeProperty('color-scheme');
    document.body.style.removeProperty('background');
    await resize(800, 600);
  });

  const check = (name: string, options: MountOptions = {}, prepare: () => unknown = () => {}) => {
    for (const [state, fill] of Object.entries(states)) {
      it(`${name}, ${state}`, async () => {
        await prepare();
        const chat = fakeChat();
        fill(chat);
        const { ready } = await mount(chat, options);
        await ready();
        equal(await findings(), []);
      });
    }
  };

  check('in light', { theme: 'light' });
  check('in dark', { theme: 'dark' }, () => {
    document.body.style.setProperty('background', '#121519');
  });
  check('from right to left', { theme: 'light' }, () => {
    document.documentElement.dir = 'rtl';
  });
  check('at 320 pixels', { theme: 'light' }, () => resize(320, 568));
  check('inline', { theme: 'light', position: 'inline' });

  it('with tools, menus and the list of people open, and in a thread', async () => {
    const chat = fakeChat({ you: dana });
    const first = chat.receive(dana, 'Mine');
    chat.receive(tomas, 'An answer', { reply_to: first.id });
    const { $, all, type, ready } = await mount(chat, { theme: 'light' });
    $('.msg').focus();
    await until(() => all('.tools').length === 1);
    equal(await findings(), []);
    for (const [label, menu] of [
      ['React', '.picker'],
      ['Delete', '.ask'],
    ] as const) {
      $(`.tools button[aria-label=${label}]`).click();
      await until(() => all(menu).length === 1);
      await Promise.all(
        $(menu)
          .getAnimations()
          .map(({ finished }) => finished),
      );
      equal(await findings(), []);
      await sendKeys({ press: 'Escape' });
    }
    $('.note-switch').click();
    await type('@');
    await until(() => all('.option').length > 0);
    await Promise.all(
      $('.listbox')
        .getAnimations()
        .map(({ finished }) => finished),
    );
    equal(await findings(), []);
    $('.replies').click();
    await ready();
    equal(await findings(), []);
  });

  it('on the closed launcher, with and without a badge', async () => {
    const chat = fakeChat();
    const { ready } = await mount(chat, { open: false, theme: 'light' });
    equal(await findings(), []);
    chat.receive(dana, 'hello');
    await ready();
    equal(await findings(), []);
  });
});
