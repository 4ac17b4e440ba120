import { ChatError } from '../errors.js';
import type { SendContent } from '../protocol/index.js';

/** A lone surrogate is no character: the relay refuses it, and nobody could mend what they typed. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/**
 * @param max UTF-16 units.
 * @throws ChatError `invalid`, `text_too_long`
 */
export function contentOf(text: string, options: { replyTo?: string; mentions?: string[] }, max: number): SendContent {
  if (text.trim() === '') throw new ChatError('invalid', 'There is nothing to send.');
  if (text.length > max) throw new ChatError('text_too_long', `A message may have at most ${max} characters.`);
  return {
    text: wellFormed(text),
    ...(options.replyTo !== undefined && { reply_to: options.replyTo }),
    ...(options.mentions && { mentions: options.mentions }),
  };
}
