/** What a message is about, found by its words: no model, no network, the same answer every time. */

export type Topic = 'person' | 'invoice' | 'price' | 'meeting' | 'status';
export type Courtesy = 'help' | 'goodbye' | 'thanks' | 'greeting';

export interface Intents {
  /** Strongest first; empty where no topic was recognised. */
  readonly topics: readonly Topic[];
  readonly courtesies: readonly Courtesy[];
}

const PEOPLE =
  '(?:person|people|human|humans|someone|somebody|agent|representative|rep|operator|colleague|manager|staff)';

/**
 * In order of weight: who wants a person gets one, whatever else the message says, and an invoice's price is about the
 * invoice. Patterns see the text as `normalised` leaves it: lower case, no punctuation, no apostrophes, single spaces.
 */
const TOPICS: readonly (readonly [Topic, RegExp])[] = [
  [
    'person',
    new RegExp(
      [
        `\\b(?:talk|speak|chat|write) (?:to|with) (?:\\w+ ){0,3}${PEOPLE}\\b`,
        `\\b(?:connect|transfer|hand|put|pass|forward|escalate|switch)(?: (?:me|us|this|it))?(?: \\w+){0,3} ${PEOPLE}\\b`,
        `\\b(?:want|need|prefer|get me|give me|have|like|is there|are there)(?: \\w+){0,2} ${PEOPLE}\\b(?! in charge)`,
        `\\b(?:real|actual|live) ${PEOPLE}\\b`,
        `\\b${PEOPLE} (?:please|pls|plz|now|instead)\\b`,
        `^(?:a |an |the )?${PEOPLE}$`,
        '\\bhuman(?: being)?\\b',
        '\\bcustomer (?:service|support|care)\\b',
        '\\b(?:not|dont want)(?: to)?(?: (?:talk|speak|chat|write) (?:to|with))? (?:a |the |some )?(?:bot|robot|machine)\\b',
      ].join('|'),
    ),
  ],
  [
    'invoice',
    /\b(?:invoic(?:e|es|ed|ing)|bill|bills|billed|billing|receipts?|payments?|pay|paid|overdue|due date|credit notes?)\b/,
  ],
  [
    'price',
    /\b(?:pric(?:e|es|ed|ey|ing)|costs?|costing|how much|quot(?:e|es|ed|ation|ations)|discounts?|fees?|tariffs?|estimates?|cheap(?:er|est)?|expensive|budget)\b/,
  ],
  [
    'meeting',
    /\b(?:(?<!(?:nice|good|great|glad|pleased|lovely) to )meet|meetings?|appointments?|(?:re)?schedul(?:e|es|ed|ing)|calendar|(?:a|the|video|phone) call|call (?:me|us|you)|demo|time ?slots?|slots?|book (?:a|an|some)|when can (?:we|i|you) (?:talk|speak|call)|availability|are you (?:free|available))\b/,
  ],
  [
    'status',
    /\b(?:status|progress|any (?:news|updates?)|an update|updates? (?:on|about|for)|how far|where (?:are we|do we stand|does it stand|is my|is our|is the)|whats (?:new|happening|going on)|what is (?:new|happening|going on)|stage|pipeline|state of|how (?:is|are|goes) (?:the|my|our|this) (?:deal|order|project|offer|case|ticket|account|things)|hows (?:the|my|our|this) \w+|how are things)\b/,
  ],
];

const COURTESIES: readonly (readonly [Courtesy, RegExp])[] = [
  [
    'help',
    /\b(?:help|what (?:can|do) you do|what are you|who are you|are you (?:a |an )?(?:bot|robot|real|ai)|how does this work)\b/,
  ],
  [
    'goodbye',
    /\b(?:bye|goodbye|see (?:you|ya)|cya|farewell|talk (?:to you )?later|good ?night|have a (?:nice|good|great|lovely) (?:day|evening|weekend|one))\b/,
  ],
  ['thanks', /\b(?:thanks|thank (?:you|u)|thx|ty|cheers|much appreciated|i appreciate)\b/],
  [
    'greeting',
    /\b(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|to meet you|how are you|how do you do)\b/,
  ],
];

/** Case, accents, apostrophes and punctuation gone, so that a pattern need not think of them. */
const normalised = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’‘`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Long messages are cut for the look-up: what somebody wants stands at the beginning, and a pattern must stay quick. */
const LOOK_AT_CHARS = 2000;

export const intentsOf = (text: string): Intents => {
  const words = normalised(text.slice(0, LOOK_AT_CHARS));
  const found = <T>(table: readonly (readonly [T, RegExp])[]): readonly T[] =>
    table.filter(([, pattern]) => pattern.test(words)).map(([name]) => name);
  return { topics: found(TOPICS), courtesies: found(COURTESIES) };
};
