/**
 * `window.CrmChat(command, ...)`: what a page asks of the chat that the script tag put there. A page that does not want to wait
 * for the script has two lines of its own before it, which keep the calls until then:
 *
 *     window.CrmChat ??= (...call) =>
 *       new Promise((resolve, reject) => (CrmChat.q ??= []).push([call, resolve, reject]));
 */
import { ELEMENT_OPTIONS, OTHER_OPTIONS } from './element-options.js';

/** A page that calls in a loop gets an error and not a full memory. */
const CALLS_MAX = 1000;

/** What is used of the element; it comes later, as a module. */
interface ChatElement extends HTMLElement {
  show(): void;
  hide(): void;
  toggle(): void;
  ready(): Promise<unknown>;
  send(text: string, files?: readonly File[]): Promise<string>;
  openConversation(id: string | null): void;
  logout(): Promise<void>;
}

type Command = (chat: ChatElement, ...given: never[]) => unknown;

const COMMANDS: Readonly<Record<string, Command>> = {
  show: (chat) => chat.show(),
  hide: (chat) => chat.hide(),
  toggle: (chat) => chat.toggle(),
  ready: (chat) => chat.ready(),
  send: (chat, text: string, files?: readonly File[]) => chat.send(text, files),
  openConversation: (chat, id: string | null) => chat.openConversation(id),
  logout: (chat) => chat.logout(),
  set(chat, options: Readonly<Record<string, unknown>>) {
    const known: readonly string[] = [...ELEMENT_OPTIONS, ...OTHER_OPTIONS];
    const wrong = Object.keys(options).find((name) => !known.includes(name));
    if (wrong !== undefined) throw new TypeError(`The chat has no option "${wrong}". It has: ${known.join(', ')}.`);
    Object.assign(chat, options);
  },
  /** Resolves with the undo. */
  on(chat, event: string, listener: EventListener) {
    chat.addEventListener(event, listener);
    return () => {
      chat.removeEventListener(event, listener);
    };
  },
};

/** Those that need the chat itself, and not the element alone. */
const USES: readonly unknown[] = ['show', 'toggle', 'ready', 'send'];

interface Waiting {
  run: (chat: ChatElement) => unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

type Call = (...call: readonly unknown[]) => Promise<unknown>;

/** What stands at `window.CrmChat`, ours or the page's two lines. */
interface PageCalls extends Call {
  /** The page's, from before. An entry is `[call, resolve, reject]`, or the bare `arguments` of a call that wants no answer. */
  q?: ArrayLike<unknown>[];
  /** Ours: another script tag's chat, to be the one that is meant when those before it have left the page. */
  add?: (chat: HTMLElement, isReady: Promise<unknown>, onUse?: () => void) => void;
}

declare global {
  interface Window {
    CrmChat?: PageCalls;
  }
}

const checked = ([command, ...given]: readonly unknown[]): Waiting['run'] => {
  const name = String(command);
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!known) throw new TypeError(`CrmChat has no command "${name}". It has: ${Object.keys(COMMANDS).join(', ')}.`);
  return (chat) => known(chat, ...(given as never[]));
};

function createCalls(): Required<Omit<PageCalls, 'q'>> & Call {
  const chats: ChatElement[] = [];
  const waiting: Waiting[] = [];
  let use: (() => void) | undefined;
  const carryOut = () => {
    const chat = chats.find(({ isConnected }) => isConnected) ?? chats.at(-1);
    if (!chat) return;
    for (const { run, resolve, reject } of waiting.splice(0)) {
      try {
        resolve(run(chat));
      } catch (error) {
        reject(error);
      }
    }
  };
  const call: Call = (...given) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= CALLS_MAX) throw new RangeError(`${CALLS_MAX} calls are waiting.`);
      waiting.push({ run: checked(given), resolve, reject });
      if (USES.includes(given[0])) use?.();
      carryOut();
    });
  return Object.assign(call, {
    add(chat: HTMLElement, isReady: Promise<unknown>, onUse?: () => void) {
      use ??= onUse;
      void isReady.then(() => {
        chats.push(chat as ChatElement);
        carryOut();
      });
    },
  });
}

/**
 * Takes what the page has called so far, and everything from now on. The first chat on the page is meant.
 *
 * @param onUse called whenever something is called that needs the chat, however early.
 */
export function takeCalls(chat: HTMLElement, isReady: Promise<unknown>, onUse?: () => void): void {
  const before = window.CrmChat;
  if (before?.add) {
    before.add(chat, isReady, onUse);
    return;
  }
  const calls = createCalls();
  window.CrmChat = calls;
  calls.add(chat, isReady, onUse);
  for (const entry of before?.q ?? []) {
    const [given, resolve, reject] = Array.from(entry);
    if (Array.isArray(given)) void calls(...(given as unknown[])).then(resolve as never, reject as never);
    else void calls(...Array.from(entry));
  }
}
