import { moveOf, targetOf } from './transcript-keys.js';

/**
 * One stop of Tab for the whole transcript; from there the arrows move by message, Enter goes into one with buttons, Esc
 * comes out again.
 */
export class Roving {
  /** Key of the message that Tab reaches. */
  current = '';
  /** Key of the message whose buttons Tab reaches. */
  entered = '';

  constructor(
    private readonly log: () => HTMLElement | null,
    private readonly changed: () => void,
    /** Brings the newest message into view, and with it what belongs below it. */
    private readonly toEnd: () => void,
  ) {}

  get hasFocus(): boolean {
    const log = this.log();
    return log?.contains((log.getRootNode() as ShadowRoot).activeElement) ?? false;
  }

  readonly onFocus = ({ target }: FocusEvent): void => {
    const key = messageAt(target)?.dataset.key;
    if (key === undefined || (key === this.current && (this.entered === '' || this.entered === key))) return;
    this.current = key;
    this.entered = '';
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
    if (to === all.at(-1)) this.toEnd();
    else to?.scrollIntoView({ block: 'nearest' });
  }

  #enter(message: HTMLElement, event: KeyboardEvent): void {
    const first = message.querySelector<HTMLElement>('button, a[href]');
    if (!first) return;
    // The same key would press the button that it brings the focus to.
    event.preventDefault();
    this.entered = message.dataset.key ?? '';
    this.changed();
    first.focus();
  }

  /** Out of the message, not out of the chat. */
  #leave(message: HTMLElement, event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.entered = '';
    message.focus();
    this.changed();
  }
}

const messageAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('.msg') : null;
