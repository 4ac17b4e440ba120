import type { Counting } from '../counting.js';

/** Of messages that are answered or changed, and of what was said in answer. */
export const replyWords = ({ plural }: Counting<'en'>) => ({
  editMessage: 'Edit message',
  replyTo: (name: string) => `Reply to ${name}`,
  original: 'Original message',
  replies: (n: number) => plural(n, { one: '# reply', other: '# replies' }),
  thread: 'Thread',
  closeThread: 'Back to the conversation',
});
