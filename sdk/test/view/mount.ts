/** Puts an element on the test page and takes it away again. */
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../src/define.js';
import { CrmChatElement } from '../../src/define.js';
import * as chunks from '../../src/view/chunks.js';
import type { Panel } from '../../src/view/panel/panel.js';
import type { Transcript } from '../../src/view/transcript/transcript.js';
import { until } from '../outbox/assert.js';
import { createFakeClock, type FakeClock } from '../outbox/fake-clock.js';
import type { FakeChat } from './fake-chat.js';

export interface Mounted {
  readonly element: CrmChatElement;
  readonly chat: FakeChat;
  readonly clock: FakeClock;
  /** In the element's shadow root. */
  readonly $: (selector: string) => HTMLElement;
  readonly all: (selector: string) => HTMLElement[];
  /** The text of an element with its white space collapsed; empty where there is none. */
  readonly text: (selector: string) => string;
  /** Everything is rendered and laid out. */
  readonly ready: () => Promise<void>;
  readonly active: () => Element | null;
  readonly type: (text: string) => Promise<void>;
}

const mounted = new Set<HTMLElement>();
let hasFocus = true;

/** Whether the page has the focus, which a page that is tested beside others cannot know by itself. */
export const focusPage = (focused: boolean): void => {
  hasFocus = focused;
  window.dispatchEvent(new Event(focused ? 'focus' : 'blur'));
};
Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => hasFocus });

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

export interface MountOptions extends Partial<
  Pick<CrmChatElement, 'position' | 'theme' | 'heading' | 'botName' | 'locale'>
> {
  /** Opened as a reader would: by `show()`. */
  open?: boolean;
  clock?: FakeClock;
  parent?: HTMLElement;
}

export async function mount(chat: FakeChat, options: MountOptions = {}): Promise<Mounted> {
  const { open = true, parent = document.body, clock = createFakeClock(() => 0.5, Date.now()), ...props } = options;
  hasFocus = true;
  const element = document.createElement('crm-chat');
  Object.assign(element, props, { chat, clock });
  mounted.add(element);
  parent.append(element);
  // What comes with the first of its kind is there: what is seen before that is held to a browser by the end-to-end tests.
  const parts = Object.values(chunks).flatMap((one) =>
    typeof one === 'object' && one !== chunks.richParts && one !== chunks.highlighting ? [one.load()] : [],
  );
  await Promise.all([import('../../src/view/element/chat-parts.js'), ...parts]);
  await element.ready();
  await element.updateComplete;
  const root = element.renderRoot as ShadowRoot;
  const find = (selector: string) => {
    const found = root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`there is no ${selector}`);
    return found;
  };
  const ready = async () => {
    await frame();
    await element.updateComplete;
    await root.querySelector<Panel>('crm-chat-panel')?.updateComplete;
    await root.querySelector<Transcript>('crm-chat-transcript')?.updateComplete;
    await frame();
  };
  if (open) {
    element.show();
    await until(() => root.querySelector('.panel:is([open], .inline)') !== null);
    await ready();
    // It grows while it opens.
    await Promise.all(
      find('.panel')
        .getAnimations()
        .map(({ finished }) => finished),
    );
    await ready();
  }
  return {
    element,
    chat,
    clock,
    $: find,
    all: (selector) => [...root.querySelectorAll<HTMLElement>(selector)],
    text: (selector) => root.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '',
    ready,
    active: () => root.activeElement,
    async type(text) {
      find('textarea').focus();
      await sendKeys({ type: text });
    },
  };
}

export const unmountAll = (): void => {
  for (const element of mounted) element.remove();
  mounted.clear();
  // Each test is a browser of its own.
  for (const key of Object.keys(localStorage)) if (key.startsWith('crm-chat|drafts|')) localStorage.removeItem(key);
  hasFocus = true;
};

export const resize = async (width: number, height: number): Promise<void> => {
  if (innerWidth === width && innerHeight === height) return;
  await setViewport({ width, height });
  await frame();
};

export { CrmChatElement };
