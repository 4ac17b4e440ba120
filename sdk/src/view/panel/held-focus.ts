/** Where the focus goes when what had it is taken away: a button that did its work, a message that was discarded, Stop at the end of a reply. */

const holds = (record: MutationRecord, element: HTMLElement): boolean =>
  [...record.removedNodes].some((node) => node.contains(element));

/** The page has it, which means nobody: no other element of it was chosen. */
const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** What of the panel may take the focus that was lost. */
export interface FocusHost extends HTMLElement {
  takeFocus(): void;
}

/**
 * Browsers drop the focus of an element that leaves the page, also of one that only moves within it, and the next Tab begins
 * at the top of the page. Here it goes to the element itself where that is still there, else to its message, else to the message
 * that Tab reaches, else to where opening the panel puts it.
 */
class HeldFocus {
  #held: HTMLElement | null = null;
  #message: HTMLElement | null = null;
  readonly #observer = new MutationObserver((records) => {
    this.#see(records);
  });

  constructor(private readonly host: FocusHost) {
    host.addEventListener('focusout', () => {
      // Some browsers tell of it while they take the element away, others not at all.
      queueMicrotask(() => {
        this.#see(this.#observer.takeRecords());
      });
    });
  }

  hold(element: HTMLElement): void {
    if (!element.matches(':focus')) return; // It came late.
    this.#held = element;
    this.#message = element.closest('.msg');
    this.#observer.observe(this.host, { childList: true, subtree: true });
  }

  #see(records: readonly MutationRecord[]): void {
    const held = this.#held;
    if (!held) return;
    if (records.some((record) => holds(record, held)) && isNowhere()) this.#giveBack(held);
    if (!this.#held?.matches(':focus')) this.#letGo();
  }

  #giveBack(held: HTMLElement): void {
    const message = this.#message;
    const candidates = [held, message, message && this.host.querySelector<HTMLElement>('.msg[tabindex="0"]')];
    for (const candidate of candidates) {
      if (!candidate || !this.host.contains(candidate)) continue;
      candidate.focus();
      if (candidate.matches(':focus')) return;
    }
    this.host.takeFocus();
  }

  #letGo(): void {
    this.#held = this.#message = null;
    this.#observer.disconnect();
  }
}

const holders = new WeakMap<FocusHost, HeldFocus>();

/** What has just got the focus within the panel keeps it there. */
export function holdFocus(host: FocusHost, element: HTMLElement): void {
  const holder = holders.get(host) ?? new HeldFocus(host);
  holders.set(host, holder);
  holder.hold(element);
}
