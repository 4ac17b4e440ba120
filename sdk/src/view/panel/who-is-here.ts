import type { Chat } from '../../chat.js';
import type { User } from '../../protocol/index.js';
import { isPerson } from '../people.js';

const UNNAMED_BOT: User = Object.freeze({ id: 'bot', name: '', role: 'bot', avatar: null });

/**
 * The bot that answers here by itself; null where none does. It takes no seat among the participants before it has written:
 * until then the prompts, which are its own, tell that there is one.
 */
function botOf({ stores }: Chat): User | null {
  const conversation = stores.$conversation.get();
  if (conversation && conversation.bot !== 'auto') return null;
  const seated = conversation?.participants.find(({ user }) => user.role === 'bot')?.user;
  const written = stores.$messages.get().findLast(({ sender }) => sender.role === 'bot')?.sender;
  return seated ?? written ?? (stores.$prompts.get().length > 0 ? UNNAMED_BOT : null);
}

/** Who is here besides the reader: people with an open page, and the bot where it answers by itself. */
export function whoIsHere(chat: Chat): { people: User[]; bot: User | null } {
  const me = chat.stores.$you.get()?.user.id;
  const people = chat.stores.$presence.get().filter((user) => isPerson(user) && user.id !== me);
  return { people, bot: botOf(chat) };
}
