import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TimelineItem } from '../../chat.js';
import type { Limits, Message } from '../../protocol/index.js';
import { asks } from './answers.js';
import { againButton } from './ask-again.js';
import { messageFiles } from '../attachments/message-files.js';
import { avatar } from '../avatar.js';
import { richParts } from '../chunks.js';
import { failureOf } from '../failure.js';
import type { Group } from '../transcript/grouping.js';
import { icon, type Icon } from '../icon.js';
import { alertIcon, lockIcon, stopIcon, trashIcon } from '../icons.js';
import { atOf, fileNamesOf, isNote, textOf, type OutboxEntry } from '../item.js';
import { mentionNames, quote, quotedOf, reactions, replyCount, type Around } from './message-extras.js';
import type { OwnState } from './own-state.js';
import { said } from './said.js';
import { stateLine, stateText } from './state-line.js';
import type { View } from '../view.js';

export interface MessageActions {
  onRetry: (entry: OutboxEntry) => void;
  onDiscard: (entry: OutboxEntry) => void;
  /** Hands the text back to the field. */
  onMend: (entry: OutboxEntry) => void;
  onAgain: () => unknown;
}

/** What the transcript knows besides the group itself. */
export interface GroupContext extends MessageActions, Around {
  readonly view: View;
  readonly limits: Readonly<Limits>;
  readonly present: ReadonlySet<string>;
  readonly states: ReadonlyMap<string, OwnState>;
  /** Items with a state line. */
  readonly lines: ReadonlySet<string>;
  /** The one message that Tab reaches. */
  readonly current: string;
  /** The message whose buttons Tab reaches: entered with Enter. */
  readonly entered: string;
  /** The items that answer questions, by the question's id. */
  readonly answers: ReadonlyMap<string, TimelineItem>;
  /** Whether the conversation takes messages. */
  readonly isOpen: boolean;
  /** Items that came while the reader looked on. */
  readonly arrived: ReadonlySet<string>;
  /** Id of the answer whose question may be asked again. */
  readonly again: string | null;
  /** Ids of replies that this reader stopped. */
  readonly stopped: ReadonlySet<string>;
}

const small = (id: string, sign: Icon, text: string) =>
  html`<p class="meta" part="meta" id=${id}>${icon(sign, 'xs')}<span>${text}</span></p>`;

const titleOfCard = (message: Message | null): string => (message?.rich?.kind === 'card' ? message.rich.title : '');

/** Each message finds its own direction. */
const body = (item: TimelineItem, own: boolean, context: GroupContext): TemplateResult => {
  const { message, key } = item;
  const { view } = context;
  const { strings, format } = view;
  if (message?.deleted_at)
    return html`<p class="gone" id="text-${key}">
      ${icon(trashIcon, 's')}${own ? strings.youDeleted : strings.deleted}
    </p>`;
  // A card says it all: no empty bubble above it.
  if (textOf(item) === '' && asks(item)) return html`<span class="sr" id="text-${key}">${titleOfCard(message)}</span>`;
  if (textOf(item) === '' && fileNamesOf(item).length > 0) return html``;
  const isBot = message?.sender.role === 'bot';
  const growing = message?.status === 'streaming';
  const quoted = quotedOf(item, context);
  const words = { text: textOf(item), isBot, growing, strings, mentions: mentionNames(item, context, view) };
  return html`<div class=${isBot ? 'page' : 'bubble'} part="bubble">
    ${quoted ? quote(item, quoted, context.entered === key, context, view) : nothing}
    <div class="text" dir="auto" id="text-${key}" title=${format.full(atOf(item))}>
      <div class="said ${growing ? 'writing' : ''}">${said(words)}</div>
      ${message?.edited_at ? html`<span class="edited">${strings.edited}</span>` : nothing}
    </div>
  </div>`;
};

/** Drawn by a part that is loaded with the first of its kind. */
const rich = (
  { message }: TimelineItem,
  answer: TimelineItem | null,
  mayAnswer: boolean,
  view: View,
): TemplateResult => {
  void richParts.load();
  return html`<crm-chat-rich
    .view=${view}
    .message=${message}
    .answer=${answer}
    .mayAnswer=${mayAnswer}
  ></crm-chat-rich>`;
};

const fixes = (item: TimelineItem, context: GroupContext, reachable: boolean): TemplateResult | typeof nothing => {
  const { entry } = item;
  if (entry?.state !== 'failed') return nothing;
  const { strings } = context.view;
  const { mend } = failureOf(entry, context.view, context.limits);
  const tab = reachable ? '0' : '-1';
  const discard = () => {
    context.onDiscard(entry);
  };
  const again = () => {
    (mend ? context.onMend : context.onRetry)(entry);
  };
  return html`<div class="fix">
    <button type="button" class="btn bare" tabindex=${tab} @click=${discard}>${strings.discard}</button>
    <button type="button" class="btn" tabindex=${tab} @click=${again}>${mend ? strings.edit : strings.tryAgain}</button>
  </div>`;
};

