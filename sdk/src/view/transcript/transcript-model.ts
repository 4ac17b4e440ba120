/** What the transcript shows, worked out from the stores: rows, states, lines, and what is new since the last time. */
import type { Chat, ChatStores, TimelineItem } from '../../chat.js';
import type { Message, User } from '../../protocol/index.js';
import { answersTo } from '../message/answers.js';
import { replyParts } from '../chunks.js';
import { ById } from './by-id.js';
import { timeOf } from '../format.js';
import { groupsOf, rowsOf, type Group, type Row } from './grouping.js';
import { isOwn } from '../item.js';
import { KnownPeople } from './known-people.js';
import { FRESH_MS, linesOf, ownStateOf, type OwnState } from '../message/own-state.js';
import type { PresenceLine } from './grouping.js';
import { isBot, replyToOf, type Threads } from './replies.js';
import { TimelineWindow } from './timeline-window.js';
import { UnreadLine } from './unread-line.js';
import type { View } from '../view.js';

export interface ModelInput {
  chat: Chat;
  view: View;
  presence: readonly PresenceLine[];
  /** Whether the reader has the end before their eyes. */
  watching: boolean;
  atEnd: boolean;
  /** Whether reading begins anew: at the unread line, wherever that is. */
  placing: boolean;
  /** Whether what stands far above may leave the page. */
  mayTrim: () => boolean;
  /** Only this message and what was said in answer to it. */
  thread: string | null;
}

/** While the reader is far up: so many of the newest decide with those before them which of one's own are the last ones. */
const NEWEST = 50;

/** What a change means for the reader's place. */
export type Change = 'own-message' | 'unread-line' | 'none';

const NO_THREADS: Threads = { counts: new Map(), of: () => [] };

export class TranscriptModel {
  readonly unread = new UnreadLine();
  readonly window = new TimelineWindow();
  rows: readonly Row[] = [];
  states: ReadonlyMap<string, OwnState> = new Map();
  /** Items with a line that tells their state. */
  lines: ReadonlySet<string> = new Set();
  /** Items that came while the reader was at the end. */
  readonly arrived = new Set<string>();
  /** Milliseconds until a state changes by time alone; null: not before something happens. */
  nextChange: number | null = null;
  /** The items that answer questions on the page, by the question's id. */
  answers: ReadonlyMap<string, TimelineItem> = new Map();
  threads: Threads = NO_THREADS;
  /** What is shown a part of: the whole, or a thread. */
  current: readonly TimelineItem[] = [];
  people: ReadonlyMap<string, User> = new Map();
  #hasThreads = false;
  /** What they were found by: null until that is here. */
  #threadsBy: typeof replyParts.now = null;
  readonly #everybody = new KnownPeople();
  #timeline: readonly TimelineItem[] = [];
  readonly #byId = new ById();
  #groups: ReadonlyMap<string, Group> = new Map();
  #known: readonly TimelineItem[] = [];
  #shown: readonly TimelineItem[] = [];

  /** Another history begins. */
  startOver(): void {
    this.unread.clear();
    this.window.reset();
    this.#known = [];
  }

  has(key: string): boolean {
    return this.#groups.has(key);
  }

  /** As the reader sees it; undefined where it is not loaded. */
  messageOf(id: string): Message | undefined {
    return this.#byId.of(this.#timeline, id);
  }

  itemOf(key: string): TimelineItem | undefined {
    return this.#timeline.find((item) => item.key === key);
  }

  get oldestKey(): string {
    return this.#shown[0]?.key ?? '';
  }

  get newestKey(): string {
    return this.#shown.at(-1)?.key ?? '';
  }

