import { sendKeys } from '@web/test-runner-commands';
import { ChatError } from '../../src/errors.js';
import { equal, ok, until } from '../outbox/assert.js';
import { bot, conversationOf, dana, fakeChat, messageOf, person, priya, tomas, type FakeChat } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

const long = 'A line that is long enough to wrap at least once in a panel of four hundred pixels. ';
const fill = (chat: FakeChat, count: number, first = 1) => {
  for (let i = first; i < first + count; i += 1) chat.receive(i % 3 === 0 ? tomas : dana, `${String(i)}. ${long}`);
  chat.read(tomas, first + count - 1);
};
const scrollUp = async ({ $, ready }: Mounted, by: number) => {
  $('.log').scrollTop -= by;
  await ready();
};
const gap = ({ $ }: Mounted) => {
  const { scrollHeight, scrollTop, clientHeight } = $('.log');
  return scrollHeight - scrollTop - clientHeight;
};
const bubbleOf = ({ all }: Mounted, text: string) => {
  const found = all('.msg').find((message) => message.textContent.includes(text));
  if (!found) throw new Error(`no message says ${text}`);
  return found;
};
const topOf = (mounted: Mounted, text: string) => Math.round(bubbleOf(mounted, text).getBoundingClientRect().top);

describe('The transcript', () => {
  afterEach(unmountAll);

  it('draws what people write as text, whatever it contains', async () => {
    const chat = fakeChat();
    const hostile = '<img src=x onerror=alert(1)>\n\n  **not bold** {{x}} \u202eabc';
    chat.receive(person('x', '<b>Eve</b>'), hostile);
    const { $, all } = await mount(chat);
    equal([$('.said').textContent, $('.byline b').textContent], [hostile, '<b>Eve</b>']);
    equal(all('.log img, .log b b').length, 0);
  });

  it('keeps long words and long names inside its width', async () => {
    const chat = fakeChat();
    chat.receive(person('x', 'N'.repeat(300)), `https://example.com/${'a'.repeat(600)}`);
    chat.queue('w'.repeat(500));
    const { $, all } = await mount(chat);
    equal($('.log').scrollWidth <= $('.log').clientWidth, true);
    for (const bubble of all('.bubble, .byline:not(.sr)')) ok(bubble.scrollWidth <= bubble.clientWidth + 1);
  });

  it('tells the state of one’s own messages, with its line there before its words', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    const { text, clock, ready, $ } = mounted;
    const entry = chat.queue('hello', { state: 'sending', created_at: new Date(clock.now()).toISOString() });
    await ready();
    const place = $('.meta').getBoundingClientRect();
    equal(text('.meta'), '');
    clock.advance(400);
    await ready();
    equal(text('.meta'), 'Sending…');
    const message = chat.settle(entry.client_id);
    await ready();
    ok(text('.meta').startsWith('Sent '), 'Sent and the time');
    chat.read(dana, message.seq);
    chat.read(priya, message.seq);
    await ready();
    equal(text('.meta'), 'Read by Dana and Priya');
    const { top, height } = $('.meta').getBoundingClientRect();
    equal([top, height], [place.top, place.height], 'the line must not move');
  });

  it('keeps one element for a message from the outbox to the relay, with the focus in it', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    const entry = chat.queue('hello');
    await mounted.ready();
    const before = bubbleOf(mounted, 'hello');
    before.focus();
    chat.settle(entry.client_id);
    await mounted.ready();
    equal([bubbleOf(mounted, 'hello') === before, mounted.active() === before], [true, true]);
  });

  it('does not move a message above when one’s own is read', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    chat.receive(tomas, 'first');
    chat.read(dana, 1);
    chat.receive(tomas, 'second');
    await mounted.ready();
    const before = [topOf(mounted, 'first'), topOf(mounted, 'second')];
    chat.read(dana, 2);
    await mounted.ready();
    equal([topOf(mounted, 'first'), topOf(mounted, 'second')], before);
  });

  it('draws in pencil what waits, and in red what was refused, with a way on', async () => {
    const chat = fakeChat();
    chat.stores.$status.set('offline');
    chat.queue('waits');
    chat.queue('refused', { state: 'failed', error: { code: 'conversation_closed', detail: '' } });
    const mounted = await mount(chat);
    ok(bubbleOf(mounted, 'waits').matches('.is-pending'));
    equal(bubbleOf(mounted, 'waits').querySelector('.meta')?.textContent.trim(), 'Waiting to be sent');
    const refused = bubbleOf(mounted, 'refused');
    ok(refused.matches('.is-failed'));
    equal(refused.querySelector('.meta')?.textContent.trim(), 'Not sent. This conversation is closed.');
    refused.querySelectorAll('button')[1]!.click();
    await mounted.ready();
    equal([chat.calls.retry.length, chat.calls.discard.length, mounted.all('.fix').length], [1, 0, 0]);
  });

  it('discards a refused message on demand', async () => {
    const chat = fakeChat();
    chat.queue('refused', { state: 'failed', error: { code: 'forbidden', detail: '' } });
    const mounted = await mount(chat);
    mounted.$('.fix button').click();
    await mounted.ready();
    equal([chat.calls.discard.length, mounted.all('.msg').length], [1, 0]);
  });

  it('hands back a text that is too long instead of trying it again', async () => {
    const chat = fakeChat();
    chat.queue('too long', { state: 'failed', error: { code: 'text_too_long', detail: '' } });
    const { all, text, $, ready, active } = await mount(chat);
    equal(text('.meta'), 'Not sent. It is longer than 16,384 characters.');
    equal(
      all('.fix button').map((button) => button.textContent.trim()),
      ['Discard', 'Edit'],
    );
    all('.fix button')[1]!.click();
    await ready();
    equal(chat.calls.discard.length, 1);
    equal([($('textarea') as HTMLTextAreaElement).value, active() === $('textarea')], ['too long', true]);
  });

  it('counts down where the relay asked to wait', async () => {
    const chat = fakeChat();
    const { clock, ready, text } = await mount(chat);
    chat.queue('fast', { error: { code: 'rate_limited', detail: '' }, not_before: clock.now() + 3500 });
    await ready();
    equal(text('.meta'), 'You are sending very fast. It goes out in 4 seconds.');
    clock.advance(1000);
    await ready();
    equal(text('.meta'), 'You are sending very fast. It goes out in 3 seconds.');
  });

  it('shows tombstones, edits, notes and events in words', async () => {
    const chat = fakeChat();
    const gone = new Date().toISOString();
    chat.receive(dana, '', { deleted_at: gone });
    chat.receive(tomas, '', { deleted_at: gone });
    chat.receive(priya, 'Changed', { edited_at: gone });
    chat.receive(dana, 'x', { type: 'event', rich: { kind: 'event', event: 'handed_over', user: dana } });
    chat.receive(person('', '', 'system'), 'Priya joined', {
      type: 'event',
      rich: { kind: 'event', event: 'participant_added', user: priya },
    });
    const { all } = await mount(chat);
    const words = (selector: string) => all(selector).map((e) => e.textContent.replace(/\s+/g, ' ').trim());
    equal(words('.gone'), ['Message deleted', 'You deleted this message']);
    equal(words('.edited'), ['(edited)']);
    equal(words('.event'), ['Dana Okafor took over from Assistant', 'Priya Nair joined']);
  });

  it('tells who joined and left, once for a person on a bad line', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'hello');
    const { all, ready } = await mount(chat);
    for (let i = 0; i < 5; i += 1) {
      chat.raise('user-joined', { user: priya });
      chat.raise('user-left', { user: priya });
    }
    chat.raise('user-joined', { user: tomas });
    await ready();
    equal(
      all('.event').map((e) => e.textContent.trim()),
      ['Priya Nair left'],
    );
  });

  it('grows a bot’s answer in place, with a mark at its end, and can stop it', async () => {
    const chat = fakeChat();
    const asked = chat.receive(tomas, 'Which invoices are open?');
    const answer = chat.receive(bot, 'Two', { status: 'streaming', reply_to: asked.id });
    const mounted = await mount(chat);
    const { $, all, text, ready, active } = mounted;
    equal([all('.writing').length, text('.activity > span:nth-child(2)')], [1, 'Assistant is writing']);
    chat.change(answer.id, { text: 'Two invoices are open.\n\nBoth in December.' });
    await ready();
    await until(() => all('.page .said p').length === 2);
    equal(
      all('.page .said p').map((p) => p.textContent),
      ['Two invoices are open.', 'Both in December.'],
    );
    all('.activity .btn').at(-1)!.click();
    await ready();
    equal(chat.calls.stop, [answer.id]);
    equal([all('.writing').length, text('.bot .meta'), active() === $('textarea')], [0, 'Stopped by you', true]);
  });

  it('offers Stop to who asked and to staff only', async () => {
    const chat = fakeChat();
    const asked = chat.receive(person('someone', 'Someone Else'), 'Which invoices are open?');
    chat.receive(bot, 'Two', { status: 'streaming', reply_to: asked.id });
    const { all } = await mount(chat);
    equal(all('.activity .btn').length, 0);
    unmountAll();
    const staff = fakeChat({ you: dana });
    staff.receive(bot, 'Two', { status: 'streaming' });
    equal((await mount(staff)).all('.activity .btn').length, 1);
  });

  it('asks again under the last answer that was cut off: once, by key too, and then it is a question like any other', async () => {
    const chat = fakeChat();
    const asked = chat.receive(tomas, 'Which @Assistant invoices?', { mentions: ['bot'] });
    chat.receive(bot, 'The old contract runs', { status: 'interrupted', reply_to: asked.id });
    const { all, $, text, ready, active } = await mount(chat);
    equal([all('.again').length, text('.again'), text('.bot .meta')], [1, 'Ask again', 'The answer was cut off.']);
    const send = chat.send.bind(chat);
    let keep = () => {};
    chat.send = async (...args) => {
      await new Promise<void>((resolve) => (keep = resolve));
      return send(...args);
    };
    $('.bot .msg').focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Tab' });
    while (!active()?.matches('.again')) await sendKeys({ press: 'Tab' });
    const button = $('.again');
    await sendKeys({ press: 'Enter' });
    button.click();
    button.click();
    await ready();
    equal(
      [all('.again').length, active() === $('.bot .msg')],
      [0, true],
      'gone while it is kept, and the focus at its message',
    );
    keep();
    await until(() => chat.calls.send.length > 0);
    button.click();
    await ready();
    equal([chat.calls.send, chat.calls.options[0]?.mentions], [['Which @Assistant invoices?'], ['bot']]);
    equal(all('.again').length, 0, 'something newer was asked');
    await chat.discard(chat.stores.$outbox.get()[0]?.client_id ?? '');
    await ready();
    equal(all('.again').length, 1, 'and was taken back');
    chat.refusal = new ChatError('storage_full', 'full');
    chat.send = send;
    $('.again').click();
    await until(() => text('[aria-live=polite]') !== '');
    await ready();
    equal(all('.again').length, 1, 'what could not be kept can be asked again');
  });

  it('asks again with the files that are still there, also when there was nothing but files', async () => {
    const chat = fakeChat();
    const file = (id: string) => ({ id, name: `${id}.pdf`, type: 'application/pdf', size: 9, url: '' });
    const gone = { ...file('gone'), name: '', deleted_at: new Date(0).toISOString() };
    const asked = chat.receive(tomas, '', { attachments: [file('plan'), gone] });
    chat.receive(bot, 'The plan', { status: 'interrupted', reply_to: asked.id });
    const { $, ready } = await mount(chat);
    $('.again').click();
    await until(() => chat.calls.send.length > 0);
    await ready();
    equal([chat.calls.send, chat.calls.options[0]?.attachments?.map(({ id }) => id)], [[''], ['plan']]);
  });

  it('asks again for nobody else, not offline, not when it is closed, and not when it was answered since', async () => {
    const chat = fakeChat();
    const theirs = chat.receive(priya, 'And mine?');
    const mine = chat.receive(tomas, 'Which invoices?');
    chat.receive(bot, 'The', { status: 'interrupted', reply_to: theirs.id });
    const { all, ready } = await mount(chat);
    const shown = async () => {
      await ready();
      return all('.again').length;
    };
    equal(await shown(), 0, 'of another');
    chat.receive(bot, 'Two', { status: 'interrupted', reply_to: mine.id });
    equal(await shown(), 1, 'of one’s own');
    chat.stores.$status.set('offline');
    equal(await shown(), 0, 'offline');
    chat.stores.$status.set('online');
    chat.stores.$conversation.set(conversationOf({ status: 'closed' }));
    equal(await shown(), 0, 'closed');
    chat.stores.$conversation.set(conversationOf({ bot: 'off' }));
    equal(await shown(), 0, 'no bot');
    chat.stores.$conversation.set(conversationOf());
    equal(await shown(), 1);
    chat.receive(bot, 'Two invoices are open.', { reply_to: mine.id });
    equal(await shown(), 0, 'answered');
    const other = chat.receive(tomas, 'And in May?');
    chat.receive(bot, '', { status: 'interrupted', reply_to: other.id });
    equal(await shown(), 1);
    chat.receive(tomas, 'Never mind');
    equal(await shown(), 0, 'something newer');
  });

  it('says when an answer was cut off by something else', async () => {
    const chat = fakeChat();
    chat.receive(bot, 'The old contract runs until', { status: 'interrupted' });
    equal((await mount(chat)).text('.bot .meta'), 'The answer was cut off.');
  });

  it('tells who types in a line that has its height without words', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'hello');
    const { $, text, ready } = await mount(chat);
    const { height } = $('.activity').getBoundingClientRect();
    const bubble = $('.bubble').getBoundingClientRect().top;
    const words: string[] = [];
    for (const people of [[dana], [dana, priya], [dana, priya, bot], []]) {
      chat.stores.$typing.set(people);
      await ready();
      words.push(text('.activity'));
      equal(
        [$('.activity').getBoundingClientRect().height, $('.bubble').getBoundingClientRect().top],
        [height, bubble],
      );
    }
    equal(words, ['Dana is typing', 'Dana and Priya are typing', 'Several people are typing', '']);
  });
});

