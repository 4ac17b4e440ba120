import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icon.js';
import { xIcon } from '../icons.js';
import type { Notice } from './notice-of.js';
import type { Strings } from '../words/strings.js';

export interface NoticeActions {
  onDismiss: (notice: Notice) => void;
  /** Opens a new conversation; null where this element shows a given one. */
  onStartNew: (() => void) | null;
}

export const noticeLine = (
  notice: Notice | null,
  strings: Strings,
  { onDismiss, onStartNew }: NoticeActions,
): TemplateResult | typeof nothing => {
  if (!notice) return nothing;
  const dismiss = () => {
    onDismiss(notice);
  };
  return html`<div class="notice" part="notice">
    ${icon(notice.icon)}
    <p>${notice.lead ? html`<b>${notice.lead}</b>${strings.gap}` : nothing}${notice.text}</p>
    ${
      notice.kind === 'closed' && onStartNew
        ? html`<button type="button" class="btn" @click=${onStartNew}>${strings.notices.startNew}</button>`
        : nothing
    }
    ${
      notice.dismissible
        ? html`<button type="button" class="icon-btn small" aria-label=${strings.notices.dismiss} @click=${dismiss}>
            ${icon(xIcon, 's')}
          </button>`
        : nothing
    }
  </div>`;
};
