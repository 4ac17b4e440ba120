/** What may be done to a message, and by whom. */
import type { Chat, TimelineItem } from '../../chat.js';
import { isOwn, textOf } from '../item.js';

export interface Allowed {
  readonly react: boolean;
  readonly reply: boolean;
  readonly copy: boolean;
  readonly edit: boolean;
  readonly remove: boolean;
}

const NOTHING: Allowed = { react: false, reply: false, copy: false, edit: false, remove: false };

export function allowedFor(item: TimelineItem, { stores }: Chat): Allowed {
  const you = stores.$you.get();
  const { message, entry } = item;
  if (message?.deleted_at || message?.type === 'event') return NOTHING;
  // Until it ends the reply is the relay's to write.
  const isWhole = message?.status !== 'streaming';
  const mine = isOwn(item, you);
  const isParked = message === null && entry.state === 'failed';
  const isAdmin = message !== null && you?.user.role === 'admin';
  return {
    react: message !== null && isWhole,
    reply: message !== null && isWhole,
    copy: textOf(item) !== '',
    // What was refused has its own buttons.
    edit: mine && isWhole && !isParked,
    remove: (mine || isAdmin) && isWhole && !isParked,
  };
}

/** The newest of one's own messages, if it may be edited. */
export const lastEditable = (chat: Chat): TimelineItem | undefined =>
  chat.stores.$timeline.get().findLast((item) => allowedFor(item, chat).edit);
