import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { equal, ok, until } from '../outbox/assert.js';
import { bot, conversationOf, dana, fakeChat, person, priya } from './fake-chat.js';
import { mount, resize, unmountAll } from './mount.js';

describe('The launcher', () => {
  afterEach(unmountAll);

  it('says in its name what waits: unread messages, or messages to be sent', async () => {
    const chat = fakeChat();
    const { $, all, ready } = await mount(chat, { open: false });
    equal($('.launcher').ariaLabel, 'Open chat');
    chat.receive(dana, 'one');
    chat.receive(dana, 'two');
    // The chat may have come to the element only just now.
    await until(() => all('.badge').length > 0);
    equal([$('.launcher').ariaLabel, $('.badge').dataset['n']], ['Open chat, 2 unread', '2']);
    for (let i = 0; i < 100; i += 1) chat.receive(dana, 'more');
    await ready();
    equal([$('.launcher').ariaLabel, $('.badge').dataset['n']], ['Open chat, more than 99 unread', '99+']);
    chat.read(chat.stores.$you.get()!.user, 200);
    chat.stores.$status.set('offline');
    chat.raise('status-change', { status: 'offline' });
    chat.queue('hello');
    await ready();
    equal(
      [$('.launcher').ariaLabel, $('.badge').className],
      ['Open chat, 1 message waiting to be sent', 'badge quiet'],
    );
  });

  it('opens the panel over itself and puts the focus into the field', async () => {
    const { $, element, active, ready } = await mount(fakeChat(), { open: false });
    $('.launcher').click();
    await until(() => active()?.closest('crm-chat-composer') != null);
    await ready();
    equal([element.open, element.hasAttribute('open'), $('.launcher').ariaExpanded], [true, true, 'true']);
    equal(getComputedStyle($('.launcher')).visibility, 'hidden');
  });
});

