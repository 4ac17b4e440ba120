/** Who answers whom, among the messages that are loaded: the loaded part has no holes, so a message's answers are in it. */
import type { TimelineItem } from '../../chat.js';
import { isBot, replyToOf, type Threads } from './replies.js';

/**
 * An answer to an answer belongs to the thread of the first message. The bot answers everything it is asked, so its reply
 * begins no thread; to a question within one it belongs there.
 */
export function threadsOf(timeline: readonly TimelineItem[]): Threads {
  const rootOf = new Map<string, string>();
  const counts = new Map<string, number>();
  const items = new Map<string, TimelineItem[]>();
  for (const item of timeline) {
    const target = replyToOf(item);
    if (target === null) continue;
    const root = rootOf.get(target) ?? (isBot(item) ? null : target);
    if (root === null) continue;
    if (item.message) rootOf.set(item.message.id, root);
    if (!isBot(item) && item.message?.deleted_at == null) counts.set(root, (counts.get(root) ?? 0) + 1);
    const list = items.get(root);
    if (list) list.push(item);
    else items.set(root, [item]);
  }
  return {
    counts,
    of(rootId) {
      const root = timeline.filter(({ message }) => message?.id === rootId);
      return [...root, ...(items.get(rootId) ?? [])];
    },
  };
}