describe('The reader’s place', () => {
  afterEach(unmountAll);

  it('is the end, and follows what arrives there', async () => {
    const chat = fakeChat();
    fill(chat, 30);
    const mounted = await mount(chat);
    equal(gap(mounted), 0);
    chat.receive(dana, long);
    await mounted.ready();
    equal(gap(mounted), 0);
  });

  it('stays where it is when something arrives while older messages are read', async () => {
    const chat = fakeChat();
    fill(chat, 30);
    const mounted = await mount(chat);
    await scrollUp(mounted, 500);
    const text = '20. ';
    const top = topOf(mounted, text);
    chat.receive(dana, long.repeat(4));
    chat.receive(priya, long);
    await mounted.ready();
    equal(topOf(mounted, text), top);
    equal(mounted.text('.jump'), 'Jump to latest, 2 new');
    mounted.$('.jump').click();
    await mounted.ready();
    equal([gap(mounted), mounted.all('.jump').length], [0, 0]);
  });

  it('stays where it is when older pages are put before it, a notice comes, a message above changes', async () => {
    const chat = fakeChat();
    fill(chat, 30, 100);
    const mounted = await mount(chat);
    await scrollUp(mounted, 700);
    const text = '118. ';
    const top = topOf(mounted, text);
    chat.prepend(Array.from({ length: 20 }, (_, i) => messageOf(i + 1, dana, `older ${String(i)} ${long}`)));
    await mounted.ready();
    equal(topOf(mounted, text), top, 'after an older page');
    chat.stores.$status.set('offline');
    await mounted.ready();
    ok(mounted.all('.notice').length === 1);
    equal(topOf(mounted, text), top, 'under a notice');
    chat.change(chat.stores.$messages.get()[2]!.id, { text: long.repeat(9) });
    await mounted.ready();
    equal(topOf(mounted, text), top, 'after an edit above');
  });

  it('asks for older messages near the top, once for each page, and again after the line was down', async () => {
    const chat = fakeChat();
    fill(chat, 30, 100);
    chat.stores.$hasOlder.set(true);
    const mounted = await mount(chat);
    equal(chat.calls.older, 0);
    chat.stores.$hasOlder.set(false);
    await until(async () => {
      mounted.$('.log').scrollTop = 0;
      await mounted.ready();
      return mounted.$('.log').scrollTop === 0;
    });
    chat.stores.$hasOlder.set(true);
    await until(() => chat.calls.older === 1);
    chat.stores.$loadingOlder.set(true);
    await mounted.ready();
    equal(mounted.text('.older'), 'Loading older messages…');
    chat.stores.$loadingOlder.set(false);
    await mounted.ready();
    equal(chat.calls.older, 1, 'it failed: not again by itself');
    chat.stores.$status.set('reconnecting');
    chat.stores.$status.set('online');
    await mounted.ready();
    equal(chat.calls.older, 2);
    chat.stores.$hasOlder.set(false);
    chat.prepend([messageOf(1, dana, 'the first')]);
    await mounted.ready();
    equal([chat.calls.older, mounted.all('.older').length], [2, 0]);
  });

  it('fills a window that one page does not fill', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'only one');
    chat.stores.$hasOlder.set(true);
    await mount(chat);
    equal(chat.calls.older, 1);
  });

  it('begins at the unread line where the unread messages do not fit', async () => {
    const chat = fakeChat();
    fill(chat, 10);
    for (let i = 0; i < 20; i += 1) chat.receive(dana, `${String(100 + i)}. ${long}`);
    const mounted = await mount(chat);
    equal(mounted.text('.unread'), '20 new messages');
    equal(mounted.text('.jump'), 'Jump to latest, 20 new');
    const line = mounted.$('.unread').getBoundingClientRect();
    const log = mounted.$('.log').getBoundingClientRect();
    ok(line.top >= log.top - 1 && line.top < log.top + 40, 'the line at the top edge');
    equal(chat.calls.read, [], 'nothing is read before it was seen');
  });

  it('goes to one’s own message wherever one was', async () => {
    const chat = fakeChat();
    fill(chat, 30);
    const mounted = await mount(chat);
    await scrollUp(mounted, 900);
    await mounted.type('here');
    await sendKeys({ press: 'Enter' });
    await mounted.ready();
    equal(gap(mounted), 0);
  });
});

