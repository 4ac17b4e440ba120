import { TYPING_TTL_MS, type TypingMark, type User } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import type { Audience } from '../store/store.js';

interface Entry {
  user: User;
  /** For staff's eyes only. */
  note: boolean;
  stop: () => void;
}

/** Tells an audience that somebody types or stopped. */
export type TellTyping = (audience: Audience, user: User, isTyping: boolean, note: boolean) => void;

/** Who types now. A mark ends by itself: the page that set it may have gone without a word. */
export class Typing {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly tell: TellTyping,
  ) {}

  /** What the bus said. A repetition is told too: clients let a mark expire like the relay does. */
  heard(user: User, isTyping: boolean, note: boolean): void {
    const before = this.entries.get(user.id);
    if (!isTyping) {
      this.end(user.id);
      return;
    }
    before?.stop();
    // Going over to a note has to look like stopping to users, who must not learn of notes.
    if (before?.note === false && note) this.tell('user', user, false, false);
    this.entries.set(user.id, { user, note, stop: this.clock.after(TYPING_TTL_MS, () => this.end(user.id)) });
    this.tell('staff', user, true, note);
    if (!note) this.tell('user', user, true, false);
  }

  /** Also when the message has come: nobody types what is already there. */
  end(userId: string): void {
    const entry = this.entries.get(userId);
    if (entry === undefined) return;
    entry.stop();
    this.entries.delete(userId);
    this.tell('staff', entry.user, false, entry.note);
    if (!entry.note) this.tell('user', entry.user, false, false);
  }

  list(audience: Audience, viewerId: string): TypingMark[] {
    const marks: TypingMark[] = [];
    for (const { user, note } of this.entries.values()) {
      if (user.id === viewerId || (note && audience === 'user')) continue;
      marks.push(note ? { user, note } : { user });
    }
    return marks.sort((a, b) => (a.user.id < b.user.id ? -1 : 1));
  }

  has(userId: string): boolean {
    return this.entries.has(userId);
  }

  get size(): number {
    return this.entries.size;
  }

  close(): void {
    for (const { stop } of this.entries.values()) stop();
    this.entries.clear();
  }
}
