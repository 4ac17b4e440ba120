/** Who answers whom. */
import type { TimelineItem } from '../../chat.js';

export interface Threads {
  /** People's answers by the id of the message that the thread began with. */
  readonly counts: ReadonlyMap<string, number>;
  /** The message with everything that was said in answer, by order. */
  of(rootId: string): readonly TimelineItem[];
}

/** The id of the message that this one answers. */
export const replyToOf = ({ message, entry }: TimelineItem): string | null => {
  if (message) return message.reply_to;
  return entry.act.kind === 'send' ? (entry.act.content.reply_to ?? null) : null;
};

export const isBot = ({ message }: TimelineItem): boolean => message?.sender.role === 'bot';
