import type { Chat } from '../../chat.js';
import type { Clock } from '../../clock.js';
import { linksOf } from './links.js';
import type { ShownFile } from './shown-file.js';

/**
 * In a tab of its own: should the link have ended, it is that one which shows so, and not the page around the chat. The
 * relay has it saved, not shown.
 *
 * @fires crm-chat-file-gone - on `origin`: it is not to be had; `detail` is the error.
 */
export async function download(
  chat: Chat,
  clock: Clock,
  { attachmentId, name }: ShownFile,
  origin: EventTarget | null,
): Promise<void> {
  if (attachmentId === null) return;
  try {
    const link = document.createElement('a');
    link.href = await linksOf(chat, clock).get(attachmentId);
    link.download = name;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    link.click();
  } catch (error) {
    origin?.dispatchEvent(new CustomEvent('crm-chat-file-gone', { detail: error, bubbles: true }));
  }
}
