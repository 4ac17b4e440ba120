import type { TimelineItem } from '../../chat.js';
import type { Message, User, You } from '../../protocol/index.js';
import { atOf, isOwn, senderOf } from '../item.js';

/** Someone came or went while this page looked on. It is told once and never stored. */
export interface PresenceLine {
  readonly key: string;
  readonly kind: 'joined' | 'left';
  readonly user: User;
  /** Of the timeline item after which it stands; null: before everything. */
  readonly after: string | null;
  readonly at: number;
}

export interface Group {
  readonly kind: 'group';
  readonly key: string;
  readonly sender: User;
  readonly own: boolean;
  readonly at: number;
  readonly items: readonly TimelineItem[];
}

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'event'; readonly key: string; readonly message: Message }
  | { readonly kind: 'presence'; readonly key: string; readonly line: PresenceLine }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number }
  | Group;

export interface GroupingInput {
  timeline: readonly TimelineItem[];
  you: You | null;
  lines: readonly PresenceLine[];
  /** The unread line stands above the first message of someone else with a higher `seq`. */
  unread: { readonly after: number; readonly count: number } | null;
  dayKey: (at: number) => string;
  /**
   * Group by item key, of the last call: a group that older messages join keeps its key, and so its place on the page and the
   * focus; one that is as it was stays the same object, and need not be looked at.
   */
  before: ReadonlyMap<string, Group>;
}

/** A new group begins after this long, with another sender, on another day and after a line in between. */
const GROUP_MS = 5 * 60_000;

interface Open {
  sender: User;
  own: boolean;
  at: number;
  last: number;
  items: TimelineItem[];
}

const isSame = (a: Group, b: Group): boolean =>
  a.key === b.key &&
  a.own === b.own &&
  a.sender === b.sender &&
  a.items.length === b.items.length &&
  a.items.every((item, at) => item === b.items[at]);

/** Builds the rows one by one; what is open is the group that the next message may join. */
class Rows {
  readonly rows: Row[] = [];
  #open: Open | null = null;
  readonly #taken = new Set<string>();

  constructor(private readonly before: ReadonlyMap<string, Group>) {}

  line(row: Row): void {
    this.close();
    this.rows.push(row);
  }

  item(item: TimelineItem, sender: User, own: boolean): void {
    const at = atOf(item);
    const open = this.#open;
    if (open?.own === own && open.sender.id === sender.id && at - open.last < GROUP_MS) {
      open.items.push(item);
      open.last = at;
      return;
    }
    this.close();
    this.#open = { sender, own, at, last: at, items: [item] };
  }

  close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    const { sender, own, at, items } = open;
    const group: Group = { kind: 'group', key: this.#keyOf(items), sender, own, at, items };
    const before = this.before.get(items[0]?.key ?? '');
    this.rows.push(before && isSame(before, group) ? before : group);
  }

  #keyOf(items: readonly TimelineItem[]): string {
    const known = items
      .map((item) => this.before.get(item.key)?.key)
      .find((key) => key !== undefined && !this.#taken.has(key));
    let key = known ?? `g-${items[0]?.key ?? ''}`;
    while (this.#taken.has(key)) key += '+';
    this.#taken.add(key);
    return key;
  }
}

/** The timeline as the transcript shows it: days, lines and groups, in order. */
export function rowsOf(input: GroupingInput): Row[] {
  const { timeline, you, unread } = input;
  const rows = new Rows(input.before);
  const after = new Map<string | null, PresenceLine[]>();
  for (const line of input.lines) after.set(line.after, [...(after.get(line.after) ?? []), line]);
  const tellLines = (key: string | null) => {
    for (const line of after.get(key) ?? []) rows.line({ kind: 'presence', key: line.key, line });
  };
  let day = '';
  let unreadTold = false;
  tellLines(null);
  for (const item of timeline) {
    if (item.message === null && item.entry.act.kind !== 'send') continue;
    const today = input.dayKey(atOf(item));
    if (today !== day) rows.line({ kind: 'day', key: `day-${today}`, at: atOf(item) });
    day = today;
    const own = isOwn(item, you);
    if (unread && unread.count > 0 && !unreadTold && !own && (item.message?.seq ?? 0) > unread.after) {
      unreadTold = true;
      rows.line({ kind: 'unread', key: 'unread', count: unread.count });
    }
    if (item.message?.type === 'event') rows.line({ kind: 'event', key: item.key, message: item.message });
    else rows.item(item, senderOf(item, you), own);
    tellLines(item.key);
  }
  rows.close();
  return rows.rows;
}

/** What the next call takes as `before`. */
export function groupsOf(rows: readonly Row[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const row of rows) if (row.kind === 'group') for (const item of row.items) groups.set(item.key, row);
  return groups;
}
