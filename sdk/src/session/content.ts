import type { SendOptions } from '../chat.js';
import { ChatError } from '../errors.js';
import type { SendContent } from '../protocol/index.js';

/** A lone surrogate is no character: the relay refuses it, and nobody could mend what they typed. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/**
 * @param max UTF-16 units.
 * @throws ChatError `invalid`, `text_too_long`
 */
export function checkedText(text: string, max: number, mayBeEmpty = false): string {
  if (text.trim() === '') {
    if (mayBeEmpty) return '';
    throw new ChatError('invalid', 'There is nothing to send.');
  }
  if (text.length > max) throw new ChatError('text_too_long', `A message may have at most ${max} characters.`);
  return wellFormed(text);
}

const wellFormedValues = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wellFormed(value)]));

/**
 * @param max UTF-16 units.
 * @throws ChatError `invalid`, `text_too_long`
 */
export function contentOf(
  text: string,
  { replyTo, mentions, note, answer, files = [], attachments = [] }: SendOptions,
  max: number,
): SendContent {
  return {
    text: checkedText(text, max, files.length + attachments.length > 0),
    ...(note === true && { type: 'note' as const }),
    ...(answer && { rich: { kind: 'answer' as const, to: answer.to, values: wellFormedValues(answer.values) } }),
    // Files of this device follow once they are uploaded.
    ...(attachments.length > 0 && { attachment_ids: attachments.map(({ id }) => id) }),
    ...(replyTo !== undefined && { reply_to: replyTo }),
    ...(mentions && mentions.length > 0 && { mentions: [...new Set(mentions)] }),
  };
}
