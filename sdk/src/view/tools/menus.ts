/** What the tools of a message open and what they then do: comes with the first, or when one is near. */
import type { Chat, TimelineItem } from '../../chat.js';
import { CopyRequest } from '../message/copy-request.js';
import { allowedFor, type Allowed } from '../message/allowed.js';
import { idOf, textOf } from '../item.js';
import { popup } from '../styles/popup.js';
import { toolWords } from '../words/parts/tools.js';
import type { View } from '../view.js';
import { Menu, picker, question, sheet, type MenuActions, type Opening } from './menu.js';

export const styles = [popup];

export interface MenusHost {
  view(): View;
  chat(): Chat;
  itemOf(message: HTMLElement): TimelineItem | undefined;
  /** Where menus hang: in the same tree as the messages. */
  home(): HTMLElement;
  tell(event: 'reply' | 'edit', item: TimelineItem): void;
}

/** Of one transcript: one is open at a time. */
export class Menus implements MenuActions {
  readonly #menu = new Menu();

  constructor(private readonly host: MenusHost) {}

  get isOpen(): boolean {
    return this.#menu.isOpen;
  }

  /** R, E, C and Delete, while a message has the focus. */
  key(key: string, message: HTMLElement): void {
    const item = this.host.itemOf(message);
    if (!item) return;
    const act = { r: 'reply', e: 'edit', c: 'copy', Delete: 'remove' }[key.length === 1 ? key.toLowerCase() : key];
    if (act === undefined || !allowedFor(item, this.host.chat())[act as keyof Allowed]) return;
    if (act === 'remove') this.ask(item, message);
    else this[act as 'reply' | 'edit' | 'copy'](item);
  }

  /** Of a long press. */
  sheet(message: HTMLElement): void {
    const item = this.host.itemOf(message);
    const allowed = item && allowedFor(item, this.host.chat());
    if (!allowed || !Object.values(allowed).includes(true)) return;
    const strings = this.host.view().stringsWith(toolWords);
    const content = sheet(item, allowed, this, () => this.ask(item, message), strings);
    this.#open({ kind: 'sheet', label: strings.messageTools, content, anchor: message });
  }

  /** All that one may react with. */
  pick(item: TimelineItem, button: HTMLElement): void {
    const { react } = this.host.view().stringsWith(toolWords);
    this.#open({ kind: 'picker', label: react, content: picker(item, this), anchor: button });
  }

  /** Before it is deleted. */
  ask(item: TimelineItem, anchor: HTMLElement): void {
    const strings = this.host.view().stringsWith(toolWords);
    const content = question(item, this, () => this.#menu.close(), strings);
    this.#open({ kind: 'ask', label: strings.remove, content, anchor });
  }

  react(item: TimelineItem, emoji: string): void {
    this.#menu.close();
    if (item.message)
      void this.host
        .chat()
        .react(item.message.id, emoji)
        .catch(() => undefined);
  }

  reply(item: TimelineItem): void {
    this.#menu.close();
    this.host.tell('reply', item);
  }

  edit(item: TimelineItem): void {
    this.#menu.close();
    this.host.tell('edit', item);
  }

  /** By the button where there is one, which then says that it did. */
  copy(item: TimelineItem): void {
    this.#menu.close();
    const home = this.host.home();
    const from = home.querySelector('.tools .copy') ?? home.querySelector('.log');
    from?.dispatchEvent(new CopyRequest(textOf(item)));
  }

  remove(item: TimelineItem): void {
    this.#menu.close();
    void this.host
      .chat()
      .remove(idOf(item))
      .catch(() => undefined);
  }

  close(): void {
    this.#menu.close();
  }

  /** Where its message has gone meanwhile, nothing is asked for any more. */
  #open(opening: Omit<Opening, 'panel'>): void {
    if (!opening.anchor.isConnected) return;
    const home = this.host.home();
    const panel = home.closest<HTMLElement>('.panel') ?? home;
    this.#menu.open({ ...opening, panel }, home, opening.anchor);
  }
}
