/**
 * The tools of the message under hand: a bar on its corner for mouse and keyboard, a sheet for a long press. There is one
 * bar, which moves; a list of thousands carries none. A chunk of its own, loaded when a message is first touched.
 */
import { html, nothing, render } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { copies, CopyRequest, nearCopy } from '../message/copy-request.js';
import { icon, type Icon } from '../icon.js';
import { checkIcon, copyIcon, editIcon, replyIcon, trashIcon } from '../icons.js';
import { smileIcon } from './tool-icons.js';
import { idOf, textOf } from '../item.js';
import { toolWords } from '../words/parts/tools.js';
import type { View } from '../view.js';
import { allowedFor, type Allowed } from '../message/allowed.js';
import { toolMenus } from '../chunks.js';
import { tools } from '../styles/tools.js';
import type * as ToolMenus from './menus.js';
import type { Menu, MenuActions, Opening, ToolStrings } from './menus.js';

export const styles = [tools];

export interface ToolsHost {
  view(): View;
  chat(): Chat;
  itemOf(key: string): TimelineItem | undefined;
  /** Where menus hang: in the same tree as the messages. */
  home(): HTMLElement;
  panel(): HTMLElement;
  tell(event: 'reply' | 'edit', item: TimelineItem): void;
}

const copyButton = (text: string, { copyMessage, copy }: ToolStrings) =>
  html`<button
    type="button"
    class="icon-btn small copy"
    tabindex="-1"
    aria-label=${copyMessage}
    title=${copy}
    @click=${copies(text)}
    @pointerenter=${nearCopy}
  >
    <span class="todo">${icon(copyIcon, 's')}</span><span class="done">${icon(checkIcon, 's')}</span>
  </button>`;

/** A click may follow: what most buttons open is there by then. */
const nearMenus = (): void => void toolMenus.load();

export class MessageTools implements MenuActions {
  readonly #bar = document.createElement('div');
  #menu: Menu | null = null;
  #message: HTMLElement | null = null;

  constructor(private readonly host: ToolsHost) {
    this.#bar.className = 'tools';
    this.#bar.setAttribute('part', 'tools');
    this.#bar.setAttribute('role', 'toolbar');
    this.#bar.addEventListener('keydown', this.#onBarKey);
  }

  get isBusy(): boolean {
    return this.#menu?.isOpen ?? false;
  }

  /** Puts the bar on that message. Tab gets to it once the message was entered. */
  show(message: HTMLElement): void {
    const item = this.#itemAt(message);
    const allowed = item && allowedFor(item, this.host.chat());
    if (!item || !allowed || !Object.values(allowed).includes(true)) return this.hide();
    if (this.#message !== message) {
      this.#menu?.close();
      for (const button of this.#bar.querySelectorAll('button')) button.tabIndex = -1;
    }
    this.#message = message;
    this.#render(item, allowed);
    if (this.#bar.parentElement === message) return;
    this.#lift(false);
    message.append(this.#bar);
    this.#lift(true);
  }

  /** What has the bar lies above its neighbours. By an attribute: `:has()` would look through all of a long answer with each word. */
  #lift(isLifted: boolean): void {
    this.#bar.closest('.group')?.toggleAttribute('data-tools', isLifted);
  }

  /** After each rendering: the message may have gone, or may be another one now. */
  refresh(): void {
    if (this.#message?.isConnected) this.show(this.#message);
    else this.hide();
  }

  hide(): void {
    if (this.isBusy) return;
    this.#message = null;
    this.#lift(false);
    this.#bar.remove();
  }

  /** R, E, C and Delete, while a message has the focus. @returns whether it was one of them. */
  key(key: string, message: HTMLElement): boolean {
    const item = this.#itemAt(message);
    if (!item) return false;
    const allowed = allowedFor(item, this.host.chat());
    const act = { r: 'reply', e: 'edit', c: 'copy', Delete: 'remove' }[key.length === 1 ? key.toLowerCase() : key];
    if (act === undefined || !allowed[act as keyof Allowed]) return false;
    if (act === 'remove') this.#ask(item, message, message);
    else this[act as 'reply' | 'edit' | 'copy'](item);
    return true;
  }

  /** Of a long press. */
  sheet(message: HTMLElement): void {
    const item = this.#itemAt(message);
    if (!item) return;
    const strings = this.host.view().stringsWith(toolWords);
    const allowed = allowedFor(item, this.host.chat());
    if (!Object.values(allowed).includes(true)) return;
    const ask = () => this.#ask(item, message, message);
    this.#open(message, ({ sheet }) => ({
      kind: 'sheet',
      label: strings.messageTools,
      content: sheet(item, allowed, this, ask, strings),
      anchor: message,
    }));
  }