describe('The keyboard in the transcript', () => {
  afterEach(unmountAll);

  const focusedText = (mounted: Mounted) => mounted.active()?.querySelector('.text')?.textContent.trim().split('.')[0];

  it('is one stop of Tab: the newest message', async () => {
    const chat = fakeChat();
    fill(chat, 5);
    const mounted = await mount(chat);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Tab' });
    equal(mounted.active()?.ariaLabel, 'Attach files');
    await sendKeys({ press: 'Tab' });
    equal(focusedText(mounted), '5');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    equal(mounted.active()?.ariaLabel, 'Close chat');
  });

  it('moves by message, to the ends, and by what fits the window', async () => {
    const chat = fakeChat();
    fill(chat, 40);
    const mounted = await mount(chat);
    bubbleOf(mounted, '40. ').focus();
    const seen: (string | undefined)[] = [];
    for (const press of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'Home', 'ArrowUp', 'End']) {
      await sendKeys({ press });
      seen.push(focusedText(mounted));
    }
    equal(seen, ['39', '38', '39', '1', '1', '40']);
    await sendKeys({ press: 'PageUp' });
    const page = Number(focusedText(mounted));
    ok(page > 25 && page < 38, 'a page further up');
    const { top, bottom } = mounted.active()!.getBoundingClientRect();
    const log = mounted.$('.log').getBoundingClientRect();
    ok(top >= log.top - 1 && bottom <= log.bottom + 1, 'in view');
    await sendKeys({ press: 'PageDown' });
    equal(focusedText(mounted), '40');
    equal(gap(mounted), 0);
  });

  it('keeps the focus when older messages join the group of the focused one', async () => {
    const chat = fakeChat();
    chat.receive(dana, '50. x', { seq: 50 });
    const mounted = await mount(chat);
    const message = bubbleOf(mounted, '50. ');
    message.focus();
    chat.prepend([messageOf(49, dana, '49. x')]);
    await mounted.ready();
    equal([mounted.all('.group').length, mounted.active() === message], [1, true]);
    await sendKeys({ press: 'ArrowUp' });
    equal(focusedText(mounted), '49');
  });

  it('goes into a message with Enter and out with Escape, which does not close the chat', async () => {
    const chat = fakeChat();
    chat.queue('refused', { state: 'failed', error: { code: 'forbidden', detail: '' } });
    const mounted = await mount(chat);
    const message = bubbleOf(mounted, 'refused');
    message.focus();
    await sendKeys({ press: 'Enter' });
    equal(mounted.active()?.textContent.trim(), 'Discard');
    await mounted.ready();
    await sendKeys({ press: 'Tab' });
    equal(mounted.active()?.textContent.trim(), 'Try again');
    await sendKeys({ press: 'Escape' });
    equal([mounted.active() === message, mounted.element.open], [true, true]);
    await sendKeys({ press: 'Escape' });
    await mounted.ready();
    equal(mounted.element.open, false);
  });
});
