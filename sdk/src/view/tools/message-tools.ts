/** The bar on the corner of the message under hand. There is one, which moves; a list of thousands carries none. */
import { html, nothing, render } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { copies, nearCopy } from '../message/copy-request.js';
import { icon, type Icon } from '../icon.js';
import { checkIcon, copyIcon, editIcon, replyIcon, trashIcon } from '../icons.js';
import { smileIcon } from './tool-icons.js';
import { textOf } from '../item.js';
import { toolWords } from '../words/parts/tools.js';
import type { View } from '../view.js';
import { allowedFor, type Allowed } from '../message/allowed.js';
import { toolMenus } from '../chunks.js';
import type { Menus } from './menus.js';

export interface ToolsHost {
  view(): View;
  chat(): Chat;
  itemOf(message: HTMLElement): TimelineItem | undefined;
  tell(event: 'reply' | 'edit', item: TimelineItem): void;
  /** Something of it is open: the bar stays where it is. */
  isBusy(): boolean;
  /** Once they are here. */
  withMenus(act: (menus: Menus) => void): void;
}

/** A click may follow: what it opens is there by then. */
const nearMenus = (): void => void toolMenus.load();

const button = (
  face: unknown,
  label: string,
  onClick: (event: Event) => void,
  { kind = '', title = label, onNear = nearMenus } = {},
) =>
  html`<button
    type="button"
    class="icon-btn small ${kind}"
    tabindex="-1"
    aria-label=${label}
    title=${title}
    @click=${onClick}
    @pointerenter=${onNear}
  >
    ${face}
  </button>`;

const sign = (of: Icon) => icon(of, 's');

export class MessageTools {
  readonly #bar = document.createElement('div');
  #message: HTMLElement | null = null;

  constructor(private readonly host: ToolsHost) {
    this.#bar.className = 'tools';
    this.#bar.setAttribute('part', 'tools');
    this.#bar.setAttribute('role', 'toolbar');
    this.#bar.addEventListener('keydown', this.#onKey);
  }

  /** Puts the bar on that message. Tab gets to it once the message was entered. */
  show(message: HTMLElement): void {
    const item = this.host.itemOf(message);
    const allowed = item && allowedFor(item, this.host.chat());
    if (!item || !allowed || !Object.values(allowed).includes(true)) return this.hide();
    if (this.#message !== message) for (const one of this.#buttons) one.tabIndex = -1;
    this.#message = message;
    this.#render(item, allowed);
    if (this.#bar.parentElement === message) return;
    this.#lift(false);
    message.append(this.#bar);
    this.#lift(true);
  }

  /** After each rendering: the message may have gone, or may be another one now. */
  refresh(): void {
    if (this.#message?.isConnected) this.show(this.#message);
    else this.hide();
  }

  hide(): void {
    if (this.host.isBusy()) return;
    this.#message = null;
    this.#lift(false);
    this.#bar.remove();
  }

  get #buttons(): HTMLElement[] {
    return [...this.#bar.querySelectorAll<HTMLElement>('button')];
  }

  /** What has the bar lies above its neighbours. By an attribute: `:has()` would look through all of a long answer with each word. */
  #lift(isLifted: boolean): void {
    this.#bar.closest('.group')?.toggleAttribute('data-tools', isLifted);
  }

  #render(item: TimelineItem, allowed: Allowed): void {
    const { host } = this;
    const { messageTools, react, reply, edit, copyMessage, copy, remove } = host.view().stringsWith(toolWords);
    this.#bar.setAttribute('aria-label', messageTools);
    const opens =
      (menu: 'pick' | 'ask') =>
      ({ currentTarget }: Event) =>
        host.withMenus((menus) => menus[menu](item, currentTarget as HTMLElement));
    const tells = (event: 'reply' | 'edit') => () => host.tell(event, item);
    const copied = html`<span class="todo">${sign(copyIcon)}</span><span class="done">${sign(checkIcon)}</span>`;
    const asCopy = { kind: 'copy', title: copy, onNear: nearCopy };
    render(
      html`${allowed.react ? button(sign(smileIcon), react, opens('pick')) : nothing}
      ${allowed.reply ? button(sign(replyIcon), reply, tells('reply')) : nothing}
      ${allowed.edit ? button(sign(editIcon), edit, tells('edit')) : nothing}
      ${allowed.copy ? button(copied, copyMessage, copies(textOf(item)), asCopy) : nothing}
      ${allowed.remove ? button(sign(trashIcon), remove, opens('ask')) : nothing}`,
      this.#bar,
    );
  }

  /** One stop of Tab, then the arrows, as a toolbar is used. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const buttons = this.#buttons;
    const at = buttons.indexOf(event.target as HTMLElement);
    const isRtl = this.#bar.matches(':dir(rtl)');
    const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
}
