import type { ChatStores } from '../chat.js';
import type { Clock } from '../clock.js';
import type { ClientFrame } from '../protocol/index.js';
import type { Connection } from '../transport/connection.js';
import type { Http } from '../transport/http.js';
import { postActivity } from './routes.js';

/** Half of what typing lives: a lost frame does not make it flicker. */
const TYPING_EVERY_MS = 3000;
const READ_EVERY_MS = 1000;

export type ActivityFrame = Extract<ClientFrame, { type: 'typing' | 'read' }>;

/** Sends one over whatever line there is; false: there is none. */
export function tell(frame: ActivityFrame, id: string | null, connection: Connection, http: Http): boolean {
  if (id === null) return false;
  const socket = connection.socketOf(id);
  if (socket) return socket.send(frame);
  if (connection.isPolling) void postActivity(http, id, frame);
  return connection.isPolling;
}

/** Tells the activity when this person becomes a participant. Returns the undo. */
export function followMembership(
  { $conversation, $you }: Pick<ChatStores, '$conversation' | '$you'>,
  activity: Activity,
) {
  return $conversation.listen((conversation) => {
    const me = $you.get()?.user.id;
    activity.member(conversation?.participants.find(({ user }) => user.id === me)?.joined_at ?? null);
  });
}

/** Rations what a person does all the time: typing at most every three seconds, a read mark once a second, and only upwards. */
export class Activity {
  #isTyping = false;
  #isNote = false;
  #typingAt = -Infinity;
  #told = 0;
  #wanted = 0;
  #readAt = -Infinity;
  #joinedAt: string | null = null;
  #cancel: (() => void) | null = null;

  /** @param tell sends one; false where there is no line, and a read mark waits for one. */
  constructor(
    private readonly clock: Clock,
    private readonly tell: (frame: ActivityFrame) => boolean,
  ) {}

  setTyping(isTyping: boolean, isNote = false): void {
    // What was a message is a note now, or the other way round: whoever was told the one is told that it is over.
    if (isTyping && isNote !== this.#isNote) this.setTyping(false, this.#isNote);
    const now = this.clock.now();
    if (isTyping ? this.#isTyping && now - this.#typingAt < TYPING_EVERY_MS : !this.#isTyping) return;
    this.#isTyping = isTyping;
    this.#typingAt = now;
    this.#isNote = isNote;
    this.tell({ type: 'typing', is_typing: isTyping, ...(isNote && { note: true }) });
  }

  /** What was being typed is on its way: others see it come, which ends the typing. */
  sent(): void {
    this.#isTyping = false;
    this.#typingAt = -Infinity;
  }

  read(seq: number): void {
    if (seq <= this.#wanted) return;
    this.#wanted = seq;
    this.flush();
  }

  /** A line is there. */
  flush(): void {
    if (this.#wanted <= this.#told || this.#cancel) return;
    const left = this.#readAt + READ_EVERY_MS - this.clock.now();
    if (left > 0) {
      this.#cancel = this.clock.after(left, () => {
        this.#cancel = null;
        this.flush();
      });
      return;
    }
    const seq = this.#wanted;
    if (!this.tell({ type: 'read', seq })) return;
    this.#told = seq;
    this.#readAt = this.clock.now();
  }

  /** The relay keeps the marks of participants alone: whoever becomes one tells theirs again. */
  member(joinedAt: string | null): void {
    if (joinedAt === this.#joinedAt) return;
    this.#joinedAt = joinedAt;
    this.#told = 0;
    if (joinedAt !== null) this.flush();
  }

  /** A mark may have been lost with the line: it is told again on the next one. */
  lost(): void {
    this.#told = 0;
    this.sent();
  }

  /** Another conversation. */
  reset(): void {
    this.lost();
    this.#wanted = 0;
    this.#joinedAt = null;
    this.#cancel?.();
    this.#cancel = null;
  }
}
