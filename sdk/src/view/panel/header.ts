import { html, nothing, type TemplateResult } from 'lit';
import { menuParts } from '../chunks.js';
import { icon } from '../icon.js';
import { backIcon, xIcon } from '../icons.js';
import { late } from '../late.js';
import type * as Settings from './settings.js';
import type { View } from '../view.js';
import { whoIsHere } from './who-is-here.js';

const NAMES_MAX = 3;

/** Empty while nothing is known; null in a conversation that is still to be opened, where there is nobody to name. */
const subtitle = ({ chat, strings, names, format }: View): string | null => {
  if (!chat) return null;
  const { people, bot } = whoIsHere(chat);
  const here = bot ? [...people, bot] : people;
  if (here.length === 0) {
    if (chat.stores.$conversation.get()) return strings.nobodyHere;
    return chat.stores.$loaded.get() ? null : '';
  }
  const shown = here.slice(0, NAMES_MAX).map((user) => names.short(user));
  const more = here.length - shown.length;
  return format.list(more > 0 ? [...shown, strings.andMore(more)] : shown);
};

/** The title to show: the host's heading, else the conversation's own, else "Chat". */
export const titleOf = ({ chat, strings }: View, heading: string | null): string => {
  const title = heading ?? chat?.stores.$conversation.get()?.title ?? '';
  return title.trim() || strings.chat;
};

/** What the page offers its readers to switch. */
export interface SettingsOffers {
  readonly sound: boolean;
  readonly notifications: boolean;
}

export interface HeaderState {
  view: View;
  heading: string | null;
  /** Null: there is no list to go back to, or it is on screen. */
  onBack: (() => void) | null;
  /** Unread messages in other conversations. */
  elsewhere: number;
  /** Null: a conversation is on screen, not the list of them. */
  list: { readonly title: string; readonly button: TemplateResult } | null;
  offers: SettingsOffers;
  /** A setting was switched. */
  onSetting: () => void;
  /** Null: an inline panel is always open. */
  onClose: (() => void) | null;
}

const back = ({ view: { strings, format }, onBack, elsewhere }: HeaderState) => {
  if (!onBack) return nothing;
  const { backToList, comma, unread } = strings;
  const label = elsewhere > 0 ? backToList + comma + unread(elsewhere) : backToList;
  return html`<button type="button" class="icon-btn back" aria-label=${label} @click=${onBack}>
    ${icon(backIcon)}${
      elsewhere > 0
        ? html`<span class="n" data-n=${elsewhere > 99 ? '99+' : format.number(elsewhere)}></span>`
        : nothing
    }
  </button>`;
};

/** It has its place before it is loaded. */
const menu = ({ view, offers, onSetting }: HeaderState) => {
  const { sound } = offers;
  // An insecure origin has no notifications: there is nothing to switch.
  const notifications = offers.notifications && 'Notification' in globalThis;
  if (!sound && !notifications) return nothing;
  const draw = ({ settingsMenu }: typeof Settings) => settingsMenu(view, { sound, notifications }, onSetting);
  return late(menuParts, draw, html`<crm-chat-menu></crm-chat-menu>`);
};

/** The second line keeps its height while there is nothing to say, so that the title stays where it is. */
export const header = (state: HeaderState): TemplateResult => {
  const { view, heading, list, onClose } = state;
  const second = list ? null : subtitle(view);
  // No <header>: in a dialog that would be a second banner beside the page's own.
  return html`<div class="head" part="header">
    ${back(state)}
    <slot name="header"
      ><div class="who">
        <h2 tabindex="-1"><bdi>${list ? list.title : titleOf(view, heading)}</bdi></h2>
        ${second === null ? nothing : html`<p class="sub">${second}</p>`}
      </div></slot
    >
    ${list ? list.button : nothing} ${menu(state)}
    ${
      onClose
        ? html`<button type="button" class="icon-btn" aria-label=${view.strings.closeChat} @click=${onClose}>
            ${icon(xIcon)}
          </button>`
        : nothing
    }
  </div>`;
};
