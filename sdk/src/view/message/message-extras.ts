/** What a message has to do with others, and with people. Drawn by `extras.ts`, which comes with the first. */
import type { TimelineItem } from '../../chat.js';
import type { Message, User } from '../../protocol/index.js';
import { textOf } from '../item.js';
import { replyToOf } from '../transcript/replies.js';
import type { View } from '../view.js';

/** What the transcript knows of other messages and of people. */
export interface Around {
  /** The loaded message of that id. */
  readonly messageOf: (id: string) => Message | undefined;
  readonly people: ReadonlyMap<string, User>;
  readonly me: string | null;
  /** Answers by the id of the message that their thread began with. */
  readonly replyCounts: ReadonlyMap<string, number>;
  /** The message whose thread is shown: what answers it need not say so. */
  readonly thread: string | null;
  readonly onJump: (id: string) => void;
}

/** The message that this one answers; the bot's answers stand where they belong and quote nothing. */
export const quotedOf = (item: TimelineItem, { messageOf, thread }: Around): Message | 'elsewhere' | null => {
  const id = item.message?.sender.role === 'bot' ? null : replyToOf(item);
  return id === null || id === thread ? null : (messageOf(id) ?? 'elsewhere');
};

/** Names as they stand in a text behind an `@`, of those that the message mentions. */
export function mentionNames(item: TimelineItem, { people }: Around, { names }: View): readonly string[] {
  const { message, entry } = item;
  const pending = entry?.act.kind === 'send' ? (entry.act.content.mentions ?? []) : [];
  const ids = message ? message.mentions : pending;
  return ids.flatMap((id) => {
    const user = people.get(id);
    return user && textOf(item).includes('@') ? [names.full(user), names.full(user).split(' ')[0] ?? ''] : [];
  });
}
