import { html, nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { TimelineItem } from '../../chat.js';
import { fileParts } from '../chunks.js';
import { fileNamesOf } from '../item.js';
import type { AttachmentContext } from './attachments.js';

type Given = [item: TimelineItem, id: string | null, context: AttachmentContext];

/** The files of a message: their names until what draws them is here. */
class MessageFiles extends AsyncDirective {
  #given: Given | null = null;
  #undo: (() => void) | null = null;

  /** @param id names the files for the message's label, where the message has no text of its own. */
  override render(...given: Given): unknown {
    const [item, id] = given;
    this.#given = given;
    const names = fileNamesOf(item);
    if (names.length === 0 || item.message?.deleted_at) return nothing;
    if (fileParts.now) return fileParts.now.attachments(...given);
    this.#wait();
    void fileParts.load();
    return html`<div class="attachments" id=${id ?? nothing}>${names.join(', ')}</div>`;
  }

  protected override disconnected(): void {
    this.#undo?.();
    this.#undo = null;
  }

  protected override reconnected(): void {
    if (this.#given) this.#wait();
  }

  #wait(): void {
    this.#undo ??= fileParts.watch(({ attachments }) => {
      if (this.#given) this.setValue(attachments(...this.#given));
    });
  }
}

export const messageFiles = directive(MessageFiles);
