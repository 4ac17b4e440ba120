import { html, nothing, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import type { Message } from '../../protocol/index.js';
import { icon } from '../icon.js';
import { downIcon, stopIcon } from '../icons.js';
import { isConnected } from '../waiting.js';
import { isStaff } from '../people.js';
import type { View } from '../view.js';

export interface ActivityState {
  view: View;
  chat: Chat;
  atEnd: boolean;
  onJump: () => void;
  onStop: (message: Message) => void;
}

/** One reply streams at a time, and it is among the newest. */
const AMONG_NEWEST = 500;
const streamingOf = (messages: readonly Message[]): Message | undefined =>
  messages.slice(-AMONG_NEWEST).findLast(({ status }) => status === 'streaming');

/** Whether this reader may end a reply: who asked for it, and staff. */
function mayStop(message: Message, chat: Chat): boolean {
  const me = chat.stores.$you.get()?.user;
  if (!me) return false;
  if (isStaff(me)) return true;
  const messages = chat.stores.$messages.get();
  const asked =
    messages.find(({ id }) => id === message.reply_to) ??
    messages.filter(({ seq, sender }) => seq < message.seq && sender.role !== 'bot').at(-1);
  return asked?.sender.id === me.id;
}

const says = ({ view, chat }: ActivityState, streaming: Message | undefined): string => {
  const { strings, names, format } = view;
  if (!isConnected(chat.stores.$status.get())) return '';
  if (streaming) return strings.writing(names.short(streaming.sender));
  const me = chat.stores.$you.get()?.user.id;
  const typing = chat.stores.$typing.get().filter(({ id }) => id !== me);
  if (typing.length === 0) return '';
  return strings.typing(
    typing.map((user) => names.short(user)),
    (all) => format.list(all),
  );
};

const jumpButton = ({ view: { strings }, chat, atEnd, onJump }: ActivityState): TemplateResult | typeof nothing => {
  if (atEnd) return nothing;
  const unread = chat.stores.$unread.get();
  // What is seen is part of what is heard, in each language: who speaks to the screen says what they see.
  return html`<button type="button" class="btn jump" title=${strings.jumpLabel} @click=${onJump}>
    ${icon(downIcon, 'xs')}${
      unread > 0
        ? html`<span class="sr">${strings.jumpLabel}${strings.comma}</span>${strings.jumpNew(unread)}`
        : strings.jump
    }
  </button>`;
};

/** Always there and always as high: nobody's typing may push the text that someone else is reading. */
export const activity = (state: ActivityState): TemplateResult => {
  const { view, chat, onStop } = state;
  const streaming = streamingOf(chat.stores.$messages.get());
  const text = says(state, streaming);
  const stop = () => {
    if (streaming) onStop(streaming);
  };
  return html`<div class="activity" part="activity">
    ${text ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${text}</span>` : nothing}
    <span class="end"
      >${jumpButton(state)}${
        streaming && text && mayStop(streaming, chat)
          ? html`<button type="button" class="btn" @click=${stop}>${icon(stopIcon, 'xs')}${view.strings.stop}</button>`
          : nothing
      }</span
    >
  </div>`;
};