describe('The panel', () => {
  afterEach(async () => {
    unmountAll();
    await resize(800, 600);
  });

  it('closes on Escape and gives the focus back to the launcher', async () => {
    const { $, element, active } = await mount(fakeChat(), { open: false });
    $('.launcher').focus();
    await sendKeys({ press: 'Enter' });
    await until(() => active()?.localName === 'textarea');
    await sendKeys({ press: 'Escape' });
    await until(() => active() === $('.launcher'));
    equal(element.open, false);
  });

  it('gives the focus back to the button of the page that opened it', async () => {
    const button = document.createElement('button');
    document.body.append(button);
    const { element, active } = await mount(fakeChat(), { open: false });
    button.addEventListener('click', () => {
      element.show();
    });
    button.focus();
    button.click();
    await until(() => active()?.localName === 'textarea');
    element.hide();
    await until(() => document.activeElement === button);
    button.remove();
  });

  it('leaves the focus alone when the reader is elsewhere on the page', async () => {
    const field = document.createElement('input');
    document.body.append(field);
    const { element, ready } = await mount(fakeChat());
    field.focus();
    element.hide();
    await ready();
    equal(document.activeElement === field, true);
    field.remove();
  });

  it('does not take the focus when the page is loaded with it open', async () => {
    const element = document.createElement('crm-chat');
    element.setAttribute('open', '');
    element.chat = fakeChat();
    document.body.append(element);
    await until(() => element.renderRoot.querySelector('dialog[open] textarea') !== null);
    await element.updateComplete;
    equal(document.activeElement === document.body, true);
    element.remove();
  });

  it('tells the page that it opened and closed, and not how it started', async () => {
    const { element, ready } = await mount(fakeChat(), { open: false });
    const seen: boolean[] = [];
    document.body.addEventListener('open-change', (event) =>
      seen.push((event as CustomEvent<{ open: boolean }>).detail.open),
    );
    element.toggle();
    await ready();
    element.toggle();
    await ready();
    equal(seen, [true, false]);
  });

  it('is a dialog with a name beside the page, which stays usable', async () => {
    const { $ } = await mount(fakeChat());
    const dialog = $('dialog');
    equal([dialog.ariaLabel, dialog.matches(':modal')], ['Renewal 2027', false]);
  });

  it('fills a narrow screen as a modal dialog, so that the page is inert and Tab stays inside', async () => {
    await resize(320, 568);
    const outside = document.createElement('button');
    document.body.prepend(outside);
    const { $ } = await mount(fakeChat());
    const dialog = $('dialog');
    const { width, height } = dialog.getBoundingClientRect();
    equal([dialog.matches(':modal'), width, height], [true, 320, 568]);
    outside.focus();
    equal(document.activeElement === outside, false);
    outside.remove();
  });

  it('changes between beside and full screen while open, and keeps what was typed and the focus', async () => {
    const { $, type, active, ready } = await mount(fakeChat());
    await type('half a sen');
    await resize(360, 600);
    await ready();
    equal($('dialog').matches(':modal'), true);
    await resize(900, 600);
    await ready();
    equal($('dialog').matches(':modal'), false);
    equal([($('textarea') as HTMLTextAreaElement).value, active() === $('textarea')], ['half a sen', true]);
  });

  it('fills its box when inline, is always open and has no close button', async () => {
    const box = document.createElement('div');
    box.style.cssText = 'inline-size: 420px; block-size: 500px';
    document.body.append(box);
    const { $, all } = await mount(fakeChat(), { position: 'inline', parent: box });
    const { width, height } = $('.panel').getBoundingClientRect();
    equal([width, height, all('.launcher').length, all('.head [aria-label="Close chat"]').length], [420, 500, 0, 0]);
    box.remove();
  });

  it('stands at the inline end without a position, and at a side of the screen with one', async () => {
    const side = async (position: 'bottom-left' | 'bottom-right' | null, dir: string) => {
      document.documentElement.dir = dir;
      const { $ } = await mount(fakeChat(), { position });
      const { left, right } = $('.panel').getBoundingClientRect();
      unmountAll();
      document.documentElement.removeAttribute('dir');
      return left < innerWidth - right ? 'left' : 'right';
    };
    equal(await side(null, 'ltr'), 'right');
    equal(await side(null, 'rtl'), 'left');
    equal(await side('bottom-right', 'rtl'), 'right');
    equal(await side('bottom-left', 'ltr'), 'left');
  });

  it('says who is here, and keeps the second line while nobody is', async () => {
    const chat = fakeChat({ conversation: conversationOf({ bot: 'off' }) });
    const { $, text, ready } = await mount(chat);
    const title = $('.who h2').getBoundingClientRect();
    equal(text('.sub'), 'Nobody else is here right now');
    chat.stores.$presence.set([chat.stores.$you.get()!.user, dana, priya]);
    await ready();
    equal(text('.sub'), 'Dana and Priya');
    chat.stores.$conversation.set(null);
    chat.stores.$presence.set([]);
    chat.stores.$loaded.set(false);
    await ready();
    equal([text('.sub'), $('.who h2').getBoundingClientRect().top], ['', title.top]);
  });

  it('knows the bot by what it wrote, or by its prompts before it wrote anything', async () => {
    const chat = fakeChat({ conversation: null });
    const { all, text, ready } = await mount(chat);
    equal(all('.sub').length, 0);
    chat.stores.$prompts.set([{ id: '1', title: 'Ask', text: 'Ask', order: 1 }]);
    await ready();
    equal(text('.sub'), 'Assistant');
    chat.stores.$conversation.set(conversationOf({ participants: [] }));
    chat.receive(person('b', 'Skipper', 'bot'), 'Hello');
    await ready();
    equal(text('.sub'), 'Skipper');
  });

  it('takes the title from the page, then from the conversation', async () => {
    const { text, element, ready } = await mount(fakeChat(), { heading: 'Support' });
    equal(text('h2'), 'Support');
    element.heading = null;
    await ready();
    equal(text('h2'), 'Renewal 2027');
  });

  it('calls the bot what the page calls it', async () => {
    const chat = fakeChat();
    chat.receive(bot, 'Hello');
    const { text } = await mount(chat, { botName: 'Skipper' });
    equal([text('.byline b'), text('.sub')], ['Skipper', 'Skipper']);
  });

  it('offers prompts in an empty conversation, sends the chosen one and goes on in the field', async () => {
    const chat = fakeChat();
    const titles = ['a', 'b', 'c', 'd', 'e'];
    chat.stores.$prompts.set(titles.map((title, order) => ({ id: title, title, text: `${title} text`, order })));
    const { all, active, $, text, ready } = await mount(chat);
    equal(all('.prompts button').length, 4);
    equal($('textarea').getAttribute('placeholder'), 'Or write a message');
    equal(text('.hello h3'), 'Hello Tomás. What can we do for you?');
    all('.prompts button')[1]!.click();
    await ready();
    equal(chat.calls.send, ['b text']);
    equal([all('.prompts').length, text('.msg .text'), active() === $('textarea')], [0, 'b text', true]);
  });

  it('waits for the history before it calls a conversation empty', async () => {
    const chat = fakeChat({ loaded: false });
    const { all, ready } = await mount(chat);
    equal(all('.hello').length, 0);
    chat.stores.$loaded.set(true);
    await ready();
    equal(all('.hello').length, 1);
  });

  it('takes what the page puts into its slots', async () => {
    const { element, $ } = await mount(fakeChat());
    element.innerHTML = '<b slot="header">Ours</b><p slot="empty">Welcome</p>';
    const assigned = (name: string) => ($(`slot[name=${name}]`) as HTMLSlotElement).assignedElements()[0]?.textContent;
    equal([assigned('header'), assigned('empty')], ['Ours', 'Welcome']);
  });

  it('keeps its type whatever the page says of every element', async () => {
    const chat = fakeChat();
    chat.receive(bot, 'Hello');
    const looks = async () => {
      const { $ } = await mount(chat);
      return ['.msg', 'textarea', '.launcher'].map((part) => {
        const style = getComputedStyle($(part));
        const { fontSize, fontFamily, fontStyle, color, textTransform, textAlign, wordBreak, hyphens, userSelect } =
          style;
        return [fontSize, fontFamily, fontStyle, color, textTransform, textAlign, wordBreak, hyphens, userSelect];
      });
    };
    const expected = await looks();
    unmountAll();
    const page = new CSSStyleSheet();
    page.replaceSync(
      `body { word-break: break-all; hyphens: auto; user-select: none }
       * { font: italic 12px serif; color: red; text-transform: uppercase; text-align: center }`,
    );
    document.adoptedStyleSheets.push(page);
    try {
      equal(await looks(), expected);
    } finally {
      document.adoptedStyleSheets.pop();
    }
  });

  it('does not move for readers who want no motion', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const chat = fakeChat();
    chat.receive(bot, 'Hm', { status: 'streaming' });
    const { $, all } = await mount(chat);
    await until(() => all('.writing > .part > *').length > 0);
    equal(getComputedStyle($('.writing > .part > *'), '::after').animationName, 'none');
    equal(getComputedStyle($('.dots i')).animationName, 'none');
    ok(getComputedStyle($('dialog')).transitionDuration === '0s');
    await emulateMedia({ reducedMotion: 'no-preference' });
  });
});