  update(input: ModelInput): Change {
    const { $timeline, $you, $reads, $messages, $loaded } = input.chat.stores;
    this.#take($timeline.get());
    this.people = this.#everybody.of(input.chat);
    const timeline = input.thread === null ? this.#timeline : this.threads.of(input.thread);
    this.current = timeline;
    const you = $you.get();
    const isOwnNew = this.#arrivals(timeline, input);
    const unread =
      $loaded.get() && input.thread === null
        ? this.unread.of({
            messages: $messages.get(),
            you,
            read: you ? ($reads.get().get(you.user.id) ?? 0) : 0,
            watching: input.watching,
          })
        : null;
    const hadUnread = this.rows.some(({ kind }) => kind === 'unread');
    const dayKey = (at: number) => input.view.format.dayKey(at);
    if (isOwnNew) this.window.toEnd();
    this.#shown = this.window.of(timeline, input.mayTrim);
    if (input.placing && unread) {
      this.window.show(timeline, firstAfter(timeline, unread.after));
      this.#shown = this.window.of(timeline, () => false);
    }
    const lines = this.window.start === 0 ? input.presence : input.presence.filter(({ after }) => after !== null);
    this.rows = rowsOf({ timeline: this.#shown, you, lines, unread, dayKey, before: this.#groups });
    this.#groups = groupsOf(this.rows);
    this.answers = answersTo(this.#shown, timeline, you);
    this.#state(this.window.hasEnd ? this.#shown : [...this.#shown, ...timeline.slice(-NEWEST)], input);
    if (isOwnNew) return 'own-message';
    return unread && !hadUnread ? 'unread-line' : 'none';
  }

  /** Threads are looked for where somebody has answered: in a list of thousands nobody may have. */
  #take(timeline: readonly TimelineItem[]): void {
    const before = this.#timeline;
    const { now } = replyParts;
    if (timeline === before && this.#threadsBy === now) return;
    this.#timeline = timeline;
    const isLonger = timeline[0]?.key === before[0]?.key && timeline.length >= before.length;
    const fresh = isLonger ? timeline.slice(Math.max(0, before.length - 1)) : timeline;
    const hadSome = isLonger && this.#hasThreads;
    // The bot answers everything, and its answers begin no thread.
    this.#hasThreads = hadSome || fresh.some((item) => replyToOf(item) !== null && !isBot(item));
    if (this.#hasThreads) void replyParts.load();
    this.threads = (this.#hasThreads ? now?.threadsOf(timeline) : null) ?? NO_THREADS;
    this.#threadsBy = now;
  }

  /** Notes what is new since the last time. @returns whether some of it was just written here. */
  #arrivals(timeline: readonly TimelineItem[], { chat, atEnd }: ModelInput): boolean {
    const known = this.#known;
    this.#known = timeline;
    const [newest, last] = [known.at(-1), timeline.at(-1)];
    if (known.length === timeline.length && known[0]?.key === timeline[0]?.key && newest?.key === last?.key)
      return false;
    // The lines that stayed for stillness' sake go when the list moves anyway.
    this.lines = new Set();
    this.arrived.clear();
    if (!newest || !last || newest.key === last.key) return false;
    const from = timeline.findLastIndex(({ key }) => key === newest.key);
    const fresh = from < 0 ? [last] : timeline.slice(from + 1);
    if (atEnd) for (const { key } of fresh) this.arrived.add(key);
    const isOwnNew = fresh.some((item) => item.entry && isOwn(item, chat.stores.$you.get()));
    // Writing means having read.
    if (isOwnNew) this.unread.clear();
    return isOwnNew;
  }

  #state(timeline: readonly TimelineItem[], { chat, view }: ModelInput): void {
    const { $status, $you, $conversation, $reads } = chat.stores;
    const now = view.clock.now();
    const participants = $conversation.get()?.participants ?? [];
    const input = { status: $status.get(), you: $you.get(), participants, reads: $reads.get(), now };
    const states = timeline.flatMap((item) => {
      const state = ownStateOf(item, input);
      return state ? [{ key: item.key, state, item }] : [];
    });
    this.states = new Map(states.map(({ key, state }) => [key, state]));
    this.lines = linesOf(states, this.lines);
    const waits = states.flatMap(({ state, item }) => {
      // A second for the countdown; a fresh one until it has to say "Sending…".
      if (state.kind === 'soon') return [1000];
      if (state.kind !== 'fresh') return [];
      return [Math.max(20, timeOf(item.entry?.created_at ?? '') + FRESH_MS - now)];
    });
    this.nextChange = waits.length > 0 ? Math.min(...waits) : null;
  }
}

/** Index of the first message with a higher `seq`. Looked for from the end: what is unread is there. */
function firstAfter(timeline: readonly TimelineItem[], seq: number): number {
  let at = timeline.length;
  while (at > 0 && (timeline[at - 1]?.message?.seq ?? Infinity) > seq) at -= 1;
  return at;
}

/** Whether somebody else has read on: one's own mark follows what is on the screen, and changes nothing there. */
export const haveOthersRead = (
  now: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number> | undefined,
  me: string | undefined,
): boolean => [...now].some(([id, seq]) => id !== me && before?.get(id) !== seq);

/** What the transcript is made from, besides what others have read. */
export const storesOf = (stores: ChatStores) => [
  stores.$timeline,
  stores.$you,
  stores.$conversation,
  stores.$status,
  stores.$presence,
  stores.$hasOlder,
  stores.$loadingOlder,
  stores.$loaded,
  stores.$limits,
];
