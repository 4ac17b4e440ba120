import type { Message, You } from '../protocol/index.js';
import { SOMEBODY } from './item.js';
import { eventWords, type Named } from './words/parts/events.js';
import type { View } from './view.js';

/** What happened to the conversation, in the reader's language; the relay's English where we do not know the event. */
export function eventText({ text, sender, rich }: Message, you: You | null, { stringsWith, names }: View): string {
  if (rich?.kind !== 'event') return text;
  const strings = stringsWith(eventWords);
  const named = (user: typeof sender): Named => {
    const isYou = user.id === you?.user.id;
    return { name: isYou ? strings.you : names.inSentence(user), isYou };
  };
  const who = rich.user ?? sender;
  // The relay itself is nobody's name: then the person concerned stands alone.
  const actor = sender.role === 'system' ? who : sender;
  const bot = names.short({ ...SOMEBODY, role: 'bot' });
  return strings.events[rich.event](named(actor), named(who), actor.id === who.id, bot);
}
