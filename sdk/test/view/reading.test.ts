import { sendKeys } from '@web/test-runner-commands';
import { equal, until } from '../outbox/assert.js';
import { dana, fakeChat, tomas, type FakeChat } from './fake-chat.js';
import { focusPage, mount, unmountAll, type Mounted } from './mount.js';

const long = 'A line that is long enough to wrap at least once in a panel of four hundred pixels. ';
const fill = (chat: FakeChat, count: number) => {
  for (let i = 1; i <= count; i += 1) chat.receive(i % 3 === 0 ? tomas : dana, `${String(i)}. ${long}`);
  chat.read(tomas, count);
};
const scrollUp = async ({ $, ready }: Mounted, by: number) => {
  $('.log').scrollTop -= by;
  await ready();
};

describe('Reading', () => {
  afterEach(unmountAll);

  it('is marked when the panel is open, the page in front and the end in view', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'one');
    await mount(chat);
    await until(() => chat.calls.read.length > 0);
    equal(chat.calls.read, [1]);
    chat.receive(dana, 'two');
    await until(() => chat.calls.read.length > 1);
    equal(chat.calls.read, [1, 2]);
  });

  it('is not marked while the panel is closed', async () => {
    const chat = fakeChat();
    const { element, ready } = await mount(chat);
    element.hide();
    await ready();
    chat.receive(dana, 'one');
    await ready();
    equal(chat.calls.read, []);
  });

  it('is not marked while the page is behind another, and is when the reader comes back', async () => {
    const chat = fakeChat();
    chat.receive(tomas, 'zero');
    const { text, ready } = await mount(chat);
    focusPage(false);
    chat.receive(dana, 'one');
    await ready();
    equal([chat.calls.read, text('.unread')], [[], '1 new message']);
    focusPage(true);
    await ready();
    equal([chat.calls.read, text('.unread')], [[2], '1 new message']);
  });

  it('is not marked while the end is out of view', async () => {
    const chat = fakeChat();
    fill(chat, 30);
    const mounted = await mount(chat);
    await scrollUp(mounted, 600);
    chat.receive(dana, 'one');
    await mounted.ready();
    equal(chat.calls.read, []);
    mounted.$('.jump').click();
    await mounted.ready();
    equal(chat.calls.read, [31]);
  });

  it('is not marked while an inline panel is scrolled out of the window', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'one');
    const box = document.createElement('div');
    box.style.cssText = 'block-size: 400px; margin-block-start: 3000px';
    document.body.append(box);
    const { ready, element } = await mount(chat, { position: 'inline', parent: box, open: false });
    await until(() => element.renderRoot.querySelector('.msg') !== null);
    await ready();
    equal(chat.calls.read, []);
    box.scrollIntoView();
    await until(() => chat.calls.read.length === 1);
    box.remove();
    scrollTo(0, 0);
  });

  it('leaves the unread line until the reader leaves or writes', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'one');
    const { element, text, all, ready, type } = await mount(chat);
    equal([text('.unread'), chat.calls.read], ['1 new message', [1]]);
    chat.receive(dana, 'two');
    await ready();
    equal(text('.unread'), '1 new message');
    element.hide();
    await ready();
    element.show();
    await ready();
    equal(all('.unread').length, 0);
    element.hide();
    await ready();
    chat.receive(dana, 'three');
    element.show();
    await ready();
    equal(text('.unread'), '1 new message');
    await type('answer');
    await sendKeys({ press: 'Enter' });
    await ready();
    equal(all('.unread').length, 0);
  });

  it('is over when the page is left with everything read: the line is gone', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'one');
    const { text, all, ready } = await mount(chat);
    equal([text('.unread'), chat.calls.read], ['1 new message', [1]]);
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    await ready();
    Reflect.deleteProperty(document, 'visibilityState');
    equal(all('.unread').length, 0);
  });
});
