import type { Clock } from '../../clock.js';

/** A line stays in the region long enough to be read out, and no longer: someone may walk the page by lines. */
const KEEP_MS = 8000;
/** Messages that arrive together are told together. */
const SETTLE_MS = 100;
/** More than three messages within this time are told as a number. */
const BURST_MS = 2000;
const BURST_MAX = 3;
/** A reader who wants more goes to the message. */
const TEXT_MAX = 400;

/** What a screen reader is told, through two regions that are on the page before anything is in them. */
export class Announcer {
  #polite: Element | null = null;
  #assertive: Element | null = null;
  #pending: string[] = [];
  #burstFrom = Number.NEGATIVE_INFINITY;
  #told = 0;
  readonly #undo = new Set<() => void>();

  constructor(
    private readonly clock: Clock,
    private readonly summary: (n: number) => string,
  ) {}

  attach(polite: Element | null, assertive: Element | null): void {
    this.#polite = polite;
    this.#assertive = assertive;
  }

  /** When nothing else is being said. */
  say(text: string): void {
    this.#tell(this.#polite, text);
  }

  /** At once. */
  interrupt(text: string): void {
    this.#tell(this.#assertive, text);
  }

  /** A finished message of somebody else: many in a short time become one sentence. */
  message(text: string): void {
    this.#pending.push(text);
    if (this.#pending.length === 1)
      this.#after(SETTLE_MS, () => {
        this.#flush();
      });
  }

  close(): void {
    for (const undo of this.#undo) undo();
    this.#undo.clear();
    this.#pending = [];
    this.#polite?.replaceChildren();
    this.#assertive?.replaceChildren();
  }

  #flush(): void {
    const now = this.clock.now();
    if (now - this.#burstFrom >= BURST_MS) {
      this.#burstFrom = now;
      this.#told = 0;
    }
    const n = this.#pending.length;
    if (n > BURST_MAX) {
      this.say(this.summary(n));
    } else if (this.#told + n > BURST_MAX) {
      // The fourth within two seconds: what follows it in that time goes with it.
      this.#after(this.#burstFrom + BURST_MS - now, () => {
        this.#flush();
      });
      return;
    } else {
      for (const text of this.#pending) this.say(text);
    }
    this.#told += n;
    this.#pending = [];
  }

  #tell(region: Element | null, text: string): void {
    if (!region || !text) return;
    const line = document.createElement('p');
    line.textContent = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
    region.append(line);
    this.#after(KEEP_MS, () => {
      line.remove();
    });
  }

  #after(ms: number, run: () => void): void {
    const undo = this.clock.after(ms, () => {
      this.#undo.delete(undo);
      run();
    });
    this.#undo.add(undo);
  }
}
