import { html, type TemplateResult } from 'lit';
import { icon } from '../icon.js';
import { editIcon, replyIcon, xIcon } from '../icons.js';
import { senderOf, textOf } from '../item.js';
import { replyWords } from '../words/parts/replies.js';
import type { Intent } from './intent.js';
import type { View } from '../view.js';

/** The message that is answered or changed, above the field. */
export const composeStrip = ({ kind, item }: Intent, view: View, onCancel: () => void): TemplateResult => {
  const { names, chat } = view;
  const strings = view.stringsWith(replyWords);
  const sender = senderOf(item, chat?.stores.$you.get() ?? null);
  const title = kind === 'edit' ? strings.editMessage : strings.replyTo(names.short(sender));
  return html`<div class="strip">
    ${icon(kind === 'edit' ? editIcon : replyIcon, 's')}
    <p><b>${title}</b><span dir="auto">${textOf(item).replace(/\s+/g, ' ')}</span></p>
    <button type="button" class="icon-btn small" aria-label=${strings.cancel} @click=${onCancel}>
      ${icon(xIcon, 's')}
    </button>
  </div>`;
};
