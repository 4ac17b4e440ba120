import { attributeOf, ELEMENT_OPTIONS } from '../../src/element-options.js';
import { takeCalls } from '../../src/page-calls.js';
import { equal, ok, rejection, until } from '../outbox/assert.js';

declare global {
  interface Window {
    crmChatLoads?: number;
  }
}

const beside = new URL('./beside/', import.meta.url);
let run = 0;

/**
 * Runs the loader for a script tag as a page has it. The runner serves sources as modules, which have no `currentScript`, so
 * the loader finds the tag as it does under a loader of scripts; the built file by its own tag is tried end to end.
 */
async function load(data: Record<string, string>, src = new URL('crm-chat.js', beside).href): Promise<void> {
  const script = document.createElement('script');
  script.type = 'text/plain'; // Only its attributes count here.
  script.src = src;
  for (const [name, value] of Object.entries(data)) script.setAttribute(`data-${name}`, value);
  document.head.append(script);
  const source = `../../src/loader.ts?${String((run += 1))}`;
  await import(source);
}

const attributes = () => {
  const element = document.querySelector('crm-chat');
  return Object.fromEntries((element?.getAttributeNames() ?? []).map((name) => [name, element?.getAttribute(name)]));
};

describe('The script tag', () => {
  afterEach(() => {
    for (const element of document.querySelectorAll('crm-chat, head script[src*="crm-chat"]')) element.remove();
  });

  it('puts one chat at the end of the body, with the origin of the script as its relay', async () => {
    await load({ 'token-url': '/chat-token', position: 'bottom-left' });
    equal(document.body.lastElementChild?.localName, 'crm-chat');
    equal(attributes(), { endpoint: location.origin, 'token-url': '/chat-token', position: 'bottom-left' });
  });

  it('imports the element from beside itself', async () => {
    await load({ token: 't' });
    await until(() => window.crmChatLoads === 1);
  });

  it('takes every option of the element, its own relay included, and nothing else', async () => {
    const data = {
      endpoint: 'https://chat.example.com',
      token: 't',
      'conversation-id': 'c',
      subject: 'deal:42',
      'bot-name': 'Skipper',
      heading: 'Support',
      open: '',
      theme: 'dark',
      locale: 'en-GB',
    };
    await load({ ...data, 'turbo-track': 'reload' });
    equal(attributes(), data);
  });

  it('serves two tags with their own options', async () => {
    await load({ heading: 'one' });
    await load({ heading: 'two' });
    equal(
      [...document.querySelectorAll('crm-chat')].map((element) => element.getAttribute('heading')),
      ['one', 'two'],
    );
  });

  it('tries again when the element cannot be fetched, from another address', async () => {
    // Fetched afresh by each try, and missing: what the browser asked for is in its own record.
    const missing = new URL('./missing/crm-chat.js', import.meta.url).href;
    await load({ token: 't' }, missing);
    const asked = () =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.includes('/missing/crm-chat-element.js'))
        .map((name) => new URL(name).search);
    await until(() => asked().length >= 2);
    equal(asked().slice(0, 2), ['', '?retry=1']);
  });

  it('leaves one name on the page, for calls', async () => {
    Reflect.deleteProperty(window, 'CrmChat');
    const before = Object.keys(window);
    await load({ token: 't' });
    equal(
      Object.keys(window).filter((name) => !before.includes(name) && name !== 'crmChatLoads'),
      ['CrmChat'],
    );
  });

  it('gives each tag that has none its chat where it cannot know its own, and no tag two', async () => {
    const tag = document.createElement('script');
    tag.type = 'text/plain';
    tag.src = new URL('crm-chat.js?other', beside).href;
    tag.dataset.heading = 'other';
    document.head.append(tag);
    await load({ heading: 'this' });
    await load({ heading: 'later' });
    equal(
      [...document.querySelectorAll('crm-chat')].map((element) => element.getAttribute('heading')),
      ['other', 'this', 'later'],
    );
  });

  it('says so where there is no tag of its own', async () => {
    const source = '../../src/loader.ts?none';
    ok((await rejection(import(source))).message.includes('its own script tag'));
  });

  it('has an attribute on the tag for every attribute of the element, and each is documented', async () => {
    const { CrmChatElement } = await import('../../src/define.js');
    const observed = CrmChatElement.observedAttributes;
    const names = ELEMENT_OPTIONS.map(attributeOf);
    equal([...names].sort(), [...observed].sort());
    const words = await (await fetch('/docs/element.md')).text();
    equal(
      names.filter((name) => !words.includes(`\`data-${name}\``)),
      [],
    );
  });
});

