import { html } from 'lit';
import type { TimelineItem } from '../../chat.js';
import { replyParts } from '../chunks.js';
import { textOf } from '../item.js';
import { late } from '../late.js';
import type { View } from '../view.js';

/** What the next text is for, where it is not simply the next message. */
export interface Intent {
  readonly kind: 'reply' | 'edit';
  readonly item: TimelineItem;
}

/** Characters of the message, as long as what shows it is still to come. */
const MEANWHILE_MAX = 80;

/** The message that is answered or changed, above the field. */
export const strip = (intent: Intent, view: View, onCancel: () => void): unknown =>
  late(
    replyParts,
    ({ composeStrip }) => composeStrip(intent, view, onCancel),
    html`<p class="count">${textOf(intent.item).slice(0, MEANWHILE_MAX)}</p>`,
  );
