/** Of the tools of a message, and of what they open. */
export const toolWords = () => ({
  messageTools: 'Message',
  copyMessage: 'Copy message',
  react: 'React',
  reply: 'Reply',
  remove: 'Delete',
  askRemove: 'Delete this message?',
});
