import { html, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import { icon } from '../icon.js';
import { backIcon } from '../icons.js';
import { threadsOf } from '../transcript/threads.js';
import { replyWords } from '../words/parts/replies.js';
import type { View } from '../view.js';

/** Above the messages while only one and its answers are shown. */
export const threadBar = (chat: Chat, id: string, { stringsWith }: View, onBack: () => void): TemplateResult => {
  const strings = stringsWith(replyWords);
  const count = threadsOf(chat.stores.$timeline.get()).counts.get(id) ?? 0;
  return html`<div class="thread-bar">
    <button
      type="button"
      class="icon-btn"
      aria-label=${strings.closeThread}
      title=${strings.closeThread}
      @click=${onBack}
    >
      ${icon(backIcon)}
    </button>
    <h3>${strings.thread}</h3>
    <span>${count > 0 ? strings.replies(count) : ''}</span>
  </div>`;
};
