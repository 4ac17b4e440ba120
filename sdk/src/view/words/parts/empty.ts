import type { Counting } from '../counting.js';

/** Of a conversation in which nothing was said yet. */
export const emptyWords = ({ form }: Counting<'en'>) => ({
  hello: (name: string) => `Hello ${name}.`,
  whatCanWeDo: 'What can we do for you?',
  writeFirst: 'Write the first message.',
  here: (names: string, n: number) => form(n, { one: `${names} is here now.`, other: `${names} are here now.` }),
  botFirst: (bot: string) => `${bot} answers first.`,
  botOnly: (bot: string) => `${bot} answers right away.`,
  comeBack: 'Write to us. You find the answer here, also when you come back later.',
  startWith: 'Start with',
});
