import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationState, User, You } from '../protocol/index.js';
import { icon } from './icon.js';
import { xIcon } from './icons.js';
import { isPerson } from './people.js';
import type { View } from './view.js';

/** Who is here besides the reader: people with an open page, and the bot where it answers by itself. */
export function whoIsHere(conversation: ConversationState | null, presence: readonly User[], you: You | null): User[] {
  const people = presence.filter((user) => isPerson(user) && user.id !== you?.user.id);
  const bot = conversation?.participants.find(({ user }) => user.role === 'bot')?.user;
  return bot && conversation.bot === 'auto' ? [...people, bot] : people;
}

const NAMES_MAX = 3;

const subtitle = ({ chat, strings, names, format }: View): string => {
  if (!chat?.stores.$conversation.get()) return '';
  const { $conversation, $presence, $you } = chat.stores;
  const here = whoIsHere($conversation.get(), $presence.get(), $you.get());
  if (here.length === 0) return strings.nobodyHere;
  const shown = here.slice(0, NAMES_MAX).map((user) => names.short(user));
  const more = here.length - shown.length;
  return format.list(more > 0 ? [...shown, strings.andMore(more)] : shown);
};

/** The title to show: the host's heading, else the conversation's own, else "Chat". */
export const titleOf = ({ chat, strings }: View, heading: string | null): string => {
  const title = heading ?? chat?.stores.$conversation.get()?.title ?? '';
  return title.trim() || strings.chat;
};

/** The second line keeps its height while there is nothing to say, so that the title stays where it is. */
export const header = (view: View, heading: string | null, onClose: (() => void) | null): TemplateResult =>
  // No <header>: in a dialog that would be a second banner beside the page's own.
  html`<div class="head" part="header">
    <slot name="header"
      ><div class="who">
        <h2 tabindex="-1"><bdi>${titleOf(view, heading)}</bdi></h2>
        <p class="sub">${subtitle(view)}</p>
      </div></slot
    >
    ${
      onClose
        ? html`<button type="button" class="icon-btn" aria-label=${view.strings.closeChat} @click=${onClose}>
            ${icon(xIcon)}
          </button>`
        : nothing
    }
  </div>`;
