import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TimelineItem } from '../../chat.js';
import type { Limits, Message } from '../../protocol/index.js';
import { asks } from './answers.js';
import { messageFiles } from '../attachments/message-files.js';
import { avatar } from '../avatar.js';
import { againParts, failureParts, replyParts, richParts } from '../chunks.js';
import { late } from '../late.js';
import type { Group } from '../transcript/grouping.js';
import { icon, type Icon } from '../icon.js';
import { alertIcon, lockIcon, stopIcon, trashIcon } from '../icons.js';
import { atOf, fileNamesOf, isNote, textOf } from '../item.js';
import { mentionNames, quotedOf, type Around } from './message-extras.js';
import type { OwnState } from './own-state.js';
import { said } from './said.js';
import { stateLine, stateText } from './state-line.js';
import type { View } from '../view.js';

/** What the transcript knows besides the group itself. */
export interface GroupContext extends Around {
  readonly view: View;
  readonly onAgain: () => unknown;
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
const body = (item: TimelineItem, own: boolean, context: GroupContext): TemplateResult | typeof nothing => {
  const { message, key } = item;
  const { view } = context;
  const { strings, format } = view;
  if (message?.deleted_at)
    return html`<p class="gone" id="text-${key}">
      ${icon(trashIcon, 's')}${own ? strings.youDeleted : strings.deleted}
    </p>`;
  // A card says it all: no empty bubble above it.
  if (textOf(item) === '' && asks(item)) return html`<span class="sr" id="text-${key}">${titleOfCard(message)}</span>`;
  if (textOf(item) === '' && fileNamesOf(item).length > 0) return nothing;
  const isBot = message?.sender.role === 'bot';
  const growing = message?.status === 'streaming';
  const quoted = quotedOf(item, context);
  const words = { text: textOf(item), isBot, growing, strings, mentions: mentionNames(item, context, view) };
  return html`<div class=${isBot ? 'page' : 'bubble'} part="bubble">
    ${quoted ? late(replyParts, ({ quote }) => quote(item, quoted, context.entered === key, context, view)) : nothing}
    <div class="text" dir="auto" id="text-${key}" title=${format.full(atOf(item))}>
      <div class=${growing ? 'said writing' : 'said'}>${said(words)}</div>
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

const ending = (id: string, stopped: boolean, { strings }: View) =>
  stopped ? small(id, stopIcon, strings.stopped) : small(id, alertIcon, strings.cutOff);

const isPencil = (state: OwnState | undefined) => state?.kind === 'waiting' || state?.kind === 'soon';

/** The line stands under the last one that waits; the dashed edge of those above it is nothing to hear. */
const unsaid = (key: string, { strings }: View) => html`<span class="sr" id="state-${key}">${strings.waiting}</span>`;

/** What a message is drawn from besides itself: as long as all of it is the same, nothing of it is looked at. */
function looksOf(item: TimelineItem, own: boolean, context: GroupContext): unknown[] {
  const { key, message, entry } = item;
  const { view, people, isOpen, current, entered, states, again } = context;
  const state = states.get(key);
  const line = state && context.lines.has(key) ? stateText(state, view, context.limits) : null;
  if (!message) return [entry, people, state?.kind, line, current === key, entered === key, quotedOf(item, context)];
  const { id } = message;
  return [
    ...[message, entry, people, state?.kind, line, current === key, entered === key, quotedOf(item, context)],
    ...[context.replyCounts.get(id), context.answers.get(id), !own && isOpen, context.stopped.has(id), again === id],
  ];
}

/** What stands under the words, by a key for each kind: what comes above it leaves it where it is, and the focus in it. */
function extrasOf(item: TimelineItem, own: boolean, context: GroupContext): [string, unknown][] {
  const { key, message } = item;
  const { view, limits } = context;
  const state = context.states.get(key);
  const entered = context.entered === key;
  const extras: [string, unknown][] = [];
  if (fileNamesOf(item).length > 0)
    extras.push([
      'files',
      messageFiles(item, textOf(item) === '' ? `text-${key}` : null, { view, reachable: entered }),
    ]);
  if (asks(item)) {
    const answer = (message && context.answers.get(message.id)) ?? null;
    extras.push(['rich', rich(item, answer, !own && context.isOpen, view)]);
  }
  if (isNote(item)) extras.push(['note', small(`note-${key}`, lockIcon, view.strings.note)]);
  if (message) {
    if (message.reactions.length > 0)
      extras.push(['reactions', late(replyParts, (parts) => parts.reactions(message, entered, context, view))]);
    if (context.replyCounts.has(message.id))
      extras.push(['replies', late(replyParts, (parts) => parts.replyCount(message, entered, context, view))]);
    if (message.status === 'interrupted' && !message.deleted_at) {
      void againParts.load();
      extras.push(['ending', ending(`state-${key}`, context.stopped.has(message.id), view)]);
    }
    if (context.again === message.id)
      extras.push(['again', late(againParts, (parts) => parts.againButton(view.strings, entered, context.onAgain))]);
  }
  if (state && context.lines.has(key))
    extras.push(['state', stateLine(`state-${key}`, state.kind, stateText(state, view, limits))]);
  else if (isPencil(state)) extras.push(['unsaid', unsaid(key, view)]);
  if (state?.kind === 'failed')
    extras.push(['fixes', late(failureParts, ({ fixes }) => fixes(state.entry, context, entered))]);
  return extras;
}

function messageOf(item: TimelineItem, own: boolean, byline: string, context: GroupContext): unknown {
  const { key } = item;
  return guard([context.view, byline, ...looksOf(item, own, context)], () => {
    const state = context.states.get(key);
    const pencil = isPencil(state) ? ' is-pending' : state?.kind === 'failed' ? ' is-failed' : '';
    const note = isNote(item);
    const extras = extrasOf(item, own, context);
    // prettier-ignore: without white space, of which each piece would be a node of each message.
    return html`<div
      class="msg${pencil}${context.arrived.has(key) ? ' arrived' : ''}${note ? ' is-note' : ''}"
      role="article"
      tabindex=${context.current === key ? '0' : '-1'}
      data-key=${key}
      aria-labelledby="${byline} text-${key} ${note ? `note-${key} ` : ''}state-${key}"
    >
      ${body(item, own, context)}${
        extras.length > 0
          ? repeat(
              extras,
              ([kind]) => kind,
              ([, extra]) => extra,
            )
          : nothing
      }
    </div>`;
  });
}

/** One's own is there for the ear alone; so are the commas: "Dana Okafor, Agent, 10:12." */
const ownByline = ({ key, at }: Group, { strings, format }: View) =>
  html`<p class="byline sr" id="by-${key}">
    <b>${strings.you}</b>${strings.comma}<time datetime=${new Date(at).toISOString()}>${format.time(at)}</time>.
  </p>`;

const byline = ({ key, sender, at }: Group, { strings, names, format }: View) => {
  const role = strings.roles[sender.role];
  return html`<p class="byline" id="by-${key}">
    <b><bdi>${names.full(sender)}</bdi></b
    ><span class="sr">${strings.comma}</span
    >${role ? html`<span>${role}</span><span class="sr">${strings.comma}</span>` : nothing}<time
      datetime=${new Date(at).toISOString()}
      >${format.time(at)}</time
    ><span class="sr">.</span>
  </p>`;
};

/** Consecutive messages of one sender. A list is rendered with each word of an answer: what has not changed is left alone. */
export const messageGroup = (group: Group, context: GroupContext): unknown => {
  const { key, sender, own, items } = group;
  const { view } = context;
  const online = context.present.has(sender.id);
  return guard([group, view, online, ...items.flatMap((item) => looksOf(item, own, context))], () => {
    const messages = repeat(
      items,
      (item) => item.key,
      (item) => messageOf(item, own, `by-${key}`, context),
    );
    if (own)
      return html`<div class="group own" part="group">
        <div class="col">${ownByline(group, view)}${messages}</div>
      </div>`;
    return html`<div class="group other${sender.role === 'bot' ? ' bot' : ''}" part="group">
      ${avatar(sender, view.names, { online })}
      <div class="col">${byline(group, view)}${messages}</div>
    </div>`;
  });
};
