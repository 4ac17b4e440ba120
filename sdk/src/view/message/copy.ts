import type { Clock } from '../../clock.js';
import type { Strings } from '../words/strings.js';

/** How long a button says that it did. */
const SAY_MS = 2000;

/** A page on http has no clipboard: there the text is selected in a field and copied as if by the keyboard. */
function copyBySelection(text: string, near: Element): boolean {
  const root = near.getRootNode() as ShadowRoot;
  const focused = root.activeElement;
  const selection = document.getSelection();
  const ranges = selection ? Array.from({ length: selection.rangeCount }, (_, at) => selection.getRangeAt(at)) : [];
  const field = document.createElement('textarea');
  field.className = 'sr';
  field.readOnly = true;
  field.tabIndex = -1;
  field.value = text;
  // Within the panel: a modal dialog makes everything outside of it inert.
  (near.parentElement ?? near).append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else copies where the context is not secure
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  selection?.removeAllRanges();
  for (const range of ranges) selection?.addRange(range);
  return isCopied;
}

/** @returns whether the text is on the clipboard now. */
async function copyText(text: string, near: Element): Promise<boolean> {
  try {
    // Undefined where the page is not secure, whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused by the page's permissions policy, or without the focus: the old way may still be open.
  }
  return copyBySelection(text, near);
}

/** Copies, shows it at the button and says it. */
export async function copyFrom(
  target: HTMLElement,
  text: string,
  { clock, strings }: { clock: Clock; strings: Strings },
  say: (sentence: string) => void,
): Promise<void> {
  if (!(await copyText(text, target))) {
    say(strings.copyFailed);
    return;
  }
  say(strings.copied);
  target.dataset.copied = '';
  clock.after(SAY_MS, () => delete target.dataset.copied);
}
