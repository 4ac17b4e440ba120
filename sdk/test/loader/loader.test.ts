import { equal, until } from '../outbox/assert.js';

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

  it('leaves no name on the page', async () => {
    const before = Object.keys(window);
    await load({ token: 't' });
    equal(
      Object.keys(window).filter((name) => !before.includes(name) && name !== 'crmChatLoads'),
      [],
    );
  });
});
