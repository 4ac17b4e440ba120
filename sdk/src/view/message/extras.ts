/** What hangs on a message besides its text: the one that it answers, reactions, its own answers. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TimelineItem } from '../../chat.js';
import type { Message, User } from '../../protocol/index.js';
import { icon } from '../icon.js';
import { replyIcon } from '../icons.js';
import { summaryOf } from '../item.js';
import { replyToOf } from '../transcript/replies.js';
import { replyWords } from '../words/parts/replies.js';
import type { View } from '../view.js';
import type { Around } from './message-extras.js';

const LINE = /\s+/g;

const nameOf = (user: User, me: string | null, { strings, names }: View): string =>
  user.id === me ? strings.you : names.full(user);

export const quote = (
  item: TimelineItem,
  quoted: Message | 'elsewhere',
  reachable: boolean,
  { me, onJump }: Around,
  view: View,
): TemplateResult => {
  const strings = view.stringsWith(replyWords);
  const id = replyToOf(item) ?? '';
  const isHere = quoted !== 'elsewhere';
  const said = () => (isHere ? summaryOf(quoted, strings).replace(LINE, ' ') : strings.original);
  const text = isHere && quoted.deleted_at ? strings.deleted : said();
  return html`<button
    type="button"
    class="quote"
    part="quote"
    tabindex=${reachable ? '0' : '-1'}
    @click=${() => {
      onJump(id);
    }}
  >
    ${isHere ? html`<b><bdi>${nameOf(quoted.sender, me, view)}</bdi></b>` : nothing}<span dir="auto">${text}</span>
  </button>`;
};

const reacted = (ids: readonly string[], { people, me }: Around, view: View): string => {
  const { strings, names, format } = view;
  const nameOfId = (id: string): string => {
    const user = people.get(id);
    return id === me ? strings.you : user ? names.inSentence(user) : strings.someone;
  };
  return format.list(ids.map(nameOfId));
};

export const reactions = (message: Message, reachable: boolean, around: Around, view: View): TemplateResult => {
  return html`<div class="reactions">
    ${message.reactions.map(({ emoji, users }) => {
      const who = reacted(users, around, view);
      const isMine = around.me !== null && users.includes(around.me);
      return html`<button
        type="button"
        class="reaction"
        part="reaction"
        tabindex=${reachable ? '0' : '-1'}
        aria-pressed=${isMine ? 'true' : 'false'}
        title=${who}
        @click=${() => void view.chat?.react(message.id, emoji).catch(() => undefined)}
      >
        <i>${emoji}</i>${view.format.number(users.length)}<span class="sr"> ${who}</span>
      </button>`;
    })}
  </div>`;
};

/** "2 replies", which opens them. */
export const replyCount = (
  message: Message,
  reachable: boolean,
  { replyCounts }: Around,
  { stringsWith }: View,
): TemplateResult => {
  const count = replyCounts.get(message.id) ?? 0;
  return html`<button
    type="button"
    class="replies"
    tabindex=${reachable ? '0' : '-1'}
    @click=${({ currentTarget }: Event) =>
      currentTarget?.dispatchEvent(new CustomEvent('crm-chat-thread', { detail: message.id, bubbles: true }))}
  >
    ${icon(replyIcon, 'xs')}<span>${stringsWith(replyWords).replies(count)}</span>
  </button>`;
};
