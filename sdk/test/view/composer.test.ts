import { sendKeys } from '@web/test-runner-commands';
import { ChatError } from '../../src/errors.js';
import { DEFAULT_LIMITS } from '../../src/protocol/index.js';
import { equal, ok, until } from '../outbox/assert.js';
import { fakeChat } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

const field = ({ $ }: Mounted) => $('textarea') as HTMLTextAreaElement;
const fill = async (mounted: Mounted, text: string) => {
  field(mounted).value = text;
  field(mounted).dispatchEvent(new InputEvent('input', { bubbles: true }));
  await mounted.ready();
};

describe('The field', () => {
  afterEach(unmountAll);

  it('sends on Enter and is empty and focused again', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    await mounted.type('  Where is my delivery? ');
    await sendKeys({ press: 'Enter' });
    await mounted.ready();
    equal(chat.calls.send, ['Where is my delivery?']);
    equal([field(mounted).value, mounted.active() === field(mounted)], ['', true]);
  });

  it('starts a new line on Shift+Enter', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    await mounted.type('one');
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await mounted.type('two');
    equal([field(mounted).value, chat.calls.send.length], ['one\ntwo', 0]);
  });

  it('leaves Enter to an input method, also where only its key code tells', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    await fill(mounted, 'にほん');
    const enter = (init: KeyboardEventInit) =>
      field(mounted).dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
      );
    enter({ isComposing: true });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari tells in no other way
    enter({ keyCode: 229 });
    equal(chat.calls.send, []);
    enter({});
    await until(() => chat.calls.send.length === 1);
  });

  it('sends by its button too, which takes no focus, and sends nothing of nothing', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    equal(mounted.$('.send').ariaDisabled, 'true');
    mounted.$('.send').click();
    await mounted.type('   ');
    mounted.$('.send').click();
    await mounted.ready();
    equal(chat.calls.send, []);
    await mounted.type('now');
    await mounted.ready();
    equal(mounted.$('.send').ariaDisabled, 'false');
    mounted.$('.send').dispatchEvent(new PointerEvent('pointerdown', { cancelable: true, bubbles: true }));
    mounted.$('.send').click();
    await mounted.ready();
    equal([chat.calls.send, mounted.active() === field(mounted)], [['now'], true]);
  });

  it('takes typing whatever the state of the line', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    for (const status of ['offline', 'signed-out', 'not-found', 'outdated', 'restarting'] as const) {
      chat.stores.$status.set(status);
      await mounted.ready();
      ok(!field(mounted).disabled && !field(mounted).readOnly, `a field that can be used while ${status}`);
    }
  });

  it('counts down near the limit, and says how much is too much without cutting it', async () => {
    const chat = fakeChat();
    chat.stores.$limits.set({ ...DEFAULT_LIMITS, text_chars: 1000 });
    const mounted = await mount(chat);
    await fill(mounted, 'x'.repeat(499));
    equal(mounted.all('.count').length, 0);
    await fill(mounted, 'x'.repeat(900));
    equal(mounted.text('.count'), '100 characters left');
    await fill(mounted, 'x'.repeat(1001));
    equal([mounted.text('.count'), mounted.$('.send').ariaDisabled], ['1 character too many', 'true']);
    mounted.$('.send').click();
    await mounted.ready();
    equal([chat.calls.send.length, field(mounted).value.length], [0, 1001]);
  });

  it('gives the text back and says why when it could not be kept', async () => {
    const chat = fakeChat();
    chat.refusal = new ChatError('storage_full', 'full');
    const mounted = await mount(chat);
    await mounted.type('precious');
    await sendKeys({ press: 'Enter' });
    await mounted.ready();
    equal(field(mounted).value, 'precious');
    equal(mounted.text('.refused'), 'This browser has no room for more messages. Wait until some are sent.');
    equal(mounted.text('[aria-live=assertive]'), mounted.text('.refused'));
  });

  it('keeps a draft for each conversation', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    await fill(mounted, 'for the first');
    chat.openConversation('c2');
    await mounted.ready();
    equal(field(mounted).value, '');
    await fill(mounted, 'for the second');
    chat.openConversation('c1');
    await mounted.ready();
    equal(field(mounted).value, 'for the first');
    chat.openConversation('c2');
    await mounted.ready();
    equal(field(mounted).value, 'for the second');
  });

  it('keeps what is typed while its conversation is being opened by the first message', async () => {
    const chat = fakeChat({ conversation: null });
    const mounted = await mount(chat);
    await fill(mounted, 'and another thing');
    chat.openConversation('c9');
    await mounted.ready();
    equal(field(mounted).value, 'and another thing');
  });

  it('keeps what is typed when the panel is closed and opened again', async () => {
    const mounted = await mount(fakeChat());
    await mounted.type('later');
    mounted.element.hide();
    await mounted.ready();
    mounted.element.show();
    await mounted.ready();
    equal(field(mounted).value, 'later');
  });

  it('says that somebody types, and that they stopped when the text went or the field was left', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    await mounted.type('hi');
    equal(chat.calls.typing.at(-1), true);
    await sendKeys({ press: 'Enter' });
    await mounted.ready();
    equal(chat.calls.typing.at(-1), false);
    await mounted.type('hi');
    field(mounted).blur();
    equal(chat.calls.typing.at(-1), false);
  });

  it('grows with its text up to a bound, upwards, so that the send button stays where it is', async () => {
    const mounted = await mount(fakeChat());
    const before = mounted.$('.send').getBoundingClientRect();
    const low = field(mounted).getBoundingClientRect().height;
    await fill(mounted, 'one\ntwo\nthree');
    ok(field(mounted).getBoundingClientRect().height > low + 30, 'a higher field');
    await fill(mounted, 'line\n'.repeat(50));
    ok(field(mounted).getBoundingClientRect().height <= 140, 'a bounded field');
    const after = mounted.$('.send').getBoundingClientRect();
    equal([after.left, after.bottom], [before.left, before.bottom]);
  });
});
