import type { TimelineItem } from '../../chat.js';
import type { Rich, You } from '../../protocol/index.js';
import { isOwn } from '../item.js';

export type Answer = Extract<Rich, { kind: 'answer' }>;

const ASKING: ReadonlySet<string> = new Set(['buttons', 'card', 'form']);

/** Whether something can be chosen or filled in. */
export const asks = ({ message }: TimelineItem): boolean =>
  message !== null && message.deleted_at === null && ASKING.has(message.rich?.kind ?? '');

/** The answer that an item carries, also while it waits in the outbox. */
export const answerOf = ({ message, entry }: TimelineItem): Answer | null => {
  const rich = message ? message.rich : entry.act.kind === 'send' ? entry.act.content.rich : null;
  return rich?.kind === 'answer' && !message?.deleted_at && entry?.state !== 'failed' ? rich : null;
};

/**
 * The answer to each question on the page, by the question's id: the reader's own, else the first one; each person may give
 * one. Answers stand below what they answer, so that the
 * rest of the timeline is only looked at where there is a question.
 */
export function answersTo(
  shown: readonly TimelineItem[],
  timeline: readonly TimelineItem[],
  you: You | null,
): Map<string, TimelineItem> {
  const answers = new Map<string, TimelineItem>();
  const first = shown.find(asks);
  if (!first) return answers;
  const questions = new Set(shown.filter(asks).map(({ message }) => message?.id));
  for (let at = timeline.length - 1; at >= 0 && timeline[at] !== first; at -= 1) {
    const item = timeline[at];
    const to = item ? answerOf(item)?.to : undefined;
    if (!item || to === undefined || !questions.has(to)) continue;
    const known = answers.get(to);
    if (!known || !isOwn(known, you) || isOwn(item, you)) answers.set(to, item);
  }
  return answers;
}
