/** What a chat has to do with files besides sending them. */
import type { Chat } from '../chat.js';
import { ChatError } from '../errors.js';
import type { Http } from '../transport/http.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Apply } from '../store/apply.js';
import { postLink } from './routes.js';
import type { Who } from './who.js';

export const createChatFiles = (
  endpoint: string,
  http: Http,
  who: () => Pick<Who, 'whenKnown'>,
): Pick<Chat, 'file' | 'attachmentLink'> => ({
  file: async (fileId) => (await who().whenKnown()).outbox.file(fileId),
  async attachmentLink(attachmentId) {
    const result = await postLink(http, attachmentId);
    if (!result.ok) throw new ChatError(result.code, result.detail);
    return { ...result.body, url: endpoint + result.body.url };
  },
});

/** Takes what an outbox tells into the stores. Returns the undo. */
export function followOutbox(outbox: Outbox, apply: Apply, onChange: () => void): () => void {
  apply.facts({ isDurable: outbox.durable });
  const undo = [outbox.subscribe(onChange), outbox.onProgress((uploads) => apply.facts({ uploads }))];
  return () => undo.forEach((stop) => stop());
}
