import { sendKeys } from '@web/test-runner-commands';
import type { Attachment } from '../../src/protocol/index.js';
import { Links } from '../../src/view/attachments/links.js';
import { equal, ok, until } from '../outbox/assert.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { dana, fakeChat, type FakeChat } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

const fileOf = (name: string, type = 'image/png'): Attachment => ({
  id: `id of ${name}`,
  name,
  type,
  size: 84_000,
  url: `/api/attachments/${name}/`,
});

/** A chat whose relay has each picture. */
function withPictures(...names: readonly string[]): FakeChat {
  const chat = fakeChat();
  const canvas = document.createElement('canvas');
  chat.attachmentLink = async () => {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    return { url: URL.createObjectURL(blob!), expires_at: new Date(Date.now() + 300_000).toISOString() };
  };
  chat.receive(dana, 'Here they are.', { attachments: names.map((name) => fileOf(name)) });
  return chat;
}

const focused = ({ active }: Mounted) => active()?.className ?? '';

async function view(mounted: Mounted, at: number): Promise<void> {
  mounted.all('.shot')[at]?.click();
  await until(() => mounted.all('.viewer[open]').length === 1 && focused(mounted).includes('close'));
}

describe('A link to a file', () => {
  const MINUTE_MS = 60_000;

  it('is asked for once, whoever shows it, and again before it ends, by the clock that was given', async () => {
    const clock = createFakeClock();
    let asked = 0;
    const links = new Links(
      {
        attachmentLink: async () => {
          asked += 1;
          return { url: `/link-${String(asked)}`, expires_at: new Date(clock.now() + 5 * MINUTE_MS).toISOString() };
        },
      },
      () => clock.now(),
    );
    equal(await Promise.all([links.get('a'), links.get('a')]), ['/link-1', '/link-1']);
    clock.advance(4 * MINUTE_MS);
    equal(await links.get('a'), '/link-1');
    clock.advance(MINUTE_MS);
    equal(await Promise.all([links.get('a'), links.get('a')]), ['/link-2', '/link-2']);
    links.forget('a');
    equal(await links.get('a'), '/link-3');
  });

  it('that was refused is asked for by the next one', async () => {
    let asked = 0;
    const attachmentLink = async () => {
      asked += 1;
      if (asked === 1) throw new Error('The line is down.');
      return { url: '/link', expires_at: new Date(Date.now() + MINUTE_MS).toISOString() };
    };
    const links = new Links({ attachmentLink }, Date.now);
    equal(await links.get('a').catch(() => 'refused'), 'refused');
    equal(await links.get('a'), '/link');
  });
});

describe('The viewer of pictures', () => {
  afterEach(() => {
    unmountAll();
    document.documentElement.removeAttribute('dir');
  });

  it('shows the one that was chosen, steps by the arrows up to the last, and says which it is', async () => {
    const mounted = await mount(withPictures('one.png', 'two.png', 'three.png'));
    await view(mounted, 1);
    const { $, text } = mounted;
    equal([text('.viewer b'), $('.viewer').ariaLabel], ['two.png', 'Picture 2 of 3']);
    await until(() => mounted.all('.viewer img').length === 1);
    for (const [key, name] of [
      ['ArrowRight', 'three.png'],
      ['ArrowRight', 'three.png'],
      ['ArrowLeft', 'two.png'],
      ['ArrowLeft', 'one.png'],
      ['ArrowLeft', 'one.png'],
    ] as const) {
      await sendKeys({ press: key });
      await mounted.ready();
      equal(text('.viewer b'), name);
    }
    equal($('.viewer footer button').ariaDisabled, 'true');
  });

  it('follows the eye where one reads from right to left', async () => {
    document.documentElement.dir = 'rtl';
    const mounted = await mount(withPictures('one.png', 'two.png'));
    await view(mounted, 0);
    await sendKeys({ press: 'ArrowLeft' });
    await mounted.ready();
    equal(mounted.text('.viewer b'), 'two.png');
  });

  it('closes by Esc alone, and the focus goes back to the picture; the chat stays open', async () => {
    const mounted = await mount(withPictures('one.png'));
    await view(mounted, 0);
    equal(mounted.all('.viewer footer button').length, 0);
    await sendKeys({ press: 'Escape' });
    await until(() => mounted.all('.viewer').length === 0);
    equal([focused(mounted), mounted.element.open], ['shot', true]);
  });

  it('says that a picture is gone', async () => {
    const chat = fakeChat();
    chat.attachmentLink = async () => Promise.reject(new Error('gone'));
    chat.receive(dana, '', { attachments: [fileOf('gone.png')] });
    const mounted = await mount(chat);
    await until(() => mounted.text('.shot .missing') !== '');
    await view(mounted, 0);
    await until(() => mounted.text('.viewer .missing') === 'This picture could not be loaded.');
  });
});

