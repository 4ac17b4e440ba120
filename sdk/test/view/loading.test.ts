import { sendMouse } from '@web/test-runner-commands';
import type { Chat } from '../../src/chat.js';
import '../../src/define.js';
import { ChatError } from '../../src/errors.js';
import { Calls } from '../../src/view/element/calls.js';
import { equal, rejection, settled, until } from '../outbox/assert.js';
import { dana, fakeChat } from './fake-chat.js';

/** Answers nothing, quickly: nobody listens there. */
const nowhere = 'http://127.0.0.1:9';
const token = `h.${btoa(JSON.stringify({ sub: 'tomas', exp: 4_000_000_000 })).replaceAll('=', '')}.s`;

const codeOf = async (work: Promise<unknown>) => {
  const error = await rejection(work);
  return error instanceof ChatError ? error.code : error;
};

/** The page is idle when a test says so, and looked at when it says so. */
function pageInHand() {
  const asked = new Set<() => void>();
  const own = Object.getOwnPropertyDescriptors(window);
  const { requestIdleCallback, cancelIdleCallback } = own;
  let visibility = 'visible';
  let numbers = 0;
  const byNumber = new Map<number, () => void>();
  Object.assign(window, {
    requestIdleCallback: (run: () => void) => {
      asked.add(run);
      byNumber.set((numbers += 1), run);
      return numbers;
    },
    cancelIdleCallback: (number: number) => {
      const run = byNumber.get(number);
      if (run) asked.delete(run);
    },
  });
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
  return {
    get asks() {
      return asked.size;
    },
    idle() {
      for (const run of [...asked]) {
        asked.delete(run);
        run();
      }
    },
    look(isVisible: boolean) {
      visibility = isVisible ? 'visible' : 'hidden';
      document.dispatchEvent(new Event('visibilitychange'));
    },
    restore() {
      Object.defineProperties(window, { requestIdleCallback, cancelIdleCallback });
      Reflect.deleteProperty(document, 'visibilityState');
    },
  };
}

describe('What comes after the launcher', () => {
  let page: ReturnType<typeof pageInHand>;
  beforeEach(() => {
    page = pageInHand();
  });
  afterEach(() => {
    for (const element of document.querySelectorAll('crm-chat')) element.remove();
    page.restore();
  });

  const place = async () => {
    const element = document.createElement('crm-chat');
    Object.assign(element, { endpoint: nowhere, token });
    document.body.append(element);
    await element.updateComplete;
    return element;
  };
  const launcherOf = (element: Element) => element.shadowRoot!.querySelector<HTMLElement>('.launcher')!;

  // The first test of this page: later ones find the modules in the browser's memory.
  it('is fetched when the page is idle, and nothing of it before', async () => {
    // The sources are some hundred modules; a browser keeps no more than 250 by itself.
    performance.setResourceTimingBufferSize(2000);
    const element = await place();
    await settled();
    const fetched = () =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) =>
          /\/src\/(?:transport|outbox)\/|\/src\/view\/(?:panel\/panel|element\/backstage)\./.test(path),
        );
    equal([fetched(), element.chat, page.asks], [[], null, 1]);
    page.idle();
    await until(() => element.chat !== null);
    await until(() => fetched().some((path) => path.includes('/view/panel/panel.')));
    equal(launcherOf(element).ariaExpanded, 'false');
  });

  it('waits for as long as nobody looks at the page, even where that began after it was asked for', async () => {
    page.look(false);
    const element = await place();
    equal(page.asks, 0);
    page.look(true);
    equal(page.asks, 1);
    page.look(false);
    page.idle();
    await settled();
    equal([page.asks, element.chat], [0, null]);
    page.look(true);
    page.idle();
    await until(() => element.chat !== null);
  });

  it('is not asked for by an element that has left the page', async () => {
    const element = await place();
    element.remove();
    equal(page.asks, 0);
    page.look(false);
    page.look(true);
    equal(page.asks, 0);
  });

  it('comes at once where it is about to be used', async () => {
    const uses: ((element: Awaited<ReturnType<typeof place>>) => unknown)[] = [
      (element) => {
        launcherOf(element).focus();
      },
      (element) => {
        element.show();
      },
      (element) => {
        element.setAttribute('open', '');
      },
      (element) => {
        element.position = 'inline';
      },
      (element) => {
        element.send('hello').catch(() => undefined); // It leaves before anything is known of who it is.
      },
      (element) => void element.ready(),
      async (element) => {
        const { x, y, width, height } = launcherOf(element).getBoundingClientRect();
        await sendMouse({ type: 'move', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
      },
    ];
    await sendMouse({ type: 'move', position: [1, 1] });
    for (const use of uses) {
      const element = await place();
      await use(element);
      await until(() => element.chat !== null);
      element.remove();
    }
  });

  it('shows the badge once it is there, of a chat that the page gave too', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'hello');
    const element = document.createElement('crm-chat');
    element.chat = chat;
    document.body.append(element);
    equal(element.chat === chat, true, 'what was set is there to be had at once');
    await until(() => element.shadowRoot?.querySelector<HTMLElement>('.badge')?.dataset['n'] === '1');
  });

  it('opens at a double click, too', async () => {
    const element = await place();
    for (const detail of [1, 2]) launcherOf(element).dispatchEvent(new MouseEvent('click', { detail }));
    equal(element.open, true);
    await element.updateComplete;
    await until(() => element.shadowRoot?.querySelector('dialog[open]') !== null);
  });

  it('is waited for by a bounded number of calls; those that waited in vain say so', async () => {
    const element = document.createElement('crm-chat');
    Object.assign(element, { endpoint: nowhere, token });
    document.body.append(element);
    const calls = Array.from({ length: 1000 }, async () => codeOf(element.ready()));
    equal(await codeOf(element.send('one too many')), 'storage_full');
    element.remove();
    equal(new Set(await Promise.all(calls)), new Set(['closed']));
  });
});