  react(item: TimelineItem, emoji: string): void {
    this.#menu?.close();
    if (item.message)
      void this.host
        .chat()
        .react(item.message.id, emoji)
        .catch(() => undefined);
  }

  reply(item: TimelineItem): void {
    this.#menu?.close();
    this.host.tell('reply', item);
  }

  edit(item: TimelineItem): void {
    this.#menu?.close();
    this.host.tell('edit', item);
  }

  /** By the button where there is one, which then says that it did. */
  copy(item: TimelineItem): void {
    this.#menu?.close();
    const button = this.#bar.isConnected ? this.#bar.querySelector('.copy') : null;
    (button ?? this.host.home().querySelector('.log'))?.dispatchEvent(new CopyRequest(textOf(item)));
  }

  remove(item: TimelineItem): void {
    this.#menu?.close();
    void this.host
      .chat()
      .remove(idOf(item))
      .catch(() => undefined);
  }

  close(): void {
    this.#menu?.close();
    this.hide();
  }

  #itemAt(message: HTMLElement): TimelineItem | undefined {
    return this.host.itemOf(message.dataset['key'] ?? '');
  }

  #ask(item: TimelineItem, anchor: HTMLElement, back: HTMLElement): void {
    const strings = this.host.view().stringsWith(toolWords);
    this.#open(back, ({ question }) => ({
      kind: 'ask',
      label: strings.remove,
      content: question(item, this, () => this.#menu?.close(), strings),
      anchor,
    }));
  }

  /** Loaded with the first; where its message has gone meanwhile, nothing is asked for any more. */
  #open(back: HTMLElement, opening: (menus: typeof ToolMenus) => Omit<Opening, 'panel'>): void {
    const open = (menus: typeof ToolMenus | null) => {
      if (!menus || !back.isConnected) return;
      this.#menu ??= new menus.Menu();
      this.#menu.open({ ...opening(menus), panel: this.host.panel() }, this.host.home(), back);
    };
    if (toolMenus.now) open(toolMenus.now);
    else void toolMenus.load().then(open);
  }

  #render(item: TimelineItem, allowed: Allowed): void {
    const strings = this.host.view().stringsWith(toolWords);
    this.#bar.setAttribute('aria-label', strings.messageTools);
    const button = (sign: Icon, label: string, onClick: (event: Event) => void) => {
      return html`<button
        type="button"
        class="icon-btn small"
        tabindex="-1"
        aria-label=${label}
        title=${label}
        @click=${onClick}
        @pointerenter=${nearMenus}
      >
        ${icon(sign, 's')}
      </button>`;
    };
    const pick = ({ currentTarget }: Event) => this.#pick(item, currentTarget as HTMLElement);
    const ask = ({ currentTarget }: Event) =>
      this.#ask(item, currentTarget as HTMLElement, currentTarget as HTMLElement);
    render(
      html`${allowed.react ? button(smileIcon, strings.react, pick) : nothing}
      ${allowed.reply ? button(replyIcon, strings.reply, () => this.reply(item)) : nothing}
      ${allowed.edit ? button(editIcon, strings.edit, () => this.edit(item)) : nothing}
      ${allowed.copy ? copyButton(textOf(item), strings) : nothing}
      ${allowed.remove ? button(trashIcon, strings.remove, ask) : nothing}`,
      this.#bar,
    );
  }

  #pick(item: TimelineItem, button: HTMLElement): void {
    const strings = this.host.view().stringsWith(toolWords);
    this.#open(button, ({ picker }) => ({
      kind: 'picker',
      label: strings.react,
      content: picker(item, this),
      anchor: button,
    }));
  }

  /** One stop of Tab, then the arrows, as a toolbar is used. */
  readonly #onBarKey = (event: KeyboardEvent): void => {
    const buttons = [...this.#bar.querySelectorAll<HTMLElement>('button')];
    const at = buttons.indexOf(event.target as HTMLElement);
    const isRtl = this.#bar.matches(':dir(rtl)');
    const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
}
