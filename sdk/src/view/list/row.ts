import { html, nothing, type TemplateResult } from 'lit';
import type { Conversation, User, You } from '../../protocol/index.js';
import { avatar } from '../avatar.js';
import { eventText } from '../event-text.js';
import { timeOf } from '../format.js';
import { clockIcon, icon } from '../icon.js';
import { summaryOf } from '../item.js';
import { listWords } from '../words/parts/list.js';
import { shortDate } from './short-date.js';
import type { View } from '../view.js';

export interface RowState {
  view: View;
  you: You | null;
  /** The conversation that the panel shows. */
  isCurrent: boolean;
  unread: number;
  draft: string;
  /** What it is called without a title of its own; empty: by who is in it. */
  heading: string;
  /** Something of it waits to be sent. */
  isWaiting: boolean;
  /** The one that Tab reaches. */
  isStop: boolean;
  onChoose: () => void;
}

/** A line is cut by the row's width anyway; a text of 16,000 characters need not be laid out for it. */
const LINE_MAX = 200;

/** Whose face stands for it: who spoke last among the others, else anybody else. */
const faceOf = ({ last_message, participants, created_by }: Conversation, me: string | undefined): User => {
  const last = last_message?.sender;
  if (last && last.id !== me && last.role !== 'system') return last;
  return participants.find(({ user }) => user.id !== me)?.user ?? created_by;
};

const lastLine = (conversation: Conversation, you: You | null, view: View): string => {
  const { last_message: last } = conversation;
  const { strings, names } = view;
  if (!last) return strings.nothingYet;
  if (last.deleted_at) return last.sender.id === you?.user.id ? strings.youDeleted : strings.deleted;
  if (last.type === 'event') return eventText(last, you, view);
  const text = summaryOf(last, strings);
  const line = text.slice(0, LINE_MAX).replace(/\s+/g, ' ');
  return strings.says(last.sender.id === you?.user.id ? strings.you : names.short(last.sender), line);
};

const titleOf = (conversation: Conversation, { you, heading, view }: RowState): string => {
  const { strings, names, format } = view;
  const title = conversation.title.trim() || heading;
  if (title) return title;
  const others = conversation.participants.filter(({ user }) => user.id !== you?.user.id).slice(0, 3);
  return others.length > 0 ? format.list(others.map(({ user }) => names.short(user))) : strings.chat;
};

const endOf = ({ unread, draft, isWaiting, view: { strings, format } }: RowState): TemplateResult | typeof nothing => {
  if (isWaiting)
    return html`<span class="wait">${icon(clockIcon, 'xs')}<span class="sr">${strings.waiting}</span></span>`;
  if (draft || unread === 0) return nothing;
  return html`<span class="n" aria-hidden="true">${unread > 99 ? '99+' : format.number(unread)}</span
    ><span class="sr">${strings.unread(unread)}</span>`;
};

export const row = (conversation: Conversation, state: RowState): TemplateResult => {
  const { view, you, isCurrent, unread, draft, isStop, onChoose } = state;
  const { names, format, clock } = view;
  const strings = view.stringsWith(listWords);
  const at = timeOf(conversation.updated_at);
  const comma = html`<span class="sr">${strings.comma}</span>`;
  return html`<li>
    <button
      type="button"
      class="row ${unread > 0 ? 'fresh' : ''}"
      part="row"
      tabindex=${isStop ? '0' : '-1'}
      aria-current=${isCurrent ? 'true' : nothing}
      data-id=${conversation.id}
      @click=${onChoose}
    >
      ${avatar(faceOf(conversation, you?.user.id), names, { large: true })}
      <span class="lines"
        ><span class="first"
          ><bdi class="title">${titleOf(conversation, state)}</bdi>${comma}<time datetime=${conversation.updated_at}
            >${shortDate(format)(at, clock.now())}</time
          ></span
        >${comma}<span class="second"
          ><span class="last" dir="auto"
            >${
              draft
                ? html`<b>${strings.draft}</b>${strings.gap}${draft.slice(0, LINE_MAX)}`
                : lastLine(conversation, you, view)
            }</span
          >${comma}${endOf(state)}</span
        ></span
      >
    </button>
  </li>`;
};