/** As the element, for what is called. */
class FakeElement extends HTMLElement {
  readonly calls: unknown[] = [];
  heading = '';

  show(): void {
    this.calls.push('show');
  }

  async send(text: string): Promise<string> {
    this.calls.push(text);
    return `id of ${text}`;
  }
}
customElements.define('fake-chat', FakeElement);

describe('window.CrmChat', () => {
  let arrive: () => void;
  let element: FakeElement;
  const call = async (...given: unknown[]) => window.CrmChat?.(...given);
  beforeEach(() => {
    Reflect.deleteProperty(window, 'CrmChat');
    element = new FakeElement();
  });
  afterEach(() => {
    element.remove();
    Reflect.deleteProperty(window, 'CrmChat');
  });
  const take = () => {
    const isReady = new Promise<void>((resolve) => {
      arrive = () => {
        document.body.append(element);
        resolve();
      };
    });
    takeCalls(element, isReady);
  };

  it('takes over what was called before it was there, in order, with results and refusals', async () => {
    // The two lines of the documentation.
    window.CrmChat = Object.assign(
      async (...given: unknown[]) =>
        new Promise<unknown>((resolve, reject) => {
          ((window.CrmChat ??= call as never).q ??= []).push([given, resolve, reject]);
        }),
      { q: undefined },
    ) as never;
    const first = call('send', 'one');
    const wrong = rejection(call('opne'));
    const shown = call('show');
    take();
    const later = call('send', 'two');
    const set = call('set', { heading: 'Support' });
    equal(element.calls, []);
    arrive();
    equal(await Promise.all([first, shown, later, set]), ['id of one', null, 'id of two', null]);
    equal([element.calls, element.heading], [['one', 'show', 'two'], 'Support']);
    equal(
      (await wrong).message,
      'CrmChat has no command "opne". It has: show, hide, toggle, ready, send, openConversation, logout, set, on.',
    );
  });

  it('takes bare arguments too, as older snippets queue them', async () => {
    window.CrmChat = Object.assign(async () => undefined, { q: [['send', 'one'], { 0: 'show', length: 1 }] });
    take();
    arrive();
    await until(() => element.calls.length === 2);
    equal(element.calls, ['one', 'show']);
  });

  it('names an option that there is not', async () => {
    take();
    arrive();
    ok((await rejection(call('set', { subjekt: 'x' }))).message.startsWith('The chat has no option "subjekt".'));
  });

  it('listens, and resolves with the undo', async () => {
    take();
    arrive();
    let count = 0;
    const undo = (await call('on', 'unread-change', () => (count += 1))) as () => void;
    element.dispatchEvent(new Event('unread-change'));
    undo();
    element.dispatchEvent(new Event('unread-change'));
    equal(count, 1);
  });

  it('keeps a thousand calls at most until the chat is there', async () => {
    take();
    const kept = Array.from({ length: 1000 }, async () => call('show'));
    ok((await rejection(call('show'))).message.includes('1000 calls'));
    arrive();
    await Promise.all(kept);
    equal(element.calls.length, 1000);
  });

  it('means the first chat of several, and the next when that has left the page', async () => {
    take();
    arrive();
    const second = new FakeElement();
    document.body.append(second);
    takeCalls(second, Promise.resolve());
    await call('show');
    equal([element.calls.length, second.calls.length], [1, 0]);
    element.remove();
    await call('show');
    equal([element.calls.length, second.calls.length], [1, 1]);
    second.remove();
  });
});
