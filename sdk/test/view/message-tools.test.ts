import { sendKeys, sendMouse, resetMouse } from '@web/test-runner-commands';
import type { Message } from '../../src/protocol/index.js';
import { equal, ok, until } from '../outbox/assert.js';
import { conversationOf, dana, fakeChat, person, priya, tomas, type FakeChat } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

describe('Message tools', () => {
  afterEach(async () => {
    await resetMouse();
    unmountAll();
  });

  let chat: FakeChat;
  let mine: Message;
  let theirs: Message;
  let view: Mounted;
  const open = async (you = tomas) => {
    chat = fakeChat({ you });
    theirs = chat.receive(dana, 'Which address should be on them?');
    mine = chat.receive(tomas, 'The new one');
    view = await mount(chat);
  };
  const at = ({ id }: Message) => view.$(`.msg[data-key="${id}"]`);
  const labels = () => view.all('.tools button').map((button) => button.getAttribute('aria-label'));
  const hover = async (message: Message) => {
    const { left, top } = at(message).getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(left + 12), Math.round(top + 24)] });
    await until(() => view.all(`.msg[data-key="${message.id}"] > .tools`).length === 1);
  };
  const focus = async (message: Message) => {
    at(message).focus();
    await until(() => view.all(`.msg[data-key="${message.id}"] > .tools`).length === 1);
  };
  const press = async (press: string) => {
    await sendKeys({ press });
    await view.ready();
  };
  const click = async (label: string) => {
    view.$(`.tools button[aria-label="${label}"]`).click();
    await view.ready();
  };

  it('stand on the message under the mouse, one bar in all, with what this person may do', async () => {
    await open();
    await hover(theirs);
    equal(labels(), ['React', 'Reply', 'Copy message']);
    await hover(mine);
    equal([labels(), view.all('.tools').length], [['React', 'Reply', 'Edit', 'Copy message', 'Delete'], 1]);
    await sendMouse({ type: 'move', position: [2, 2] });
    await until(() => view.all('.tools').length === 0);
  });

  it('come with the focus, are entered by Enter, used by the arrows and left by Esc', async () => {
    await open();
    await focus(theirs);
    await press('Enter');
    equal(view.active()?.getAttribute('aria-label'), 'React');
    await press('ArrowRight');
    equal(view.active()?.getAttribute('aria-label'), 'Reply');
    await press('Escape');
    ok(view.active() === at(theirs), 'the message');
    ok(view.element.open, 'an open chat');
  });

  it('answer by R: the message stands above the field, and the answer names it', async () => {
    await open();
    await focus(theirs);
    await press('r');
    equal(view.text('.strip p'), 'Reply to DanaWhich address should be on them?');
    await view.type('Both');
    await press('Enter');
    equal([chat.calls.send, chat.calls.options[0]?.replyTo], [['Both'], theirs.id]);
    equal(view.all('.strip').length, 0);
  });

  it('change one’s own by E, and give back what was in the field', async () => {
    await open();
    await view.type('half a thought');
    await focus(mine);
    await press('e');
    await until(() => view.active() === view.$('textarea'));
    equal((view.$('textarea') as HTMLTextAreaElement).value, 'The new one');
    await sendKeys({ type: ', please' });
    await press('Enter');
    equal(chat.calls.edit, [[mine.id, 'The new one, please']]);
    equal((view.$('textarea') as HTMLTextAreaElement).value, 'half a thought');
    equal(view.text(`.msg[data-key="${mine.id}"] .text`), 'The new one, please (edited)');
  });

  it('change the newest message by Up in an empty field; Esc leaves it as it was', async () => {
    await open();
    view.$('textarea').focus();
    await press('ArrowUp');
    equal(view.text('.strip b'), 'Edit message');
    await press('Escape');
    equal([view.all('.strip').length, (view.$('textarea') as HTMLTextAreaElement).value, chat.calls.edit], [0, '', []]);
    ok(view.element.open, 'an open chat');
  });

  it('have nothing for R and E in the field, nor for others’ messages', async () => {
    await open();
    await view.type('re');
    await focus(theirs);
    await press('e');
    equal([view.all('.strip').length, (view.$('textarea') as HTMLTextAreaElement).value], [0, 're']);
  });

  it('ask before they delete', async () => {
    await open();
    await focus(mine);
    await press('Delete');
    await until(() => view.all('.popup.ask').length === 1);
    await press('Escape');
    equal([chat.calls.remove, view.all('.popup').length], [[], 0]);
    ok(view.active() === at(mine), 'the message');
    await press('Delete');
    await until(() => view.all('.popup.ask').length === 1);
    await press('Enter');
    equal(chat.calls.remove, [mine.id]);
    equal(view.text(`.msg[data-key="${mine.id}"]`), 'You deleted this message');
  });

  it('react by a picker that the keyboard walks through', async () => {
    await open();
    await hover(theirs);
    await click('React');
    await until(() => view.all('.picker').length === 1);
    equal(view.active()?.textContent, '👍');
    await press('ArrowRight');
    await press('ArrowDown');
    await press('ArrowUp');
    equal(view.active()?.textContent, '❤️');
    await press('Enter');
    equal(chat.calls.react, [[theirs.id, '❤️']]);
    equal(view.all('.picker').length, 0);
    equal(view.text('.reaction'), '❤️1 You');
    equal(view.$('.reaction').getAttribute('aria-pressed'), 'true');
  });

  it('say who reacted, and toggle one’s own', async () => {
    await open();
    chat.change(theirs.id, { reactions: [{ emoji: '👍', users: [dana.id, tomas.id, 'gone'] }] });
    await view.ready();
    const chip = view.$('.reaction');
    const who = chip.title.replace(', and', ' and');
    equal([who, view.text('.reaction')], ['Dana Okafor, You and Someone', `👍3 ${chip.title}`]);
    chip.click();
    equal(chat.calls.react, [[theirs.id, '👍']]);
  });

  it('open as a sheet after a long press, and not when the finger scrolls', async () => {
    await open();
    const touch = (type: string, clientY = 0) =>
      at(mine).dispatchEvent(
        new PointerEvent(type, { bubbles: true, composed: true, pointerType: 'touch', clientX: 0, clientY }),
      );
    touch('pointerdown');
    touch('pointermove', 40);
    view.clock.advance(600);
    await view.ready();
    equal(view.all('.sheet').length, 0);
    touch('pointerdown');
    view.clock.advance(600);
    await until(() => view.all('.sheet').length === 1);
    equal(
      view.all('.sheet .row').map((row) => row.textContent.trim()),
      ['Reply', 'Edit', 'Copy', 'Delete'],
    );
  });

  it('tell what was refused, with what may be done about it', async () => {
    await open();
    const act = { kind: 'edit' as const, message_id: mine.id, text: 'Too late' };
    const entry = chat.queue('', { act, state: 'failed', error: { code: 'message_deleted', detail: '' } });
    await view.ready();
    equal(view.text(`.msg[data-key="${mine.id}"] .meta.bad`), 'Not changed. This message was deleted.');
    view.$('.fix .bare').click();
    equal(chat.calls.discard, [entry.client_id]);
  });
});

