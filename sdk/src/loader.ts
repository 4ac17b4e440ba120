/**
 * The script tag: `<script src="https://relay/crm-chat.js" data-token-url="/chat-token"></script>` alone puts a chat on a page.
 * A classic script, so that it works wherever a script tag does; the element is a module beside it. It leaves no global.
 */

/** What the element takes as attributes, each as `data-…` on the script tag. */
const ATTRIBUTES = [
  'endpoint',
  'token',
  'token-url',
  'conversation-id',
  'subject',
  'bot-name',
  'heading',
  'position',
  'open',
  'theme',
  'locale',
  'sound',
  'notifications',
  'title-count',
];

/** Waits before the next try when the element could not be fetched, milliseconds: the relay may be restarting. */
const RETRIES = [1000, 4000, 15_000, 60_000];

/** Some loaders run a script in a way that leaves `currentScript` empty; then the last tag of ours is meant. */
const ownTag = (): HTMLScriptElement | null =>
  document.currentScript instanceof HTMLScriptElement
    ? document.currentScript
    : ([...document.querySelectorAll<HTMLScriptElement>('script[src*="crm-chat.js"]')].at(-1) ?? null);

const createElement = (script: HTMLScriptElement): HTMLElement => {
  const element = document.createElement('crm-chat');
  element.setAttribute('endpoint', new URL(script.src).origin);
  for (const name of ATTRIBUTES) {
    const value = script.getAttribute(`data-${name}`);
    if (value !== null) element.setAttribute(name, value);
  }
  return element;
};

/** A failed import is remembered by its address, so each further try has another one. */
const load = (url: URL, retry = 0): void => {
  import(url.href).catch((error: unknown) => {
    const wait = RETRIES[retry];
    if (wait === undefined) throw error;
    setTimeout(() => {
      url.searchParams.set('retry', String(retry + 1));
      load(url, retry + 1);
    }, wait);
  });
};

const start = (): void => {
  const script = ownTag();
  if (!script?.src) return;
  const element = createElement(script);
  load(new URL('crm-chat-element.js', script.src));
  // In the head there is no body yet.
  if (document.body as HTMLElement | null) document.body.append(element);
  else
    document.addEventListener('DOMContentLoaded', () => {
      document.body.append(element);
    });
};

start();

export {};
