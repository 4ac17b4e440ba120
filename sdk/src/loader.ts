/**
 * The script tag: `<script src="https://relay/crm-chat.js" data-token-url="/chat-token"></script>` alone puts a chat on a page.
 * A classic script, so that it works wherever a script tag does: in the head or the body, `async`, `defer`, put there late by
 * a tag manager. The element is a module beside it. Its one global is `CrmChat`, for calls.
 */
import { FILES } from './chunk-names.js';
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

const ENTRY = 'crm-chat-element.js';

/**
 * At first without the entry between, which costs a trip. A failed import is remembered by its address, so each further try
 * has another one, and the relay may have other files by then: the entry names them.
 */
const load = (src: string, retry = 0): void => {
  const url = new URL(retry > 0 ? `${ENTRY}?retry=${String(retry)}` : FILES.element || ENTRY, src);
  import(url.href).catch(() => {
    const again = () => {
      clearTimeout(timer);
      removeEventListener('online', again);
      load(src, retry + 1);
    };
    const timer = setTimeout(again, RETRIES[retry] ?? RETRIES.at(-1));
    addEventListener('online', again);
  });
};

/**
 * Side by side with the element, which will ask for it by the same address: one trip less for whoever is about to type. Where it
 * fails, the element tries again and says so.
 */
const loadChat = (src: string): void => {
  if (FILES.chat) import(new URL(FILES.chat, src).href).catch(() => undefined);
};

const isOpen = ({ open = 'false', position }: DOMStringMap): boolean => position === 'inline' || open !== 'false';

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
  if (tags.length === 0) throw new Error('crm-chat.js does not find its own script tag by its src.');
  for (const tag of tags) {
    tag[TAKEN] = true;
    const element = createElement(tag);
    load(tag.src);
    if (isOpen(tag.dataset)) loadChat(tag.src);
    const isReady = Promise.all([place(element), customElements.whenDefined('crm-chat')]);
    takeCalls(element, isReady, () => {
      loadChat(tag.src);
    });
  }
};

start();

export {};
