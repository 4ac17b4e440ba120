/** Of the list of those whom a message can mention. */
export const peopleWords = () => ({
  people: 'People',
});
