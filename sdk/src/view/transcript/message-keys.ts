import type { Roving } from './roving.js';
import type { ScrollKeeper } from './scroll-keeper.js';
import { moveOf, targetOf } from './transcript-keys.js';
import type { TranscriptModel } from './transcript-model.js';

/** What in a message takes the focus: code and tables, too, since they scroll. */
const REACHABLE = 'button, a[href], pre, .table, input, select';

const isAct = ({ key, ctrlKey, altKey, metaKey, defaultPrevented }: KeyboardEvent): boolean =>
  !ctrlKey && !altKey && !metaKey && !defaultPrevented && /^([recREC]|Delete)$/.test(key);

export interface KeysHost {
  readonly log: () => HTMLElement | null;
  readonly model: () => TranscriptModel;
  readonly requestUpdate: () => void;
  /** To the newest message. */
  readonly toEnd: () => void;
  /** What a letter does at a message. */
  readonly act: (key: string, message: HTMLElement) => void;
}

/** What the keys do at a message; of all messages that are loaded, the first or the last need not be on the page. */
export class MessageKeys {
  #reached: HTMLElement | null = null;
  /** What takes the focus after the next rendering. */
  #next: 'first' | 'last' | null = null;

  constructor(
    private readonly roving: Roving,
    private readonly host: KeysHost,
  ) {}

  press(message: HTMLElement, event: KeyboardEvent): void {
    if (event.key === 'Enter') this.#enter(message, event);
    else if (isAct(event)) {
      event.preventDefault();
      this.host.act(event.key, message);
    } else this.#move(message, event);
  }

  /** Puts links, tables and buttons of one message into the order of Tab, and takes those of the last one out of it. */
  reach(message: HTMLElement | null): void {
    const all = (within: HTMLElement | null) => within?.querySelectorAll<HTMLElement>(REACHABLE) ?? [];
    if (this.#reached !== message) for (const element of all(this.#reached)) element.tabIndex = -1;
    for (const element of all(message)) element.tabIndex = 0;
    this.#reached = message;
  }

  /** After a rendering. */
  arrive(keeper: ScrollKeeper): void {
    const { oldestKey, newestKey } = this.host.model();
    const key = this.#next === 'first' ? oldestKey : newestKey;
    const message = this.#next && this.#messages.find(({ dataset }) => dataset.key === key);
    message?.focus({ preventScroll: true });
    if (message && this.#next === 'first') keeper.toTop(message);
    this.#next = null;
  }

  get #messages(): HTMLElement[] {
    return [...(this.host.log()?.querySelectorAll<HTMLElement>('.msg') ?? [])];
  }

  #move(message: HTMLElement, event: KeyboardEvent): void {
    const log = this.host.log();
    const move = moveOf(event);
    if (!move || !log) return;
    event.preventDefault();
    const all = this.#messages;
    const to = all[targetOf(all, all.indexOf(message), move, log.clientHeight - 40)];
    to?.focus({ preventScroll: true });
    const edge = move === 'first' ? all[0] : all.at(-1);
    if (to !== edge || !this.#beyond(move === 'first', move === 'last')) to?.scrollIntoView({ block: 'nearest' });
  }

  /** The focus is at the first or the last message on the page. @returns whether it goes further than that. */
  #beyond(isFirst: boolean, isLast: boolean): boolean {
    const { window, current } = this.host.model();
    if (isFirst) {
      if (window.start === 0) return false;
      this.#next = 'first';
      window.show(current, 0);
      this.host.requestUpdate();
      return true;
    }
    if (!window.hasEnd && !isLast) return false;
    this.#next = window.hasEnd ? null : 'last';
    this.host.toEnd();
    return true;
  }

  #enter(message: HTMLElement, event: KeyboardEvent): void {
    const first = message.querySelector<HTMLElement>(REACHABLE);
    if (!first) return;
    // The same key would press the button that it brings the focus to.
    event.preventDefault();
    this.roving.entered = message.dataset.key ?? '';
    this.reach(message);
    this.host.requestUpdate();
    first.focus();
  }
}