describe('A file’s name', () => {
  afterEach(unmountAll);

  it('pushes nothing out of sight, however long it is', async () => {
    const name = `${'long '.repeat(60)}.png`;
    const mounted = await mount(withPictures(name, name));
    await view(mounted, 0);
    for (const button of mounted.all('.viewer button')) {
      const { left, right } = button.getBoundingClientRect();
      ok(left >= 0 && right <= innerWidth, `${String(button.ariaLabel)} is on the screen`);
    }
    await until(() => mounted.all('.viewer img').length === 1);
    const film = new DataTransfer();
    film.items.add(new File(['x'], `${'long '.repeat(60)}.mov`, { type: 'video/quicktime' }));
    const input = mounted.$('input[type=file]') as HTMLInputElement;
    input.files = film.files;
    input.dispatchEvent(new Event('change'));
    await mounted.ready();
    equal(
      mounted.text('.refused'),
      `Files of this kind are not accepted: ${'long '.repeat(8).trim()}…g long long .mov.`,
    );
  });

  it('cannot turn itself around to look like another kind of file', async () => {
    const chat = fakeChat();
    chat.receive(dana, '', { attachments: [fileOf('invoice\u202Efdp.exe', 'application/octet-stream')] });
    const mounted = await mount(chat);
    equal(mounted.text('.file .name'), 'invoice fdp.exe');
    ok(mounted.text('.file .about').startsWith('EXE'));
  });

  it('is as plain in the tray and in what is said of a file that is refused', async () => {
    const mounted = await mount(fakeChat());
    const files = new DataTransfer();
    files.items.add(new File(['x'], 'plan\u202Etxt.exe', { type: 'application/x-msdownload' }));
    files.items.add(new File(['x'], 'notes\u2066.txt', { type: 'text/plain' }));
    const input = mounted.$('input[type=file]') as HTMLInputElement;
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await mounted.ready();
    equal(mounted.text('.tray .name'), 'notes .txt');
    equal(mounted.text('.refused'), 'Files of this kind are not accepted: plan txt.exe.');
  });

  it('is told of the first that are refused; of a folder full of them how many there are', async () => {
    const mounted = await mount(fakeChat());
    const input = mounted.$('input[type=file]') as HTMLInputElement;
    const pick = async (count: number, type: string) => {
      const files = new DataTransfer();
      for (let n = 1; n <= count; n += 1) files.items.add(new File(['x'], `${String(n)}.bin`, { type }));
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
      await mounted.ready();
      return mounted.text('.refused');
    };
    const kind = (n: number) => `Files of this kind are not accepted: ${String(n)}.bin.`;
    equal(await pick(4, 'application/x-msdownload'), [1, 2, 3, 4].map(kind).join(' '));
    equal(await pick(200, 'application/x-msdownload'), `${[1, 2, 3].map(kind).join(' ')} … 197 more`);
    equal(await pick(30, 'text/plain'), 'A message takes 10 files at most.');
    equal(mounted.all('.tray .name').length, 10);
  });
});