describe('Answers', () => {
  afterEach(unmountAll);

  const conversation = () => {
    const chat = fakeChat();
    const first = chat.receive(tomas, 'These two depots are the ones that move.');
    chat.receive(person('bot', '', 'bot'), 'Noted.', { reply_to: first.id });
    const answer = chat.receive(priya, 'Do they keep their numbers?', { reply_to: first.id });
    chat.receive(dana, 'Something else');
    const second = chat.receive(tomas, 'They do.', { reply_to: answer.id });
    return { chat, first, answer, second };
  };

  it('quote what they answer; the bot’s do not', async () => {
    const { chat } = conversation();
    const { all } = await mount(chat);
    equal(
      all('.quote').map((quote) => quote.textContent.replace(/\s+/g, ' ').trim()),
      ['YouThese two depots are the ones that move.', 'Priya NairDo they keep their numbers?'],
    );
  });

  it('lead to what they quote, through the pages before it', async () => {
    const chat = fakeChat();
    for (let i = 0; i < 80; i += 1) chat.receive(dana, `line ${String(i)}`);
    const quoted = { ...chat.receive(dana, 'x'), seq: 0, id: 'old', text: 'the first of all' };
    chat.read(tomas, chat.receive(priya, 'About this', { reply_to: 'old' }).seq);
    chat.stores.$hasOlder.set(true);
    chat.onOlder = () => {
      chat.prepend([quoted]);
      chat.stores.$hasOlder.set(false);
    };
    const { $, text, active, ready } = await mount(chat);
    equal(text('.quote'), 'Original message');
    $('.quote').click();
    await until(() => active()?.getAttribute('data-key') === 'old');
    ok($('.msg[data-key=old]').hasAttribute('data-found'), 'a mark');
    await ready();
    $('.jump').click();
    await ready();
    equal(text('.quote'), 'Dana Okaforthe first of all');
  });

  it('open as a thread, where what is written answers its first message', async () => {
    const { chat, first } = conversation();
    const { $, all, text, type, ready, element } = await mount(chat);
    equal(
      all('.replies').map((button) => button.textContent.trim()),
      ['2 replies'],
    );
    $('.replies').click();
    await ready();
    equal(text('.thread-bar'), 'Thread 2 replies');
    equal(
      all('.msg .said').map(({ textContent }) => textContent),
      ['These two depots are the ones that move.', 'Do they keep their numbers?', 'They do.'],
    );
    await type('And their gates');
    await sendKeys({ press: 'Enter' });
    await ready();
    equal([chat.calls.options.at(-1)?.replyTo, text('.thread-bar span')], [first.id, '3 replies']);
    await sendKeys({ press: 'Escape' });
    await ready();
    equal([all('.thread-bar').length, all('.msg').length, element.open], [0, 6, true]);
  });

  it('do not read for the conversation while only a thread is shown', async () => {
    const { chat } = conversation();
    const { $, ready } = await mount(chat);
    $('.replies').click();
    await ready();
    chat.calls.read.length = 0;
    chat.receive(dana, 'elsewhere');
    await ready();
    equal(chat.calls.read, []);
  });
});

