/** How a bot words what it was given: subjects, names and quotations, safe inside Markdown. */

const QUOTE_CHARS = 60;

/**
 * A record as a person would say it: `deal:42` is "deal 42", `purchase_order:7` is "purchase order 7". Subjects are
 * opaque to the relay, so anything else comes out as it is.
 */
export const subjectInWords = (subject: string): string => {
  const colon = subject.indexOf(':');
  if (colon < 1) return subject.trim();
  const kind = subject.slice(0, colon).replace(/[_-]+/g, ' ');
  return `${kind} ${subject.slice(colon + 1).replaceAll(':', ' ')}`.replace(/\s+/g, ' ').trim();
};

/**
 * Somebody's words inside our own: on one line, and without the characters that begin markup. They are left out, not
 * escaped: where the answer is shown as plain text a backslash would stand there.
 */
export const plain = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>#|~]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The beginning of a text, for a quotation: cut between words where there are some, never inside a character. */
export const excerpt = (text: string, chars = QUOTE_CHARS): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= chars) return line;
  const cut = line.slice(0, chars).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > chars / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
};

/** Words with the white space behind them: joined again, exactly the text. */
export const inWords = (text: string): readonly string[] => text.match(/\S+\s*|\s+/g) ?? [];
