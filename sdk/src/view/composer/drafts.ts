import type { You } from '../../protocol/index.js';
import type { Clock } from '../../clock.js';

/** What was typed and not sent, of one person in this browser: it survives a reload and every change of conversation. */
const MAX = 50;
/** Characters of all together: storage for a site is small, and shared with its other scripts. */
const CHARS_MAX = 300_000;
/** A write for each letter would be one too many; leaving the page writes at once. */
const WRITE_MS = 300;

const isEntry = (entry: unknown): entry is [string, string] =>
  Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string';

const nameOf = (you: You): string =>
  ['crm-chat', 'drafts', you.tenant, you.user.id].map((part) => encodeURIComponent(part)).join('|');

/** A text that was left, and one that was typed before it could be shown. */
export const behind = (left: string, typed: string): string => (left && left !== typed ? `${left}\n${typed}` : typed);

/** Keyed by conversation; oldest first. */
export class Drafts {
  #texts = new Map<string, string>();
  #person: string | null = null;
  #changed = new Set<string>();
  /** Sent, but the outbox does not have it yet. */
  readonly #held = new Set<{ key: string; text: string }>();
  #cancel: (() => void) | null = null;

  constructor(private readonly clock: Clock) {}

  /** Reads what is kept of this person. What was typed before it was known who it is, is theirs. */
  enter(you: You | null): void {
    const person = you && nameOf(you);
    if (person === this.#person || person === null) return;
    if (this.#person !== null) {
      this.flush();
      this.#texts.clear();
    }
    this.#person = person;
    const typed = this.#texts;
    const kept = new Map(this.#read());
    for (const [key, text] of typed) typed.set(key, behind(kept.get(key) ?? '', text));
    this.#texts = new Map([...kept, ...typed]);
    if (typed.size > 0) this.#write();
  }

  get(key: string): string {
    return this.#texts.get(key) ?? '';
  }

  set(key: string, text: string): void {
    if (text === this.get(key)) return;
    this.#texts.delete(key);
    if (text) this.#texts.set(key, text);
    this.#touch(key);
  }

  /** What is sent counts as a draft until the outbox has it: the page may be gone before. */
  async until(isKept: Promise<unknown>, key: string, text: string): Promise<void> {
    const held = { key, text };
    this.#held.add(held);
    this.#touch(key);
    await isKept.finally(() => {
      this.#held.delete(held);
      this.#changed.add(key);
      this.flush();
    });
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#changed.size > 0) this.#write();
  }

  #touch(key: string): void {
    this.#changed.add(key);
    // What is gone is gone at once: a message that was sent must not come back as a draft.
    if (!this.#kept(key)) this.flush();
    else
      this.#cancel ??= this.clock.after(WRITE_MS, () => {
        this.flush();
      });
  }

  /** What is to be found after a reload. */
  #kept(key: string): string {
    const sent = [...this.#held].filter((held) => held.key === key).map(({ text }) => text);
    return [...sent, this.get(key)].filter(Boolean).join('\n');
  }

  /** Another tab may have written others meanwhile: only what was changed here is written. */
  #write(): void {
    if (this.#person === null) return;
    const kept = new Map(this.#read());
    for (const key of this.#changed) {
      kept.delete(key);
      const text = this.#kept(key);
      if (text) kept.set(key, text);
    }
    this.#changed.clear();
    let chars = 0;
    const entries = [...kept].reverse().filter(([, text], i) => (chars += text.length) <= CHARS_MAX && i < MAX);
    try {
      if (entries.length === 0) localStorage.removeItem(this.#person);
      else localStorage.setItem(this.#person, JSON.stringify(entries.reverse()));
    } catch {
      // Full, or switched off: they last as long as this page.
    }
  }

  #read(): [string, string][] {
    if (this.#person === null) return [];
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#person) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isEntry) : [];
    } catch {
      return []; // Somebody else's, or no storage.
    }
  }
}

/** Forgets all drafts of a person on this device. */
export const forgetDrafts = (you: You): void => {
  try {
    localStorage.removeItem(nameOf(you));
  } catch {
    // Nothing can be kept here.
  }
};

/** A page that leaves, or is looked away from, may not come back: what is typed is written at once. Returns the undo, which does so too. */
export function flushOnLeave(drafts: Drafts): () => void {
  const leave = () => {
    drafts.flush();
  };
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', leave);
  return () => {
    removeEventListener('pagehide', leave);
    document.removeEventListener('visibilitychange', leave);
    leave();
  };
}
