/** The words of the echo bot, in Markdown. It never claims to know the record: it shows where a real bot would. */
import type { Message } from '@crm-chat/sdk/protocol';
import type { ReplyContext } from '../store/store.js';
import { intentsOf, type Courtesy, type Topic } from './echo-intents.js';
import { excerpt, plain, subjectInWords } from './words.js';

/** What an answer is made from. `about` is the record in words, ready for Markdown; null where the conversation has none. */
interface Asked {
  readonly context: ReplyContext;
  readonly about: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const TOPIC_WORDS: Readonly<Record<Topic, string>> = {
  person: 'a person to talk to',
  invoice: 'an invoice',
  price: 'the price',
  meeting: 'a meeting',
  status: 'the status',
};

const DEMO = 'I am a demonstration bot and cannot look into your CRM';

const person = ({ context, about }: Asked): string => {
  const { assignee } = context.conversation;
  const who = assignee ? `${plain(assignee.name)}, who is in charge here,` : 'One of the team';
  return [
    `Of course, I will hand you over. This is how it goes:`,
    `1. ${who} finds this conversation${about ? ` about ${about}` : ''} in the list of open ones.\n` +
      `2. They join with their first message; you will see their name above it.\n` +
      `3. They can switch me off, so that I do not talk in between.`,
    'Everything written here stays, so you need not explain it again. Add what they should know in the meantime.',
  ].join('\n\n');
};

const invoice = ({ about }: Asked): string =>
  [
    `${DEMO}, so I do not know the invoice for ${about ?? 'this conversation'}. Connected to it, I would answer like this:`,
    [
      '| Invoice | Amount | Due | State |',
      '|---|--:|---|---|',
      '| Example 1 | 1,200.00 | in 14 days | sent |',
      '| Example 2 | 300.00 | today | **paid** |',
    ].join('\n'),
    'The figures are examples. Ask for "a person" to get the real ones.',
  ].join('\n\n');

const price = ({ about }: Asked): string =>
  [
    `${DEMO}, so I do not know the price of ${about ?? 'what this is about'}. A real answer would look like this:`,
    [
      '| What | Price |',
      '|---|--:|',
      '| 10 licences, a year | 1,000.00 |',
      '| Setting up | 250.00 |',
      '| **Together** | **1,250.00** |',
    ].join('\n'),
    'The figures are examples. A binding quote comes from a person; ask for one and I will hand you over.',
  ].join('\n\n');

const DAY_MS = 86_400_000;
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** The next working days after `now`, as a CRM's calendar might offer them. */
const workingDays = (now: number, count: number): readonly string[] => {
  const days: string[] = [];
  for (let at = now + DAY_MS; days.length < count; at += DAY_MS) {
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.push(day.format(at));
  }
  return days;
};

const meeting = ({ about, now }: Asked): string => {
  const hours = ['10:00', '14:30', '09:00'];
  const times = workingDays(now, hours.length).map((date, i) => `- ${date}, ${hours[i] ?? '10:00'} UTC`);
  return [
    `Happy to find a time to talk about ${about ?? 'this'}. With a calendar behind me I would offer:`,
    times.join('\n'),
    'I am a demonstration bot, so nothing is booked yet. Write which one suits you and a person can confirm it.',
  ].join('\n\n');
};

const status = ({ context, about }: Asked): string => {
  const { assignee, status: state, participants } = context.conversation;
  const people = participants.map(({ user }) => plain(user.name)).join(', ');
  return [
    `${DEMO}, so I cannot see how far ${about ?? 'this'} has come. What I do know is this conversation:`,
    [
      `- It is ${state}.`,
      `- In charge: ${assignee ? plain(assignee.name) : 'nobody yet'}.`,
      ...(people === '' ? [] : [`- Taking part: ${people}.`]),
    ].join('\n'),
  ].join('\n\n');
};

const TOPICS: Readonly<Record<Topic, (asked: Asked) => string>> = { person, invoice, price, meeting, status };

const MENU = [
  '- the status of a deal',
  '- a price or a quote',
  '- a meeting',
  '- an invoice',
  '- a person, please',
].join('\n');

const firstName = (name: string): string => plain(excerpt(name.trim().split(/\s+/)[0] ?? '', 40));

const COURTESIES: Readonly<Record<Courtesy, (asked: Asked) => string>> = {
  help: ({ about }) =>
    `I am a demonstration bot: I recognise what a message is about and answer with an example${about ? ` for ${about}` : ''}. Ask me about\n\n${MENU}`,
  goodbye: ({ about }) =>
    `Goodbye, and thank you. This conversation${about ? ` about ${about}` : ''} stays here; write any time.`,
  thanks: ({ about }) => `You are welcome. If anything else comes up${about ? ` about ${about}` : ''}, just write.`,
  greeting: ({ context, about }) =>
    `Hello ${firstName(context.message.sender.name) || 'there'}. How can I help${about ? ` with ${about}` : ''}? I can say something about\n\n${MENU}`,
};

const fallback = ({ context, about }: Asked): string => {
  const quoted = plain(excerpt(context.message.text));
  const said = quoted === '' ? 'I see that you sent something' : `You wrote “${quoted}”`;
  return `${said}. I am a demonstration bot and do not know what to say to that${about ? ` about ${about}` : ''} yet. These I do know:\n\n${MENU}`;
};

const topicOf = (message: Message): Topic | undefined => intentsOf(message.text).topics[0];

/** One sentence about what the same person wrote before, where there is something; the latest topic other than this one first. */
const earlier = ({ history, message }: ReplyContext, topic: Topic | undefined): string | null => {
  const own = history.filter((m) => m.sender.id === message.sender.id && m.id !== message.id && m.deleted_at === null);
  const topics = own.map(topicOf).filter((t) => t !== undefined);
  const other = topics.findLast((t) => t !== topic);
  if (other !== undefined)
    return `Earlier you asked about ${TOPIC_WORDS[other]}; we can come back to that at any time.`;
  if (topic !== undefined && topics.includes(topic)) return `Earlier you asked about ${TOPIC_WORDS[topic]} too.`;
  const last = own.findLast((m) => plain(m.text) !== '' && intentsOf(m.text).courtesies.length === 0);
  return last === undefined ? null : `Earlier you wrote “${plain(excerpt(last.text))}”.`;
};

/**
 * The whole answer to a message.
 *
 * @param now milliseconds since 1970, for the times that a meeting is offered at
 */
export const answerTo = (context: ReplyContext, now: number): string => {
  const { subject } = context.conversation;
  const about = subject === null ? '' : plain(excerpt(subjectInWords(subject), 80));
  const asked: Asked = { context, about: about === '' ? null : about, now };
  const { topics, courtesies } = intentsOf(context.message.text);
  const [topic, second] = topics;
  const courtesy = courtesies[0];
  if (topic === undefined) {
    const answer = courtesy === undefined ? fallback(asked) : COURTESIES[courtesy](asked);
    const before = courtesy === 'greeting' || courtesy === undefined ? earlier(context, undefined) : null;
    return before === null ? answer : `${before} ${answer}`;
  }
  const parts = [TOPICS[topic](asked)];
  if (courtesies.includes('greeting')) parts.unshift('Hello.');
  if (second !== undefined)
    parts.push(`You also mentioned ${TOPIC_WORDS[second]}: write one word and I will go on with it.`);
  const before = earlier(context, topic);
  if (before !== null) parts.push(before);
  return parts.join('\n\n');
};
