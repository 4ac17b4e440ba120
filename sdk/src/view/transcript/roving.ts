import { moveOf, targetOf, type Move } from './transcript-keys.js';

/** What in a message takes the focus: code and tables, too, since they scroll. */
const REACHABLE = 'button, a[href], pre, .table, input, select';

/**
 * One stop of Tab for the whole transcript; from there the arrows move by message, Enter goes into one with buttons, Esc
 * comes out again.
 */
export class Roving {
  /** Key of the message that Tab reaches. */
  current = '';
  /** Key of the message whose buttons Tab reaches. */
  entered = '';
  #reached: HTMLElement | null = null;

  constructor(
    private readonly log: () => HTMLElement | null,
    private readonly changed: () => void,
    /** Asked at either end of what is on the page: brings what lies beyond it, if that is meant, into view and the focus to it. */
    private readonly beyond: (move: Move) => boolean,
  ) {}

  get hasFocus(): boolean {
    const log = this.log();
    return log?.contains((log.getRootNode() as ShadowRoot).activeElement) ?? false;
  }

  /** Gives a message the focus, where it is on the page. */
  focus(key: string): HTMLElement | undefined {
    const message = [...(this.log()?.querySelectorAll<HTMLElement>('.msg') ?? [])].find(
      ({ dataset }) => dataset.key === key,
    );
    message?.focus({ preventScroll: true });
    return message;
  }

  readonly onFocus = ({ target }: FocusEvent): void => {
    const key = messageAt(target)?.dataset.key;
    if (key === undefined || (key === this.current && (this.entered === '' || this.entered === key))) return;
    this.current = key;
    this.entered = '';
    this.#reach(null);
    this.changed();
  };

  readonly onKey = (event: KeyboardEvent): void => {
    const message = messageAt(event.target);
    if (!message || event.isComposing) return;
    if (event.target !== message) {
      if (event.key === 'Escape') this.#leave(message, event);
    } else if (event.key === 'Enter') {
      this.#enter(message, event);
    } else {
      this.#move(message, event);
    }
  };

  #move(message: HTMLElement, event: KeyboardEvent): void {
    const log = this.log();
    const move = moveOf(event);
    if (!move || !log) return;
    event.preventDefault();
    const all = [...log.querySelectorAll<HTMLElement>('.msg')];
    const to = all[targetOf(all, all.indexOf(message), move, log.clientHeight - 40)];
    to?.focus({ preventScroll: true });
    const edge = move === 'first' ? all[0] : all.at(-1);
    if (to !== edge || !this.beyond(move)) to?.scrollIntoView({ block: 'nearest' });
  }

  #enter(message: HTMLElement, event: KeyboardEvent): void {
    const first = message.querySelector<HTMLElement>(REACHABLE);
    if (!first) return;
    // The same key would press the button that it brings the focus to.
    event.preventDefault();
    this.entered = message.dataset.key ?? '';
    this.#reach(message);
    this.changed();
    first.focus();
  }

  /** Puts links, tables and buttons of one message into the order of Tab, and takes those of the last one out of it. */
  #reach(message: HTMLElement | null): void {
    const all = (within: HTMLElement | null) => within?.querySelectorAll<HTMLElement>(REACHABLE) ?? [];
    if (this.#reached !== message) for (const element of all(this.#reached)) element.tabIndex = -1;
    for (const element of all(message)) element.tabIndex = 0;
    this.#reached = message;
  }

  /** Out of the message, not out of the chat. */
  #leave(message: HTMLElement, event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.entered = '';
    this.#reach(null);
    message.focus();
    this.changed();
  }
}

const messageAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('.msg') : null;
