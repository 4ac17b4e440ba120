/** Of questions that a message asks. */
export const richWords = () => ({
  choices: 'Choices',
  chosen: 'Chosen',
  choose: 'Choose…',
  optional: 'optional',
  required: 'Fill this in.',
  notANumber: 'This is not a number.',
  notADate: 'This is not a date.',
  sendAnswers: 'Send the answers',
  answeredBy: (name: string) => `Answered by ${name}`,
});
