/** What the same test asks of each browser, whichever protocol drives it. */

/** One tab. What runs in it is sent as text: it sees nothing of the test's own scope but its argument. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs in the page. `arg` and the result are JSON. */
  run<T>(look: () => T): Promise<T>;
  run<T, A>(look: (arg: A) => T, arg: A): Promise<T>;
  /** Real keys, to whatever has the focus. */
  type(text: string): Promise<void>;
  enter(): Promise<void>;
  /** As a person looks at it: what is in front and has the focus is read. */
  toFront(): Promise<void>;
  close(): Promise<void>;
}

/** Somebody's browser, with storage of its own that its tabs share. */
export interface Person {
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}

export interface OtherBrowser {
  newPerson(): Promise<Person>;
  close(): Promise<void>;
}

/** The call as one expression. tsx names functions by a helper of its own, which the page does not have. */
export const callOf = (look: (arg: never) => unknown, arg: unknown): string =>
  `(() => { globalThis.__name ??= (target) => target; return (${String(look)})(${JSON.stringify(arg) ?? 'undefined'}); })()`;
