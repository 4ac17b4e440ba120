import type { Counting } from '../counting.js';

/** Of the list of conversations. */
export const listWords = ({ plural }: Counting<'en'>) => ({
  conversations: 'Conversations',
  newConversation: 'New conversation',
  searchConversations: 'Search conversations',
  aboutRecord: 'About this record',
  others: 'Other conversations',
  draft: 'Draft:',
  noConversations: 'No conversations yet.',
  listFailed: 'The conversations could not be loaded.',
  loadingList: 'Loading conversations…',
  showMore: 'Show more',
  nothingFound: (query: string) => `Nothing found for “${query}”.`,
  found: (n: number) => plural(n, { one: '# found', other: '# found' }),
});
