/** What opens over a message: emoji, the question before a deletion, and on touch the sheet with everything. */
import { html, nothing, render, type TemplateResult } from 'lit';
import type { TimelineItem } from '../../chat.js';
import type { Allowed } from '../message/allowed.js';
import { icon, type Icon } from '../icon.js';
import { copyIcon, editIcon, replyIcon, trashIcon } from '../icons.js';
import type { toolWords } from '../words/parts/tools.js';
import type { Strings } from '../words/strings.js';
import { ALL, QUICK } from './emoji.js';

export type ToolStrings = Strings & ReturnType<typeof toolWords>;

/** What a menu asks for. */
export interface MenuActions {
  react(item: TimelineItem, emoji: string): void;
  reply(item: TimelineItem): void;
  edit(item: TimelineItem): void;
  copy(item: TimelineItem): void;
  remove(item: TimelineItem): void;
}

export const emojiGrid = (emoji: readonly string[], onPick: (emoji: string) => void): TemplateResult =>
  html`<div class="emoji">
    ${emoji.map((one) => html`<button type="button" class="icon-btn" @click=${() => onPick(one)}>${one}</button>`)}
  </div>`;

const row = (sign: Icon, label: string, onClick: () => void) =>
  html`<button type="button" class="row" @click=${onClick}>${icon(sign)}<span>${label}</span></button>`;

export const picker = (item: TimelineItem, actions: MenuActions): TemplateResult =>
  emojiGrid(ALL, (emoji) => actions.react(item, emoji));

export const sheet = (
  item: TimelineItem,
  allowed: Allowed,
  actions: MenuActions,
  onRemove: () => void,
  strings: ToolStrings,
): TemplateResult => html`
  ${allowed.react ? emojiGrid(QUICK, (emoji) => actions.react(item, emoji)) : nothing}
  ${allowed.reply ? row(replyIcon, strings.reply, () => actions.reply(item)) : nothing}
  ${allowed.edit ? row(editIcon, strings.edit, () => actions.edit(item)) : nothing}
  ${allowed.copy ? row(copyIcon, strings.copy, () => actions.copy(item)) : nothing}
  ${allowed.remove ? row(trashIcon, strings.remove, onRemove) : nothing}
`;

export const question = (
  item: TimelineItem,
  actions: MenuActions,
  onCancel: () => void,
  strings: ToolStrings,
): TemplateResult => html`
  <p id="crm-chat-ask">${strings.askRemove}</p>
  <div class="choice">
    <button type="button" class="btn bare" @click=${onCancel}>${strings.cancel}</button>
    <button type="button" class="btn bad" autofocus @click=${() => actions.remove(item)}>${strings.remove}</button>
  </div>
`;

/** Pixels between a menu and what it belongs to, and the edges of the window. */
const GAP = 6;

export interface Opening {
  kind: 'picker' | 'sheet' | 'ask';
  label: string;
  content: TemplateResult;
  /** What it is placed beside; a sheet stands on the panel's lower edge. */
  anchor: HTMLElement;
  panel: HTMLElement;
}

/** One menu at a time, in the top layer: nothing in the panel cuts it off. Where it was opened from gets the focus back. */
export class Menu {
  #element: HTMLElement | null = null;
  #back: HTMLElement | null = null;

  get isOpen(): boolean {
    return this.#element !== null;
  }

  open({ kind, label, content, anchor, panel }: Opening, home: HTMLElement, back: HTMLElement): void {
    this.close();
    const element = document.createElement('div');
    element.className = `popup ${kind}`;
    element.setAttribute('part', 'menu');
    element.setAttribute('role', kind === 'ask' ? 'alertdialog' : 'dialog');
    element.setAttribute('aria-label', label);
    if (kind === 'ask') element.setAttribute('aria-describedby', 'crm-chat-ask');
    element.popover = 'auto';
    element.addEventListener('keydown', this.#onKey);
    element.addEventListener('toggle', (event) => {
      // Closed by the browser: a click beside it, or another menu of the page.
      if (event.newState === 'closed' && this.#element === element) this.close();
    });
    render(content, element);
    home.append(element);
    this.#element = element;
    this.#back = back;
    element.showPopover();
    place(element, kind, anchor, panel);
    (element.querySelector<HTMLElement>('[autofocus]') ?? element.querySelector('button'))?.focus();
  }

  /** Gives the focus back if it was in here. */
  close(): void {
    const element = this.#element;
    if (!element) return;
    this.#element = null;
    // First the focus: one that leaves with its element is gone from the message, too, whose tools would go with it.
    const { activeElement } = element.getRootNode() as ShadowRoot;
    if (element.contains(activeElement)) this.#back?.focus({ preventScroll: true });
    element.remove();
    this.#back = null;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
      return;
    }
    const element = this.#element;
    const buttons = [...(element?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    if (!element || at < 0) return;
    const to = targetOf(event.key, buttons, at, element.matches(':dir(rtl)'));
    // A popover is no dialog of the browser's: Tab stays in it all the same.
    const tab = event.key === 'Tab' ? (at + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length : null;
    const next = tab ?? to;
    if (next === null) return;
    event.preventDefault();
    buttons[next]?.focus();
  };
}

/** By what the eye sees: a row further is the button below. */
function targetOf(key: string, buttons: readonly HTMLElement[], at: number, isRtl: boolean): number | null {
  const last = buttons.length - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const step = (key === 'ArrowRight') === isRtl ? -1 : 1;
    return Math.min(last, Math.max(0, at + step));
  }
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return null;
  const from = buttons[at]?.getBoundingClientRect();
  if (!from) return null;
  const step = key === 'ArrowDown' ? 1 : -1;
  let row: number | null = null;
  let best: number | null = null;
  let distance = Infinity;
  for (let i = at + step; i >= 0 && i <= last; i += step) {
    const { top, left } = buttons[i]?.getBoundingClientRect() ?? from;
    if (Math.abs(top - from.top) < 2) continue;
    row ??= top;
    if (Math.abs(top - row) >= 2) break;
    if (Math.abs(left - from.left) < distance) [best, distance] = [i, Math.abs(left - from.left)];
  }
  return best;
}

/** By CSSOM: an inline style attribute is what a strict policy refuses. */
function place(element: HTMLElement, kind: Opening['kind'], anchor: HTMLElement, panel: HTMLElement): void {
  const around = panel.getBoundingClientRect();
  const set = (name: string, value: number) => element.style.setProperty(name, `${String(Math.round(value))}px`);
  if (kind === 'sheet') {
    set('left', around.left);
    set('width', around.width);
    set('bottom', Math.max(0, innerHeight - around.bottom));
    return;
  }
  const at = anchor.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const below = at.bottom + GAP;
  const isBelow = below + height <= Math.min(around.bottom, innerHeight) - GAP;
  const left = element.matches(':dir(rtl)') ? at.left : at.right - width;
  set('left', Math.max(around.left + GAP, Math.min(left, around.right - width - GAP)));
  set('top', isBelow ? below : Math.max(GAP, at.top - height - GAP));
}
