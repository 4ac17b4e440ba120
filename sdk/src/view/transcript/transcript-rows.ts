/** From the transcript's rows to what is on the page. */
import { html } from 'lit';
import type { Chat } from '../../chat.js';
import type { Message } from '../../protocol/index.js';
import type { Asker } from '../message/ask-again.js';
import { eventParts } from '../chunks.js';
import { late } from '../late.js';
import type { Row } from './grouping.js';
import { messageGroup, type GroupContext } from '../message/message-group.js';
import { plainName } from '../plain-name.js';
import type { TranscriptModel } from './transcript-model.js';
import type { View } from '../view.js';

const NO_COUNTS: ReadonlyMap<string, number> = new Map();

export interface RowsInput {
  readonly chat: Chat;
  readonly view: View;
  readonly model: TranscriptModel;
  readonly roving: { readonly current: string; readonly entered: string };
  readonly stopped: ReadonlySet<string>;
  /** Only this message and its answers are shown. */
  readonly thread: string | null;
  onJump: (id: string) => void;
  /** Null: no answer was cut off. */
  readonly asker: Asker | null;
}

export function groupContext({ chat, view, model, roving, stopped, thread, onJump, asker }: RowsInput): GroupContext {
  const { $limits, $presence, $you, $conversation } = chat.stores;
  const { states, lines, arrived, answers, people, threads } = model;
  const { current, entered } = roving;
  return {
    ...{ view, states, lines, arrived, answers, current, entered, stopped, people, thread, onJump },
    again: asker?.of(chat) ?? null,
    onAgain: () => asker?.press(),
    limits: $limits.get(),
    isOpen: $conversation.get()?.status !== 'closed',
    present: new Set($presence.get().map(({ id }) => id)),
    me: $you.get()?.user.id ?? null,
    // In a thread everything is an answer to its first message.
    replyCounts: thread === null ? threads.counts : NO_COUNTS,
    messageOf: (id) => model.messageOf(id),
  };
}

/** The relay's English until there are words for it. */
const eventOf = (message: Message, view: View): unknown =>
  late(
    eventParts,
    ({ eventText }) => eventText(message, view.chat?.stores.$you.get() ?? null, view),
    plainName(message.text),
  );

export function rowTemplate(row: Row, context: GroupContext): unknown {
  const { strings, format, names } = context.view;
  switch (row.kind) {
    case 'day':
      return html`<p class="day">${format.day(row.at)}</p>`;
    case 'event':
      return html`<p class="event">${eventOf(row.message, context.view)}</p>`;
    case 'presence':
      return html`<p class="event">${strings[row.line.kind](names.inSentence(row.line.user))}</p>`;
    case 'unread':
      return html`<p class="unread"><span>${strings.newMessages(row.count)}</span></p>`;
    case 'group':
      return messageGroup(row, context);
  }
}