describe('Calls that wait for the chat', () => {
  const wishes = (subject: string, given: string | null = token) => ({
    given: null,
    endpoint: nowhere,
    token: given,
    tokenUrl: null,
    getToken: null,
    conversationId: null,
    subject,
  });

  it('are carried out in their order, each when the one before is done, whatever became of it', async () => {
    const calls = new Calls();
    const done: string[] = [];
    const [a, b] = [fakeChat() as Chat, fakeChat() as Chat];
    let chat: Chat | null = a;
    const add = async (run: (chat: Chat) => unknown, asked = wishes('deal:1')) => calls.add(run, asked);
    const results = [
      add(async (given) => {
        await settled();
        done.push(given === a ? 'first of a' : '?');
        return 1;
      }),
      add(() => {
        chat = b;
        throw new Error('no');
      }),
      add((given) => done.push(given === b ? 'third of b' : '?')),
      add(() => (chat = null)),
      add(() => 5),
    ];
    equal(calls.areWaiting, true);
    const all = Promise.allSettled(results);
    await calls.carryOut(() => chat);
    equal(
      (await all).map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason).slice(0, 20))),
      [1, 'Error: no', 2, null, 'ChatError: There is '],
    );
    equal([done, calls.areWaiting], [['first of a', 'third of b'], false]);
  });

  it('each come with what was asked for when they were made; without a token, what is asked for by now', async () => {
    const calls = new Calls();
    const asked: (string | null | undefined)[] = [];
    const all = Promise.all([
      calls.add(() => undefined, wishes('deal:1')),
      calls.add(() => undefined, wishes('deal:2', null)),
      calls.add(() => asked.push(`in turn: ${String(calls.wishes?.subject)}`), wishes('deal:3')),
    ]);
    equal(calls.wishes?.subject, 'deal:1');
    await calls.carryOut((each) => {
      asked.push(each?.subject ?? null);
      return fakeChat();
    });
    await all;
    equal([asked, calls.wishes], [['deal:1', null, 'deal:3', 'in turn: deal:3'], undefined]);
  });
});
