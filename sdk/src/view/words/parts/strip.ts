/** Of the message that is answered or changed, above the field. */
export const stripWords = () => ({
  editMessage: 'Edit message',
  replyTo: (name: string) => `Reply to ${name}`,
});
