/**
 * The script tag: `<script src="https://relay/crm-chat.js" data-token-url="/chat-token"></script>` alone puts a chat on a page.
 * A classic script, so that it works wherever a script tag does: in the head or the body, `async`, `defer`, put there late by
 * a tag manager. The element is a module beside it. Its one global is `CrmChat`, for calls.
 */
import { attributeOf, ELEMENT_OPTIONS } from './element-options.js';
import { takeCalls } from './page-calls.js';

/** Waits before the next try when the element could not be fetched, milliseconds; the last one from then on. */
const RETRIES = [1000, 4000, 15_000, 60_000];

/** Tags that have their chat. On the tag itself, since each tag runs a copy of this script. */
const TAKEN = Symbol.for('crm-chat');

type Tag = HTMLScriptElement & { [TAKEN]?: boolean };

/** Some loaders run a script in a way that leaves `currentScript` empty; then all those that have no chat yet are meant. */
const ownTags = (): Tag[] => {
  const { currentScript } = document;
  const tags =
    currentScript instanceof HTMLScriptElement && currentScript.src
      ? [currentScript]
      : [...document.querySelectorAll<Tag>('script[src*="crm-chat.js"]')];
  return tags.filter((tag: Tag) => !tag[TAKEN]);
};

const createElement = (tag: Tag): HTMLElement => {
  const element = document.createElement('crm-chat');
  element.setAttribute('endpoint', new URL(tag.src).origin);
  for (const name of ELEMENT_OPTIONS) {
    const value = tag.dataset[name];
    if (value !== undefined) element.setAttribute(attributeOf(name), value);
  }
  return element;
};

/** A failed import is remembered by its address, so each further try has another one. */
const load = (url: URL, retry = 0): void => {
  import(url.href).catch(() => {
    const again = () => {
      clearTimeout(timer);
      removeEventListener('online', again);
      url.searchParams.set('retry', String(retry + 1));
      load(url, retry + 1);
    };
    const timer = setTimeout(again, RETRIES[retry] ?? RETRIES.at(-1));
    addEventListener('online', again);
  });
};

/** In the head there is no body yet. */
const place = (element: HTMLElement): Promise<void> =>
  new Promise((resolve) => {
    const append = () => {
      document.body.append(element);
      resolve();
    };
    if (document.body as HTMLElement | null) append();
    else document.addEventListener('DOMContentLoaded', append);
  });

const start = (): void => {
  const tags = ownTags();
  if (tags.length === 0)
    throw new Error('crm-chat.js does not find its own script tag: it has to have a src that ends so.');
  for (const tag of tags) {
    tag[TAKEN] = true;
    const element = createElement(tag);
    load(new URL('crm-chat-element.js', tag.src));
    takeCalls(element, Promise.all([place(element), customElements.whenDefined('crm-chat')]));
  }
};

start();

export {};