describe('Mentions', () => {
  afterEach(unmountAll);

  const field = (view: Mounted) => view.$('textarea') as HTMLTextAreaElement;
  const listed = (view: Mounted) => view.all('.option b').map(({ textContent }) => textContent);

  it('are chosen from a list that the keyboard of the field moves', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'Hello');
    const view = await mount(chat);
    await view.type('Thanks @');
    await until(() => view.all('.option').length > 0);
    equal(listed(view), ['Dana Okafor', 'Priya Nair', 'Assistant']);
    const active = () => view.$(`#${field(view).getAttribute('aria-activedescendant') ?? ''}`).textContent;
    ok(active().includes('Dana'));
    await sendKeys({ press: 'ArrowDown' });
    await view.ready();
    ok(active().includes('Priya'));
    await sendKeys({ press: 'Tab' });
    await view.ready();
    equal([field(view).value, view.all('.option').length], ['Thanks @Priya Nair ', 0]);
    ok(view.active() === field(view), 'the field');
    await view.type('and all');
    await sendKeys({ press: 'Enter' });
    await view.ready();
    equal([chat.calls.send, chat.calls.options[0]?.mentions], [['Thanks @Priya Nair and all'], [priya.id]]);
  });

  it('are looked for by any word of a name, without its accents', async () => {
    const chat = fakeChat({ you: dana });
    const view = await mount(chat);
    await view.type('@');
    await until(() => view.all('.option').length > 0);
    await view.type('tomas f');
    await view.ready();
    equal(listed(view), ['Tomás Ferreira']);
    await view.type('x');
    await view.ready();
    equal([view.all('.option').length, field(view).hasAttribute('aria-activedescendant')], [0, false]);
  });

  it('are given up by Esc, which closes the list alone, and by taking the name out of the text', async () => {
    const chat = fakeChat();
    const view = await mount(chat);
    await view.type('@da');
    await until(() => view.all('.option').length > 0);
    await sendKeys({ press: 'Escape' });
    await view.type('n');
    await view.ready();
    equal([view.all('.option').length, view.element.open], [0, true]);
    await sendKeys({ press: 'Enter' });
    await view.ready();
    equal([chat.calls.send, chat.calls.options[0]?.mentions], [['@dan'], []]);
  });

  it('are marked in the text, and nobody else’s name is', async () => {
    const chat = fakeChat();
    chat.receive(dana, '@Tomás Ferreira, and @Tomás, ask @Priya Nair. @Tomáso?', { mentions: [tomas.id] });
    const { all } = await mount(chat);
    equal(
      all('.mention').map(({ textContent }) => textContent),
      ['@Tomás Ferreira', '@Tomás'],
    );
  });
});

describe('Notes for the team', () => {
  afterEach(unmountAll);

  it('are written by staff alone, and the field says so as long as they are', async () => {
    const customer = await mount(fakeChat());
    equal(customer.all('.note-switch').length, 0);
    unmountAll();
    const chat = fakeChat({ you: dana, conversation: conversationOf() });
    const { $, all, type, ready } = await mount(chat);
    $('.note-switch').click();
    await ready();
    equal($('textarea').getAttribute('placeholder'), 'Write a note for your team');
    equal([$('.note-switch').getAttribute('aria-pressed'), all('.box.note').length], ['true', 1]);
    await type('He seems unsure.');
    await sendKeys({ press: 'Enter' });
    equal(chat.calls.options[0]?.note, true);
    $('.note-switch').click();
    await ready();
    await type('Hello');
    await sendKeys({ press: 'Enter' });
    equal(chat.calls.options[1]?.note, false);
  });
});
