import type { EarlyField } from '../element/early-field.js';
import type { Panel } from '../panel/panel.js';
import type { Composer } from './composer.js';
import { behind } from './drafts.js';

/** What was sent before there was a field to send it from: one after the other, and what is refused is in the field again. */
async function sendAll(composer: Composer, texts: readonly string[]): Promise<void> {
  const { chat, drafts } = composer;
  for (const text of texts) {
    await drafts.until(chat.send(text.trim()), composer.draft, text).catch((error: unknown) => {
      composer.refuse(error, text);
    });
  }
}

/** Into the panel's field goes what was typed before there was one, with the focus and the caret. */
export class TakeOver {
  #texts: string[] = [];
  #sent: string[] = [];
  /** From, to: counted from the end. Null: the focus was not in it. */
  #caret: readonly [number, number] | null = null;
  #isWaiting = false;

  /** Before the early field goes. */
  take(early: EarlyField): void {
    const { element, text, sent } = early;
    if (text) this.#texts.push(text);
    this.#sent.push(...sent);
    if (element?.matches(':focus')) {
      this.#caret = [element.selectionStart - text.length, element.selectionEnd - text.length];
    }
    this.#isWaiting ||= text !== '' || sent.length > 0 || this.#caret !== null;
    Object.assign(early, { text: '', sent: [] });
  }

  /** Once the panel is there. It has no field while there is no chat: then that is waited for. */
  async settle(panel: Panel): Promise<void> {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    await panel.updateComplete;
    const composer = panel.querySelector<Composer>('crm-chat-composer');
    await composer?.updateComplete;
    if (!composer?.field) {
      this.#isWaiting = true;
      return;
    }
    const [text, sent, caret] = [this.#texts.splice(0).join('\n'), this.#sent.splice(0), this.#caret];
    this.#caret = null;
    void sendAll(composer, sent);
    if (text) {
      composer.isEarly = true;
      composer.typed(behind(composer.field.value, text));
    }
    await composer.updateComplete;
    if (!caret) return;
    const { length } = composer.field.value;
    composer.focus();
    composer.field.setSelectionRange(length + caret[0], length + caret[1]);
  }
}
