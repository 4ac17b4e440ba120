import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icon.js';
import { noticeParts } from '../chunks.js';
import type { Notice } from './notice-of.js';
import type { View } from '../view.js';

export interface NoticeActions {
  onDismiss: (notice: Notice) => void;
  /** Opens a new conversation; null where this element shows a given one. */
  onStartNew: (() => void) | null;
}

export const noticeLine = (
  notice: Notice | null,
  { strings, stringsWith }: View,
  actions: NoticeActions,
): TemplateResult | typeof nothing => {
  if (!notice) return nothing;
  const hasButtons = notice.dismissible || notice.kind === 'closed';
  return html`<div class="notice" part="notice">
    ${icon(notice.icon)}
    <p>${notice.lead ? html`<b>${notice.lead}</b>${strings.gap}` : nothing}${notice.text}</p>
    ${hasButtons ? noticeParts.now?.noticeButtons(notice, stringsWith, actions) : nothing}
  </div>`;
};
