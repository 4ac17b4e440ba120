import { keyParts } from '../chunks.js';
import { messageAt } from './message-at.js';
import type { KeysHost, MessageKeys } from './message-keys.js';
import type { ScrollKeeper } from './scroll-keeper.js';

/**
 * One stop of Tab for the whole transcript; from there the arrows move by message, Enter goes into one with buttons, Esc
 * comes out again. What the keys do comes with the first focus: those that are pressed before that wait for it, and the arrows
 * scroll meanwhile.
 */
export class Roving {
  /** Key of the message that Tab reaches. */
  current = '';
  /** Key of the message whose buttons Tab reaches. */
  entered = '';
  #made: MessageKeys | null = null;

  constructor(private readonly host: KeysHost) {}

  get hasFocus(): boolean {
    const log = this.host.log();
    return log?.contains((log.getRootNode() as ShadowRoot).activeElement) ?? false;
  }

  readonly onFocus = ({ target }: FocusEvent): void => {
    void keyParts.load();
    const key = messageAt(target)?.dataset.key;
    if (key === undefined || (key === this.current && (this.entered === '' || this.entered === key))) return;
    this.current = key;
    this.leave();
  };

  readonly onKey = (event: KeyboardEvent): void => {
    const message = messageAt(event.target);
    if (!message || event.isComposing) return;
    if (event.target === message) {
      const keys = this.#keys;
      if (keys) keys.press(message, event);
      else void keyParts.load().then(() => this.#pressLate(event));
    } else if (event.key === 'Escape') {
      // Out of the message, not out of the chat.
      event.preventDefault();
      event.stopPropagation();
      message.focus();
      this.leave();
    }
  };

  /** After a rendering. */
  arrive(keeper: ScrollKeeper): void {
    this.#keys?.arrive(keeper);
  }

  leave(): void {
    this.entered = '';
    this.#keys?.reach(null);
    this.host.requestUpdate();
  }

  get #keys(): MessageKeys | null {
    return keyParts.now && (this.#made ??= new keyParts.now.MessageKeys(this, this.host));
  }

  /** At the message that has the focus by now. */
  #pressLate(event: KeyboardEvent): void {
    const active = (this.host.log()?.getRootNode() as ShadowRoot | undefined)?.activeElement;
    const message = messageAt(active ?? null);
    if (message && message === active) this.#keys?.press(message, event);
  }
}
