import { copyParts } from '../chunks.js';
import type { View } from '../view.js';

/** Asked for by whoever has something to copy, answered by the transcript. Bubbles up to it from the button. */
export class CopyRequest extends CustomEvent<string> {
  constructor(text: string) {
    super('crm-chat-copy', { detail: text, bubbles: true });
  }
}

/** For buttons: hands over what `text` gives at the click. */
export const copies =
  (text: string) =>
  ({ currentTarget }: Event): void => {
    currentTarget?.dispatchEvent(new CopyRequest(text));
  };

/** A button that copies is on the page, or under the mouse. */
export const nearCopy = (): void => void copyParts.load();

/** Copies, shows it at the button and says it. */
export async function answerCopy(
  { target, detail }: CopyRequest,
  view: View,
  say: (sentence: string) => void,
): Promise<void> {
  const parts = await copyParts.load();
  if (!parts) say(view.strings.copyFailed);
  else if (target instanceof HTMLElement) await parts.copyFrom(target, detail, view, say);
}