const ending = (message: Message, id: string, stopped: boolean, { strings }: View) => {
  if (message.status !== 'interrupted' || message.deleted_at) return nothing;
  return stopped ? small(id, stopIcon, strings.stopped) : small(id, alertIcon, strings.cutOff);
};

const isPencil = (state: OwnState | undefined) => state?.kind === 'waiting' || state?.kind === 'soon';

/** The line stands under the last one that waits; the dashed edge of those above it is nothing to hear. */
const unsaid = (key: string, state: OwnState | undefined, { strings }: View) =>
  isPencil(state) ? html`<span class="sr" id="state-${key}">${strings.waiting}</span>` : nothing;

function messageOf(item: TimelineItem, own: boolean, byline: string, context: GroupContext): unknown {
  const { key, message } = item;
  const { view, lines, arrived } = context;
  const state = context.states.get(key);
  const line = state && lines.has(key) ? stateText(state, view, context.limits) : null;
  const [current, entered] = [context.current === key, context.entered === key];
  const stopped = message !== null && context.stopped.has(message.id);
  const answer = (message && context.answers.get(message.id)) ?? null;
  const mayAnswer = !own && context.isOpen;
  const quoted = quotedOf(item, context);
  const replies = message ? context.replyCounts.get(message.id) : 0;
  const isAgain = message !== null && context.again === message.id;
  const about = [item.message, item.entry, quoted, replies, context.people, answer, mayAnswer];
  const looks = [...about, view, own, byline, state?.kind, line, current, entered, stopped, isAgain];
  return guard(looks, () => {
    const classes = `msg ${isPencil(state) ? 'is-pending' : ''} ${state?.kind === 'failed' ? 'is-failed' : ''}`;
    return html`<div
      class="${classes} ${arrived.has(key) ? 'arrived' : ''} ${isNote(item) ? 'is-note' : ''}"
      role="article"
      tabindex=${current ? '0' : '-1'}
      data-key=${key}
      aria-labelledby="${byline} text-${key} ${isNote(item) ? `note-${key}` : ''} state-${key}"
    >
      ${body(item, own, context)}${messageFiles(item, textOf(item) === '' ? `text-${key}` : null, { view, reachable: entered })}${asks(item) ? rich(item, answer, mayAnswer, view) : nothing}${isNote(item) ? small(`note-${key}`, lockIcon, view.strings.note) : nothing}
      ${message ? reactions(message, entered, context, view) : nothing}
      ${message ? replyCount(message, entered, context, view) : nothing}
      ${message ? ending(message, `state-${key}`, stopped, view) : nothing}
      ${isAgain ? againButton(view.strings, entered, context.onAgain) : nothing}
      ${line !== null && state ? stateLine(`state-${key}`, state.kind, line) : unsaid(key, state, view)}
      ${fixes(item, context, entered)}
    </div>`;
  });
}

/** Separated for the ear: "Dana Okafor, Agent, 10:12". */
const byline = ({ key, sender, own, at }: Group, { strings, names, format }: View) => {
  const role = strings.roles[sender.role];
  const comma = html`<span class="sr">${strings.comma}</span>`;
  const time = html`<time datetime=${new Date(at).toISOString()}>${format.time(at)}</time>`;
  return html`<p class="byline ${own ? 'sr' : ''}" id="by-${key}">
    <b>${own ? strings.you : html`<bdi>${names.full(sender)}</bdi>`}</b>${comma}${
      role && !own ? html`<span>${role}</span>${comma}` : nothing
    }${time}<span class="sr">.</span>
  </p>`;
};

/** Consecutive messages of one sender. */
export const messageGroup = (group: Group, context: GroupContext): TemplateResult => {
  const { key, sender, own, at, items } = group;
  const { view } = context;
  const online = context.present.has(sender.id);
  const side = own ? 'own' : sender.role === 'bot' ? 'other bot' : 'other';
  // A list of thousands is rendered with each word of an answer: what has not changed is left alone.
  return html`<div class="group ${side}" part="group">
    ${guard([view, sender, own, online], () => (own ? nothing : avatar(sender, view.names, { online })))}
    <div class="col">
      ${guard([view, sender, own, at, key], () => byline(group, view))}${repeat(
        items,
        (item) => item.key,
        (item) => messageOf(item, own, `by-${key}`, context),
      )}
    </div>
  </div>`;
};
