import { sendMouse } from '@web/test-runner-commands';
import { equal, ok, until } from '../outbox/assert.js';
import { bot, fakeChat, tomas } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

const CODE = 'const a = 1;';

async function withCode(): Promise<Mounted> {
  const chat = fakeChat();
  chat.receive(bot, `Like this:\n\n\`\`\`js\n${CODE}\n\`\`\``);
  const mounted = await mount(chat);
  await until(() => mounted.all('.code .copy').length === 1);
  return mounted;
}

const isCopied = ({ $ }: Mounted) => 'copied' in $('.code .copy').dataset;

describe('Copying', () => {
  const { clipboard } = navigator;
  const set = (value: unknown) => Object.defineProperty(navigator, 'clipboard', { configurable: true, value });

  afterEach(() => {
    set(clipboard);
    unmountAll();
  });

  it('puts the code on the clipboard, says so at the button for two seconds and once aloud', async () => {
    const copied: string[] = [];
    set({ writeText: async (text: string) => void copied.push(text) });
    const mounted = await withCode();
    mounted.$('.code .copy').click();
    await until(() => isCopied(mounted));
    equal(copied, [CODE]);
    equal(
      mounted.all('[aria-live=polite] p').map((line) => line.textContent),
      ['Copied'],
    );
    mounted.clock.advance(1999);
    equal(isCopied(mounted), true);
    mounted.clock.advance(1);
    equal(isCopied(mounted), false);
  });

  it('goes by a selection where the page has no clipboard, which leaves nothing behind; the focus is where it was', async () => {
    set(undefined);
    const mounted = await withCode();
    const copied: string[] = [];
    const onCopy = (event: ClipboardEvent) => {
      const field = mounted.active();
      if (field instanceof HTMLTextAreaElement)
        copied.push(field.value.slice(field.selectionStart, field.selectionEnd));
      event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    // A browser copies for a reader's own click alone.
    const { x, y, width, height } = mounted.$('.code .copy').getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
    await until(() => isCopied(mounted));
    document.removeEventListener('copy', onCopy);
    equal([copied, mounted.active()?.localName, mounted.all('textarea').length], [[CODE], 'button', 1]);
  });

  it('says when it did not work', async () => {
    set({ writeText: async () => Promise.reject(new Error('refused')) });
    const mounted = await withCode();
    Object.defineProperty(document, 'execCommand', { configurable: true, value: () => false });
    mounted.$('.code .copy').click();
    await until(() => mounted.all('[aria-live=polite] p').length === 1);
    Reflect.deleteProperty(document, 'execCommand');
    equal([mounted.text('[aria-live=polite] p'), isCopied(mounted)], ['This could not be copied.', false]);
  });
});

describe('Text that is selected in an answer', () => {
  afterEach(unmountAll);

  it('stays selected while the rest is written', async () => {
    const chat = fakeChat();
    chat.receive(tomas, 'Which invoices?');
    let text = 'Two invoices are **open**.\n\nThe first';
    const answer = chat.receive(bot, text, { status: 'streaming' });
    const mounted = await mount(chat);
    await until(() => mounted.all('.bot .said p').length === 2);
    const strong = mounted.$('.bot .said strong');
    const selection = document.getSelection()!;
    selection.selectAllChildren(strong);
    const range = selection.getRangeAt(0);
    equal(selection.toString(), 'open');
    for (const more of [
      ' is',
      ' due',
      ' today.',
      '\n\n- INV',
      '-2231\n',
      '- INV-2244',
      '\n\n```js\nconst a',
      ' = 1;\n```',
    ]) {
      chat.change(answer.id, { text: (text += more) });
      await mounted.ready();
      equal([selection.toString(), range.startContainer.isConnected], ['open', true]);
    }
    chat.change(answer.id, { text, status: 'sent' });
    await mounted.ready();
    equal(selection.toString(), 'open');
    ok(strong.isConnected, 'the words are the same nodes');
  });
});
