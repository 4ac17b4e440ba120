import { sendKeys } from '@web/test-runner-commands';
import type { Transcript } from '../../src/view/transcript/transcript.js';
import { equal, ok, until } from '../outbox/assert.js';
import { dana, fakeChat, messageOf, tomas, type FakeChat } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

const MOST = 160;
const minute = (n: number) => new Date(Date.UTC(2027, 0, 1) + n * 60_000).toISOString();
const pageOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    messageOf(from + i, (from + i) % 3 === 0 ? tomas : dana, `${String(from + i)}. said`, {
      created_at: minute(from + i),
    }),
  );

/** A conversation of so many messages, of which the newest fifty are here; older pages come as they are asked for. */
function longChat(total: number): FakeChat {
  const chat = fakeChat();
  const from = total - 49;
  chat.prepend(pageOf(from, 50));
  chat.read(tomas, total);
  chat.stores.$hasOlder.set(true);
  let oldest = from;
  chat.onOlder = () => {
    const first = Math.max(1, oldest - 50);
    chat.prepend(pageOf(first, oldest - first));
    oldest = first;
    chat.stores.$hasOlder.set(oldest > 1);
  };
  return chat;
}

const shownNumbers = ({ all }: Mounted) =>
  all('.msg').map((msg) => parseInt(msg.querySelector('.said')?.textContent ?? '', 10));
const log = ({ $ }: Mounted) => $('.log');
/** What the reader has before their eyes. */
const visible = (mounted: Mounted) => {
  const { top, bottom } = log(mounted).getBoundingClientRect();
  const seen = mounted.all('.msg').filter((msg) => {
    const box = msg.getBoundingClientRect();
    return box.bottom > top + 1 && box.top < bottom - 1;
  });
  return seen.map((msg) => parseInt(msg.querySelector('.said')?.textContent ?? '', 10));
};
const scrollBy = async (mounted: Mounted, by: number) => {
  log(mounted).scrollTop += by;
  await mounted.ready();
  await mounted.ready();
};

