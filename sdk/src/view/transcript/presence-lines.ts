import type { Chat } from '../../chat.js';
import type { User } from '../../protocol/index.js';
import type { PresenceLine } from './grouping.js';

/** More than this is history that nobody reads. */
const LINES_MAX = 50;

/** Who came and went while this page looked on: told once, in the place where it happened, and bounded. */
export class PresenceLines {
  lines: readonly PresenceLine[] = [];
  #count = 0;

  constructor(
    private readonly now: () => number,
    private readonly changed: () => void,
  ) {}

  /** @returns the undo. */
  follow(chat: Chat): () => void {
    const undo = [
      chat.on('user-joined', ({ user }) => {
        this.#add(chat, 'joined', user);
      }),
      chat.on('user-left', ({ user }) => {
        this.#add(chat, 'left', user);
      }),
    ];
    return () => {
      for (const each of undo) each();
      this.lines = [];
    };
  }

  #add(chat: Chat, kind: PresenceLine['kind'], user: User): void {
    if (user.id === chat.stores.$you.get()?.user.id) return;
    const after = chat.stores.$timeline.get().at(-1)?.key ?? null;
    // Someone on a bad line comes and goes: one line for it, until somebody says something.
    const lines = this.lines.filter((line) => line.after !== after || line.user.id !== user.id);
    const line = { key: `presence-${String(this.#count++)}`, kind, user, after, at: this.now() };
    this.lines = [...lines, line].slice(-LINES_MAX);
    this.changed();
  }
}
