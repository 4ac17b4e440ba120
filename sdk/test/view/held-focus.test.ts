import { sendKeys } from '@web/test-runner-commands';
import { equal, ok, until } from '../outbox/assert.js';
import { bot, dana, fakeChat, tomas } from './fake-chat.js';
import { mount, unmountAll } from './mount.js';

const refusal = { state: 'failed', error: { code: 'forbidden', detail: '' } } as const;
const closedRefusal = { state: 'failed', error: { code: 'conversation_closed', detail: '' } } as const;

describe('Focus that loses its place', () => {
  afterEach(unmountAll);

  it('stays at the message whose button did its work', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'Which one?');
    chat.queue('this one', closedRefusal);
    const { all, active, $ } = await mount(chat);
    all('.fix button')
      .find((button) => button.textContent.includes('Try again'))!
      .focus();
    await sendKeys({ press: 'Enter' });
    await until(() => all('.fix').length === 0);
    await until(() => active() === $('.group.own .msg'));
  });

  it('goes to the message that Tab reaches when its own is discarded, and to the field where there is none', async () => {
    const chat = fakeChat();
    const theirs = chat.receive(dana, 'Which one?');
    chat.queue('this one', refusal);
    const { all, active, $ } = await mount(chat);
    $('.fix button').focus();
    await sendKeys({ press: 'Enter' });
    await until(() => all('.fix').length === 0);
    await until(() => (active() as HTMLElement | null)?.dataset['key'] === theirs.id);
    unmountAll();

    const empty = fakeChat();
    empty.queue('this one', refusal);
    const alone = await mount(empty);
    alone.$('.fix button').focus();
    await sendKeys({ press: 'Enter' });
    await until(() => alone.all('.msg').length === 0);
    await until(() => alone.active() === alone.$('textarea'));
  });

  it('goes to the field when a reply ends that it could have stopped', async () => {
    const chat = fakeChat();
    const asked = chat.receive(tomas, 'Which invoices are open?');
    const answer = chat.receive(bot, 'Two', { status: 'streaming', reply_to: asked.id });
    const { all, active, $, ready } = await mount(chat);
    const stop = all('.activity .btn').at(-1)!;
    stop.focus();
    await ready();
    chat.change(answer.id, { text: 'Two.', status: 'sent' });
    await until(() => !stop.isConnected);
    await until(() => active() === $('textarea'));
  });

  it('is not taken back from the page, nor from nowhere when the reader has put it there', async () => {
    const chat = fakeChat();
    const asked = chat.receive(tomas, 'Which invoices are open?');
    const answer = chat.receive(bot, 'Two', { status: 'streaming', reply_to: asked.id });
    const { all, active, ready } = await mount(chat);
    const stop = all('.activity .btn').at(-1)!;
    stop.focus();
    await ready();
    stop.blur();
    await ready();
    chat.change(answer.id, { text: 'Two.', status: 'sent' });
    await until(() => !stop.isConnected);
    await ready();
    ok(document.activeElement === document.body);
    equal(active(), null);
  });
});

describe('Escape at the strip above the field', () => {
  afterEach(unmountAll);

  it('ends the reply, not the chat, at its button too', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'Which one?');
    const { element, all, active, $ } = await mount(chat);
    $('.msg').focus();
    await sendKeys({ press: 'r' });
    await until(() => all('.strip').length === 1);
    $('.strip button').focus();
    await sendKeys({ press: 'Escape' });
    await until(() => all('.strip').length === 0);
    equal([element.open, active() === $('textarea')], [true, true]);
  });
});