describe('A long history', () => {
  afterEach(unmountAll);

  it('is loaded page by page up to its first message, with a bounded number of nodes', async () => {
    const chat = longChat(1000);
    const mounted = await mount(chat);
    let most = 0;
    for (let i = 0; i < 400 && visible(mounted)[0] !== 1; i += 1) {
      const [before] = visible(mounted);
      await scrollBy(mounted, -400);
      const numbers = shownNumbers(mounted);
      most = Math.max(most, numbers.length);
      equal(
        numbers,
        numbers.map((_, at) => (numbers[0] ?? 0) + at),
        'no message is left out or doubled',
      );
      ok((visible(mounted)[0] ?? 0) <= (before ?? 0), 'upwards');
    }
    equal([visible(mounted)[0], chat.stores.$messages.get().length], [1, 1000]);
    ok(most <= MOST, `${String(most)} messages on the page`);
  });

  it('brings some messages a frame, before the reader comes to them, and leaves no hole', async () => {
    const chat = fakeChat();
    chat.prepend(pageOf(1, 400));
    chat.read(tomas, 400);
    const mounted = await mount(chat);
    const scroller = log(mounted);
    const observer = new MutationObserver(() => undefined);
    observer.observe(mounted.$('.rows'), { childList: true });
    let most = 0;
    for (let i = 0; i < 200 && visible(mounted)[0] !== 1; i += 1) {
      scroller.scrollTop -= 500;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const added = new Set(observer.takeRecords().flatMap(({ addedNodes }) => [...addedNodes]));
      const heights = [...added].map((row) => (row instanceof HTMLElement ? row.offsetHeight : 0));
      most = Math.max(
        most,
        heights.reduce((all, height) => all + height, 0),
      );
      const { top } = scroller.getBoundingClientRect();
      ok(
        (mounted.all('.msg')[0]?.getBoundingClientRect().top ?? 0) <= top + 1 || shownNumbers(mounted)[0] === 1,
        'filled',
      );
    }
    equal(visible(mounted)[0], 1);
    ok(most < 3 * scroller.clientHeight, `${String(most)} px in one frame`);
  });

  it('draws one more message once, though it is read at once', async () => {
    const chat = longChat(200);
    const mounted = await mount(chat);
    let drawn = 0;
    const transcript = mounted.$('crm-chat-transcript') as Transcript;
    transcript.addController({ hostUpdated: () => (drawn += 1) });
    chat.receive(dana, 'one more');
    chat.read(tomas, 201);
    await mounted.ready();
    equal(drawn, 1);
  });

  it('loads no more than the reader comes to, at the very top, too', async () => {
    const chat = longChat(1000);
    const mounted = await mount(chat);
    log(mounted).scrollTop = 0;
    await mounted.ready();
    await mounted.ready();
    ok(chat.calls.older <= 2, `${String(chat.calls.older)} pages`);
    ok(log(mounted).scrollTop > 0, 'what was at the top is still before the reader');
  });

  it('comes back down to the newest one, and follows it again', async () => {
    const chat = longChat(600);
    const mounted = await mount(chat);
    for (let i = 0; i < 30; i += 1) await scrollBy(mounted, -1500);
    ok(!shownNumbers(mounted).includes(600), 'the newest has left the page');
    for (let i = 0; i < 300 && visible(mounted).at(-1) !== 600; i += 1) {
      const last = visible(mounted).at(-1) ?? 0;
      await scrollBy(mounted, 400);
      ok((visible(mounted).at(-1) ?? 0) >= last, 'downwards');
    }
    equal(visible(mounted).at(-1), 600);
    chat.receive(dana, '601. said');
    await mounted.ready();
    equal(visible(mounted).at(-1), 601);
  });

  it('keeps the message at the reader’s eye when pages come, and when something new does', async () => {
    const chat = longChat(400);
    const mounted = await mount(chat);
    for (let i = 0; i < 8; i += 1) await scrollBy(mounted, -900);
    const [first] = visible(mounted);
    const topOf = () =>
      Math.round(
        mounted
          .all('.msg')
          .find((msg) => msg.querySelector('.said')?.textContent === `${String(first)}. said`)
          ?.getBoundingClientRect().top ?? NaN,
      );
    const top = topOf();
    chat.onOlder?.();
    await mounted.ready();
    equal(topOf(), top);
    for (let i = 0; i < 5; i += 1) chat.receive(dana, 'new');
    await mounted.ready();
    equal([topOf(), mounted.text('.jump')], [top, 'Jump to latest, 5 new']);
  });

  it('jumps to the newest from far up, and one’s own message brings it, too', async () => {
    const chat = longChat(600);
    const mounted = await mount(chat);
    for (let i = 0; i < 30; i += 1) await scrollBy(mounted, -1500);
    mounted.$('.jump').click();
    await mounted.ready();
    equal([visible(mounted).at(-1), mounted.all('.jump').length], [600, 0]);
    for (let i = 0; i < 10; i += 1) await scrollBy(mounted, -1500);
    chat.queue('601. said');
    await mounted.ready();
    equal(visible(mounted).at(-1), 601);
  });

  it('begins at the unread line, however far up that is', async () => {
    const chat = fakeChat();
    chat.prepend(pageOf(1, 1000));
    chat.read(tomas, 500);
    const mounted = await mount(chat);
    await mounted.ready();
    const { top } = mounted.$('.unread').getBoundingClientRect();
    ok(Math.abs(top - log(mounted).getBoundingClientRect().top) < 40, 'the line is at the top edge');
    ok(visible(mounted).includes(502), 'and the first unread below it');
    equal(chat.calls.read, [], 'nothing is read that nobody has seen');
    ok(shownNumbers(mounted).length <= MOST);
  });

  it('is walked by keyboard: End goes to the newest, wherever one is', async () => {
    const chat = longChat(600);
    const mounted = await mount(chat);
    for (let i = 0; i < 30; i += 1) await scrollBy(mounted, -1500);
    mounted.all('.msg')[5]?.focus();
    await sendKeys({ press: 'End' });
    await mounted.ready();
    await until(() => mounted.active()?.querySelector('.said')?.textContent === '600. said');
    equal(visible(mounted).at(-1), 600);
  });

  it('costs as little at its ten-thousandth message as at its tenth: as many nodes and as many messages looked at', async () => {
    const work = async (count: number) => {
      const chat = fakeChat();
      chat.prepend(pageOf(1, count));
      chat.read(tomas, count);
      const mounted = await mount(chat);
      let added = 0;
      const observer = new MutationObserver((records) => {
        for (const { addedNodes, removedNodes } of records) added += addedNodes.length + removedNodes.length;
      });
      observer.observe(mounted.$('.rows'), { childList: true, subtree: true, characterData: true });
      for (let i = 0; i < 5; i += 1) {
        chat.receive(i % 2 === 0 ? dana : tomas, 'one more', { created_at: minute(count + 10 * i) });
        await mounted.ready();
      }
      observer.disconnect();
      unmountAll();
      return added;
    };
    equal(await work(10_000), await work(70));
  });

  it('keeps the page bounded while hundreds of messages come', async () => {
    const chat = fakeChat();
    const mounted = await mount(chat);
    for (let i = 0; i < 400; i += 1) {
      chat.receive(dana, `${String(i)}. said`);
      if (i % 20 === 0) await mounted.ready();
    }
    await mounted.ready();
    ok(shownNumbers(mounted).length <= MOST, `${String(shownNumbers(mounted).length)} on the page`);
    equal(visible(mounted).at(-1), 399);
  });
});
