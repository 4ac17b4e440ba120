/** Of the line above a thread. */
export const threadWords = () => ({
  thread: 'Thread',
  closeThread: 'Back to the conversation',
});
